"""Where each language of one story stands, in words."""

from dataclasses import dataclass, field

from django.utils import formats, timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from articles.admin.front_page_asked import placing_address
from articles.admin.planning.days import own_clock
from articles.admin.planning.due import due_chips, sentences
from articles.models import Article, Edition, EditionKind, Language, Progress, Stage, Standing, Wanted, other


@dataclass
class LanguageStatus:
    """One language of a story at one instant.

    progress  annotated by with_standing, with_behind, with_correction and with_freshness
    edition   the edition or notice that readers have, or None
    ahead     the edition that nobody has read yet, or None
    user      the person who looks; there  the Place of the other language
    """

    progress: Progress
    edition: Edition | None = None
    ahead: Edition | None = None
    article: Article | None = field(default=None, repr=False, compare=False)
    user: object | None = field(default=None, repr=False, compare=False)
    there: "LanguageStatus | None" = field(default=None, repr=False, compare=False)

    @property
    def language(self):
        return Language(self.progress.language)

    @property
    def standing(self):
        return Standing(self.progress.standing)

    @property
    def is_live(self):
        return self.edition is not None and not self.edition.is_notice

    @property
    def is_withdrawn(self):
        return self.edition is not None and self.edition.kind == EditionKind.WITHDRAWAL

    @property
    def is_ahead(self):
        return self.ahead is not None

    @property
    def after(self):
        """The number of the latest edition, 0 before the first: what publishing is held against."""
        latest = self.ahead or self.edition
        return latest.number if latest else 0

    @property
    def source(self):
        """The Place of the language that this one is translated from; None for the source itself."""
        is_source = self.article is None or self.language == self.article.source_language
        return None if is_source else self.there

    @property
    def front(self):
        """Where it is put on the front page, by who may."""
        return placing_address(self)

    @property
    def may_precede(self):
        """Whether a translation may come to its readers before its source, now or by what one does here."""
        if self.is_live or self.there is None:
            return False
        if self.source:
            return self.source.progress.wanted != Wanted.NOTHING and not self.source.is_live
        return self.is_ahead and self.there.is_ahead and not self.there.is_live

    def may_be_published(self):
        """Whether there is something approved that readers do not have, and no edition in its way."""
        return (
            self.progress.stage == Stage.APPROVED
            and self.progress.wanted != Wanted.NOTHING
            and not self.is_ahead
            and self.standing != Standing.LIVE
        )

    @cached_property
    def sentences(self):
        """What readers have, what is coming, and what the desk does, as whole sentences."""
        told = []
        if self.is_live:
            told.append(_("Edition %(number)d (%(kind)s) is live since %(when)s") % self._facts(self.edition))
        elif self.edition:
            told.append(_("Readers see a notice (%(kind)s) since %(when)s") % self._facts(self.edition))
        if self.ahead:
            told.append(
                _("Edition %(number)d (%(kind)s) is scheduled for %(when)s") % self._facts(self.ahead)
            )
            told += filter(None, [own_clock(self.ahead.live_from, self.user)])
        if self.is_live and self.standing == Standing.LIVE_CHANGED:
            told.append(_("The text here has changes that are not published"))
        if self.progress.awaits_correction:
            told.append(self._correction)
        elif self.progress.is_behind:
            told.append(_("Its source was published anew after this translation"))
        if self.progress.is_stale:
            told.append(_("The text of its source was changed at the desk since it was translated"))
        stage = Stage(self.progress.stage).label
        told.append(
            _("Desk: %(stage)s. Wanted: %(wanted)s")
            % {"stage": stage, "wanted": Wanted(self.progress.wanted).label}
        )
        if self.source and not self.is_live and not self.source.is_live:
            told.append(_("Its source: %(standing)s") % {"standing": self.source.standing.label})
        return told + sentences(self.progress)

    @property
    def chips(self):
        """What is late or urgent about it."""
        return due_chips(self.progress)

    @property
    def _correction(self):
        if other(self.language) == Language.EN:
            return _("The English text was corrected: readers here see its note, not yet a mended text")
        return _("The Korean text was corrected: readers here see its note, not yet a mended text")

    @staticmethod
    def _facts(edition):
        return {
            "number": edition.number,
            "kind": EditionKind(edition.kind).label,
            "when": format_local_datetime(edition.live_from),
        }


def language_statuses(article, at=None, *, user=None):
    """The Place of each language of a story for a person, its source language first. Two queries."""
    at = at or timezone.now()
    current, ahead = {}, {}
    editions = Edition.objects.filter(article=article, live_until=None) | Edition.objects.filter(
        article=article, live_until__gt=at
    )
    for edition in editions.defer("body", "printed"):
        (ahead if edition.live_from > at else current)[edition.language] = edition
    rows = Progress.objects.with_standing(at).with_behind(at).with_correction(at).with_freshness()
    rows = rows.filter(article=article).select_related("holder")
    found = [LanguageStatus(row, current.get(row.language), ahead.get(row.language)) for row in rows]
    for place, there in zip(found, reversed(found), strict=True):
        place.article, place.user, place.there = article, user, there
    return sorted(found, key=lambda place: place.language != article.source_language)


def headline_language(article):
    """The language of str(article), for the page's outline."""
    mine = Language(get_language())
    return mine if article.text("title", mine) else other(mine)


def display_name(user):
    return user.get_full_name() or user.get_username()


def format_local_datetime(at):
    """A date and time in the newsroom's zone, in the language of the screens."""
    return formats.date_format(timezone.localtime(at), "DATETIME_FORMAT")


def newsroom_zone():
    """The newsroom's time zone, to be said beside fields that ask for a time: “Asia/Seoul, UTC+09:00”."""
    offset = timezone.localtime().strftime("%z")
    return f"{timezone.get_default_timezone_name()}, UTC{offset[:3]}:{offset[3:]}"
