"""Contents of the screen “Front pages”: page slots, placeable stories and the schedule."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise, zip_longest

from django.db.models import Q
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from articles.admin.display import DAY, datetime_html, format_day, thumb_html
from articles.admin.forms.fields import is_number
from articles.admin.story_rows import story_address
from articles.models import Edition, EditionKind, Image
from articles.models.planning import at_hour, day_of
from articles.models.text import line
from newsroom.frontpage.forms import PageSelection
from newsroom.frontpage.layout import (
    TOP,
    FrontPageLayout,
    front_page_layout,
    lay_out_section,
    placed_editions,
)
from newsroom.frontpage.models import LayoutKind, LeadPresentation, Placement, SlotKind

SECTION_STORIES = 13  # latest stories read for a section page, enough to fill its slots
STORIES = 30  # shown at a time
SEARCHED = 2000  # number of newest editions whose headlines are searched
DAYS, SCHEDULED = 7, 60  # days in the schedule, and its maximum number of placements
ROW, HEAD = 26, 24  # heights in pixels: of a placement in the drawing, and of the row of days


@dataclass
class PageSlot:
    """A position of the page, with its edition, if any."""

    key: str  # name in forms
    label: str
    edition: Edition | None = None
    placement: Placement | None = None  # None if the layout filled the slot with a latest story
    image: Image | None = None
    seen: int = 0  # id of the placement that holds the position, even if it is hidden; 0 for none
    above: "PageSlot | None" = field(default=None, repr=False)  # neighbours in the group
    below: "PageSlot | None" = field(default=None, repr=False)

    @property
    def thumb(self):
        return thumb_html(self.image, 72, 54) if self.image else ""

    @property
    def headline_html(self):
        return format_html('<span lang="{}">{}</span>', self.edition.language, self.edition.headline)

    @property
    def story(self):
        return story_address(self.edition.article_id)

    @property
    def layout(self):
        """Label of the page layout set by the story's placement; "" for a calm page."""
        layout = self.placement.layout if self.placement else LayoutKind.CALM
        return LayoutKind(layout).label if layout != LayoutKind.CALM else ""

    @property
    def until(self):
        until = self.placement.placed_until if self.placement else None
        return datetime_html(until) if until else ""

    @property
    def since(self):
        return datetime_html(self.placement.placed_from)


@dataclass
class SlotGroup:
    """Slots under a common heading."""

    kind: str
    label: str
    slots: list[PageSlot]
    colour: str = ""


class EditedPage:
    """The public layout at an instant, with the placements behind it."""

    def __init__(self, selection: PageSelection):
        self.selection = selection
        if selection.section:
            placed = placed_editions(*selection.page, selection.at)  # type: ignore[call-arg]  # a fixed number of values
            live = Edition.objects.live(selection.at).in_language(selection.language)
            latest = live.in_section(selection.section).for_list().newest_first()[:SECTION_STORIES]
            self.layout = FrontPageLayout(top=lay_out_section(latest, placed)[:TOP])
        else:
            sections = [section.pk for section in selection.sections]
            self.layout = front_page_layout(sections, selection.language, selection.at)
        rows = Placement.objects.of_page(*selection.page).active(selection.at)
        self.placements = {row.pk: row for row in rows.select_related("placed_by", "section")}
        self.seen = {selection.key(row.slot_position): row.pk for row in self.placements.values()}
        self.images = Image.objects.in_bulk(
            {edition.lead_image_id for edition in self.layout.editions} - {None}
        )

    def groups(self) -> list[SlotGroup]:
        """Return the groups of the page, section blocks last."""
        if self.selection.section:
            return [self._top()]
        briefs = self._group(SlotKind.BRIEF, self.layout.briefs, pgettext("name of a block", "In brief"))
        blocks = [
            self._group(SlotKind.BLOCK, self.layout.blocks.get(section.pk, []), str(section), section)
            for section in self.selection.sections
        ]
        return [self._top(), briefs, *blocks]

    def _top(self):
        """Return one group of the lead and second stories, so that stories can move between these slots."""
        positions = self.selection.positions(SlotKind.LEAD) + self.selection.positions(SlotKind.SECOND)
        return SlotGroup(SlotKind.LEAD, _("Top of the page"), self._slots(positions, self.layout.top))

    def _group(self, slot, editions, label, section=None):
        positions = self.selection.positions(slot, section and section.pk)
        colour = section.colour if section else ""
        return SlotGroup(slot, label, self._slots(positions, editions), colour)

    def _slots(self, positions, editions):
        slots = []
        for position, edition in zip_longest(positions, editions):
            label = _("Lead story") if position.slot == SlotKind.LEAD else str(position.position)
            key = self.selection.key(position)
            slot = PageSlot(key, label, edition, seen=self.seen.get(key, 0))
            if edition is not None:
                slot.placement = self.placements.get(getattr(edition, "placement", None))
                slot.image = self.images.get(edition.lead_image_id)
            slots.append(slot)
        for above, below in pairwise(slots):
            above.below, below.above = below, above
        return slots

    @property
    def all_seen(self):
        """The placements of the page as a form value: “lead-1:12 second-1:14”."""
        return " ".join(f"{key}:{pk}" for key, pk in self.seen.items())

    def hidden_placements(self) -> list[Placement]:
        """Return active placements whose stories are not live or no longer fit their slots."""
        shown = {getattr(edition, "placement", None) for edition in self.layout.editions}
        rows = self.placements.values()
        return [row for row in rows if row.slot != SlotKind.BANNER and row.pk not in shown]


def current_banner(selection: PageSelection) -> Placement | None:
    """Return the active breaking news placement, or None."""
    placements = Placement.objects.banners(selection.language).active(selection.at)
    return placements.select_related("placed_by").order_by("-placed_from").first()


@dataclass
class PlaceableStory:
    """A live or scheduled edition, with its placement on the page, if any."""

    edition: Edition
    is_ahead: bool
    placement: Placement | None

    @property
    def when(self):
        return datetime_html(self.edition.live_from if self.is_ahead else self.edition.first_published_at)

    @property
    def is_placed(self):
        return self.placement is not None

    @property
    def presentation(self):
        """Presentation of the story as the page's lead; plain if it is not placed."""
        return self.placement.presentation if self.placement else LeadPresentation()

    @property
    def leads(self):
        return self.is_placed and self.placement.slot_position.is_front_lead


def placeable_stories(selection: PageSelection, words: str) -> tuple[list[PlaceableStory], bool]:
    """Return the newest placeable stories, and whether there are more.

    words  words to find in the headlines of the SEARCHED newest editions, or the id of a story of any age
    """
    editions = _placeable_editions(selection)
    if selection.section:
        editions = editions.in_section(selection.section)
    editions = editions.select_related("section").for_list().newest_first()
    asked = line(words)[:200].split()
    if len(asked) == 1 and is_number(asked[0]):
        editions = editions.filter(article=int(asked[0]))
    elif asked:
        editions = _published_late(editions, selection).filter(
            *(Q(headline__icontains=word) for word in asked)
        )
    rows = list(editions[: STORIES * 2 + 1])
    latest = {}
    for edition in rows:
        latest.setdefault(edition.article_id, edition)
    active = Placement.objects.of_page(*selection.page).stories().active(selection.at)
    placed = {row.article_id: row for row in active.select_related("section")}
    stories = [
        PlaceableStory(edition, edition.live_from > selection.at, placed.get(article))
        for article, edition in list(latest.items())[:STORIES]
    ]
    return stories, len(latest) > STORIES or len(rows) > STORIES * 2


def _published_late(editions, selection):
    """Return the editions first published in the period of the SEARCHED newest editions of the page.

    An index finds the start of this period.
    """
    listed = Edition.objects.in_language(selection.language)
    if selection.section:
        listed = listed.in_section(selection.section)
    times = listed.newest_first().values_list("first_published_at", flat=True)
    earlier = times[SEARCHED : SEARCHED + 1].first()
    return editions.filter(first_published_at__gt=earlier) if earlier else editions


def find_placeable_story(selection: PageSelection, text: str) -> PlaceableStory | None:
    """Return the placeable story with the id in a URL or form, or None."""
    if not is_number(text):
        return None
    editions = _placeable_editions(selection).filter(article=int(text))
    edition = editions.select_related("section").for_list().order_by("live_from").first()
    if edition is None:
        return None
    row = Placement.objects.of_page(*selection.page).stories().active(selection.at)
    row = row.filter(article=edition.article_id).select_related("section").first()
    return PlaceableStory(edition, edition.live_from > selection.at, row)


def _placeable_editions(selection):
    """Return the editions that are live at the instant or scheduled after it, without notices."""
    editions = Edition.objects.unended(selection.at).in_language(selection.language)
    return editions.exclude(kind__in=EditionKind.NOTICES)


@dataclass
class ScheduleChange:
    """The placements that begin at one instant, and those that end without a successor."""

    at: datetime
    address: str
    begins: list[Placement] = field(default_factory=list)
    ends: list[Placement] = field(default_factory=list)

    @property
    def when(self):
        return datetime_html(self.at)


class PageSchedule:
    """The active and planned placements of a page; a front page includes banners."""

    def __init__(self, selection: PageSelection):
        self.selection = selection
        self.first = at_hour(day_of(selection.now), 0)
        self.last = self.first + timedelta(days=DAYS)
        rows = Placement.objects.of_page(*selection.page).not_over(selection.now).select_related("section")
        self.rows = list(rows.order_by("placed_from", "pk")[:SCHEDULED])
        add_headlines(self.rows, selection.language)

    @property
    def changes(self) -> list[ScheduleChange]:
        """The upcoming changes, in chronological order."""
        changes = {}
        for row in self.rows:
            if row.placed_from > self.selection.now:
                self._change(changes, row.placed_from).begins.append(row)
            if row.placed_until:
                self._change(changes, row.placed_until).ends.append(row)
        for change in changes.values():
            taken = {row.slot_position for row in change.begins}
            change.ends = [row for row in change.ends if row.slot_position not in taken]
        return [changes[at] for at in sorted(changes)]

    def _change(self, changes, at):
        return changes.setdefault(at, ScheduleChange(at, self.selection.address_of(at=at.isoformat())))

    @property
    def bars(self):
        """[(placement, x, width, y)] for the days drawn; x and width in percent, y in pixels."""
        within = [row for row in self.rows if row.placed_from < self.last]
        bars = []
        for index, row in enumerate(within):
            x = self.x(max(row.placed_from, self.first))
            end = self.x(min(row.placed_until or self.last, self.last))
            bars.append((row, x, round(max(end - x, 0.6), 2), HEAD + index * ROW))
        return bars

    @property
    def height(self):
        return HEAD + ROW * max(1, len(self.bars))

    @property
    def now_x(self):
        return self.x(self.selection.now)

    @property
    def at_x(self):
        """The x of the selected instant; None if that is now or outside the drawing."""
        at = self.selection.at
        return self.x(at) if at != self.selection.now and self.first <= at < self.last else None

    @property
    def days(self):
        days = [day_of(self.first) + timedelta(days=number) for number in range(DAYS)]
        return [(self.x(at_hour(day, 0)), format_day(day, DAY)) for day in days]

    def x(self, at):
        return round(100 * ((at - self.first) / (self.last - self.first)), 2)


def add_headlines(placements: list[Placement], language: str) -> None:
    """Set `headline` on each placement: the text of a banner, or the headline of an open-ended edition.

    The headline is "" if the story has no such edition.
    """
    articles = {row.article_id for row in placements}
    editions = Edition.objects.in_language(language).filter(article__in=articles, live_until=None)
    headlines = dict(editions.values_list("article_id", "headline"))
    for row in placements:
        words = row.words if row.slot == SlotKind.BANNER else ""
        row.headline = words or headlines.get(row.article_id, "")  # type: ignore[attr-defined]  # for the template
