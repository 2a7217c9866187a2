"""How a page is dealt: what editors placed stands at its place, the river fills the rest, newest first.

Nothing stands twice, and no place is left empty while there is a story for it: a placement that has ended, or
whose story is not live or does not fit its place any more, leaves its place to the river.
"""

from dataclasses import dataclass, field

from django.db.models import OuterRef, Subquery

from articles.models.edition import Edition
from newsroom.frontpage.models import Placement, Sheet, Slot

SECONDS, BRIEFS, PER_SECTION = (Slot.PLACES[slot] for slot in (Slot.SECOND, Slot.BRIEF, Slot.BLOCK))
TOP = 1 + SECONDS  # the lead story and those beside it


@dataclass
class Front:
    """A front page, dealt: editions in their order. blocks is {section's number: its editions}."""

    top: list = field(default_factory=list)
    briefs: list = field(default_factory=list)
    blocks: dict = field(default_factory=dict)

    @property
    def editions(self):
        """All that stand on the page."""
        below = [edition for block in self.blocks.values() for edition in block]
        return [*self.top, *self.briefs, *below]


def front_page(sections, language, at):
    """The Front of a language at an instant, in two queries; sections are the numbers of those it shows."""
    placed = placed_on(language, Sheet.FRONT, None, at)
    without = {edition.article_id for edition in placed}
    return deal_front(newest_of_each(sections, language, at, without), placed)


def placed_on(language, sheet, section, at):
    """The live editions that are placed on a page at an instant, in one query: those that fit their places.

    Each tells its placement, slot and position, and in `block` the section that its place belongs to.
    """
    standing = Placement.objects.of_page(language, sheet, section).stories().standing(at)
    own = standing.filter(article=OuterRef("article_id")).order_by("pk")
    told = {"placement": "pk", "slot": "slot", "position": "position", "block": "section"}
    found = Edition.objects.live(at).in_language(language).filter(article__in=standing.values("article"))
    found = found.annotate(**{name: Subquery(own.values(column)[:1]) for name, column in told.items()})
    return fitting(found.for_list(), section)


def fitting(placed, section=None):
    """Of the editions that are placed, those that may stand where they are: each once, in their order.

    section  whose page it is, or None for a front page
    """
    found = {}
    for edition in placed:
        if fits(edition, edition.slot, edition.block if edition.slot == Slot.BLOCK else section):
            found.setdefault(edition.article_id, edition)
    return list(found.values())


def fits(edition, slot, section):
    """Whether a live edition may stand in a slot; section is the number of that whose own it is, or None."""
    return (edition.is_brief or slot != Slot.BRIEF) and section in (None, edition.section_id)


def newest_of_each(sections, language, at, without=()):
    """The newest editions of each section, enough to fill the whole page, in one query; the newest first.

    without  numbers of stories that stand on the page already
    """
    live = Edition.objects.live(at).in_language(language)
    if without:
        live = live.exclude(article__in=without)
    wanted = TOP + BRIEFS + PER_SECTION
    # On SQLite a slice cannot stand in a union, but it can in a subquery of one.
    newest = [live.in_section(section).newest_first()[:wanted].values("pk") for section in sections]
    parts = [Edition.objects.filter(pk__in=part).for_list().order_by() for part in newest]
    if not parts:
        return []
    found = parts[0].union(*parts[1:], all=True)
    return sorted(found, key=lambda edition: (edition.first_published_at, edition.article_id), reverse=True)


def deal_front(river, placed):
    """Deal a front page of editions, newest first, and of those that are placed.

    Briefs come to the top where there is nothing else, and to their sections when their own place is full.
    """
    at = by_place(placed)
    stood = {edition.article_id for edition in placed}
    river = [edition for edition in river if edition.article_id not in stood]
    whole = [edition for edition in river if not edition.is_brief]
    top = fill(TOP, at.get("top", {}), whole) or river[:1]
    if not top and placed:  # all that there is stands further below
        top, at = placed[:1], by_place(placed[1:])
    rest = without(river, top)
    briefs = fill(BRIEFS, at.get(Slot.BRIEF, {}), [edition for edition in rest if edition.is_brief])
    rest = without(rest, briefs)
    sections = dict.fromkeys([edition.section_id for edition in rest])
    sections |= dict.fromkeys(key[1] for key in at if isinstance(key, tuple))
    blocks = {}
    for section in sections:
        own = [edition for edition in rest if edition.section_id == section]
        blocks[section] = fill(PER_SECTION, at.get((Slot.BLOCK, section), {}), own)
    return Front(top, briefs, blocks)


def deal_section(river, placed):
    """The editions of a section's first page: its lead story and those below by place, then the river."""
    stood = {edition.article_id for edition in placed}
    river = [edition for edition in river if edition.article_id not in stood]
    top = fill(TOP, by_place(placed).get("top", {}), river)
    return [*top, *without(river, top)]


def by_place(placed):
    """{part of the page: {its place: edition}}: lead and seconds are one part, each block is another."""
    found = {}
    for edition in placed:
        if edition.slot in (Slot.LEAD, Slot.SECOND):
            part, place = "top", edition.position + (edition.slot == Slot.SECOND)
        else:
            part, place = edition.slot, edition.position
        if edition.slot == Slot.BLOCK:
            part = (Slot.BLOCK, edition.block)
        found.setdefault(part, {})[place] = edition
    return found


def fill(places, placed, river):
    """So many places in order: the placed at their own, the river at the others, and no gap between."""
    flowing = iter(river)
    dealt = [placed.get(place) or next(flowing, None) for place in range(1, places + 1)]
    return [edition for edition in dealt if edition is not None]


def without(editions, others):
    stood = {edition.article_id for edition in others}
    return [edition for edition in editions if edition.article_id not in stood]
