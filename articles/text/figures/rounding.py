"""Figures that are the same for a reader: a round number for a long one, miles for kilometres."""

from decimal import Decimal
from operator import ne

from articles.text.figures.figure import StatedFigure

MANY_DIGITS = 3  # a number with as many is the other one rounded, not another
CONVERTED = Decimal("0.06")  # how far conversions are rounded, as a part of the whole
MILE, NAUTICAL_MILE = Decimal("1609.344"), Decimal(1852)  # in metres
HOT = 100  # degrees Celsius, from which cooks round to tens
SLIPS = {"amount", "count", "percent"}
SAME_KIND = {"amount", "count", "measure", "percent", "point", "duration"}


def is_equivalent(one: StatedFigure, other: StatedFigure) -> bool:
    """Whether two figures of one kind and unit differ by rounding or by the unit of measure alone."""
    if one.kind == "degree" == other.kind:
        is_oven = min(_celsius(one), _celsius(other)) >= HOT
        return one.unit != other.unit and abs(_celsius(one) - _celsius(other)) < (5 if is_oven else 1)
    if one.kind != other.kind or one.kind not in SAME_KIND:
        return _is_weight(one, other)
    one, other = _in_metres(one), _in_metres(other)
    if one.kind in {"amount", "measure", "duration"} and one.unit != other.unit:
        return False
    first, second = one.value, other.value
    if not isinstance(first, Decimal) or not isinstance(second, Decimal):
        return False
    if one.kind == "measure" and _is_converted(one, other):
        return _is_close(first, second) or any(
            _is_close(a, b) for a, b in ((_at_sea(one), second), (first, _at_sea(other)))
        )
    return _is_rounded(one, other) or _is_rounded(other, one)


def is_mistyped(one: StatedFigure, other: StatedFigure) -> bool:
    """Whether a number of several digits is the other mistyped: 86 for 68, 72,350 for 62,350, 120 for 12."""
    if not {one.kind, other.kind} <= SLIPS:
        return False
    first, second = (f"{abs(figure.value):f}" for figure in (one, other))
    if min(len(first), len(second)) < 2:
        return False
    if len(first) == len(second):
        return sorted(first) == sorted(second) or sum(map(ne, first, second)) == 1
    return first.rstrip("0") == second.rstrip("0")


def _is_close(first: Decimal, second: Decimal) -> bool:
    return abs(first - second) <= CONVERTED * max(first, second)


def _at_sea(figure: StatedFigure) -> Decimal:
    """The measure if its miles are those of sailors: 24 miles, 24해리."""
    is_miles = figure.numbers and figure.numbers[0] * MILE == figure.value
    return figure.value / MILE * NAUTICAL_MILE if is_miles else figure.value


def _in_metres(figure: StatedFigure) -> StatedFigure:
    """A speed as the length that Korean writes for it: 시속 97km for 60 miles an hour."""
    if figure.unit != "speed" or not isinstance(figure.value, Decimal):
        return figure
    return figure._replace(unit="length", value=figure.value * 1000)


def _is_converted(one: StatedFigure, other: StatedFigure) -> bool:
    """Whether two measures are in different units: their ratios to the base are not the same."""
    ratios = [
        figure.value / figure.numbers[0] for figure in (one, other) if figure.numbers and figure.numbers[0]
    ]
    return len(set(ratios)) == 2


def _is_weight(one: StatedFigure, other: StatedFigure) -> bool:
    """Ten pounds are an amount of money or a weight."""
    kinds = {one.kind, other.kind}
    if kinds != {"amount", "measure"} or "GBP" not in {one.unit, other.unit}:
        return False
    pounds, weight = (one, other) if one.kind == "amount" else (other, one)
    in_kilograms = pounds.value * Decimal("0.453592")
    return weight.unit == "weight" and abs(in_kilograms - weight.value) <= CONVERTED * weight.value


def _is_rounded(rough: StatedFigure, exact: StatedFigure) -> bool:
    """Whether one figure is the other with fewer digits, and says so (about) or has many of them."""
    first, second = abs(rough.value), abs(exact.value)
    precision = _precision(first)
    if not first or precision <= _precision(second):
        return False
    digits = len(first.normalize().as_tuple().digits)
    if rough.is_about and digits <= 2 and rough.kind == "count" and rough.unit != "age" and first < 100:
        return first <= second < first + precision  # 20여 명 are two dozen
    if not (rough.is_about or (digits >= MANY_DIGITS and rough.kind in {"amount", "count"})):
        return False
    return abs(first - second) < precision / 2 or 0 <= second - first < precision * (digits >= MANY_DIGITS)


def _precision(value: Decimal) -> Decimal:
    """The weight of a number's last digit that is not 0: 12,300 → 100."""
    return Decimal(1).scaleb(int(value.normalize().as_tuple().exponent))


def _celsius(figure: StatedFigure) -> Decimal:
    return (figure.value - 32) * 5 / 9 if figure.unit == "F" else figure.value
