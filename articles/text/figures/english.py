"""Figures of an English text."""

import re
from decimal import Decimal

from articles.text.figures import quantities
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
    BASIS_POINT,
    MINUS,
    CountedNumeral,
    CountedUnit,
    drop_nested,
    figure_reading,
    read_signs,
    share_units,
    span_at,
    unit_at,
    unit_table,
    with_scores,
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


CURRENCIES = unit_table(
    r"(?i)[ -]?(?:%s)(?![\w])", "amount", dict(reversed(quantities.CURRENCIES_ENGLISH.items())), Weight.HARD
)
SPANS = unit_table(r"(?i)[ -]?(?:%s)(?![\w])", "duration", quantities.SPANS_ENGLISH)
MEASURES = unit_table(r"(?i)[ -]?(?:%s)(?![\w/])", "measure", quantities.MEASURES_ENGLISH)
POINT = r"(?i)(?:%| ?percent)?[ -](?:percentage[ -]points?|pp\b|ppts?\b)|%?pp?\b(?<!\dp)"
PERCENT = r"(?i)[ -]?(?:%|percent\b|per cent\b|pct\b|percentage\b)"
TIMES = r"(?i)(?: times(?= (?:as|more|that|the|its|higher|larger|bigger|greater|faster|over))|-?fold\b)"
SHARES = [
    (re.compile(POINT), CountedUnit("point", weight=Weight.HARD)),
    (re.compile(r"(?i)[ -]?(?:basis[ -]points?|bps?\b)"), BASIS_POINT),
    (re.compile(PERCENT), CountedUnit("percent", weight=Weight.HARD)),
]
OTHERS = [
    (re.compile(TIMES), CountedUnit("multiple")),
    (re.compile(r"(?i)[ -]times\b"), CountedUnit("count", "times")),
    (re.compile(r"(?i)[ -]points?\b"), CountedUnit("point", "index")),
    (re.compile(r"(?i)[ -]years?[ -](?:olds?|of age)\b"), CountedUnit("count", "age")),
]
DEGREES = re.compile(
    r"[ -]?(?:degrees?\b(?! (?:angle|of))(?: (?:(?P<c>Celsius)|(?P<f>Fahrenheit)))?"
    r"|°(?P<c2>C)|°(?P<f2>F)|℃|℉)",
    re.IGNORECASE,
)
BELOW = re.compile(r",? below (?:zero|freezing)", re.IGNORECASE)
HALF_MORE = re.compile(r" and a half\b(?P<digits>)")


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
    for one in with_scores(page, counted, _is_english_score):
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
    if money and money[0] in quantities.SIGNS:
        return CountedUnit("amount", quantities.SIGNS[money[0]], end, weight=Weight.HARD)
    if unit := unit_at(CURRENCIES + SHARES, text, end):
        is_weight = unit.unit == "GBP" and numeral.value < quantities.FEW_POUNDS
        return unit._replace(weight=Weight.LOOSE) if is_weight else unit
    if match := DEGREES.match(text, end):
        is_celsius = match["c"] or match["c2"] or match[0].endswith("℃")
        scale = "F" if match["f"] or match["f2"] or match[0].endswith("℉") else "C" if is_celsius else "?"
        is_below = MINUS.search(before) or BELOW.match(text, match.end())
        return CountedUnit("degree", scale, match.end(), Decimal(-1 if is_below else 1))
    if match := BELOW.match(text, end):
        return CountedUnit("degree", "?", match.end(), Decimal(-1))
    unit = unit_at(OTHERS, text, end) or span_at(SPANS, [HALF_MORE], text, end)
    if unit := unit or unit_at(MEASURES, text, end):
        return unit
    if re.fullmatch(r"(?:19|20)[0-9]{2}", text[numeral.start : end]):
        return CountedUnit("year", "", end, weight=Weight.HARD)
    return CountedUnit("count", "bare" if FUNCTION.match(text, end) else "", end)


def _is_english_range(before: str, between: str) -> bool:
    is_joined = RANGE.fullmatch(between) is not None
    return is_joined or (between == " and " and BETWEEN.search(before) is not None)


def _is_english_score(first: CountedNumeral, second: CountedNumeral, between: str) -> bool:
    is_pair = between in {"-", ":", "&", "-to-"} and first.unit.kind == second.unit.kind == "count"
    is_whole = not (first.numeral.is_word or second.numeral.is_word)
    return is_pair and is_whole and first.numeral.value >= second.numeral.value
