"""A page as its editors see it: every place, who stands there, and whether placed or come with the river."""

from dataclasses import dataclass, field

from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from articles.admin.dates import datetime_html
from articles.admin.headlines import thumb_html
from articles.admin.links import story_address
from articles.dealing import TOP, deal_section, front_page, placed_on
from articles.models import Edition, Image, Place, Placement, Sheet, Slot

LOOKED_AT = 13  # of a section's river: what its first places may need


@dataclass
class Cell:
    """One place, and what stands there.

    key  as a form names it; edition  or None; placement  or None for what the river brought
    seen  the number of the placement that holds the place, shown or not, 0 for none
    before, after  the keys of the places above and below it in its part, or ""
    """

    key: str
    number: int
    words: str
    edition: Edition | None = None
    placement: Placement | None = None
    image: Image | None = None
    seen: int = 0
    before: "Cell | None" = field(default=None, repr=False)
    after: "Cell | None" = field(default=None, repr=False)

    @property
    def thumb(self):
        return thumb_html(self.image, 72, 54) if self.image else ""

    @property
    def spoken(self):
        return format_html('<span lang="{}">{}</span>', self.edition.language, self.edition.headline)

    @property
    def story(self):
        return story_address(self.edition.article_id)

    @property
    def until(self):
        until = self.placement.placed_until if self.placement else None
        return datetime_html(until) if until else ""

    @property
    def since(self):
        return datetime_html(self.placement.placed_from)


@dataclass
class Part:
    """A slot of the page: its name, its cells."""

    slot: str
    words: str
    cells: list
    colour: str = ""


class Dealt:
    """The page as it is dealt to readers, with the placements behind it."""

    def __init__(self, asked):
        self.asked = asked
        if asked.section:
            placed = placed_on(*asked.page, asked.at)
            live = Edition.objects.live(asked.at).in_language(asked.language).in_section(asked.section)
            self.editions = deal_section(live.for_list().newest_first()[:LOOKED_AT], placed)[:TOP]
        else:
            self.front = front_page([one.pk for one in asked.sections], asked.language, asked.at)
            self.editions = self.front.top
        rows = Placement.objects.of_page(*asked.page).standing(asked.at)
        self.placements = {row.pk: row for row in rows.select_related("placed_by", "section")}
        self.seen = {asked.key(row.place): row.pk for row in self.placements.values()}
        shown = self.shown()
        self.images = Image.objects.in_bulk({one.lead_image_id for one in shown} - {None})

    def parts(self):
        """The Parts of the page, those of sections' blocks behind the others."""
        if self.asked.section:
            return [self.top()]
        briefs = self.part(Slot.BRIEF, self.front.briefs, pgettext("name of a block", "In brief"))
        blocks = self.front.blocks
        own = [self.part(Slot.BLOCK, blocks.get(one.pk, []), str(one), one) for one in self.asked.sections]
        return [self.top(), briefs, *own]

    def shown(self):
        """The editions of the whole page."""
        return self.editions if self.asked.section else self.front.editions

    def top(self):
        """The lead story and those beside it: one part, for they move up and down together."""
        sheet, language = self.asked.sheet, self.asked.language
        section = self.asked.section.pk if self.asked.section else None
        places = [Place(language, sheet, Slot.LEAD, 1, section)]
        places += [Place(language, sheet, Slot.SECOND, number, section) for number in range(1, TOP)]
        return Part(Slot.LEAD, _("Top of the page"), self.cells(places, self.editions))

    def part(self, slot, editions, words, section=None):
        number = section.pk if section else None
        places = [
            Place(self.asked.language, Sheet.FRONT, slot, position, number)
            for position in range(1, Slot.PLACES[slot] + 1)
        ]
        return Part(slot, words, self.cells(places, editions), section.colour if section else "")

    def cells(self, places, editions):
        cells = []
        for number, place in enumerate(places, start=1):
            edition = editions[number - 1] if number <= len(editions) else None
            words = _("Lead story") if place.slot == Slot.LEAD else str(place.position)
            key = self.asked.key(place)
            cell = Cell(key, number, words, edition, seen=self.seen.get(key, 0))
            if edition is not None:
                cell.placement = self.placements.get(getattr(edition, "placement", None))
                cell.image = self.images.get(edition.lead_image_id)
            cells.append(cell)
        for above, below in zip(cells, cells[1:], strict=False):
            above.after, below.before = below, above
        return cells

    @property
    def all_seen(self):
        """Who holds which place, for a form: “lead-1:12 second-1:14”."""
        return " ".join(f"{key}:{number}" for key, number in self.seen.items())

    def asleep(self):
        """Placements that stand and are not shown: their stories are not live, or fit the place no more."""
        awake = {getattr(edition, "placement", None) for edition in self.shown()}
        return [row for row in self.placements.values() if row.slot != Slot.BANNER and row.pk not in awake]


def banner_of(asked):
    """The placement of the breaking news at the instant, or None."""
    found = Placement.objects.banners(asked.language).standing(asked.at)
    return found.select_related("placed_by").order_by("-placed_from").first()
