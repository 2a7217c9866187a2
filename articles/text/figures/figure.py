"""What a text states as a fact in figures, and how firmly."""

from decimal import Decimal
from enum import IntEnum
from fractions import Fraction
from typing import NamedTuple

Value = Decimal | Fraction | tuple[int, ...] | tuple[Decimal, ...] | str


class Weight(IntEnum):
    """How much a figure counts that the other language lacks."""

    LOOSE = 0  # a turn of phrase as often as not (one of them, 한편): it only answers for others
    SOFT = 1  # said in another way as often as not (two sides, 양측): told when the other side says otherwise
    HARD = 2  # stands in both languages or something is wrong


class StatedFigure(NamedTuple):
    """One figure of a text.

    kind  day (month, day), monthday (a day without its month), month, months (first, last), year, quarter,
          half, decade, percent, point, amount, count, fraction, multiple, duration, time (hour, minute),
          degree, measure, score, vague (an order of magnitude: tens of thousands), code (K2)
    value  in the kind's own terms; durations and measures are in the base of their unit
    unit  the currency of an amount ("KRW"), the dimension of a duration or a measure, the letters of a code,
          of a count "bare" where no noun or counter follows
    numbers  as they are written, whatever they count
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

    @property
    def is_hard(self) -> bool:
        return self.weight == Weight.HARD
