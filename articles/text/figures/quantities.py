"""Units of both languages, and numerals with their units: ranges, codes, scores, fractions."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from articles.text.figures.figure import FigureReading, FigureScan, Weight, to_decimal, written_reading
from articles.text.figures.numerals import Numeral

# Words for each currency. A word before “dollar” makes it another currency.
CURRENCIES_ENGLISH = {
    r"(?:US |U\.S\. )?dollars?": "USD",
    r"(?:Korean )?won": "KRW",
    "yen": "JPY",
    "yuan|renminbi": "CNY",
    "euros?": "EUR",
    "pounds sterling|British pounds?|pounds?": "GBP",
    r"(?:Russian )?rou?bles?": "RUB",
    r"(?:Indian )?rupees?": "INR",
    "baht": "THB",
    r"(?:Vietnamese )?dong": "VND",
    r"(?:Indonesian )?rupiahs?": "IDR",
    "ringgits?": "MYR",
    "Swiss francs?": "CHF",
    r"(?:Australian|Aussie) dollars?": "AUD",
    "Canadian dollars?": "CAD",
    "Hong Kong dollars?": "HKD",
    "Singapore dollars?": "SGD",
    r"(?:New )?Taiwan dollars?": "TWD",
}
SIGNS = {
    "US$": "USD", "A$": "AUD", "C$": "CAD", "HK$": "HKD", "S$": "SGD", "NT$": "TWD", "$": "USD",
    "₩": "KRW", "€": "EUR", "£": "GBP", "¥": "JPY",
    "KRW ": "KRW", "USD ": "USD", "EUR ": "EUR", "JPY ": "JPY",
}  # fmt: skip
CURRENCIES_KOREAN = {
    "(?:미국 ?|미 ?|美 ?)?(?:달러|弗)": "USD",
    "원(?!칙|소|내|색|조|장|정|유|숭|자|전|고|심|본|인|형|룸)": "KRW",
    "(?:일본 ?)?엔(?!진|지|터|비)": "JPY",
    "(?:중국 ?)?위안": "CNY",
    "유로(?!파|존)": "EUR",
    "(?:영국 ?)?파운드": "GBP",
    "(?:러시아 ?)?루블": "RUB",
    "(?:인도 ?)?루피(?!아)": "INR",
    "(?:태국 ?)?바트": "THB",
    "(?:베트남 ?)동": "VND",
    "(?:인도네시아 ?)?루피아": "IDR",
    "링깃": "MYR",
    "(?:스위스 ?)?프랑(?!스)": "CHF",
    "호주 ?달러": "AUD",
    "캐나다 ?달러": "CAD",
    "홍콩 ?달러": "HKD",
    "(?:싱가포르|싱가폴) ?달러": "SGD",
    "(?:신 ?)?대만 ?달러": "TWD",
}

FEW_POUNDS = 1000  # fewer may be a weight: ten pounds of rice

# Units of time, each in one of two dimensions: seconds, and months, whose length in days varies.
SPANS_ENGLISH = {
    "seconds?": ("seconds", 1),
    "minutes?": ("seconds", 60),
    "hours?": ("seconds", 3600),
    "days?": ("seconds", 86_400),
    "weeks?": ("seconds", 604_800),
    "fortnights?": ("seconds", 1_209_600),
    "months?": ("months", 1),
    "years?": ("months", 12),
    "decades?": ("months", 120),
    "centur(?:y|ies)": ("months", 1200),
}
SPANS_KOREAN = {
    "초(?!등|중|대|청|과|반|기|안|선)": ("seconds", 1),
    "분(?!기|의|야|석|위|량|담|쟁|홍)": ("seconds", 60),
    "시간": ("seconds", 3600),
    "일(?=간|째|만에| ?동안| ?만에| ?연속| ?이내| ?안에| ?뒤| ?후|씩)": ("seconds", 86_400),
    "주(?:일)?(?=간|째|만에| ?동안| ?만에| ?연속| ?이내| ?안에| ?뒤| ?후|씩| ?전| ?넘게|의 |짜리)": (
        "seconds",
        604_800,
    ),
    "주일": ("seconds", 604_800),
    "개월|달(?=[^가-힣]|[을에이은의도만간째여뒤후전쯤새치씩로가남안내마까과뿐넘반동짜]|$)": ("months", 1),
    "년(?!대|도|산|형|생|식|월)": ("months", 12),
    "세기(?= ?동안| ?만에| ?넘게| ?가까이)": ("months", 1200),
}
DAYS_KOREAN = {
    "하루": 1, "이틀": 2, "사흘": 3, "나흘": 4, "닷새": 5, "엿새": 6, "이레": 7, "여드레": 8, "아흐레": 9,
    "열흘": 10, "열하루": 11, "열이틀": 12, "열사흘": 13, "열나흘": 14, "보름": 15, "스무날": 20,
}  # fmt: skip
DAY = 86_400

# Measures that translators convert: dimension, and factor to the base unit.
MEASURES_ENGLISH = {
    r"square kilomet(?:er|re)s?|sq\.? km|km2|㎢": ("area", "1000000"),
    r"square met(?:er|re)s?|sq\.? m\b|m2|㎡": ("area", "1"),
    r"square miles?": ("area", "2589988"),
    r"square f(?:ee|oo)t|sq\.? ft": ("area", "0.0929"),
    r"hectares?|ha\b": ("area", "10000"),
    r"acres?": ("area", "4046.86"),
    r"pyeong": ("area", "3.3058"),
    r"kilomet(?:er|re)s? (?:per|an) hour|km/h|kph": ("speed", "1"),
    r"miles? (?:per|an) hour|mph": ("speed", "1.609344"),
    r"kilomet(?:er|re)s?\b|km\b|㎞": ("length", "1000"),
    r"centimet(?:er|re)s?\b|cm\b|㎝": ("length", "0.01"),
    r"millimet(?:er|re)s?\b|mm\b|㎜": ("length", "0.001"),
    r"nautical miles?\b": ("length", "1852"),
    r"met(?:er|re)s?\b|m\b": ("length", "1"),
    r"miles?\b": ("length", "1609.344"),
    r"f(?:ee|oo)t\b|ft\b": ("length", "0.3048"),
    r"inch(?:es)?\b": ("length", "0.0254"),
    r"yards?\b": ("length", "0.9144"),
    r"kilograms?\b|kilos?\b|kg\b|㎏": ("weight", "1"),
    r"(?:metric )?(?:tons?|tonnes?)\b": ("weight", "1000"),
    r"pounds?\b|lbs?\b": ("weight", "0.453592"),
    r"(?:troy )?ounces?\b|oz\b": ("weight", "0.0283495"),
}
MEASURES_KOREAN = {
    "제곱 ?킬로미터|평방 ?킬로미터|㎢|km2|km²": ("area", "1000000"),
    "제곱 ?미터|평방 ?미터|㎡|m2|m²": ("area", "1"),
    "헥타르|㏊|ha(?![a-z])": ("area", "10000"),
    "에이커": ("area", "4046.86"),
    "평(?=[ ,.)]|의|에|을|이|규모|짜리|형|$)": ("area", "3.3058"),
    "km/h|㎞/h": ("speed", "1"),
    "킬로미터|km(?![a-z/])|㎞(?!/)": ("length", "1000"),
    "센티미터|센티|cm(?![a-z])|㎝": ("length", "0.01"),
    "밀리미터|밀리(?!그|리)|mm(?![a-z])|㎜": ("length", "0.001"),
    "해리": ("length", "1852"),
    "미터|m(?![a-zA-Z²])": ("length", "1"),
    "마일": ("length", "1609.344"),
    "피트": ("length", "0.3048"),
    "인치": ("length", "0.0254"),
    "야드": ("length", "0.9144"),
    "킬로그램|kg(?![a-z])|㎏": ("weight", "1"),
    "온스": ("weight", "0.0283495"),
    "톤|t(?![a-z])": ("weight", "1000"),
}

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
UnitTable = list[tuple[re.Pattern[str], CountedUnit]]


def unit_table(
    form: str, kind: str, words: Mapping[str, str | tuple[str, int | str]], weight: Weight | None = None
) -> UnitTable:
    """Return the UnitTable of {words: unit, or (dimension, factor)}; `form` has a % for the words."""
    found = []
    for word, entry in words.items():
        unit, factor = (entry, 1) if isinstance(entry, str) else entry
        found.append((re.compile(form % word), CountedUnit(kind, unit, 0, Decimal(factor), weight)))
    return found


def unit_at(table: UnitTable, text: str, place: int) -> CountedUnit | None:
    """Return the first unit of a table that matches at a position of a text."""
    for pattern, unit in table:
        if match := pattern.match(text, place):
            return unit._replace(end=match.end())
    return None


def span_at(table: UnitTable, parts: list[re.Pattern[str]], text: str, place: int) -> CountedUnit | None:
    """Return the unit of time at a position, with a part that follows: 1년 반, 18초75."""
    unit = unit_at(table, text, place)
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
    found: list[CountedNumeral],
    is_score: Callable[[CountedNumeral, CountedNumeral, str], bool],
    *,
    has_rates: bool = False,
) -> list[CountedNumeral]:
    """Return the numerals with hard scores and votes (3-2, 3 대 2, 188-13), unless zero (2승 무패).

    is_score   predicate of two successive numerals and the text between them
    has_rates  whether 120 대 1 is a ratio and not a score
    """
    result = list(found)
    for place, (first, second) in enumerate(pairwise(found)):
        if not is_score(first, second, page.folded[first.numeral.end : second.numeral.start]):
            continue
        is_set = SETS.match(page.folded, second.numeral.end)
        is_rate = has_rates and second.numeral.value == 1 and first.numeral.value > SMALL_NUMBER
        for at, one in ((place, first), (place + 1, second)):
            is_loose = is_set or not one.numeral.value or (is_rate and one is second)
            weight = Weight.LOOSE if is_loose else Weight.HARD
            result[at] = one._replace(unit=one.unit._replace(kind="count", unit="score", weight=weight))
    return result


def drop_nested(found: list[CountedNumeral]) -> list[CountedNumeral]:
    """Return the numerals in order, without those inside the words of another."""
    kept: list[CountedNumeral] = []
    for one in sorted(found, key=lambda one: (one.numeral.start, -one.numeral.end)):
        if not kept or one.numeral.start >= kept[-1].unit.end:
            kept.append(one)
    return kept


def share_units(
    page: FigureScan, found: list[CountedNumeral], is_range: Callable[[str, str], bool]
) -> list[CountedNumeral]:
    """Return the numerals; the first of a range takes the unit and the scale of the last."""
    result = list(found)
    for place in range(len(found) - 2, -1, -1):
        first, second = result[place], result[place + 1]
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
        result[place] = first._replace(numeral=numeral, unit=unit)
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
