"""The status of each language of a story, as sentences."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from urllib.parse import urlencode

from django.contrib.auth.models import AbstractUser
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import clock
from articles.admin.display import format_local_datetime, own_clock_title, preferred_text
from articles.admin.story_rows import StoryRow
from articles.models import (
    Article,
    DisplayStatus,
    Edition,
    EditionKind,
    Language,
    LanguageProgress,
    Stage,
    TranslatedSegment,
    Wanted,
    other,
)
from articles.workflow.permissions import Verb, may
from articles.workflow.transitions import latest_step

CORRECTED_THERE = {
    Language.EN: gettext_lazy(
        "The English text was corrected: readers here see its note, but this text is not corrected yet"
    ),
    Language.KO: gettext_lazy(
        "The Korean text was corrected: readers here see its note, but this text is not corrected yet"
    ),
}


@dataclass
class LanguageStatus:
    """One language of a story at one instant.

    user      the person for whom the page is rendered
    progress  annotated by with_standing, and with has_machine_drafts
    edition   the current edition or notice, or None
    ahead     the scheduled edition, or None
    there     the LanguageStatus of the other language
    """

    article: Article
    user: AbstractUser
    at: datetime
    progress: LanguageProgress
    edition: Edition | None
    ahead: Edition | None
    there: "LanguageStatus" = field(default=None, repr=False, compare=False)

    @property
    def language(self):
        return Language(self.progress.language)

    @property
    def standing(self):
        return DisplayStatus(self.progress.standing)

    @cached_property
    def latest_step(self):
        """Return the event of the step that brought the text to its stage, or None. One query."""
        return latest_step(self.article.pk, self.language)

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
        """Return the number of the latest edition, which guards publishing; 0 before the first."""
        latest = self.ahead or self.edition
        return latest.number if latest else 0

    @property
    def source(self):
        """Return the LanguageStatus of the source language; None if this is the source."""
        return None if self.language == self.article.source_language else self.there

    @property
    def front_page_url(self):
        """Return the address at which the user may place it on the front page, or ""."""
        if not may(self.user, Verb.PUBLISH, self.language):
            return ""
        asked = urlencode({"language": self.language.value, "story": self.progress.article_id})
        return f"{reverse('admin:front_pages')}?{asked}#front-panel" if self.is_live or self.is_ahead else ""

    @property
    def may_precede(self):
        """Return whether publishing or moving it may bring a translation to readers before its source."""
        if self.is_live:
            return False
        if self.source:
            return self.source.progress.wanted != Wanted.NOTHING and not self.source.is_live
        return self.is_ahead and self.there.is_ahead and not self.there.is_live

    @property
    def has_changes(self):
        """Return whether readers have a text that differs from the working copy."""
        return self.is_live and self.standing == DisplayStatus.LIVE_CHANGED

    @property
    def is_unchanged(self):
        """Return whether readers have this text, and a translation the newest source."""
        return self.is_live and not self.has_changes and not self.progress.is_behind

    def may_be_published(self):
        """Return whether there is an approved text that is not published, and no scheduled edition."""
        return (
            self.progress.stage == Stage.APPROVED
            and self.progress.wanted != Wanted.NOTHING
            and not self.is_ahead
            and self.standing != DisplayStatus.LIVE
        )

    @cached_property
    def sentences(self):
        """Return sentences about the current edition, the scheduled one, and the work at the desk."""
        found = []
        if self.is_live:
            found.append(_("Edition %(number)d (%(kind)s) live since %(when)s") % self._facts(self.edition))
        elif self.edition:
            found.append(_("Notice (%(kind)s) shown to readers since %(when)s") % self._facts(self.edition))
        if self.ahead:
            found.append(_("Edition %(number)d (%(kind)s) scheduled for %(when)s") % self._facts(self.ahead))
            found += filter(None, [own_clock_title(self.ahead.live_from, self.user)])
        if self.is_live and self.standing == DisplayStatus.LIVE_CHANGED:
            found.append(_("There are unpublished changes"))
        if self.progress.awaits_correction:
            found.append(CORRECTED_THERE[other(self.language)])
        elif self.progress.is_behind:
            found.append(_("The source was published again after this translation"))
        if self.progress.is_stale:
            found.append(_("The source text has changed since it was translated"))
        labels = {
            "stage": Stage(self.progress.stage).label,
            "wanted": Wanted(self.progress.wanted).label,
        }
        found.append(_("Stage: %(stage)s. Requested: %(wanted)s") % labels)
        if self.source and not self.is_live and not self.source.is_live:
            found.append(_("Source: %(standing)s") % {"standing": self.source.standing.label})
        return found + self.line.sentences

    @property
    def line(self):
        return StoryRow(self.progress, self.at)

    @staticmethod
    def _facts(edition):
        return {
            "number": edition.number,
            "kind": EditionKind(edition.kind).label,
            "when": format_local_datetime(edition.live_from),
        }


def language_statuses(
    article: Article, user: AbstractUser, *, with_texts: bool = False
) -> list[LanguageStatus]:
    """Return the status of each language now, the source first. Two queries.

    with_texts  whether the editions have their text: one that is canceled meanwhile cannot be read again
    """
    at = clock.now()
    current, ahead = {}, {}
    editions = Edition.objects.of_articles([article.pk]).unended(at)
    for edition in editions if with_texts else editions.defer("body", "printed"):
        (ahead if edition.live_from > at else current)[edition.language] = edition
    drafts = TranslatedSegment.objects.drafted_by_machine()
    drafts = drafts.filter(article=OuterRef("article"), language=OuterRef("language"))
    rows = LanguageProgress.objects.with_standing(at).annotate(has_machine_drafts=Exists(drafts))
    rows = rows.filter(article=article).select_related("assignee")
    found = [
        LanguageStatus(article, user, at, row, current.get(row.language), ahead.get(row.language))
        for row in rows
    ]
    for status, there in zip(found, reversed(found), strict=True):
        status.there = there
    return sorted(found, key=lambda status: status.language != article.source_language)


def headline_language(article: Article) -> Language:
    """Return the language of str(article), for the `lang` attribute of the heading."""
    return preferred_text(article, "title")[0]
