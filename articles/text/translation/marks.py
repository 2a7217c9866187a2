"""Marks of facts on a text and its translation: the same number on both sides, without overlaps."""

from collections.abc import Iterable
from typing import NamedTuple

Span = tuple[int, int]


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
