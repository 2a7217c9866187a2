"""Figures stated in a text, and the scan of a text for them."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable
from decimal import Decimal
from enum import IntEnum
from fractions import Fraction
from typing import NamedTuple, cast

Value = Decimal | Fraction | tuple[int, ...] | tuple[Decimal, ...] | str


class Weight(IntEnum):
    """The importance of a figure that the other text lacks."""

    LOOSE = 0  # often a turn of phrase (one of them, 한편): only matches figures of the other text
    SOFT = 1  # often expressed in another way (two sides, 양측): reported only if contradicted
    HARD = 2  # must be in both texts


class StatedFigure(NamedTuple):
    """A figure in a text.

    kind  day (month, day), monthday (a day without its month), month, months (first, last), year, quarter,
          half, decade, percent, point, amount, count, fraction, multiple, duration, time (hour, minute),
          degree, measure, score, vague (an order of magnitude: tens of thousands), code (K2)
    value  depends on the kind; durations and measures are in their base unit
    unit  currency of an amount ("KRW"), dimension of a duration or measure, letters of a code; for a count
          "bare" if no noun or counter follows
    numbers  as written, without units
    """

    kind: str
    value: Value
    passage: str
    start: int
    end: int
    weight: Weight = Weight.HARD
    unit: str = ""
    numbers: tuple[Decimal, ...] = ()
    is_about: bool = False  # about, nearly, 약, 3천여
    is_aside: bool = False  # in parentheses, or after “or about”: often added or left out in translation
    is_in_list: bool = False  # before a percentage whose sign it shares: 40, 35 and 25 percent

    @property
    def is_hard(self) -> bool:
        return self.weight == Weight.HARD

    @property
    def number(self) -> Decimal:
        """The value of a kind with one number."""
        return cast(Decimal, self.value)

    @property
    def pair(self) -> tuple[int, int]:
        """The value of a kind with two numbers: day, months, time."""
        return cast(tuple[int, int], self.value)


BLANK = "\ue000"
# Each character is replaced by one character, so positions stay the same.
FOLDED = str.maketrans(
    {
        **{chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)},  # full-width letters and digits
        **dict.fromkeys("\u00a0\u2002\u2003\u2007\u2009\u200a\u202f\u3000\n\t", " "),
        **dict.fromkeys("‐‑‒–—―−﹣－", "-"),
        **dict.fromkeys("∼〜～˜", "~"),
        **dict.fromkeys("‘’ʼ＇", "'"),
        **dict.fromkeys("・ㆍ∙•", "·"),
        # These match i, s and k in case-insensitive patterns, but are not found in tables of words.
        **dict(zip("ıİſ\u212a", "iIsK", strict=True)),
        "％": "%",
        "﹪": "%",
        "￦": "₩",
        "￥": "¥",
        "＄": "$",
    }
)
DIGITS = r"(?:[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]{1,24}(?![0-9]))(?:\.[0-9]{1,12}(?![0-9]))?"
PARENTHESES = re.compile(r"\([^()]*\)")


class FigureReading(NamedTuple):
    """A figure without its position."""

    kind: str
    value: Value
    weight: Weight = Weight.HARD
    unit: str = ""
    numbers: tuple[Decimal, ...] = ()
    is_about: bool = False

    @property
    def pair(self) -> tuple[int, int]:
        """The value of a kind with two numbers: day, months, time."""
        return cast(tuple[int, int], self.value)


FigureReader = Callable[[re.Match[str]], FigureReading | Iterable[FigureReading] | None]


def written_reading(
    kind: str, number: Decimal | int, weight: Weight = Weight.HARD, unit: str = ""
) -> FigureReading:
    """Return a reading whose value is also the number written in the text."""
    value = Decimal(number)
    return FigureReading(kind, value, weight, unit, (value,))


def height_reading(match: re.Match[str]) -> FigureReading:
    """Return the reading of a length in feet and inches."""
    numbers = Decimal(match["feet"]), Decimal(match["inches"])
    length = numbers[0] * Decimal("0.3048") + numbers[1] * Decimal("0.0254")
    return FigureReading("measure", length.normalize(), Weight.HARD, "length", numbers)


def count_reading(number: Decimal | int, weight: Weight | None = None, unit: str = "") -> FigureReading:
    """Return the reading of a count. By default it is hard above ten, loose for one, soft for others."""
    value = Decimal(number).normalize()
    by_size = Weight.HARD if value > 10 else Weight.LOOSE if value == 1 else Weight.SOFT
    return written_reading("count", value, by_size if weight is None else weight, unit)


def year_readings(match: re.Match[str]) -> list[FigureReading]:
    """Return a list with the reading of the group "year" of a match, if it has one."""
    return [written_reading("year", to_decimal(match["year"]))] if match["year"] else []


class FigureScan:
    """A text that is scanned for figures. Parts already read are blanked, so nothing is read twice."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.folded = text.translate(FOLDED)
        self.rest = self.folded
        self.figures: list[StatedFigure] = []
        self._asides = [match.span() for match in PARENTHESES.finditer(self.folded)]
        self._aside_starts = [start for start, _end in self._asides]

    def read(self, pattern: re.Pattern[str], reader: FigureReader) -> None:
        """Add the figures that `reader` returns for each match, then blank the match; skip it for None."""
        taken = []
        for match in pattern.finditer(self.rest):
            readings = reader(match)
            if readings is None:
                continue
            for reading in [readings] if isinstance(readings, FigureReading) else readings:
                self.add(reading, *match.span())
            taken.append(match.span())
        self.blank(taken)

    def add(self, reading: FigureReading, start: int, end: int, *, is_aside: bool = False) -> None:
        before = bisect_right(self._aside_starts, start)
        is_aside = is_aside or (before > 0 and start < self._asides[before - 1][1])
        kind, value, weight, unit, numbers, is_about = reading
        passage = self.text[start:end]
        figure = StatedFigure(kind, value, passage, start, end, weight, unit, numbers, is_about, is_aside)
        self.figures.append(figure)

    def blank(self, spans: Iterable[tuple[int, int]]) -> None:
        """Blank the given spans, which are in text order."""
        kept, last = [], 0
        for start, end in spans:
            if start < last:
                continue
            kept += [self.rest[last:start], BLANK * (end - start)]
            last = end
        self.rest = "".join([*kept, self.rest[last:]])

    def join_spans(self, joint: re.Pattern[str]) -> None:
        """Join successive durations into one, the smaller after the larger: 1년 6개월."""
        joined: list[StatedFigure] = []
        for figure in sorted(self.figures, key=lambda figure: (figure.start, figure.end)):
            before = joined[-1] if joined else figure
            is_span = before.kind == "duration" == figure.kind and before.unit == figure.unit
            is_next = is_span and before.end <= figure.start and before.number > figure.number
            if not (is_next and joint.fullmatch(self.folded, before.end, figure.start)):
                joined.append(figure)
                continue
            joined[-1] = before._replace(
                value=before.number + figure.number,
                passage=self.text[before.start : figure.end],
                end=figure.end,
                weight=max(before.weight, figure.weight, Weight.SOFT),
                numbers=before.numbers + figure.numbers,
            )
        self.figures = joined


def to_decimal(digits: str) -> Decimal:
    return Decimal(digits.replace(",", ""))
