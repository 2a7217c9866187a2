"""Alignment of the segments of a printed translation and its source, and both texts side by side.

Editions store it as a list of [places in the source edition, places in the translation, made from]. Places
are indexes of Segments of each edition, headline and summary included. "made from" holds the source segments
(Segment.wrapped) that the translation was made from, or "" if they are the same in the source edition.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from articles.text.canonical_html import BodyNode, parse_body
from articles.text.freshness import Freshness, in_reading_order, translation_units
from articles.text.segments import RecordedTranslation, Segment, is_segment, segments_in, segments_of

# As JSON: [places in the source, places in the target, former source or ""].
type AlignedUnit = list[Any]


def make_alignment(
    source: Sequence[Segment], target: Sequence[Segment], made: Iterable[RecordedTranslation]
) -> list[AlignedUnit]:
    """Return the alignment of two texts from recorded translations, without untranslated units."""
    alignment = []
    for unit in translation_units(source, target, made):
        if not unit.targets and unit.state != Freshness.LEFT_OUT:
            continue
        before = ""
        if unit.state in (Freshness.STALE, Freshness.REMOVED):
            assert unit.recorded is not None  # only recorded translations have these states
            before = "".join(segment.wrapped() for segment in unit.recorded.sources)
        alignment.append([unit.sources, unit.targets, before])
    return alignment


def recorded_translations(
    kept: Iterable[AlignedUnit], source: Sequence[Segment], target: Sequence[Segment]
) -> list[RecordedTranslation]:
    """Return the RecordedTranslations of an alignment between the same two editions."""
    recorded = []
    for sources, targets, before in kept:
        made_from = segments_in(before) if before else [source[index] for index in sources]
        recorded.append(RecordedTranslation(tuple(made_from), tuple(target[index] for index in targets)))
    return recorded


def alignment_fits(kept: Iterable[AlignedUnit], source: Sequence[Segment], target: Sequence[Segment]) -> bool:
    """Return whether every place of an alignment exists in the two editions."""
    return all(
        max(targets, default=-1) < len(target) and (before or max(sources, default=-1) < len(source))
        for sources, targets, before in kept
    )


# Alignment works on segments, but readers want whole blocks: a quotation with its speaker, a table, a figure.
# Blocks that share a unit are in one row. A paragraph that was split into two faces both of them.
LISTS = {"ul", "ol"}
HOLDERS = {"aside", "div"}  # labelled passages, fact boxes, galleries: their inner blocks face each other
KIND = re.compile(r' data-kind="([^"]+)"')


type Pair = tuple[Sequence[int], Sequence[int], Any]  # places on the left and right, and their unit
type BlockGroup = tuple[set[int], set[int], list[Any]]  # numbers of left and right blocks, and units


@dataclass(frozen=True)
class FacingBlock:
    """A part of a text that is displayed as a whole.

    role     "headline", "summary", "p", "h2", "h3", "li", "blockquote", "figure", "table"; "pull-quote"
    html     canonical HTML; for an item, a list with only this item; for headline and summary, escaped text
    places   indexes of its segments in the whole text
    item     number of an item in its list
    aside    opening tag of the passage, box or gallery around it
    passage  number of this passage in the body
    is_ruled whether a rule comes before it
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

    is_moved  whether the right side is out of order: in its own text it has another position
    """

    left: list[FacingBlock]
    right: list[FacingBlock]
    units: list[AlignedUnit] = field(default_factory=list)
    is_moved: bool = False


def facing_blocks(headline: str, summary: str, body: str) -> list[FacingBlock]:
    """Return the FacingBlocks of a whole text in order, without nodes that have no segment."""
    above = segments_of(headline, summary, "")
    blocks = [
        FacingBlock(segment.role, segment.html, range(index, index + 1))
        for index, segment in enumerate(above)
    ]
    reached, is_ruled, passage = len(above), False, 0
    for node in parse_body(body).children:
        passage += node.name in HOLDERS
        for block in _node_blocks(node):
            size = len(block.places)
            placed = replace(block, places=range(reached, reached + size), is_ruled=is_ruled)
            blocks.append(replace(placed, passage=passage) if block.aside else placed)
            reached, is_ruled = reached + size, False
        is_ruled = is_ruled or node.name == "hr"
    return blocks


def _node_blocks(node: BodyNode, aside: str = "") -> Iterator[FacingBlock]:
    """Yield the FacingBlocks of one node of a body; their places count from 0."""
    if node.name in HOLDERS and not aside:
        for child in node.children:
            yield from _node_blocks(child, node.opening)
    elif node.name in LISTS:
        for number, item in enumerate(node.children, 1):
            yield from _node_block("li", BodyNode(node.opening, [item]), aside, number)
    elif node.opening:
        kind = KIND.search(node.opening)
        yield from _node_block(kind[1] if kind else node.name, node, aside)


def _node_block(role: str, node: BodyNode, aside: str, item: int = 0) -> Iterator[FacingBlock]:
    container = (BodyNode(aside),) if aside else ()
    size = sum(is_segment((*container, *above), leaf) for above, leaf in node.leaves())
    if size:
        yield FacingBlock(role, node.to_html(), range(size), item, aside)


def facing_rows(
    left: Sequence[FacingBlock], right: Sequence[FacingBlock], pairs: Iterable[Pair]
) -> list[FacingRow]:
    """Return the FacingRows of two lists of FacingBlocks in the order of the left list.

    pairs  [(places on the left, places on the right, unit)]; each segment of both texts is in one of them
    """
    groups = _joined_groups(left, right, pairs)
    rows = [
        FacingRow([left[at] for at in sorted(lefts)], [right[at] for at in sorted(rights)], units)
        for lefts, rights, units in in_reading_order(groups, lambda group: group[:2])
    ]
    _mark_moved_rows(rows)
    return rows


def _joined_groups(
    left: Sequence[FacingBlock], right: Sequence[FacingBlock], pairs: Iterable[Pair]
) -> list[BlockGroup]:
    """Return [(numbers of left blocks, of right blocks, units)], grouping blocks that share a unit."""
    owners = [
        {index: number for number, block in enumerate(side) for index in block.places}
        for side in (left, right)
    ]
    # Parent of each block in its group (union-find); the root is its own parent.
    above: dict[tuple[int, int], tuple[int, int]] = {}

    def first(block: tuple[int, int]) -> tuple[int, int]:
        while above.setdefault(block, block) != block:
            above[block] = block = above[above[block]]
        return block

    met_by = []
    for lefts, rights, unit in pairs:
        met = [(side, owners[side][index]) for side, places in enumerate((lefts, rights)) for index in places]
        for block in met[1:]:
            above[first(block)] = first(met[0])
        met_by += [(met[0], unit)] if met else []
    groups: dict[tuple[int, int], BlockGroup] = {}
    for side, number in list(above) or [block for block, _unit in met_by]:
        groups.setdefault(first((side, number)), (set(), set(), []))[:2][side].add(number)
    for block, unit in met_by:
        side, number = block
        group = groups.setdefault(first(block), (set(), set(), []))
        group[:2][side].add(number)
        group[2].append(unit)
    return list(groups.values())


def _mark_moved_rows(found: Iterable[FacingRow]) -> None:
    """Mark as few rows as possible as moved, so that the others keep the order of the right text."""
    both = [row for row in found if row.left and row.right]
    starts = [row.right[0].places.start for row in both]
    kept = _longest_ascent(starts)
    for number, row in enumerate(both):
        row.is_moved = number not in kept


def _longest_ascent(numbers: Sequence[int]) -> set[int]:
    """Return the indexes of the longest ascending subsequence."""
    ends: list[int] = []
    tails: list[int] = []
    before: dict[int, int | None] = {}
    for index, number in enumerate(numbers):
        at = bisect_left(tails, number)
        before[index] = ends[at - 1] if at else None
        ends[at : at + 1], tails[at : at + 1] = [index], [number]
    kept, index = set(), ends[-1] if ends else None
    while index is not None:
        kept.add(index)
        index = before[index]
    return kept
