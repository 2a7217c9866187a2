"""Figures of a Korean text: numerals with their units, and the reader of figures of all kinds."""

import re
from decimal import Decimal

from articles.text.figures import quantities
from articles.text.figures.figure import FigureScan, Weight
from articles.text.figures.korean_phrases import (
    COUNTER_WORDS,
    read_korean_dates,
    read_korean_idioms,
    read_korean_words,
)
from articles.text.figures.numerals import (
    KOREAN_START,
    SCALES,
    SHORT_SCALES,
    SIGNS,
    SINO_WORDS,
    SPACED_NATIVE,
    Numeral,
    korean_numeral,
    native_number,
    sino_words,
)
from articles.text.figures.quantities import (
    BASIS_POINT,
    CountedNumeral,
    CountedUnit,
    drop_nested,
    figure_reading,
    korean_units,
    numeral_weight,
    read_signs,
    share_units,
    span_at,
    unit_at,
    unit_table,
    with_scores,
)
from articles.text.figures.tables import COUNTERS, NEIGHBORS, UNITS
from articles.text.word_tables import any_of

# 열차 is a train, 세대 a generation: not numbers.
COUNTED_NATIVE = re.compile(
    rf"(?<![가-힣])(?!열[차대회]|세[대배]|한[해대])(?P<word>{SPACED_NATIVE}) ?(?:{COUNTER_WORDS})"
)
ABOUT = re.compile(rf"(?:{any_of(NEIGHBORS.korean_about)}) ?\$?$")
ABOUT_AFTER = re.compile(rf"[^ ]{{0,4}}? ?(?:{any_of(NEIGHBORS.korean_about_after)})")
CONVERTED = re.compile(rf"(?:{any_of(NEIGHBORS.korean_converted, space=' ?')}) ?(?:약 ?)?$")
RANGE = re.compile(r" ?[~-] ?\$?|에서 |[·]|(?: ?내지 )")
JOINT = re.compile(r" ?")

SPANS = korean_units("여? ?(?:%s)", "duration", UNITS.spans)
MEASURES = korean_units("여? ?(?:%s)", "measure", UNITS.measures)
POINT = r" ?(?:% ?(?:포인트|[pP](?![a-z]))|퍼센트 ?포인트|프로 ?포인트)"
TIMES = f"여? ?(?:배(?!{any_of(NEIGHBORS.korean_times_not_before)})|곱)"
PLAIN_UNITS = [
    unit_table(
        "%s",
        [
            (POINT, CountedUnit("point", weight=Weight.HARD)),
            (r" ?(?:bps?|베이시스 ?포인트)(?![a-z])", BASIS_POINT),
            (r" ?(?:%|퍼센트|프로(?![가-힣]{2}))", CountedUnit("percent", weight=Weight.HARD)),
        ],
    ),
    korean_units("(?: ?여)? ?(?:%s)", "amount", UNITS.currencies, Weight.HARD),
    unit_table(
        "%s",
        [(r" ?(?:포인트|p(?![a-z]))", CountedUnit("point", "index")), (TIMES, CountedUnit("multiple"))],
    ),
]
DEGREES = re.compile(r" ?(?:도(?=[ ,.~를로의와가에까안,]|$|였|이|씨)(?!로)|℃|°C|(?P<f>℉|°F))|도로(?= )")
BELOW = re.compile(r"(?:영하(?:권)? ?(?:[0-9.]+ ?(?:도)?[~-])?|(?<![0-9가-힣~])-)$")
HALF_MORE = re.compile(r" ?반(?=[^가-힣]|간|이|을|의|동안|만에|$)(?P<digits>)")
HUNDREDTHS = re.compile(r"(?<=초) ?(?P<digits>[0-9]{1,3})(?=$|[^0-9가-힣]|[의로을에])")  # 18초75
OF_LAW = re.compile(f"(?:{any_of(NEIGHBORS.korean_laws)}) ?$")
ARTICLE = re.compile(r" ?(?:제 ?)?[0-9]{1,2}항|의 ?[0-9]")
ADULTS = re.compile("세 이상")  # respondents of polls: 18세 이상
# Before the number of a panel of a court: 형사합의25부.
COURT = re.compile(f"(?:{any_of(NEIGHBORS.korean_courts)})[가-힣]* ?$")
OF_ALCOHOL = re.compile(f"(?:{any_of(NEIGHBORS.korean_alcohol)})[가-힣]? ?(?:약 )?$")
IN_A_NAME, NAME_GOES_ON = re.compile("[가-힣]{2}$"), re.compile("[가-힣]{2}")  # 다우존스30산업평균지수
MONEY_BEFORE = re.compile(rf"(?P<sign>{any_of(SIGNS)}) ?$")
ENGLISH_SCALE = re.compile(r" ?(?P<scale>million|billion|trillion|bn|mn|tn|m|b)\b", re.IGNORECASE)  # ($36bn)
SIGN_AFTER = re.compile(r" ?(?P<sign>[€£¥₩$])(?! ?[0-9])")  # 22억€
FAHRENHEIT = re.compile(r"화씨 ?(?:영하 ?)?$")
SCORE = re.compile(r" 대 |대|[-:&]")  # not 10대 3명
YEAR = re.compile(r" ?년(?!간|째|만에| ?동안| ?넘게| ?만에| ?연속)|학년도|년도")
MONTHDAY = re.compile(r"일(?=$|[^가-힣0-9]|[에은이의과와도까부자께밤오새저로을]|\(|,)(?!일)(?!간|째)")
TIMES_COUNTED = {"번": "times", "차례": "times", "번째": "ordinal"}
COUNTER = re.compile(rf"여? ?(?:{COUNTER_WORDS}|{any_of(COUNTERS.after_digits)}|조(?![0-9]))")


def read_korean_figures(page: FigureScan) -> None:
    """Add the figures of a Korean text to its scan."""
    read_signs(page)
    read_korean_dates(page)
    read_korean_idioms(page)
    _read_korean_numerals(page)
    read_korean_words(page)
    page.join_spans(JOINT)


def _read_korean_numerals(page: FigureScan) -> None:
    numerals, place = [sino_words(match) for match in SINO_WORDS.finditer(page.rest)], 0
    while match := KOREAN_START.search(page.rest, place):
        numeral = korean_numeral(page.rest, match.start())
        numerals += [numeral] if numeral.end > match.start() else []
        place = max(numeral.end, match.end())
        while "0" <= page.rest[place : place + 1] <= "9":  # too long to be a number
            place += 1
    counted = [_count_korean(page, _without_law_article(page.folded, numeral)) for numeral in numerals]
    for match in COUNTED_NATIVE.finditer(page.rest):
        counted.append(_count_native(page.folded, match))
    counted = drop_nested(counted)
    counted = share_units(page, counted, lambda before, between: bool(RANGE.fullmatch(between)))
    for quantity in with_scores(page, counted, _is_korean_score, has_rates=True):
        start = quantity.numeral.start
        is_converted = CONVERTED.search(page.folded[max(0, start - 16) : start])
        page.add(figure_reading(quantity), start, quantity.unit.end, is_aside=bool(is_converted))
    page.blank((quantity.numeral.start, quantity.unit.end) for quantity in counted)


def _count_korean(page: FigureScan, numeral: Numeral) -> CountedNumeral:
    text = page.folded
    before = text[max(0, numeral.start - 16) : numeral.start]
    if MONEY_BEFORE.search(before) and (match := ENGLISH_SCALE.match(text, numeral.end)):
        value = numeral.value * (SCALES.get(match["scale"].lower()) or SHORT_SCALES[match["scale"].lower()])
        numeral = numeral._replace(value=value, end=match.end())
    unit = _korean_unit(text, numeral, before)
    if unit.unit == "bare" and IN_A_NAME.search(before) and NAME_GOES_ON.match(text, unit.end):
        unit = unit._replace(weight=Weight.LOOSE)
    is_about = ABOUT.search(before) or ABOUT_AFTER.match(text, numeral.end, unit.end + 6)
    return CountedNumeral(numeral, unit, bool(is_about))


def _without_law_article(text: str, numeral: Numeral) -> Numeral:
    """Return the numeral without 조 if this means an article of a law: 제9조, 헌법 9조, 9조 2항."""
    before = text[max(0, numeral.start - 4) : numeral.start]
    is_article = ARTICLE.match(text, numeral.end) or OF_LAW.search(before)
    if text[numeral.end - 1 : numeral.end] != "조" or not is_article:
        return numeral
    return Numeral(numeral.leading, numeral.start, numeral.end - 1, numeral.leading)


def _count_native(text: str, match: re.Match[str]) -> CountedNumeral:
    value = Decimal(native_number(match["word"]))
    numeral = Numeral(value, match.start(), match.end("word"), value, is_word=True)
    unit = _korean_unit(text, numeral, "")
    if unit.unit == "bare":
        unit = CountedUnit("count", "", match.end())
    # Numbers in words are often omitted, small and large. 쉰 also means “rested”.
    weight = Weight.LOOSE if match["word"] == "쉰" else min(numeral_weight(numeral), Weight.SOFT)
    return CountedNumeral(numeral, unit._replace(weight=weight), False)


def _korean_unit(text: str, numeral: Numeral, before: str) -> CountedUnit:
    end = numeral.end
    if sign := SIGN_AFTER.match(text, end):
        return CountedUnit("amount", SIGNS[sign["sign"]], sign.end(), weight=Weight.HARD)
    if sign := MONEY_BEFORE.search(before):
        return CountedUnit("amount", SIGNS[sign["sign"]], end, weight=Weight.HARD)
    if unit := unit_at(PLAIN_UNITS, text, end):
        is_weight = unit.unit == "GBP" and numeral.value < quantities.FEW_POUNDS
        return unit._replace(weight=Weight.SOFT) if is_weight else unit
    if match := DEGREES.match(text, end):
        if OF_ALCOHOL.search(before):
            return CountedUnit("percent", "", match.end(), weight=Weight.HARD)
        scale = "F" if match["f"] or FAHRENHEIT.search(before) else "C"
        return CountedUnit("degree", scale, match.end(), Decimal(-1 if BELOW.search(before) else 1))
    return _korean_calendar_unit(text, numeral)


def _korean_calendar_unit(text: str, numeral: Numeral) -> CountedUnit:
    end, value = numeral.end, numeral.value
    is_plain = numeral.scale == 1 and not numeral.is_word
    if is_plain and 1500 <= value < 2200 and (match := YEAR.match(text, end)):
        return CountedUnit("year", "", match.end(), weight=Weight.HARD)
    if unit := span_at(SPANS, [HALF_MORE, HUNDREDTHS], text, end):
        return unit
    if is_plain and 1 <= value <= 31 and (match := MONTHDAY.match(text, end)):
        return CountedUnit("monthday", "", match.end(), weight=Weight.HARD)
    if unit := unit_at([MEASURES], text, end):
        return unit
    if is_plain and 1900 <= value < 2100 and not text[numeral.start : end].count(","):
        return CountedUnit("year", "", end, weight=Weight.HARD)
    if match := COUNTER.match(text, end):
        is_grown = value in (18, 19) and ADULTS.match(text, numeral.end)
        is_court = match[0].strip() == "부" and COURT.search(text[max(0, numeral.start - 6) : numeral.start])
        if is_grown or is_court:
            return CountedUnit("count", "age" if is_grown else "", match.end(), weight=Weight.SOFT)
        if match[0].strip() in TIMES_COUNTED:
            return CountedUnit("count", TIMES_COUNTED[match[0].strip()], match.end())
        is_age = match[0].strip() in {"세", "살"} or (match[0] == "대" and not value % 10)
        return CountedUnit("count", "age" if is_age else "", match.end())
    return CountedUnit("count", "bare", end)


def _is_korean_score(first: CountedNumeral, second: CountedNumeral, between: str) -> bool:
    is_pair = second.unit.kind == "count" and SCORE.fullmatch(between)
    return bool(is_pair) and ("대" in between or first.numeral.value >= second.numeral.value)  # not 2-3일
