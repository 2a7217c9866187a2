"""What a figure answers for, and what it asks of the other language.

Each figure says several things: “22일” a day without its month, a number, a span of 22 days. A figure agrees
with a text that says all of one of its alternatives: “Dec. 22” with the same day, or with 22일 alone.
"""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from articles.text.figures.figure import StatedFigure
from articles.text.figures.units import DAY

Claim = tuple[object, ...]
Claims = frozenset[Claim]


def claims_of(found: Iterable[StatedFigure]) -> set[Claim]:
    """All that the figures of a text say."""
    return {saying for figure in found for saying in _claims_made(figure)}


def is_stated(figure: StatedFigure, said: set[Claim]) -> bool:
    """Whether a text that says these things states the figure."""
    return any(alternative <= said for alternative in _claims_accepted(figure))


def _claims_made(figure: StatedFigure) -> set[Claim]:
    kind, value = figure.kind, figure.value
    found: set[Claim] = {("number", number) for number in figure.numbers}
    match kind:
        case "count" | "code" | "multiple":
            found |= {("plain", number) for number in figure.numbers} | {
                (kind, figure.unit, value),
                (kind, value),
            }
            found |= {("share", Fraction(value) - 1)} if kind == "multiple" else set()
            found |= {("bare", value)} if figure.unit == "bare" else set()
        case "day":
            month, day = value
            found |= {("day", value), ("any day", day), ("month", Decimal(month))}
        case "monthday":
            found |= {("monthday", value), ("any day", value), ("plain", value), ("seconds", value * DAY)}
        case "months":
            found |= {("month", Decimal(month)) for month in value} | _claims_of_months(value)
        case "percent":
            share = Fraction(value) / 100
            found = {("share", share), ("loose", value), ("multiple", 1 + share)}
        case "fraction":
            # By half is half as much again.
            found |= {("share", value), ("multiple", 1 + value)}
        case "point" if figure.unit == "index":
            found |= {("point", value), ("plain", value), ("loose", value)}
        case "point" | "amount" | "degree" | "measure":
            found = {(kind, figure.unit, value), (kind, value)} | {
                ("loose", abs(one)) for one in figure.numbers
            }
            found |= {("number", number) for number in figure.numbers if kind == "measure"}
            # 시속 90㎞ is written as a length.
            found |= {(kind, "length", value * 1000)} if figure.unit == "speed" else set()
        case "duration":
            found |= _claims_of_duration(figure.unit, value)
        case "time":
            found |= {("time", time) for time in possible_times(figure)}
        case _:
            found.add((kind, value))
    return found


def _claims_accepted(figure: StatedFigure) -> list[set[Claim]]:
    kind, value = figure.kind, figure.value
    plain: set[Claim] = {("plain", number) for number in figure.numbers}
    numbers: set[Claim] = {("number", number) for number in figure.numbers}
    bare: set[Claim] = {("bare", number) for number in figure.numbers} or {("bare", value)}
    match kind:
        case "day" | "monthday" | "months" | "time":
            return _calendar_claims_accepted(figure, numbers)
        case "count":
            # From five years to three and a half.
            bare_only = [{("loose", value)}, {("months", value * 12)}] if figure.unit == "bare" else []
            return [numbers, *bare_only]
        case "code":
            return [{(kind, figure.unit, value)}, *([numbers] if numbers and figure.unit != "phone" else [])]
        case "percent":
            return [{("share", Fraction(value) / 100)}, bare]
        case "fraction":
            return [{("share", value)}, *([numbers] if numbers else [])]
        case "point":
            return [{("point", value)}, bare, *([plain] if figure.unit == "index" else [])]
        case "amount" | "degree":
            return [{(kind, figure.unit, value)}, bare]
        case "measure" if figure.unit == "speed":
            return [{(kind, "speed", value)}, {(kind, "length", value * 1000)}, plain]
        case "measure":
            return [{(kind, figure.unit, value)}, plain]
        case "duration":
            return [{one} for one in _claims_of_duration(figure.unit, value)] + ([plain] if plain else [])
        case "multiple":
            return [{(kind, value)}, plain]
        case "year" | "decade" | "round":
            return [{(kind, value)}, numbers]
        case _:
            return [{(kind, value)}]


def _calendar_claims_accepted(figure: StatedFigure, numbers: set[Claim]) -> list[set[Claim]]:
    value = figure.value
    match figure.kind:
        case "day":
            found = [
                {("day", value)},
                {("monthday", Decimal(value[1]))},
                {("month", Decimal(value[0])), ("plain", Decimal(value[1]))},
            ]
            return [*found, numbers] if numbers else found
        case "monthday":
            others = [("any day", int(value)), ("any day", value), ("plain", value), ("seconds", value * DAY)]
            return [{one} for one in others]
        case "months":
            return [
                {("month", Decimal(month)) for month in value},
                *({one} for one in _claims_of_months(value)),
            ]
        case _:
            return [{("time", time)} for time in possible_times(figure)]


def _claims_of_months(months: tuple[int, int]) -> set[Claim]:
    """What else months in a row are called: 7∼9월 is the third quarter, 1∼9월 the first nine months."""
    first, last = months
    found: set[Claim] = {("months", months)}
    length = (last - first) % 12 + 1
    if length == 3 and last % 3 == 0:
        found.add(("quarter", Decimal(last // 3)))
    if length == 6 and last % 6 == 0:
        found.add(("half", Decimal(last // 6)))
    if first == 1:
        found.add(("months", Decimal(length)))
    return found


def _claims_of_duration(dimension: str, value: Decimal) -> set[Claim]:
    """What a span of time is called as well: a month 30 days or four weeks, 보름 two weeks."""
    found: set[Claim] = {(dimension, value)}
    if dimension == "months" and value <= 12:
        found |= {("seconds", (value * days * DAY).normalize()) for days in (28, 30)}
    if dimension == "months" and value % 12 == 0:
        found.add(("seconds", (value / 12 * 365 * DAY).normalize()))
    if dimension == "seconds" and value == 15 * DAY:
        found.add(("seconds", Decimal(14 * DAY).normalize()))
    return found


def possible_times(figure: StatedFigure) -> list[tuple[int, int]]:
    """The times of day that may be meant: both halves where none is named."""
    hour, minute = figure.value
    return (
        [(hour, minute)]
        if figure.unit != "?" or hour > 12
        else [(hour % 12, minute), (hour % 12 + 12, minute)]
    )
