"""Alignment of the segments of a printed translation with those of its source, and both texts side by side.

Editions keep it as a list of [places in the source's edition, places in the translation, made from]. Places
count the Segments of each edition, headline and summary included; "made from" is empty where the translation
was made from what that edition says, else the wrapped source that it was made from.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from articles.text.canonical_html import BodyNode, parse_body
from articles.text.freshness import Freshness, in_reading_order, translation_units
from articles.text.segments import RecordedTranslation, Segment, is_segment, segments_in, segments_of


def make_alignment(
    source: Sequence[Segment], target: Sequence[Segment], made: Iterable[RecordedTranslation]
) -> list[list]:
    """Return the alignment of a translation from its recorded segments; units without one are left out."""
    found = []
    for unit in translation_units(source, target, made):
        if not unit.targets and unit.state != Freshness.LEFT_OUT:
            continue
        is_older = unit.state in (Freshness.STALE, Freshness.REMOVED)
        before = "".join(one.wrapped() for one in unit.recorded.sources) if is_older else ""
        found.append([unit.sources, unit.targets, before])
    return found


def recorded_translations(
    kept: Iterable[list], source: Sequence[Segment], target: Sequence[Segment]
) -> list[RecordedTranslation]:
    """Return the RecordedTranslations that an alignment stands for, between the same two editions."""
    found = []
    for sources, targets, before in kept:
        made_from = segments_in(before) if before else [source[place] for place in sources]
        found.append(RecordedTranslation(tuple(made_from), tuple(target[place] for place in targets)))
    return found


def alignment_fits(kept: Iterable[list], source: Sequence[Segment], target: Sequence[Segment]) -> bool:
    """Return whether every place of an alignment exists in the two editions."""
    return all(
        max(targets, default=-1) < len(target) and (before or max(sources, default=-1) < len(source))
        for sources, targets, before in kept
    )


# Segments tell which passages correspond; readers want whole blocks: a quotation with its speaker, a table, a
# figure. Blocks that share a unit stand in one row, so that a paragraph that became two faces both.
LISTS = {"ul", "ol"}
HOLDERS = {"aside", "div"}  # labelled passages, fact boxes, galleries: their blocks face each other
KIND = re.compile(r' data-kind="([^"]+)"')


@dataclass(frozen=True)
class FacingBlock:
    """A part of a text that is shown whole.

    role     "headline", "summary", "p", "h2", "h3", "li", "blockquote", "figure", "table"; "pull-quote"
    html     canonical; an item is a list of itself alone; escaped plain text of what stands above the body
    places   of its segments in the whole text
    item     the number of an item in its list
    aside    the opening tag of the passage, box or gallery that holds it; passage, which of the body's it is
    is_ruled a rule stands before it
    """

    role: str
    html: str
    places: range
    item: int = 0
    aside: str = ""
    passage: int = 0
    is_ruled: bool = False


@dataclass
class FacingRow:
    """A row of facing blocks; one side may be empty.

    is_moved  the right side stands elsewhere in its own text
    """

    left: list
    right: list
    units: list = field(default_factory=list)
    is_moved: bool = False


def facing_blocks(headline: str, summary: str, body: str) -> list[FacingBlock]:
    """Return the FacingBlocks of a whole text in order; nodes without a segment are left out."""
    above = segments_of(headline, summary, "")
    found = [FacingBlock(one.role, one.html, range(place, place + 1)) for place, one in enumerate(above)]
    reached, is_ruled, passage = len(above), False, 0
    for node in parse_body(body).children:
        passage += node.name in HOLDERS
        for block in _node_blocks(node):
            size = len(block.places)
            placed = replace(block, places=range(reached, reached + size), is_ruled=is_ruled)
            found.append(replace(placed, passage=passage) if block.aside else placed)
            reached, is_ruled = reached + size, False
        is_ruled = is_ruled or node.name == "hr"
    return found


def _node_blocks(node, aside=""):
    """Yield the FacingBlocks of one node of a body, their places counted from 0."""
    if node.name in HOLDERS and not aside:
        for child in node.children:
            yield from _node_blocks(child, node.opening)
    elif node.name in LISTS:
        for number, item in enumerate(node.children, 1):
            yield from _node_block("li", BodyNode(node.opening, [item]), aside, number)
    elif node.opening:
        kind = KIND.search(node.opening)
        yield from _node_block(kind[1] if kind else node.name, node, aside)


def _node_block(role, node, aside, item=0):
    container = (BodyNode(aside),) if aside else ()
    size = sum(is_segment((*container, *above), leaf) for above, leaf in node.leaves())
    if size:
        yield FacingBlock(role, node.to_html(), range(size), item, aside)


def facing_rows(
    left: Sequence[FacingBlock], right: Sequence[FacingBlock], pairs: Iterable[tuple]
) -> list[FacingRow]:
    """Return the FacingRows of two lists of FacingBlocks in the order of the left.

    pairs  [(places on the left, places on the right, unit)]; each segment of both texts is in one
    """
    groups = _joined_groups(left, right, pairs)
    found = [
        FacingRow([left[at] for at in sorted(lefts)], [right[at] for at in sorted(rights)], units)
        for lefts, rights, units in in_reading_order(groups, lambda group: group[:2])
    ]
    _mark_moved_rows(found)
    return found


def _joined_groups(left, right, pairs):
    """Return [(numbers of blocks on the left, on the right, units)]: blocks that share a unit are one."""
    owners = [
        {place: number for number, block in enumerate(side) for place in block.places}
        for side in (left, right)
    ]
    above = {}  # each block to another one of its group, the first to itself

    def first(block):
        while above.setdefault(block, block) != block:
            above[block] = block = above[above[block]]
        return block

    met_by = []
    for lefts, rights, unit in pairs:
        met = [(side, owners[side][place]) for side, places in enumerate((lefts, rights)) for place in places]
        for block in met[1:]:
            above[first(block)] = first(met[0])
        met_by += [(met[0], unit)] if met else []
    groups = {}
    for side, number in list(above) or [block for block, _unit in met_by]:
        groups.setdefault(first((side, number)), (set(), set(), []))[side].add(number)
    for block, unit in met_by:
        side, number = block
        group = groups.setdefault(first(block), (set(), set(), []))
        group[side].add(number)
        group[2].append(unit)
    return list(groups.values())


def _mark_moved_rows(found):
    """Mark rows out of the order of the right as moved, as few as possible."""
    both = [row for row in found if row.left and row.right]
    starts = [row.right[0].places.start for row in both]
    kept = _longest_ascent(starts)
    for number, row in enumerate(both):
        row.is_moved = number not in kept


def _longest_ascent(numbers):
    """Return the places of the longest run of ascending numbers, gaps allowed."""
    ends, tails, before = [], [], {}
    for place, number in enumerate(numbers):
        at = bisect_left(tails, number)
        before[place] = ends[at - 1] if at else None
        ends[at : at + 1], tails[at : at + 1] = [place], [number]
    kept, place = set(), ends[-1] if ends else None
    while place is not None:
        kept.add(place)
        place = before[place]
    return kept
