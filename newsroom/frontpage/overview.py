"""Front pages elsewhere in the admin: the dashboard panel, and descriptions of placement events."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import filterfalse
from operator import attrgetter

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from articles.admin.display import chip, datetime_html
from articles.models import Edition, EditionKind, Event, EventType, Language, Section
from articles.models.planning import at_hour, day_of
from articles.workflow.permissions import Verb, may
from newsroom.frontpage.forms import page_address
from newsroom.frontpage.layout import is_eligible
from newsroom.frontpage.models import FrontPageScope, LayoutKind, Placement, SlotKind
from newsroom.frontpage.placement_session import sentence_html

SHOWN = 5  # urgent placements in the panel
READ = 500  # maximum number of active and planned placements read, in the order of their starts
GAP = timedelta(microseconds=2)  # maximum gap between two placements that follow each other
SENTENCES = {
    EventType.ADDED: gettext_lazy("placed: %(page)s, %(place)s, from %(since)s"),
    EventType.CHANGED: gettext_lazy("end time set: %(page)s, %(place)s"),
    EventType.REMOVED: gettext_lazy("plan canceled: %(page)s, %(place)s, from %(since)s"),
}


@dataclass
class PanelPlacement:
    """A placement with its chip, its headline, and the URL of its page at an instant."""

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
        """Label such as “Front page, Second story 2”."""
        return f"{self.row.page_label}, {self.row.slot_label}"


class FrontPagesPanel:
    """Placements in the languages that a user may publish, as PanelPlacements, the most urgent first.

    hidden  placements whose stories are not live or no longer fit the slot; latest stories fill it
    ending  placements that end by the end of tomorrow without a successor
    coming  a list with the next plan, or empty
    """

    def __init__(self, languages: list[str], at: datetime):
        self.at = at
        rows = Placement.objects.filter(language__in=languages).not_over(at).select_related("section")
        self.rows = list(rows.order_by("placed_from", "pk")[:READ])
        self.editions = self._read_editions(languages)
        gone = chip("gone", _("Not shown"))
        ends = chip("behind", _("Ends with nothing planned next"))
        planned = chip("ready", pgettext("a place of a page", "Planned next"))
        coming = [row for row in self.rows if row.placed_from > at][:1]
        self.hidden = [self._shown(row, gone) for row in self.rows if self._is_hidden(row)]
        self.ending = [self._shown(row, ends, row.placed_until) for row in self._ending_rows()]
        self.coming = [self._shown(row, planned, row.placed_from) for row in coming]

    def _read_editions(self, languages):
        """Return {(story id, language): editions without notices, oldest first}, with one query."""
        articles, editions = {row.article_id for row in self.rows}, {}
        published = Edition.objects.filter(article__in=articles, language__in=languages)
        for edition in published.exclude(kind__in=EditionKind.NOTICES).for_list().order_by("number"):
            editions.setdefault((edition.article_id, edition.language), []).append(edition)
        return editions

    def _editions_of(self, row):
        return self.editions.get((row.article_id, row.language), [])

    def _is_hidden(self, row):
        if not row.is_active(self.at):
            return False
        begun = [edition for edition in self._editions_of(row) if edition.live_from <= self.at]
        live = [edition for edition in begun if edition.live_until is None or edition.live_until > self.at]
        return not any(is_eligible(edition, row.slot, row.section_id) for edition in live)

    def _ending_rows(self):
        """Return the rows of `ending`, earliest end first.

        Banners are left out, because they normally have an end, and so are the rows of `hidden`.
        """
        end = at_hour(day_of(self.at) + timedelta(days=2), 0)
        ending = [row for row in self.rows if row.placed_until and row.placed_until <= end]
        ending = [row for row in ending if row.slot != SlotKind.BANNER and not self._is_hidden(row)]
        return sorted(filterfalse(self._is_followed, ending), key=attrgetter("placed_until"))

    def _is_followed(self, row):
        """Return whether another placement begins when this one ends."""
        then = row.placed_until + GAP
        return any(
            following.slot_position == row.slot_position and following.is_active(then)
            for following in self.rows
        )

    def _shown(self, row, mark, at=None):
        headlines = [edition.headline for edition in self._editions_of(row)]
        slug = row.section.slug if row.scope == FrontPageScope.SECTION else ""
        address = page_address(language=row.language, section=slug, at=at.isoformat() if at else "")
        headline = row.words or (headlines[-1] if headlines else str(row.article_id))
        return PanelPlacement(row, mark, headline, address, datetime_html(at) if at else "")

    @property
    def first(self):
        """The most urgent placement, or None."""
        return next(iter([*self.hidden, *self.ending, *self.coming]), None)

    @property
    def others(self):
        """The placements listed below the first: other urgent ones, and the next plan."""
        urgent = [*self.hidden, *self.ending]
        return [*urgent[1:SHOWN], *(self.coming if urgent else [])]

    @property
    def rest(self):
        """Number of urgent placements that are not shown."""
        return max(0, len(self.hidden) + len(self.ending) - SHOWN)


def front_pages_panel(user, at: datetime) -> dict | None:
    """Return the context of the panel, or None for users who may not view or make placements."""
    languages = [language.value for language in Language if may(user, Verb.PUBLISH, language)]
    if not (languages and user.has_perms(["articles.view_edition", "frontpage.view_placement"])):
        return None
    return {"pages": FrontPagesPanel(languages, at)}


def describe_placements(events: list[Event]) -> dict[int, str]:
    """Return {event id: description}, with one query for sections. Events without a position are left out."""
    rows = {event.id: Placement.from_log(event.details) for event in events if "position" in event.details}
    sections = Section.objects.in_bulk({row.section_id for row in rows.values()} - {None})
    for row in rows.values():
        row.section = sections.get(row.section_id)
    return {event.id: _describe(event, rows[event.id]) for event in events if event.id in rows}


def _describe(event, row):
    sentence = str(SENTENCES[event.type])
    values = {"page": row.page_label, "place": row.slot_label, "since": datetime_html(row.placed_from)}
    if row.layout != LayoutKind.CALM:
        sentence, values["layout"] = f"{sentence}, %(layout)s", LayoutKind(row.layout).label
    if row.placed_until:
        sentence, values["until"] = f"{sentence}, {_('until %(until)s')}", datetime_html(row.placed_until)
    return sentence_html(sentence, language=Language(row.language).label, **values)
