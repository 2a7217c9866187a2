"""Figures that mean the same: other words for a date or duration, rounding, converted units.

Each figure makes several claims: “22일” is a day without its month, a number, and 22 days. It also accepts
several alternative sets of claims. A text states the figure if it makes all claims of one alternative:
“Dec. 22” is stated by the same day, or by 22일 without the month.
"""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from operator import ne
from typing import cast

from articles.text.figures.figure import StatedFigure
from articles.text.figures.quantities import DAY

Claim = tuple[object, ...]


def claims_of(figures: Iterable[StatedFigure]) -> set[Claim]:
    """Return all claims made by the figures of a text."""
    return {saying for figure in figures for saying in _claims_made(figure)}


def is_stated(figure: StatedFigure, said: set[Claim]) -> bool:
    """Return whether a text with these claims states the figure."""
    return any(alternative <= said for alternative in _claims_accepted(figure))


def _claims_made(figure: StatedFigure) -> set[Claim]:
    kind, value = figure.kind, figure.value
    claims: set[Claim] = {("number", number) for number in figure.numbers}
    match kind:
        case "count" | "code" | "multiple":
            claims |= {(kind, figure.unit, value), (kind, value)}
            claims |= {("plain", number) for number in figure.numbers}
            claims |= {("share", Fraction(figure.number) - 1)} if kind == "multiple" else set()
            claims |= {("bare", value)} if figure.unit == "bare" else set()
            claims |= {("listed", value)} if figure.is_in_list else set()
        case "day" | "lunar day" | "monthday" | "months":
            claims |= _claims_of_date(figure)
        case "percent":
            share = Fraction(figure.number) / 100
            claims = {("share", share), ("percentage", value), ("multiple", 1 + share)}
        case "fraction":
            # “By half” means one and a half times.
            claims |= {("share", value), ("multiple", 1 + cast(Fraction, value))}
        case "point" if figure.unit == "index":
            claims |= {("point", value), ("plain", value), ("loose", value)}
        case "degree" if figure.unit == "?":
            claims = {(kind, unit, value) for unit in "CF"} | {
                ("loose", abs(number)) for number in figure.numbers
            }
        case "point" | "amount" | "degree" | "measure":
            claims = {(kind, figure.unit, value), (kind, value)}
            claims |= {("loose", abs(number)) for number in figure.numbers}
            claims |= {("number", number) for number in figure.numbers if kind == "measure"}
            # 시속 90㎞ is written like a length.
            claims |= {(kind, "length", figure.number * 1000)} if figure.unit == "speed" else set()
        case "duration":
            claims |= _claims_of_duration(figure.unit, figure.number)
        case "time":
            claims |= {("time", time) for time in possible_times(figure)}
        case _:
            claims.add((kind, value))
    return claims


def _claims_of_date(figure: StatedFigure) -> set[Claim]:
    kind, value = figure.kind, figure.value
    match kind:
        case "day":
            month, day = figure.pair
            return {("day", value), ("any day", day), ("month", Decimal(month))}
        case "lunar day":
            month, day = figure.pair
            return {("lunar day", value), ("lunar month", Decimal(month)), ("day", value), ("any day", day)}
        case "monthday":
            seconds = figure.number * DAY
            return {("monthday", value), ("any day", value), ("plain", value), ("seconds", seconds)}
        case _:
            return {("month", Decimal(month)) for month in figure.pair} | _claims_of_months(figure.pair)


def _claims_accepted(figure: StatedFigure) -> list[set[Claim]]:
    kind, value = figure.kind, figure.value
    plain: set[Claim] = {("plain", number) for number in figure.numbers}
    numbers: set[Claim] = {("number", number) for number in figure.numbers}
    bare: set[Claim] = {("bare", number) for number in figure.numbers} or {("bare", value)}
    match kind:
        case "day" | "monthday" | "months" | "time":
            return _calendar_claims_accepted(figure, numbers)
        case "count":
            # The unit may be missing: from five years to three and a half.
            accepted = [numbers]
            if figure.unit == "bare":
                accepted += [{("loose", value)}, {("months", figure.number * 12)}]
            return [*accepted, {("percentage", value)}] if figure.is_in_list else accepted
        case "code":
            return [{(kind, figure.unit, value)}, *([numbers] if numbers and figure.unit != "phone" else [])]
        case "percent":
            return [{("share", Fraction(figure.number) / 100)}, {("listed", value)}]
        case "fraction":
            return [{("share", value)}, *([numbers] if numbers else [])]
        case "point":
            return [{("point", value)}, bare, *([plain] if figure.unit == "index" else [])]
        case "degree" if figure.unit == "?":
            return [{(kind, "C", value)}, {(kind, "F", value)}, bare]
        case "amount" | "degree":
            return [{(kind, figure.unit, value)}, bare]
        case "measure" if figure.unit == "speed":
            return [{(kind, "speed", value)}, {(kind, "length", figure.number * 1000)}, plain]
        case "measure":
            return [{(kind, figure.unit, value)}, plain]
        case "duration":
            return [{one} for one in _claims_of_duration(figure.unit, figure.number)] + (
                [plain] if plain else []
            )
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
            month, day = map(Decimal, figure.pair)
            claims: list[set[Claim]] = [{("day", value)}, {("monthday", day)}]
            claims.append({("month", month), ("plain", day)})
            return [*claims, numbers] if numbers else claims
        case "monthday":
            days = ("any day", int(figure.number)), ("any day", value)
            others = [*days, ("plain", value), ("seconds", figure.number * DAY)]
            return [{one} for one in others]
        case "months":
            months: set[Claim] = {("month", Decimal(month)) for month in figure.pair}
            return [months, *({claim} for claim in _claims_of_months(figure.pair))]
        case _:
            return [{("time", time)} for time in possible_times(figure)]


def _claims_of_months(months: tuple[int, int]) -> set[Claim]:
    """Return claims equal to successive months: 7∼9월 is the third quarter, 1∼9월 the first nine months."""
    first, last = months
    claims: set[Claim] = {("months", months)}
    length = (last - first) % 12 + 1
    if length == 3 and last % 3 == 0:
        claims.add(("quarter", Decimal(last // 3)))
    if length == 6 and last % 6 == 0:
        claims.add(("half", Decimal(last // 6)))
    if first == 1:
        claims.add(("months", Decimal(length)))
    return claims


def _claims_of_duration(dimension: str, value: Decimal) -> set[Claim]:
    """Return claims equal to a duration: a month is 30 days or four weeks, 보름 two weeks."""
    claims: set[Claim] = {(dimension, value)}
    if dimension == "months" and value <= 12:
        claims |= {("seconds", (value * days * DAY).normalize()) for days in (28, 30)}
    if dimension == "months" and value % 12 == 0:
        claims.add(("seconds", (value / 12 * 365 * DAY).normalize()))
    if dimension == "seconds" and value == 15 * DAY:
        claims.add(("seconds", Decimal(14 * DAY).normalize()))
    return claims


def possible_times(figure: StatedFigure) -> list[tuple[int, int]]:
    """Return the times (hour, minute) that a figure may mean: two if it has neither a.m. nor p.m."""
    hour, minute = figure.pair
    if figure.unit != "?" or hour > 12:
        return [(hour, minute)]
    return [(hour % 12, minute), (hour % 12 + 12, minute)]


# 1.23 trillion is a rounding of 1조 2,345억, but 12,300 is not one of 12,345.
MANY_DIGITS, MYRIAD = 3, 10_000
CONVERTED = Decimal("0.06")  # maximum relative error of a rounded conversion
MILE, NAUTICAL_MILE = Decimal("1609.344"), Decimal(1852)  # in metres
HOT = 100  # degrees Celsius, above which recipes round to tens
SLIPS = {"amount", "count", "percent"}
SAME_KIND = {"amount", "count", "measure", "percent", "point", "duration"}


def is_equivalent(source: StatedFigure, target: StatedFigure) -> bool:
    """Return whether a figure and its translation differ only by rounding or by the unit of measure.

    A translation may round an exact number. It may not be more exact than its source.
    """
    if source.kind == "degree" == target.kind:
        # A temperature without scale may be in Fahrenheit.
        source, target = (
            figure._replace(unit="F") if figure.unit == "?" else figure for figure in (source, target)
        )
        is_oven = min(_celsius(source), _celsius(target)) >= HOT
        return source.unit != target.unit and abs(_celsius(source) - _celsius(target)) < (5 if is_oven else 1)
    if source.kind != target.kind or source.kind not in SAME_KIND:
        return _is_weight(source, target)
    source, target = _in_metres(source), _in_metres(target)
    if source.kind in {"amount", "measure", "duration"} and source.unit != target.unit:
        return False
    first, second = source.value, target.value
    if not isinstance(first, Decimal) or not isinstance(second, Decimal):
        return False
    if source.kind == "measure" and _is_converted(source, target):
        pairs = ((first, second), (_at_sea(source), second), (first, _at_sea(target)))
        return any(abs(left - right) <= CONVERTED * max(left, right) for left, right in pairs)
    return _is_rounded(target, source) or (source.unit == "dozen" and _is_rounded(source, target))


def is_mistyped(one: StatedFigure, other: StatedFigure) -> bool:
    """Return whether two numbers differ by a typing error: 86 for 68, 72,350 for 62,350, 120 for 12."""
    if not {one.kind, other.kind} <= SLIPS:
        return False
    first, second = (f"{abs(figure.number):f}" for figure in (one, other))
    if min(len(first), len(second)) < 2:
        return False
    if len(first) == len(second):
        return sorted(first) == sorted(second) or sum(map(ne, first, second)) == 1
    return first.rstrip("0") == second.rstrip("0")


def _at_sea(figure: StatedFigure) -> Decimal:
    """Return the measure with miles read as nautical miles, so that “24 miles” can match 24해리."""
    is_miles = figure.numbers and figure.numbers[0] * MILE == figure.value
    return figure.number / MILE * NAUTICAL_MILE if is_miles else figure.number


def _in_metres(figure: StatedFigure) -> StatedFigure:
    """Return a speed as the length that Korean writes for it: 시속 97km for 60 miles an hour."""
    if figure.unit != "speed" or not isinstance(figure.value, Decimal):
        return figure
    return figure._replace(unit="length", value=figure.value * 1000)


def _is_converted(one: StatedFigure, other: StatedFigure) -> bool:
    """Return whether two measures are in different units, by their ratios to the base unit."""
    stated = [figure for figure in (one, other) if figure.numbers and figure.numbers[0]]
    return len({figure.number / figure.numbers[0] for figure in stated}) == 2


def _is_weight(one: StatedFigure, other: StatedFigure) -> bool:
    """Return whether an amount in pounds is a weight on the other side: ten pounds may be either."""
    kinds = {one.kind, other.kind}
    if kinds != {"amount", "measure"} or "GBP" not in {one.unit, other.unit}:
        return False
    pounds, weight = (one, other) if one.kind == "amount" else (other, one)
    in_kilograms = pounds.number * Decimal("0.453592")
    return weight.unit == "weight" and abs(in_kilograms - weight.number) <= CONVERTED * weight.number


def _is_rounded(rough: StatedFigure, exact: StatedFigure) -> bool:
    """Return whether a figure is the other one rounded, as shown by “about” or by counting in myriads."""
    first, second = abs(rough.number), abs(exact.number)
    precision = _precision(first)
    if not first or precision <= _precision(second):
        return False
    digits = len(first.normalize().as_tuple().digits)
    if rough.is_about and digits <= 2 and rough.kind == "count" and rough.unit != "age" and first < 100:
        return first <= second < first + precision  # 20여 명 is about two dozen
    is_short = digits >= MANY_DIGITS and precision >= MYRIAD and rough.kind in {"amount", "count"}
    if not (rough.is_about or is_short):
        return False
    return abs(first - second) < precision / 2 or 0 <= second - first < precision * (digits >= MANY_DIGITS)


def _precision(value: Decimal) -> Decimal:
    """Return the place value of the last digit that is not 0: 12,300 → 100."""
    return Decimal(1).scaleb(int(value.normalize().as_tuple().exponent))


def _celsius(figure: StatedFigure) -> Decimal:
    return (figure.number - 32) * 5 / 9 if figure.unit == "F" else figure.number
