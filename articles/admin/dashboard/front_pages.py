"""Front pages on the first screen: what of them needs a hand by tomorrow, and what is planned next."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from articles.admin.chips import chip
from articles.admin.dashboard.screen import may_see
from articles.admin.extensions import register_panel
from articles.admin.forms.instants import moment
from articles.admin.front_page_asked import page_address
from articles.dealing import fits
from articles.models import Edition, EditionKind, Language, Placement, Sheet, Slot
from articles.models.planning import at_hour, day_of
from articles.workflow.permissions import Verb, may

MOST = 5  # of what needs a hand
MOST_READ = 500  # placements: an open end for each place of every page, and plans
SLIP = timedelta(microseconds=2)  # between the end of one placement and the beginning of the next


@dataclass
class Line:
    """One placement that is told: its chip, its story, and the way to its page at an instant."""

    row: Placement
    mark: str
    headline: str
    address: str
    when: str = ""

    @property
    def language(self):
        return Language(self.row.language).label

    @property
    def place(self):
        """“Front page, Second story 2”."""
        return f"{self.row.page_words}, {self.row.place_words}"


class Pages:
    """The pages that a person may lay out: gone, falling and coming are Lines, the most urgent first.

    gone     their story is not live, or fits its place no more, so that the river fills in
    falling  they end by the end of tomorrow, and nothing is planned behind them
    coming   the next plan, or none
    """

    def __init__(self, languages, at):
        self.at = at
        rows = Placement.objects.filter(language__in=languages).not_over(at).select_related("section")
        self.rows = list(rows.order_by("placed_from", "pk")[:MOST_READ])
        self.editions = self.printed(languages)
        self.gone = [self.line(row, chip("gone", _("Not shown"))) for row in self.rows if self.is_gone(row)]
        self.falling = [self.falls(row) for row in self.falling_rows()]
        ahead = [row for row in self.rows if row.placed_from > at]
        self.coming = [self.comes(row) for row in ahead[:1]]

    def printed(self, languages):
        """{(story, language): its editions without notices, the oldest first}, in one query."""
        numbers, editions = {row.article_id for row in self.rows}, {}
        found = Edition.objects.filter(article__in=numbers, language__in=languages)
        for edition in found.exclude(kind__in=EditionKind.NOTICES).for_list().order_by("number"):
            editions.setdefault((edition.article_id, edition.language), []).append(edition)
        return editions

    def of(self, row):
        return self.editions.get((row.article_id, row.language), [])

    def is_gone(self, row):
        if not row.stands(self.at):
            return False
        live = [one for one in self.of(row) if stands(one.live_from, one.live_until, self.at)]
        return not any(fits(one, row.slot, row.section_id) for one in live)

    def falling_rows(self):
        """Banners are meant to end; what is not shown is told already."""
        end = at_hour(day_of(self.at) + timedelta(days=2), 0)
        found = [row for row in self.rows if row.slot != Slot.BANNER and row.placed_until]
        found = [row for row in found if row.placed_until <= end and not self.is_gone(row)]
        return sorted((row for row in found if not self.is_followed(row)), key=lambda row: row.placed_until)

    def is_followed(self, row):
        """Whether another comes to the place as this one leaves it."""
        then = row.placed_until + SLIP
        return any(one.place == row.place and one.stands(then) for one in self.rows)

    def line(self, row, mark, at=None):
        headlines = [one.headline for one in self.of(row)]
        slug = row.section.slug if row.sheet == Sheet.SECTION else ""
        asked = {"language": row.language, "section": slug, "at": at.isoformat() if at else ""}
        headline = row.words or (headlines[-1] if headlines else str(row.article_id))
        return Line(row, mark, headline, page_address(**asked), moment(at) if at else "")

    def falls(self, row):
        return self.line(row, chip("behind", _("Ends, and nothing follows")), row.placed_until)

    def comes(self, row):
        return self.line(row, chip("ready", pgettext("a place of a page", "Planned next")), row.placed_from)

    @property
    def first(self):
        """The one next thing, or None."""
        return next(iter([*self.gone, *self.falling, *self.coming]), None)

    @property
    def others(self):
        """What is told under it: of what needs a hand only so much, and the next plan."""
        pressing = [*self.gone, *self.falling]
        return [*pressing[1:MOST], *(self.coming if pressing else [])]

    @property
    def rest(self):
        """How many are not told."""
        return max(0, len(self.gone) + len(self.falling) - MOST)


def stands(start, until, at):
    return start <= at and (until is None or until > at)


def pages_for(user, at):
    """The Pages of whoever sees placements and may place in any language; None for anybody else."""
    languages = [language.value for language in Language if may(user, Verb.PUBLISH, language)]
    if not (languages and may_see(user, "edition") and may_see(user, "placement")):
        return None
    return {"pages": Pages(languages, at)}


register_panel("admin/overview/_pages.html", pages_for, position=20)
