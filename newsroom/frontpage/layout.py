"""Layout of front pages and section pages from placed stories, filled up with the latest stories.

No story appears twice, and no position stays empty while a story is available. If a placement has ended, or
its story is not live or no longer fits the slot, a latest story fills the position.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import models

from articles.compiled_queries import ListOf, compiled_query
from articles.models.edition import Edition
from newsroom.frontpage.models import (
    NEWS_ALONE,
    FrontPageScope,
    LayoutKind,
    LeadPresentation,
    Placement,
    SlotKind,
    SlotPosition,
)

SECONDS, BRIEFS, PER_SECTION = (
    SlotKind.POSITIONS[slot] for slot in (SlotKind.SECOND, SlotKind.BRIEF, SlotKind.BLOCK)
)
STORIES = ListOf(models.BigIntegerField())  # query parameter: ids of stories
TOP = 1 + SECONDS  # the lead story and the second stories
# Possible lengths of the list of latest headlines. The first that is at most half of the remaining stories is
# used; if there is none, the list is empty.
LATEST = (8, 6, 4, 3)
# Stories read for each section: enough for a page if no other section has stories.
NEWEST = TOP + LATEST[0] + BRIEFS + PER_SECTION


@dataclass
class FrontPageLayout:
    """The editions of a front page, by part and in order.

    presentation  look of the lead story from its placement; plain if it is not placed
    blocks        {section id: editions}
    """

    presentation: LeadPresentation = LeadPresentation()
    top: list[Edition] = field(default_factory=list)
    latest: list[Edition] = field(default_factory=list)
    briefs: list[Edition] = field(default_factory=list)
    blocks: dict[int, list[Edition]] = field(default_factory=dict)

    @property
    def editions(self):
        """All editions of the page, in page order."""
        below = [edition for block in self.blocks.values() for edition in block]
        return [*self.top, *self.latest, *self.briefs, *below]

    @property
    def package(self):
        """In the package layout, the placed second stories that are not sponsored; else an empty list."""
        if self.presentation.layout != LayoutKind.PACKAGE:
            return []
        return [
            edition
            for edition in self.top[1:]
            if getattr(edition, "placement", None) and not edition.is_sponsored
        ]


@dataclass
class ProposedStory:
    """A live or scheduled edition at a front page position, for a preview before it is placed."""

    edition: Edition
    position: SlotPosition
    presentation: LeadPresentation = LeadPresentation()

    def among(self, placed: list[Edition]) -> list[Edition]:
        """Return the placed editions with this one added, replacing the occupant of its position."""
        own = self.edition
        own.placement, own.presentation = 0, self.presentation
        own.slot, own.position, own.block = self.position.slot, self.position.position, self.position.section
        position = (own.slot, own.position, own.block)
        others = [edition for edition in placed if edition.article_id != own.article_id]
        return [
            own,
            *[edition for edition in others if (edition.slot, edition.position, edition.block) != position],
        ]


def front_page_layout(
    sections: Iterable[int], language: str, at: datetime, proposed: ProposedStory | None = None
) -> FrontPageLayout:
    """Return the layout of a front page at an instant, with at most three queries.

    sections  ids of the sections shown
    proposed  a story that is shown as if it were placed
    """
    placed = placed_editions(language, FrontPageScope.FRONT, None, at)
    if proposed:
        placed = eligible_editions(proposed.among(placed))
    excluded = {edition.article_id for edition in placed}
    return lay_out_front_page(latest_editions(sections, language, at, excluded), placed)


def placed_editions(language: str, scope: str, section: int | None, at: datetime) -> list[Edition]:
    """Return the live editions placed on a page at an instant that fit their slots, with at most two queries.

    Each edition gets the attributes placement, slot, position, presentation and block (the section of its
    placement).
    """
    placements = {}
    for row in active_placements(scope, language=language, section=section, at=at):
        placements.setdefault(row.article_id, row)
    if not placements:
        return []
    editions = list(live_editions(language, placements, at))
    for edition in editions:
        row = placements[edition.article_id]
        edition.placement, edition.slot, edition.position = row.pk, row.slot, row.position
        edition.block, edition.presentation = row.section_id, row.presentation
    return eligible_editions(editions, section)


@compiled_query(language=models.CharField(), section=models.BigIntegerField(), at=models.DateTimeField())
def active_placements(scope, language, section, at):
    """Return the active Placements of a page, in the order of their ids.

    Without compilation, a section page would need 7 % more processor time.
    """
    return Placement.objects.of_page(language, scope, section).stories().active(at).order_by("pk")


def live_editions(language: str, stories: Iterable[int], at: datetime) -> models.QuerySet[Edition]:
    """Return the live editions of stories, given by id, with the fields that a card needs."""
    editions = Edition.objects.live(at).in_language(language).filter(article__pk__listed=stories)
    return editions.for_cards()


def eligible_editions(placed, section: int | None = None) -> list[Edition]:
    """Return the placed editions that fit their slots on a front page or section page, without duplicates."""
    eligible = {}
    for edition in placed:
        if is_eligible(edition, edition.slot, edition.block if edition.slot == SlotKind.BLOCK else section):
            eligible.setdefault(edition.article_id, edition)
    return list(eligible.values())


def is_eligible(edition: Edition, slot: str, section: int | None) -> bool:
    """Return whether a live edition fits a slot.

    A sponsored story must not lead a page, and a slot for briefs takes only briefs.

    section  id of the section that the slot is restricted to, or None
    """
    if edition.is_sponsored and slot in NEWS_ALONE:
        return False
    return (edition.is_brief or slot != SlotKind.BRIEF) and section in (None, edition.section_id)


def latest_editions(sections, language: str, at: datetime, excluded) -> list[Edition]:
    """Return the newest editions of sections, newest first: up to NEWEST of each section. At most one query.

    sections  ids of sections
    excluded  ids of stories that are left out
    """
    if not sections:
        return []
    editions = newest_of_sections(tuple(sections), language=language, at=at, excluded=excluded)
    return sorted(
        editions, key=lambda edition: (edition.first_published_at, edition.article_id), reverse=True
    )


@compiled_query(language=models.CharField(), excluded=STORIES, at=models.DateTimeField())
def newest_of_sections(sections, language, excluded, at):
    """Return up to NEWEST latest editions of each section.

    Without compilation, the front page would need 9 % more processor time.
    """
    live = Edition.objects.live(at).in_language(language).news().exclude(article__pk__listed=excluded)
    # SQLite does not allow LIMIT in a part of a UNION, but allows it in a subquery of a part.
    newest = [live.in_section(section).newest_first()[:NEWEST].values("pk") for section in sections]
    parts = [Edition.objects.filter(pk__in=part).for_cards().order_by() for part in newest]
    return parts[0].union(*parts[1:], all=True).order_by()


def lay_out_front_page(latest, placed) -> FrontPageLayout:
    """Lay out a front page from the latest editions, newest first, and the placed editions.

    If no other story can lead the page, the newest brief does. Briefs that do not fit into the block of
    briefs fill section blocks. The list of latest stories takes at most half of the remaining stories, to
    leave some for the sections.
    """
    positions = group_by_position(placed)
    latest = exclude_stories(latest, placed)
    whole = [edition for edition in latest if not edition.is_brief]
    filled = fill_positions(TOP, positions.get("top", {}), whole)
    top = led_by_news(filled)
    if not top and latest:
        top = [latest[0], *filled]
    elif not top and led_by_news(placed):  # all stories are placed further down
        [first, *others] = led_by_news(placed)
        top, positions = [first, *filled], group_by_position(others)
    rest = exclude_stories(latest, top)
    own = [edition for edition in rest if edition.is_brief]
    briefs = fill_positions(BRIEFS, positions.get(SlotKind.BRIEF, {}), own)
    rest = exclude_stories(rest, briefs)
    newest = [edition for edition in rest if not edition.is_brief]
    newest = newest[: next((count for count in LATEST if count <= len(newest) // 2), 0)]
    rest = exclude_stories(rest, newest)
    sections = dict.fromkeys([edition.section_id for edition in rest])
    sections |= dict.fromkeys(key[1] for key in positions if isinstance(key, tuple))
    blocks = {}
    for section in sections:
        own = [edition for edition in rest if edition.section_id == section]
        blocks[section] = fill_positions(PER_SECTION, positions.get((SlotKind.BLOCK, section), {}), own)
    return FrontPageLayout(presentation_of(top), top, newest, briefs, blocks)


def presentation_of(top: list[Edition]) -> LeadPresentation:
    """Return the presentation from the placement of the first story; a plain one if it is not placed."""
    return getattr(top[0], "presentation", None) or LeadPresentation() if top else LeadPresentation()


def lay_out_section(latest: Iterable[Edition], placed: list[Edition]) -> list[Edition]:
    """Return the editions of the first page of a section: lead and second stories, then the others."""
    latest = exclude_stories(latest, placed)
    news = [edition for edition in latest if not edition.is_sponsored]
    top = led_by_news(fill_positions(TOP, group_by_position(placed).get("top", {}), news))
    return [*top, *exclude_stories([*placed, *latest], top)]


def led_by_news(editions: list[Edition]) -> list[Edition]:
    """Return the editions with the first non-sponsored one in front, or [] if all are sponsored."""
    lead = next((edition for edition in editions if not edition.is_sponsored), None)
    return [lead, *[edition for edition in editions if edition is not lead]] if lead else []


def group_by_position(placed) -> dict:
    """Return {part: {position: edition}}.

    The parts are "top" (lead and second stories), SlotKind.BRIEF, and (SlotKind.BLOCK, section id).
    """
    parts = {}
    for edition in placed:
        part, position = edition.slot, edition.position
        if part in (SlotKind.LEAD, SlotKind.SECOND):
            part, position = "top", position + (part == SlotKind.SECOND)
        elif part == SlotKind.BLOCK:
            part = (SlotKind.BLOCK, edition.block)
        parts.setdefault(part, {})[position] = edition
    return parts


def fill_positions(count: int, placed: dict, latest) -> list[Edition]:
    """Return up to `count` editions: placed ones at their positions, latest ones in between, without gaps."""
    rest = iter(latest)
    filled = [placed.get(position) or next(rest, None) for position in range(1, count + 1)]
    return [edition for edition in filled if edition is not None]


def exclude_stories(editions, others) -> list[Edition]:
    """Return the editions, without stories that the others already contain."""
    excluded = {edition.article_id for edition in others}
    return [edition for edition in editions if edition.article_id not in excluded]
