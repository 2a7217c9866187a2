"""Numbers in English idioms: two-thirds, one in five, dozens, in her 40s, twice, the third."""

import re
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from articles.text.figures import quantities
from articles.text.figures.figure import (
    FigureReading,
    FigureScan,
    Weight,
    count_reading,
    height_reading,
    to_decimal,
    written_reading,
)
from articles.text.figures.numerals import ONES
from articles.text.figures.tables import UNITS, UnitRow

AGE_WORDS = "twenties thirties forties fifties sixties seventies eighties nineties".split()
ORDERS = {
    "dozens": 10, "scores": 10, "tens": 10, "hundreds": 100, "thousands": 10**3, "millions": 10**6,
    "billions": 10**9, "trillions": 10**12,
}  # fmt: skip
PARTS = {
    "half": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8,
    "ninth": 9, "tenth": 10, "twentieth": 20, "hundredth": 100, "thousandth": 10**3, "millionth": 10**6,
    "billionth": 10**9, "trillionth": 10**12,
}  # fmt: skip
ONE_TO_NINE = "one|two|three|four|five|six|seven|eight|nine"
ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth"
    " fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
).split()
DECADE = re.compile(r"\b(?P<year>(?:1[5-9]|20)[0-9]0)'?s\b|'(?P<short>[0-9]0)s\b")
AGES = re.compile(rf"(?<![\w$])(?P<ten>[1-9]0)s\b|\b(?P<word>{'|'.join(AGE_WORDS)})\b", re.IGNORECASE)
VAGUE = re.compile(
    r"\b(?P<word>dozens|scores|tens|hundreds|thousands|millions|billions|trillions)"
    r"(?: of (?P<scale>thousands|millions|billions|trillions))?\b"
    r"|\b(?:several|a few|a couple of) (?P<few>dozen|hundred|thousand|million|billion|trillion)\b",
    re.IGNORECASE,
)

FRACTION = re.compile(
    rf"\b(?P<over>{ONE_TO_NINE}|[1-9])[ -](?P<part>halves|(?:{'|'.join(PARTS)})s?)\b"
    r"(?! (?:place|term|time|round))"
    rf"|\b(?:an?|one) (?P<alone>third|quarter|fourth|fifth|sixth|seventh|eighth|tenth|hundredth"
    r"|thousandth|millionth|billionth|trillionth)(?= of\b)"
    rf"|(?<=by )(?:an?|one) (?P<by>third|quarter|fifth|tenth)\b",
    re.IGNORECASE,
)
# A fraction, or an ordinal (a third, a fourth): it is only used to match figures of the other text.
PART_ALONE = re.compile(
    r"\b(?:an?|one) (?P<part>third|quarter|fifth|tenth)(?=$|[^\w ]"
    r"| (?:and|or|to|in|as|by|than|since|after|over|from|during|full|empty|more|less|fewer"
    r"|(?:high|low|larg|long|short|cheap)e?r)\b)",
    re.IGNORECASE,
)
QUARTER_POINT = re.compile(
    rf"\b(?P<part>half|quarter|three[- ]quarters|(?P<tenths>{ONE_TO_NINE})[ -]tenths?)(?: of)?(?: an?| one)?"
    r"[ -](?P<what>percentage[ -]points?|points?|percent)\b",
    re.IGNORECASE,
)
ONE_IN = re.compile(
    rf"\b(?P<over>{ONE_TO_NINE}|[1-9][0-9]?) (?:in|out of)(?: every)? "
    rf"(?P<under>{'|'.join(ONES)}|[1-9][0-9]{{0,2}})\b(?![,.]?[0-9]|[:-])"
    r"(?! (?:years?|months?|weeks?|days?|hours?|minutes?|percent|million))",
    re.IGNORECASE,
)
HALF = re.compile(
    r"\b(?:half|halve[sd]?|halving)\b"
    r"(?![ -](?:(?:an? )?(?:year|century|hour|day|decade)|time|brother|sister))",
    re.IGNORECASE,
)
HALF_SPAN = re.compile(
    r"\b(?P<part>half|quarter)[ -](?:of )?(?:an? )?(?P<span>year|century|hour|day|decade)\b", re.IGNORECASE
)
MULTIPLES = re.compile(
    r"\b(?:(?P<two>doubl(?:e[sd]?|ing)|twice|twofold)|(?P<three>tripl(?:e[sd]?|ing)|threefold)"
    r"|(?P<four>quadrupl(?:e[sd]?|ing)|fourfold)"
    r"|(?P<fold>five|six|seven|eight|nine|ten)-?fold)\b(?!-digit| digit)",
    re.IGNORECASE,
)
ORDINAL_WORD = re.compile(
    rf"\b(?P<ten>twenty-|thirty-)?(?P<word>{'|'.join(ORDINALS)})\b(?!-?hand| lady| thought)"
    # The ninth grade is the third year of middle school in Korea.
    r"(?P<grade>[ -]grade)?",
    re.IGNORECASE,
)
ROUND = re.compile(
    r"\b(?:(?P<four>semi-?final(?:ist)?s?|final four)|(?P<eight>quarter-?final(?:ist)?s?)"
    r"|round of (?P<of>16|32|64|128)|last (?P<last>four|eight|16|32))\b",
    re.IGNORECASE,
)
ORDINAL = re.compile(r"(?<![\w.,])(?P<digits>[0-9]{1,3}(?:,[0-9]{3})*)(?:st|nd|rd|th)\b")
DOZEN = re.compile(rf"\b(?:an? |(?P<half>half a |half-)|(?P<many>{ONE_TO_NINE}) )?dozen\b", re.IGNORECASE)
ONE_SPAN = re.compile(
    r"\b(?:an?|one) (?P<span>second|minute|hour|day|week|fortnight|month|year|decade|century)\b"
    r"(?P<half> and a half)?(?!-)",
    re.IGNORECASE,
)
ONE_MEASURE = re.compile(
    r"\b(?:(?P<half>half an?)|an?|one) "
    r"(?P<unit>foot|inch|mile|meter|metre|kilometer|kilometre|ton|acre|hectare)\b"
)
HEIGHT = re.compile(
    r"(?<![\w.])(?P<feet>[1-9])(?:[ -](?:foot|feet|ft)[ -]?|')(?P<inches>1[01]|[0-9])(?![\w.,:]?[0-9])"
)
REGNAL = re.compile(r"(?<=[a-z] )(?:X{1,2}(?:IX|IV|V?I{0,3})|IX|IV|VI{0,3}|I{2,3})(?![\w'])")
PAIR = re.compile(r"\b(?:the pair|both|duo)\b(?! of)", re.IGNORECASE)
TEENS = re.compile(r"\b(?:teen|teenager|adolescent)s?\b|\bteenaged?\b", re.IGNORECASE)
DIGITS = re.compile(r"\b(?P<number>single|double|triple|one|two|three|four)[ -]digits?\b", re.IGNORECASE)
NUMBERS_OF_DIGITS = {"single": 1, "double": 2, "triple": 3}
# Figures in the other text: 24시간, 2-0.
AROUND_THE_CLOCK = re.compile(r"\b(?:a)?round[ -]the[ -]clock\b", re.IGNORECASE)
STRAIGHT_SETS = re.compile(r"(?<=\bin )straight[ -](?:sets|games)\b", re.IGNORECASE)


def read_english_idioms(page: FigureScan) -> None:
    """Read idioms that contain a number, but do not mean this number."""
    page.read(ROUND, _english_round)
    page.read(HEIGHT, height_reading)
    page.read(REGNAL, lambda m: count_reading(_roman_number(m[0]), Weight.LOOSE))
    page.read(DIGITS, _digits)
    page.read(DECADE, _english_decade)
    page.read(AGES, _ages)
    page.read(VAGUE, _order_of_magnitude)
    page.read(QUARTER_POINT, _quarter_point)
    page.read(HALF_SPAN, _english_half_span)
    page.read(ONE_IN, _one_in)
    page.read(FRACTION, _english_fraction)
    page.read(PART_ALONE, _part_alone)
    page.read(ORDINAL, lambda m: count_reading(to_decimal(m["digits"]), unit="ordinal"))
    page.read(DOZEN, _dozen)
    page.read(ONE_SPAN, _one_span)
    page.read(ONE_MEASURE, _one_measure)


def read_english_words(page: FigureScan) -> None:
    """Read number words that remain after all other numbers."""
    page.read(MULTIPLES, _multiple)
    page.read(PAIR, lambda m: count_reading(2, Weight.LOOSE, "pair"))
    page.read(TEENS, lambda m: count_reading(10, Weight.LOOSE, "age"))  # 10대
    page.read(HALF, lambda m: FigureReading("fraction", Fraction(1, 2), Weight.LOOSE))
    page.read(ORDINAL_WORD, _ordinal_word)
    page.read(
        AROUND_THE_CLOCK,
        lambda m: FigureReading("duration", Decimal(quantities.DAY), Weight.LOOSE, "seconds"),
    )
    page.read(STRAIGHT_SETS, lambda m: [count_reading(number, Weight.LOOSE) for number in (2, 3)])


def _english_decade(match: re.Match[str]) -> FigureReading:
    if match["year"]:
        return written_reading("decade", to_decimal(match["year"]))
    year = to_decimal(match["short"])
    return FigureReading("decade", year + (2000 if year < 30 else 1900), numbers=(year,))


def _ages(match: re.Match[str]) -> FigureReading:
    word = (match["word"] or "").lower()
    return count_reading((AGE_WORDS.index(word) + 2) * 10 if word else int(match["ten"]), unit="age")


def _order_of_magnitude(match: re.Match[str]) -> FigureReading:
    order = ORDERS[(match["word"] or match["few"] + "s").lower()]
    if match["scale"]:
        order *= ORDERS[match["scale"].lower()]
    return FigureReading("vague", Decimal(order), Weight.SOFT)


def _quarter_point(match: re.Match[str]) -> FigureReading:
    word = match["part"].lower()
    if match["tenths"]:
        part = Decimal(ONES[match["tenths"].lower()]) / 10
    else:
        part = Decimal({"half": "0.5", "quarter": "0.25"}.get(word, "0.75"))
    return FigureReading("percent" if match["what"].lower() == "percent" else "point", part)


def _one_in(match: re.Match[str]) -> FigureReading | None:
    over, under = (Decimal(ONES.get(word.lower()) or word) for word in (match["over"], match["under"]))
    if not 0 < over < under:
        return None
    return FigureReading("fraction", Fraction(int(over), int(under)), numbers=(over, under))


def _english_fraction(match: re.Match[str]) -> FigureReading | None:
    part = (match["part"] or match["alone"] or match["by"]).lower()
    under = PARTS[part if part in PARTS else "half" if part == "halves" else part.removesuffix("s")]
    word = (match["over"] or "one").lower()
    over = int(ONES.get(word) or word)
    is_plural = part.endswith(("s", "halves"))
    if match["over"] and (over >= under or is_plural != (over > 1)):
        return None
    return FigureReading("fraction", Fraction(over, under), Weight.LOOSE if under == 2 else Weight.HARD)


def _part_alone(match: re.Match[str]) -> FigureReading:
    under = PARTS[match["part"].lower()]
    return FigureReading("fraction", Fraction(1, under), Weight.LOOSE, numbers=(Decimal(under),))


def _dozen(match: re.Match[str]) -> FigureReading:
    number = ONES[match["many"].lower()] * 12 if match["many"] else 6 if match["half"] else 12
    return written_reading("count", number, Weight.SOFT, "dozen")._replace(is_about=True)


def _english_half_span(match: re.Match[str]) -> FigureReading:
    row = _unit_row(UNITS.spans, match["span"])
    value = row.factor / (2 if match["part"].lower() == "half" else 4)
    return FigureReading("duration", value.normalize(), Weight.SOFT, row.unit)


def _one_span(match: re.Match[str]) -> list[FigureReading]:
    row = _unit_row(UNITS.spans, match["span"])
    value, weight = row.factor, Weight.LOOSE
    if match["half"]:
        value, weight = value * Decimal("1.5"), Weight.SOFT
    elif match["span"].lower() in {"decade", "century", "fortnight"}:
        weight = Weight.SOFT
    span = FigureReading("duration", value.normalize(), weight, row.unit, (Decimal(1),))
    is_another = match["span"].lower() == "second"  # “a second summit”
    return [span, count_reading(2, Weight.LOOSE, "ordinal")] if is_another else [span]


def _one_measure(match: re.Match[str]) -> FigureReading:
    row = _unit_row(UNITS.measures, match["unit"])
    if match["half"]:
        half = Decimal("0.5")
        return FigureReading("measure", (half * row.factor).normalize(), Weight.SOFT, row.unit, (half,))
    return FigureReading("measure", row.factor, Weight.LOOSE, row.unit, (Decimal(1),))


def _roman_number(letters: str) -> int:
    values = [{"I": 1, "V": 5, "X": 10}[letter] for letter in letters]
    return sum(-one if one < after else one for one, after in zip(values, [*values[1:], 0], strict=True))


def _unit_row(rows: Iterable[UnitRow], word: str) -> UnitRow:
    return next(row for row in rows if re.fullmatch(row.english_pattern, word, re.IGNORECASE))


def _multiple(match: re.Match[str]) -> FigureReading:
    number = 2 if match["two"] else 3 if match["three"] else 4
    return written_reading("multiple", ONES[match["fold"].lower()] if match["fold"] else number, Weight.SOFT)


def _ordinal_word(match: re.Match[str]) -> FigureReading:
    number = ORDINALS.index(match["word"].lower()) + 1
    number += {"twenty-": 20, "thirty-": 30}.get((match["ten"] or "").lower(), 0)
    return count_reading(number, Weight.LOOSE if number <= 2 or match["grade"] else Weight.SOFT, "ordinal")


def _digits(match: re.Match[str]) -> FigureReading:
    word = match["number"].lower()
    return FigureReading("digits", Decimal(NUMBERS_OF_DIGITS.get(word) or ONES[word]), Weight.SOFT)


def _english_round(match: re.Match[str]) -> FigureReading:
    word = (match["of"] or match["last"] or "").lower()
    number = 4 if match["four"] else 8 if match["eight"] else ONES.get(word) or int(word)
    return written_reading("round", number, Weight.SOFT)
