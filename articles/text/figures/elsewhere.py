"""Figures whose unit or scale stands elsewhere: above their column, or before them (from 3 a.m. to 10)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from articles.text.figures.figure import StatedFigure

CELLS = {"td", "th", "li"}
# What numbers become where English columns count billions, millions and trillions, and Korean ones 억 and 만.
IN_TENS = Decimal(10)  # billions and 억: 12.6, 126. Without a decimal point, a slip as likely: 120, 1200
COLUMNS = {Decimal(100), Decimal("0.01"), Decimal(10_000)}
SCALES = {"en": {Decimal(10) ** power for power in (3, 6, 9, 12)}, "ko": {Decimal(10**4), Decimal(10**8)}}
WHOLE = {"amount", "count"}  # kinds that are said in short
UNSCALED = re.compile("[0-9.,]+")


@dataclass(frozen=True)
class FiguresOfText:
    """All the figures of a text, and those of them that the other does not state."""

    language: str
    found: tuple[StatedFigure, ...]
    unanswered: list[StatedFigure]

    @cached_property
    def largest(self) -> dict[tuple[str, str], Decimal]:
        """The largest amount of each currency, and the largest count."""
        found: dict[tuple[str, str], Decimal] = {}
        for kind, value, _passage, _start, _end, _weight, unit, *_rest in self.found:
            if kind in WHOLE and isinstance(value, Decimal):
                found[kind, unit] = max(value, found.get((kind, unit), value))
        return found


def match_by_context(
    side: FiguresOfText, other: FiguresOfText, role: str
) -> tuple[list[StatedFigure], list[StatedFigure]]:
    """What is left unanswered on both sides when each figure is read with what stands around it.

    role  of the segment: "p", "td" …
    """
    same = {*_of_one_hour(side, other), *_of_one_hour(other, side)}
    for one in side.unanswered:
        for another in other.unanswered:
            is_in_column = role in CELLS and _is_in_column(*_english_first(side, one, another))
            if is_in_column or _is_short_for(one, another, side) or _is_short_for(another, one, other):
                same |= {one, another}
    return [one for one in side.unanswered if one not in same], [
        one for one in other.unanswered if one not in same
    ]


def _of_one_hour(side: FiguresOfText, other: FiguresOfText) -> Iterable[StatedFigure]:
    """The times on the hour of a side, and the bare numbers by which the other says them: 10, 오전 10시."""
    bare: dict[object, list[StatedFigure]] = {}
    for one in filter(_is_bare_number, other.found):
        bare.setdefault(one.value, []).append(one)
    said: set[object] = set()
    for time in side.unanswered:
        if time.kind == "time" and not time.value[1]:
            hours = {time.value[0], time.value[0] % 12 or 12} & bare.keys()
            said |= hours
            yield from [time] if hours else []
    for hour in said:
        yield from bare[hour]


def _english_first(
    side: FiguresOfText, one: StatedFigure, other: StatedFigure
) -> tuple[StatedFigure, StatedFigure]:
    return (one, other) if side.language == "en" else (other, one)


def _is_in_column(english: StatedFigure, korean: StatedFigure) -> bool:
    if not (_is_bare_number(english) and _is_bare_number(korean) and english.value):
        return False
    ratio = korean.value / english.value
    return ratio in COLUMNS or (ratio == IN_TENS and "." in english.passage)


def _is_short_for(short: StatedFigure, whole: StatedFigure, side: FiguresOfText) -> bool:
    """4.5 million for 450만 원 where won are spoken of, 10.4 for 104억 원 where billions of them are."""
    if short.kind != "count" or short.unit not in {"", "bare"} or whole.kind not in WHOLE:
        return False
    beside = side.largest.get((whole.kind, whole.unit))
    if whole.kind == "amount" and whole.value == short.value:
        return _is_bare_number(short) or beside is not None
    if not (
        _is_bare_number(short) and short.value and beside is not None and UNSCALED.fullmatch(short.passage)
    ):
        return False
    scale = whole.value / short.value
    return scale in SCALES[side.language] and beside >= scale


def _is_bare_number(figure: StatedFigure) -> bool:
    return figure.kind == "count" and figure.unit == "bare"
