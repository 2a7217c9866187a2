"""Units of both languages, and numerals with their units: ranges, codes, scores, fractions."""

import re
from collections.abc import Callable, Iterable
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from articles.text.figures.figure import FigureReading, FigureScan, Weight, to_decimal, written_reading
from articles.text.figures.numerals import Numeral
from articles.text.figures.tables import UnitRow
from articles.text.word_tables import any_in_groups, matched_row

FEW_POUNDS = 1000  # fewer may be a weight: ten pounds of rice

DAY = 86_400

# Signs and words for a temperature below zero.
MINUS = re.compile(r"(?:\bminus |영하(?:권)? ?|(?<![\w)~])-)$", re.IGNORECASE)
MILLION = 10**6
SMALL_NUMBER = 10  # numbers up to this are often expressed in other words


class CountedUnit(NamedTuple):
    """The unit of a numeral, the end of its words, and an addition to the value: 42초87, 1년 반."""

    kind: str
    unit: str = ""
    end: int = 0
    factor: Decimal = Decimal(1)
    weight: Weight | None = None  # None: numeral_weight() of the number
    more: Decimal = Decimal(0)


class CountedNumeral(NamedTuple):
    numeral: Numeral
    unit: CountedUnit
    is_about: bool


BASIS_POINT = CountedUnit("point", factor=Decimal("0.01"), weight=Weight.HARD)


class UnitTable(NamedTuple):
    """Units, and a regular expression with a group for each of them, in the same order."""

    pattern: re.Pattern[str]
    units: tuple[CountedUnit, ...]


def unit_table(
    form: str, units: Iterable[tuple[str, CountedUnit]], flags: re.RegexFlag = re.NOFLAG
) -> UnitTable:
    """Return the UnitTable of units, given as (regular expression without groups, unit).

    form  regular expression with %s in place of the alternatives
    """
    patterns, own_units = zip(*units, strict=True)
    return UnitTable(re.compile(form % any_in_groups(patterns), flags), own_units)


def english_units(form: str, kind: str, rows: Iterable[UnitRow], weight: Weight | None = None) -> UnitTable:
    """Return the UnitTable of the English words of rows."""
    units = [(row.english_pattern, _counted_unit(kind, row, weight)) for row in rows if row.english]
    return unit_table(form, units, re.IGNORECASE)


def korean_units(form: str, kind: str, rows: Iterable[UnitRow], weight: Weight | None = None) -> UnitTable:
    """Return the UnitTable of the Korean words of rows."""
    units = [(row.korean_pattern, _counted_unit(kind, row, weight)) for row in rows if row.korean]
    return unit_table(form, units)


def _counted_unit(kind: str, row: UnitRow, weight: Weight | None) -> CountedUnit:
    return CountedUnit(kind, row.unit, 0, row.factor, weight)


def unit_at(tables: Iterable[UnitTable], text: str, position: int) -> CountedUnit | None:
    """Return the first unit of the tables that matches at a position of a text."""
    for pattern, units in tables:
        if match := pattern.match(text, position):
            return matched_row(units, match)._replace(end=match.end())
    return None


def span_at(table: UnitTable, parts: list[re.Pattern[str]], text: str, position: int) -> CountedUnit | None:
    """Return the unit of time at a position, with a part that follows: 1년 반, 18초75."""
    unit = unit_at([table], text, position)
    if unit is None:
        return None
    for pattern in parts:
        if match := pattern.match(text, unit.end):
            return unit._replace(end=match.end(), more=Decimal(f"0.{match['digits'] or 5}") * unit.factor)
    return unit


def numeral_weight(numeral: Numeral) -> Weight:
    """Return the weight of a numeral: hard above ten and with decimals, soft if small, loose for 0 and 1."""
    value = numeral.value
    if value > SMALL_NUMBER or value != int(value):
        return Weight.HARD
    return Weight.LOOSE if value in (0, 1) else Weight.SOFT


# The sets of a match after its result, 3-1(11-9, 8-11). They are often omitted.
SETS = re.compile(r" ?\([0-9]{1,2}-[0-9]")


def with_scores(
    page: FigureScan,
    numerals: list[CountedNumeral],
    is_score: Callable[[CountedNumeral, CountedNumeral, str], bool],
    *,
    has_rates: bool = False,
) -> list[CountedNumeral]:
    """Return the numerals, with scores and votes as hard counts (3-2, 188-13), except zero (2승 무패).

    is_score   predicate of two successive numerals and the text between them
    has_rates  whether 120 대 1 is a ratio and not a score
    """
    result = list(numerals)
    for index, (first, second) in enumerate(pairwise(numerals)):
        if not is_score(first, second, page.folded[first.numeral.end : second.numeral.start]):
            continue
        is_set = SETS.match(page.folded, second.numeral.end)
        is_rate = has_rates and second.numeral.value == 1 and first.numeral.value > SMALL_NUMBER
        for at, counted in ((index, first), (index + 1, second)):
            is_loose = is_set or not counted.numeral.value or (is_rate and counted is second)
            weight = Weight.LOOSE if is_loose else Weight.HARD
            result[at] = counted._replace(
                unit=counted.unit._replace(kind="count", unit="score", weight=weight)
            )
    return result


def drop_nested(numerals: list[CountedNumeral]) -> list[CountedNumeral]:
    """Return the numerals in order, without those inside the words of another."""
    kept: list[CountedNumeral] = []
    for counted in sorted(numerals, key=lambda counted: (counted.numeral.start, -counted.numeral.end)):
        if not kept or counted.numeral.start >= kept[-1].unit.end:
            kept.append(counted)
    return kept


def share_units(
    page: FigureScan, numerals: list[CountedNumeral], is_range: Callable[[str, str], bool]
) -> list[CountedNumeral]:
    """Return the numerals; the first of a range takes the unit and the scale of the last."""
    result = list(numerals)
    for index in range(len(numerals) - 2, -1, -1):
        first, second = result[index], result[index + 1]
        numeral = first.numeral
        between = page.folded[first.unit.end : second.numeral.start]
        if not is_range(page.folded[max(0, numeral.start - 12) : numeral.start], between):
            continue
        is_open = first.unit.kind == "count" and first.unit.unit == "bare"
        is_same = first.unit.kind == "amount" and second.unit.kind == "amount"
        if not (is_open or is_same):
            continue
        scale = second.numeral.scale
        if numeral.scale == 1 and _is_scaled(numeral.value, second.numeral):
            numeral = numeral._replace(value=numeral.value * scale)
        elif numeral.scale < scale and numeral.scale > 1 and numeral.leading <= second.numeral.leading:
            numeral = numeral._replace(value=numeral.leading * scale)
        unit = second.unit._replace(end=first.unit.end) if is_open else first.unit
        if unit.kind == "degree":
            is_below = MINUS.search(page.folded[max(0, numeral.start - 8) : numeral.start])
            unit = unit._replace(factor=Decimal(-1 if is_below else 1))
        result[index] = first._replace(numeral=numeral, unit=unit)
    return result


def _is_scaled(first: Decimal, last: Numeral) -> bool:
    """Return whether the first of a range has the scale of the last: 2∼3조, from 12.6 to 10.4 billion."""
    is_smaller = first <= last.leading or first != int(first)
    is_in_millions = last.scale >= MILLION and first < 10 * last.leading
    return last.scale > 1 and (is_smaller or is_in_millions)


def figure_reading(counted: CountedNumeral) -> FigureReading:
    """Return the figure stated by a numeral and its unit."""
    numeral, unit, is_about = counted
    value = (numeral.value * unit.factor + unit.more).normalize()
    weight = numeral_weight(numeral) if unit.weight is None else unit.weight
    if is_about and value <= SMALL_NUMBER and weight == Weight.HARD and unit.kind == "count":
        weight = Weight.SOFT
    return FigureReading(unit.kind, value, weight, unit.unit, (numeral.value.normalize(),), is_about)


LETTERED = re.compile(
    r"(?<![A-Za-z0-9$])(?!Q[1-4](?![0-9A-Za-z]))(?:[A-Z]{1,5}|[Cc]ovid)-?[0-9]{1,4}[A-Za-z]{0,2}(?![A-Za-z0-9])"
    r"|(?<![A-Za-z0-9.])[0-9]{1,2}[GDK](?![A-Za-z0-9])"
)
PHONE = re.compile(r"(?<![0-9A-Za-z-])\+?[0-9]{2,4}(?:-[0-9]{3,4}){1,3}(?![0-9A-Za-z-])")
SHORTEST_PHONE = 7  # digits; 1588-0000 is a phone number, 188-131 a vote
STOPPED = re.compile(
    r"(?<![0-9:.])(?:(?P<hours>[0-9]{1,2}):(?=[0-5][0-9]:))?(?P<minutes>[0-9]{1,2})"
    r":(?P<seconds>[0-5][0-9]\.[0-9]{1,3}|(?<=:[0-9]{2}:)[0-5][0-9])(?![0-9:])"
)
SEASON = re.compile(
    r"(?<![0-9$-])(?P<first>(?:19|20)[0-9]{2})년?[-/~](?P<last>(?:19|20)?[0-9]{2})(?![0-9-]|,[0-9]|[만억조천])"
)
FRACTION = re.compile(r"(?<![0-9/.])(?P<over>[1-9])/(?P<under>[2-9]|10)(?![0-9/])")


def read_signs(page: FigureScan) -> None:
    page.read(STOPPED, _stopwatch_time)
    page.read(SEASON, _season)
    page.read(LETTERED, _lettered_code)
    page.read(PHONE, _phone_number)
    page.read(FRACTION, lambda m: FigureReading("fraction", Fraction(int(m["over"]), int(m["under"]))))


def _stopwatch_time(match: re.Match[str]) -> FigureReading:
    seconds = int(match["hours"] or 0) * 3600 + int(match["minutes"]) * 60 + to_decimal(match["seconds"])
    return FigureReading("duration", seconds.normalize(), unit="seconds")


def _lettered_code(match: re.Match[str]) -> FigureReading:
    letters, digits = re.sub("[^A-Za-z]", "", match[0]).upper(), re.sub("[^0-9]", "", match[0])
    return FigureReading("code", digits, Weight.SOFT, letters, (to_decimal(digits),))


def _phone_number(match: re.Match[str]) -> FigureReading | None:
    digits = re.sub("[^0-9]", "", match[0])
    if len(digits) < SHORTEST_PHONE:
        return None
    # +82-2-… and 02-… are the same number.
    return FigureReading("code", digits.removeprefix("82").lstrip("0"), Weight.SOFT, "phone")


def _season(match: re.Match[str]) -> list[FigureReading] | None:
    first, last = match["first"], match["last"]
    last = first[:2] + last if len(last) == 2 else last
    if not 0 < int(last) - int(first) < 30:
        return None
    numbers = to_decimal(last), to_decimal(match["last"])
    return [written_reading("year", to_decimal(first)), FigureReading("year", numbers[0], numbers=numbers)]
