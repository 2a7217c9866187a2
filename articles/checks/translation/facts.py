"""Facts that a segment and its translation share or dispute, with their places on both sides.

They come from the comparisons that the checks make: what a Discrepancy names is a difference, all else that
these comparisons find on both sides is a pair.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from articles.checks.translation.markup import Discrepancy, SegmentPair, Span
from articles.text.figures.pairs import paired_figures, paired_weekdays
from articles.text.glossary import GlossaryEntry, term_occurrences
from articles.text.places.country_mentions import paired_countries
from articles.text.punctuation import quotations


class MarkedFact(NamedTuple):
    """A fact on both sides of a pair of texts, or on one.

    kind    figure, name, quotation or difference
    source, target  its places text[start:end] on each side; one of them may be empty
    number  by which a reader finds it on the other side
    finding index of the difference that it is, else None
    """

    kind: str
    source: tuple[Span, ...]
    target: tuple[Span, ...]
    number: int = 0
    finding: int | None = None


class MarkedPiece(NamedTuple):
    """A piece of a text, the fact that it states or None, and which mention of that fact it is."""

    text: str
    fact: MarkedFact | None = None
    mention: int = 0


def number_facts(source: str, target: str, facts: Iterable[MarkedFact]) -> list[MarkedFact]:
    """Return the facts with their numbers, in the order of the source, without those that overlap others.

    Earlier facts take their places first. One that loses all its places on a side is dropped.
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
    kept.sort(key=lambda one: (one.source or ((len(source), 0),), one.target))
    return [fact._replace(number=number) for number, fact in enumerate(kept, 1)]


def _free_spans(spans: Iterable[Span], used: bytearray) -> tuple[Span, ...]:
    free = []
    for start, end in sorted(set(spans)):
        if 0 <= start < end <= len(used) and not any(used[start:end]) and (not free or free[-1][1] <= start):
            free.append((start, end))
    return tuple(free)


def fact_pieces(text: str, facts: Iterable[MarkedFact], *, is_source: bool) -> list[MarkedPiece]:
    """Return a text in MarkedPieces; joined, they are the text."""
    places = sorted(
        (*span, mention, fact)
        for fact in facts
        for mention, span in enumerate(fact.source if is_source else fact.target, 1)
    )
    pieces, reached = [], 0
    for start, end, mention, fact in places:
        pieces += [MarkedPiece(text[reached:start]), MarkedPiece(text[start:end], fact, mention)]
        reached = end
    return [one for one in (*pieces, MarkedPiece(text[reached:])) if one.text]


def marked_facts(
    pair: SegmentPair, terms: Iterable[GlossaryEntry], found: Sequence[Discrepancy]
) -> list[MarkedFact]:
    """Return the numbered MarkedFacts of a SegmentPair, in the order of the source.

    found  its Discrepancies; `finding` of a MarkedFact is an index of them
    """
    differences = [
        MarkedFact("difference", *_spans_of_discrepancy(pair, one), finding=number)
        for number, one in enumerate(found)
    ]
    sides = pair.source_inline.text, pair.target_inline.text
    facts = [*_quotation_pairs(*sides), *_name_pairs(pair, tuple(terms)), *_figure_pairs(pair)]
    # Where a text is not in its language yet, nothing was compared.
    is_compared = all(one.kind not in {"untranslated", "script"} for one in found)
    return number_facts(*sides, [*differences, *(facts if is_compared else ())])


def _spans_of_discrepancy(pair: SegmentPair, one: Discrepancy) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """Return its places, or that of its passage in the translation."""
    place = pair.target_inline.text.find(one.passage) if one.passage and not any(one.spans) else -1
    return one.spans if place < 0 else ((), ((place, place + len(one.passage)),))


def _figure_pairs(pair: SegmentPair) -> Iterator[MarkedFact]:
    source, target = pair.source_inline, pair.target_inline
    texts = source.level, target.level, pair.source_language
    for ours, theirs in [*paired_figures(*texts), *paired_weekdays(*texts)]:
        yield MarkedFact("figure", source.spans_of(ours, "level"), target.spans_of(theirs, "level"))


def _name_pairs(pair: SegmentPair, terms: tuple[GlossaryEntry, ...]) -> Iterator[MarkedFact]:
    """Yield the glossary terms and the countries that both sides name."""
    source, target = pair.source_inline, pair.target_inline
    named: dict[GlossaryEntry, tuple[list[Span], list[Span]]] = {}
    texts = (source.text, pair.source_language), (target.text, pair.target_language)
    for side, (text, language) in enumerate(texts):
        for one in term_occurrences(text, language, terms) if terms else ():
            if not one.is_wrong:
                named.setdefault(one.entry, ([], []))[side].append((one.start, one.end))
    for ours, theirs in filter(all, named.values()):
        yield MarkedFact("name", tuple(ours), tuple(theirs))
    for here, there in paired_countries(source.own, target.own, pair.source_language):
        yield MarkedFact("name", source.spans_of(here, "own"), target.spans_of(there, "own"))


def _quotation_pairs(source: str, target: str) -> Iterator[MarkedFact]:
    """Yield the signs of quotations in their order, unless a side has more of them."""
    ours, theirs = quotations(source), quotations(target)
    if len(ours) == len(theirs):
        for spans in zip(ours, theirs, strict=True):
            signs = (((start, start + 1), (end - 1, end)) for start, end in spans)
            yield MarkedFact("quotation", *signs)
