"""Figures of an English text."""

import re
from decimal import Decimal

from articles.text.figures import units
from articles.text.figures.english_calendar import read_english_dates, read_english_times
from articles.text.figures.english_idioms import read_english_idioms, read_english_words
from articles.text.figures.figure import FigureScan, Weight
from articles.text.figures.numerals import (
    ENGLISH_DIGITS,
    ENGLISH_WORDS,
    Numeral,
    english_digits,
    english_words,
)
from articles.text.figures.quantities import (
    MINUS,
    CountedNumeral,
    CountedUnit,
    drop_nested,
    figure_reading,
    read_signs,
    score_weight,
    share_units,
)

ABOUT = re.compile(
    r"\b(?:about|around|some|nearly|almost|roughly|approximately|close to|more than|over|up to|at least"
    r"|less than|under|fewer than|estimated|as many as|as much as|above|below|beyond|past) (?:an? |the )?$",
    re.IGNORECASE,
)
ALIASES = re.compile(r",? or (?:about |some |around |roughly |approximately )?$")
# Words that follow a number without a noun of its own.
FUNCTION = re.compile(
    r" ?(?:$|[^\w ]|(?:to|from|in|on|at|and|or|per|by|of|for|the|an?|as|is|was|were|are|this|last"
    r"|against|versus|after|before|than|but|while|when|with|respectively|points?|mark|level|range|threshold"
    r"|every|until|till|instead|sharp|today|tonight|tomorrow|yesterday"
    r"|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\b)"
)
# 7-Eleven, parts per million
OTHERWISE = re.compile("(?<=[0-9A-Za-z]-)[A-Z][a-z]|per ")
RANGE = re.compile(r" ?(?:-|~|to|or) ?")
BETWEEN = re.compile(r"\bbetween $", re.IGNORECASE)
JOINT = re.compile(r",? (?:and )?")


def _english_unit_table(table: dict[str, str]) -> list[tuple[re.Pattern[str], str]]:
    return [(re.compile(rf"[ -]?(?:{words})(?![\w])", re.IGNORECASE), name) for words, name in table.items()]


CURRENCIES = _english_unit_table(dict(reversed(units.CURRENCIES_ENGLISH.items())))
SPANS = [
    (re.compile(rf"[ -]?(?:{words})(?![\w])", re.I), span) for words, span in units.SPANS_ENGLISH.items()
]
MEASURES = [
    (re.compile(rf"[ -]?(?:{words})(?![\w/])", re.I), one) for words, one in units.MEASURES_ENGLISH.items()
]
POINT = re.compile(
    r"(?:%| ?percent)?[ -](?:percentage[ -]points?|pp\b|ppts?\b)|%?pp?\b(?<!\dp)", re.IGNORECASE
)
BASIS = re.compile(r"[ -]?(?:basis[ -]points?|bps?\b)", re.IGNORECASE)
PERCENT = re.compile(r"[ -]?(?:%|percent\b|per cent\b|pct\b|percentage\b)", re.IGNORECASE)
TIMES = re.compile(
    r"(?: times(?= (?:as|more|that|the|its|higher|larger|bigger|greater|faster|over))|-?fold\b)",
    re.IGNORECASE,
)
POINTS = re.compile(r"[ -]points?\b", re.IGNORECASE)
OLD = re.compile(r"[ -]years?[ -](?:olds?|of age)\b", re.IGNORECASE)
DEGREES = re.compile(
    r"[ -]?(?:degrees?\b(?! (?:angle|of))(?: (?:Celsius|(?P<f>Fahrenheit)))?|°C|°(?P<f2>F)|℃|℉)",
    re.IGNORECASE,
)
BELOW = re.compile(r",? below (?:zero|freezing)", re.IGNORECASE)
HALF_MORE = re.compile(r" and a half\b")


def read_english_figures(page: FigureScan) -> None:
    """Put the figures of an English text on its page."""
    read_signs(page)
    read_english_dates(page)
    read_english_times(page)
    read_english_idioms(page)
    _read_english_numerals(page)
    read_english_words(page)
    page.join_spans(JOINT)


def _read_english_numerals(page: FigureScan) -> None:
    words = [english_words(match) for match in ENGLISH_WORDS.finditer(page.rest)]
    digits = [english_digits(match) for match in ENGLISH_DIGITS.finditer(page.rest)]
    found = drop_nested([_count_english(page, one) for one in [*words, *digits] if one])
    counted = share_units(page, found, _is_english_range)
    for one in _with_english_scores(page, counted):
        start = one.numeral.start
        is_alias = ALIASES.search(page.folded[max(0, start - 24) : start])
        is_aside = one.unit.kind in {"amount", "measure"} and is_alias is not None
        page.add(figure_reading(one), start, one.unit.end, is_aside=is_aside)
    page.blank((one.numeral.start, one.unit.end) for one in counted)


def _count_english(page: FigureScan, numeral: Numeral) -> CountedNumeral:
    before = page.folded[max(0, numeral.start - 24) : numeral.start]
    unit = _english_unit(page.folded, numeral, before)
    if numeral.is_word and OTHERWISE.match(page.folded, numeral.start):
        unit = unit._replace(weight=Weight.LOOSE)
    return CountedNumeral(numeral, unit, bool(ABOUT.search(before)))


def _english_unit(text: str, numeral: Numeral, before: str) -> CountedUnit:
    end = numeral.end
    money = re.match(r"(?:US|HK|NT|[ACS])?\$|[€£¥₩]|[A-Z]{3} ", text[numeral.start : numeral.start + 4])
    if money and money[0] in units.SIGNS:
        return CountedUnit("amount", units.SIGNS[money[0]], end, weight=Weight.HARD)
    for pattern, currency in CURRENCIES:
        if match := pattern.match(text, end):
            is_weight = currency == "GBP" and numeral.value < units.FEW_POUNDS
            return CountedUnit(
                "amount", currency, match.end(), weight=Weight.LOOSE if is_weight else Weight.HARD
            )
    for pattern, kind, factor in ((POINT, "point", "1"), (BASIS, "point", "0.01"), (PERCENT, "percent", "1")):
        if match := pattern.match(text, end):
            return CountedUnit(kind, "", match.end(), Decimal(factor), Weight.HARD)
    if match := DEGREES.match(text, end):
        unit = "F" if match["f"] or match["f2"] or match[0].endswith("℉") else "C"
        is_below = MINUS.search(before) or BELOW.match(text, match.end())
        return CountedUnit("degree", unit, match.end(), Decimal(-1 if is_below else 1))
    if match := BELOW.match(text, end):
        return CountedUnit("degree", "C", match.end(), Decimal(-1))
    if match := TIMES.match(text, end):
        return CountedUnit("multiple", "", match.end())
    if match := POINTS.match(text, end):
        return CountedUnit("point", "index", match.end())
    if match := OLD.match(text, end):
        return CountedUnit("count", "age", match.end())
    return _english_span_or_measure(text, numeral)


def _english_span_or_measure(text: str, numeral: Numeral) -> CountedUnit:
    end = numeral.end
    for pattern, (dimension, factor) in SPANS:
        if match := pattern.match(text, end):
            if more := HALF_MORE.match(text, match.end()):
                return CountedUnit(
                    "duration", dimension, more.end(), Decimal(factor), more=Decimal(factor) / 2
                )
            return CountedUnit("duration", dimension, match.end(), Decimal(factor))
    for pattern, (dimension, multiple) in MEASURES:
        if match := pattern.match(text, end):
            return CountedUnit("measure", dimension, match.end(), Decimal(multiple))
    if _is_english_year(text, numeral):
        return CountedUnit("year", "", end, weight=Weight.HARD)
    return CountedUnit("count", "bare" if FUNCTION.match(text, end) else "", end)


def _is_english_year(text: str, numeral: Numeral) -> bool:
    digits = text[numeral.start : numeral.end]
    return re.fullmatch(r"(?:19|20)[0-9]{2}", digits) is not None


def _is_english_range(before: str, between: str) -> bool:
    is_joined = RANGE.fullmatch(between) is not None
    return is_joined or (between == " and " and BETWEEN.search(before) is not None)


def _with_english_scores(page: FigureScan, found: list[CountedNumeral]) -> list[CountedNumeral]:
    """Return numerals in which scores and votes (3-2, 188-13) are hard however small."""
    result = list(found)
    for place in range(len(found) - 1):
        first, second = found[place], found[place + 1]
        between = page.folded[first.numeral.end : second.numeral.start]
        is_pair = between in {"-", ":", "-to-"} and first.unit.kind == second.unit.kind == "count"
        is_whole = not (first.numeral.is_word or second.numeral.is_word)
        if is_pair and is_whole and first.numeral.value >= second.numeral.value:
            for at, one in ((place, first), (place + 1, second)):
                result[at] = one._replace(
                    unit=one.unit._replace(unit="score", weight=score_weight(page, one, second.numeral.end))
                )
    return result
