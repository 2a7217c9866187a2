"""Segments with their translations, and the facts that both sides share or dispute, with their positions.

The facts come from the comparisons made by the checks. A fact that differs is a Discrepancy. All other facts
that the comparisons find on both sides are pairs.
"""

from bisect import bisect_right
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from html.parser import HTMLParser
from typing import NamedTuple, Protocol

from articles.text.figures.comparison import find_figures
from articles.text.figures.contradictions import NamedWeekday, find_weekdays
from articles.text.figures.equivalence import Claim, claims_of, is_equivalent, is_stated
from articles.text.figures.figure import StatedFigure, Weight
from articles.text.glossary import GlossaryEntry, term_occurrences
from articles.text.places.country_mentions import paired_countries
from articles.text.punctuation import quotations
from articles.text.script import OTHER_LANGUAGE

LINKED_BY = ("href", "data-article", "data-topic", "data-term")
VOID = {"hr", "img", "source", "wbr"}
RAISED = {"sup", "sub"}

Span = tuple[int, int]


class Placed(Protocol):
    """A figure, name or weekday with its position in a text."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


class InlineTag(NamedTuple):
    """An inline element: the target of a link ("href=/a", "data-article=7") or "", and its words."""

    name: str
    to: str
    text: str


FOREIGN = "span[lang]"


class InlineText(HTMLParser):
    """The words of a segment, read from its HTML.

    text      all words
    level     the words without subscripts and superscripts, except the exponents of m² and m³
    own       the words without passages marked as another language
    tags      its InlineTags, in the order of their ends
    is_whole  whether each opened tag is closed
    """

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: tuple[list[str], ...] = ([], [], [])  # of text, level and own
        self._sizes = [0, 0, 0]
        # (offset in the part, offset in text) of each piece
        self._places: tuple[list[Span], ...] = ([], [], [])
        self.tags: list[InlineTag] = []
        self.is_whole = True
        self.open: list[tuple[str, dict[str, str | None], int]] = []
        self.opened: Counter[str] = (
            Counter()
        )  # number of open tags by name; for FOREIGN, of open spans with a lang attribute
        self.feed(html)
        self.close()
        self.is_whole = self.is_whole and not self.open
        while self.open:
            self.handle_endtag(self.open[-1][0])
        self.text, self.level, self.own = map("".join, self.parts)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self.handle_data(" ")
        elif tag not in VOID:
            self.open.append((tag, dict(attrs), len(self.parts[0])))
            self.opened.update(self.counted(*self.open[-1]))

    def handle_endtag(self, tag: str) -> None:
        if not self.opened[tag]:
            self.is_whole = False
            return
        while True:
            name, attributes, index = closed = self.open.pop()
            self.opened.subtract(self.counted(*closed))
            to = next(
                (
                    f"{attribute}={attributes[attribute]}"
                    for attribute in LINKED_BY
                    if attributes.get(attribute)
                ),
                "",
            )
            self.tags.append(InlineTag(name, to, "".join(self.parts[0][index:])))
            if name == tag:
                return
            self.is_whole = False

    def handle_data(self, data: str) -> None:
        is_raised = any(self.opened[name] for name in RAISED)
        is_power = is_raised and data in {"2", "3"} and "".join(self.parts[1][-1:]).endswith("m")
        level = data if is_power or not is_raised else ""
        own = " " if self.opened[FOREIGN] else data
        position = self._sizes[0]
        for part, words in enumerate((data, level, own)):
            if words:
                self.parts[part].append(words)
                self._places[part].append((self._sizes[part], position))
                self._sizes[part] += len(words)

    def spans_of(self, items: Iterable[Placed], part: str = "text") -> tuple[Span, ...]:
        """Return the positions in `text` of items found in another part: "level" or "own"."""
        number = ("text", "level", "own").index(part)
        return tuple(
            (self._place_of(item.start, number), self._place_of(item.end - 1, number) + 1) for item in items
        )

    def _place_of(self, position: int, part: int) -> int:
        starts = self._places[part]
        start, there = starts[bisect_right(starts, position, key=lambda pair: pair[0]) - 1]
        return there + position - start

    @staticmethod
    def counted(tag: str, attributes: Mapping[str, str | None], _place: int) -> list[str]:
        return [tag, FOREIGN] if tag == "span" and attributes.get("lang") else [tag]


class SegmentPair:
    """A segment in its source language, and its translation.

    source, target  inner HTML of the segment, or a whole paragraph
    source_language  "en" or "ko"; the target is in the other language
    role  role of the segment: "headline", "p", "li", "td" …
    day  day of the story, if known; missing years are derived from it
    """

    def __init__(
        self, source: str, target: str, source_language: str, role: str = "p", day: date | None = None
    ) -> None:
        self.source, self.target = source, target
        self.source_language, self.target_language = source_language, OTHER_LANGUAGE[source_language]
        self.role, self.day = role, day

    @cached_property
    def source_inline(self) -> InlineText:
        return InlineText(self.source)

    @cached_property
    def target_inline(self) -> InlineText:
        return InlineText(self.target)


class Discrepancy(NamedTuple):
    """A difference between the two sides of a SegmentPair.

    kind  number, weekday, place, glossary, untranslated, script, quotes, markdown, length or tags
    read  readings of both sides, source first: “1.2 trillion won / 1조 2백억 원”; or of one side only
    passage  words of the target, exactly as in the text, or ""
    spans  positions in the texts of both sides, source first, as far as known
    """

    kind: str
    message: str
    hint: str
    read: str
    passage: str = ""
    is_warning: bool = True
    spans: tuple[tuple[Span, ...], tuple[Span, ...]] = ((), ())


def both_sides(source: str, target: str) -> str:
    """Return the readings of both sides with a slash between, or the only one."""
    return " / ".join(filter(None, [source, target]))


PairedFigures = tuple[list[StatedFigure], list[StatedFigure]]
Group = tuple[list[int], list[int]]
Owners = tuple[dict[int, Group], dict[int, Group]]
MOST_PAIRS = 10_000  # comparisons of figures that have no equal figure; 25 ms per thousand


def paired_figures(source: str, target: str, source_language: str) -> list[PairedFigures]:
    """Return (figures of the source, figures of the target) that state the same, in the order of the source.

    A figure that one side repeats more often than the other is added to the same pair.
    """
    sides = find_figures(source, source_language), find_figures(target, OTHER_LANGUAGE[source_language])
    pairs = [([sides[0][i] for i in here], [sides[1][k] for k in there]) for here, there in _groups(*sides)]
    return [pair for pair in pairs if any(figure.weight > Weight.LOOSE for figure in pair[0] + pair[1])]


def _groups(ours: Sequence[StatedFigure], theirs: Sequence[StatedFigure]) -> list[Group]:
    """Return the pairs as indexes: first one to one, the closest first, then with repetitions added."""
    owners = _same_figures(ours, theirs)
    left = [len(side) - len(owned) for side, owned in zip((ours, theirs), owners, strict=True)]
    if left[0] * len(theirs) + left[1] * len(ours) <= MOST_PAIRS:
        ranked = _ranked_pairs(ours, theirs, owners)
        for i, k in ranked:
            if i not in owners[0] and k not in owners[1]:
                owners[0][i] = owners[1][k] = ([i], [k])
        for i, k in ranked:
            if i not in owners[0]:
                owners[0][i] = owners[1][k]
                owners[0][i][0].append(i)
            elif k not in owners[1]:
                owners[1][k] = owners[0][i]
                owners[1][k][1].append(k)
    return sorted({id(group): group for group in owners[0].values()}.values())


def _same_figures(ours: Sequence[StatedFigure], theirs: Sequence[StatedFigure]) -> Owners:
    """Return {index: its pair} of both sides for figures with equal _key(), in order."""
    waiting: dict[tuple[object, ...], deque[int]] = {}
    for k, figure in enumerate(theirs):
        waiting.setdefault(_key(figure), deque()).append(k)
    owners: Owners = ({}, {})
    for i, figure in enumerate(ours):
        if same := waiting.get(_key(figure)):
            k = same.popleft()
            owners[0][i] = owners[1][k] = ([i], [k])
    return owners


def _key(figure: StatedFigure) -> tuple[object, ...]:
    # Counts have no comparable unit: Korean counters differ for people and ships, and English has none.
    return figure.kind, figure.value, "" if figure.kind == "count" else figure.unit


def _ranked_pairs(
    ours: Sequence[StatedFigure], theirs: Sequence[StatedFigure], owners: Owners
) -> list[tuple[int, int]]:
    """Return the indexes of matching figures that are not both paired yet, the closest first."""
    said = [[claims_of([figure]) for figure in side] for side in (ours, theirs)]
    ranked = []
    for i, figure in enumerate(ours):
        for k, other in enumerate(theirs):
            if i not in owners[0] or k not in owners[1]:
                rank = _distance(figure, other, said[0][i], said[1][k])
                ranked += [] if rank is None else [(rank, i, k)]
    return [(i, k) for _rank, i, k in sorted(ranked)]


def _distance(
    one: StatedFigure, other: StatedFigure, said: set[Claim], others_said: set[Claim]
) -> int | None:
    """Return 1 if each figure states the other, 2 if only one does, 3 if they are equivalent; else None."""
    is_there, is_here = is_stated(one, others_said), is_stated(other, said)
    if is_there and is_here:
        return 1
    if is_there or is_here:
        return 2
    return 3 if is_equivalent(one, other) else None


def paired_weekdays(
    source: str, target: str, source_language: str
) -> list[tuple[list[NamedWeekday], list[NamedWeekday]]]:
    """Return the mentions of each weekday that both texts name."""
    ours, theirs = (
        find_weekdays(source, source_language),
        find_weekdays(target, OTHER_LANGUAGE[source_language]),
    )
    sides = [
        (
            [mention for mention in ours if mention.weekday == day],
            [mention for mention in theirs if mention.weekday == day],
        )
        for day in dict.fromkeys(mention.weekday for mention in ours)
    ]
    return [pair for pair in sides if pair[1]]


class MarkedFact(NamedTuple):
    """A fact on both sides of a pair of texts, or on one.

    kind    figure, name, quotation or difference
    source, target  its positions text[start:end] on each side; one of them may be empty
    number  shown on screens on both sides, so that users find the counterpart
    finding index of the difference that it represents, else None
    """

    kind: str
    source: tuple[Span, ...]
    target: tuple[Span, ...]
    number: int = 0
    finding: int | None = None


class MarkedPiece(NamedTuple):
    """A piece of a text, its fact or None, and the number of this mention of the fact."""

    text: str
    fact: MarkedFact | None = None
    mention: int = 0


def number_facts(source: str, target: str, facts: Iterable[MarkedFact]) -> list[MarkedFact]:
    """Return the facts with their numbers, in the order of the source, without overlaps.

    Earlier facts take precedence. A fact that loses all its positions on a side is dropped.
    """
    taken, kept = (bytearray(len(source)), bytearray(len(target))), []
    for fact in facts:
        sides = [_free_spans(spans, used) for spans, used in zip(fact[1:3], taken, strict=True)]
        if any(sides) and all(
            bool(now) == bool(before) for now, before in zip(sides, fact[1:3], strict=True)
        ):
            kept.append(fact._replace(source=sides[0], target=sides[1]))
            for spans, used in zip(sides, taken, strict=True):
                for start, end in spans:
                    used[start:end] = b"\1" * (end - start)
    kept.sort(key=lambda fact: (fact.source or ((len(source), 0),), fact.target))
    return [fact._replace(number=number) for number, fact in enumerate(kept, 1)]


def _free_spans(spans: Iterable[Span], used: bytearray) -> tuple[Span, ...]:
    free: list[Span] = []
    for start, end in sorted(set(spans)):
        if 0 <= start < end <= len(used) and not any(used[start:end]) and (not free or free[-1][1] <= start):
            free.append((start, end))
    return tuple(free)


def fact_pieces(text: str, facts: Iterable[MarkedFact], *, is_source: bool) -> list[MarkedPiece]:
    """Return a text as MarkedPieces; joined, they are the text."""
    places = sorted(
        (*span, mention, fact)
        for fact in facts
        for mention, span in enumerate(fact.source if is_source else fact.target, 1)
    )
    pieces, reached = [], 0
    for start, end, mention, fact in places:
        pieces += [MarkedPiece(text[reached:start]), MarkedPiece(text[start:end], fact, mention)]
        reached = end
    return [piece for piece in (*pieces, MarkedPiece(text[reached:])) if piece.text]


def marked_facts(
    pair: SegmentPair, terms: Iterable[GlossaryEntry], discrepancies: Sequence[Discrepancy]
) -> list[MarkedFact]:
    """Return the numbered MarkedFacts of a SegmentPair, in the order of the source.

    discrepancies  the Discrepancies of the pair; `finding` of a MarkedFact is an index into them
    """
    differences = [
        MarkedFact("difference", *_spans_of_discrepancy(pair, discrepancy), finding=number)
        for number, discrepancy in enumerate(discrepancies)
    ]
    sides = pair.source_inline.text, pair.target_inline.text
    facts = [*_quotation_pairs(*sides), *_name_pairs(pair, tuple(terms)), *_figure_pairs(pair)]
    # A text in the wrong language was not compared.
    is_compared = all(discrepancy.kind not in {"untranslated", "script"} for discrepancy in discrepancies)
    return number_facts(*sides, [*differences, *(facts if is_compared else ())])


def _spans_of_discrepancy(
    pair: SegmentPair, discrepancy: Discrepancy
) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """Return the positions of a Discrepancy, or the position of its passage in the translation."""
    if any(discrepancy.spans) or not discrepancy.passage:
        return discrepancy.spans
    start = pair.target_inline.text.find(discrepancy.passage)
    return discrepancy.spans if start < 0 else ((), ((start, start + len(discrepancy.passage)),))


def _figure_pairs(pair: SegmentPair) -> Iterator[MarkedFact]:
    source, target = pair.source_inline, pair.target_inline
    texts = source.level, target.level, pair.source_language
    facts: list[tuple[Sequence[Placed], Sequence[Placed]]]
    facts = [*paired_figures(*texts), *paired_weekdays(*texts)]
    for ours, theirs in facts:
        yield MarkedFact("figure", source.spans_of(ours, "level"), target.spans_of(theirs, "level"))


def _name_pairs(pair: SegmentPair, terms: tuple[GlossaryEntry, ...]) -> Iterator[MarkedFact]:
    """Yield the glossary terms and the countries that both sides name."""
    source, target = pair.source_inline, pair.target_inline
    named: dict[GlossaryEntry, tuple[list[Span], list[Span]]] = {}
    texts = (source.text, pair.source_language), (target.text, pair.target_language)
    for side, (text, language) in enumerate(texts):
        for occurrence in term_occurrences(text, language, terms) if terms else ():
            if not occurrence.is_wrong:
                named.setdefault(occurrence.entry, ([], []))[side].append((occurrence.start, occurrence.end))
    for ours, theirs in filter(all, named.values()):
        yield MarkedFact("name", tuple(ours), tuple(theirs))
    for here, there in paired_countries(source.own, target.own, pair.source_language):
        yield MarkedFact("name", source.spans_of(here, "own"), target.spans_of(there, "own"))


def _quotation_pairs(source: str, target: str) -> Iterator[MarkedFact]:
    """Yield the quotation marks of each quotation in order, if both sides have equally many."""
    ours, theirs = quotations(source), quotations(target)
    if len(ours) == len(theirs):
        for spans in zip(ours, theirs, strict=True):
            here, there = (((start, start + 1), (end - 1, end)) for start, end in spans)
            yield MarkedFact("quotation", here, there)
