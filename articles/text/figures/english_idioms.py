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
from articles.text.figures.tables import NEIGHBORS, NUMERALS, UNITS, UnitRow
from articles.text.word_tables import any_in_groups, any_of, matched_row

AGES_IN_WORDS, ORDERS, PARTS = NUMERALS.english_ages, NUMERALS.english_orders, NUMERALS.english_parts
ORDINALS = NUMERALS.english_ordinals
ONE_TO_NINE = any_of(word for word, number in ONES.items() if 1 <= number <= 9)
_LARGE = any_of(word for word, number in ORDERS.items() if number >= 1000)
_FEW = any_of(word.removesuffix("s") for word in ORDERS if word not in {"scores", "tens"})
DECADE = re.compile(r"\b(?P<year>(?:1[5-9]|20)[0-9]0)'?s\b|'(?P<short>[0-9]0)s\b")
AGES = re.compile(rf"(?<![\w$])(?P<ten>[1-9]0)s\b|\b(?P<word>{any_of(AGES_IN_WORDS)})\b", re.IGNORECASE)
VAGUE = re.compile(
    rf"\b(?P<word>{any_of(ORDERS)})(?: of (?P<scale>{_LARGE}))?\b"
    rf"|\b(?:several|a few|a couple of) (?P<few>{_FEW})\b",
    re.IGNORECASE,
)

FRACTION = re.compile(
    rf"\b(?P<over>{ONE_TO_NINE}|[1-9])[ -](?P<part>halves|(?:{any_of(PARTS)})s?)\b"
    r"(?! (?:place|term|time|round))"
    rf"|\b(?:an?|one) (?P<alone>{any_of(NEIGHBORS.english_one_part)})(?= of\b)"
    rf"|(?<=by )(?:an?|one) (?P<by>third|quarter|fifth|tenth)\b",
    re.IGNORECASE,
)
# A fraction, or an ordinal (a third, a fourth): it is only used to match figures of the other text.
PART_ALONE = re.compile(
    r"\b(?:an?|one) (?P<part>third|quarter|fifth|tenth)(?=$|[^\w ]"
    rf"| (?:{any_of(NEIGHBORS.english_after_part)})\b)",
    re.IGNORECASE,
)
QUARTER_POINT = re.compile(
    rf"\b(?P<part>half|quarter|three[- ]quarters|(?P<tenths>{ONE_TO_NINE})[ -]tenths?)(?: of)?(?: an?| one)?"
    r"[ -](?P<what>percentage[ -]points?|points?|percent)\b",
    re.IGNORECASE,
)
ONE_IN = re.compile(
    rf"\b(?P<over>{ONE_TO_NINE}|[1-9][0-9]?) (?:in|out of)(?: every)? "
    rf"(?P<under>{any_of(ONES)}|[1-9][0-9]{{0,2}})\b(?![,.]?[0-9]|[:-])"
    rf"(?! (?:{any_of(NEIGHBORS.english_not_one_in)}))",
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
_MULTIPLES = any_in_groups(row.pattern for row in NUMERALS.english_multiples)
MULTIPLES = re.compile(rf"\b(?:{_MULTIPLES})\b(?!-digit| digit)", re.IGNORECASE)
ORDINAL_WORD = re.compile(
    rf"\b(?P<ten>twenty-|thirty-)?(?P<word>{any_of(ORDINALS)})\b(?!-?hand| lady| thought)"
    # The ninth grade is the third year of middle school in Korea.
    r"(?P<grade>[ -]grade)?",
    re.IGNORECASE,
)
_ROUNDS = any_in_groups(row.pattern for row in NUMERALS.english_rounds)
ROUND = re.compile(rf"\b(?:{_ROUNDS})\b", re.IGNORECASE)
ORDINAL = re.compile(r"(?<![\w.,])(?P<digits>[0-9]{1,3}(?:,[0-9]{3})*)(?:st|nd|rd|th)\b")
DOZEN = re.compile(rf"\b(?:an? |(?P<half>half a |half-)|(?P<many>{ONE_TO_NINE}) )?dozen\b", re.IGNORECASE)
ONE_SPAN = re.compile(
    rf"\b(?:an?|one) (?P<span>{any_of(NEIGHBORS.english_one_span)})\b"
    r"(?P<half> and a half)?(?!-)",
    re.IGNORECASE,
)
ONE_MEASURE = re.compile(
    r"\b(?:(?P<half>half an?)|an?|one) "
    rf"(?P<unit>{any_of(NEIGHBORS.english_one_measure)})\b"
)
HEIGHT = re.compile(
    r"(?<![\w.])(?P<feet>[1-9])(?:[ -](?:foot|feet|ft)[ -]?|')(?P<inches>1[01]|[0-9])(?![\w.,:]?[0-9])"
)
REGNAL = re.compile(r"(?<=[a-z] )(?:X{1,2}(?:IX|IV|V?I{0,3})|IX|IV|VI{0,3}|I{2,3})(?![\w'])")
PAIR = re.compile(r"\b(?:the pair|both|duo)\b(?! of)", re.IGNORECASE)
TEENS = re.compile(r"\b(?:teen|teenager|adolescent)s?\b|\bteenaged?\b", re.IGNORECASE)
DIGITS = re.compile(r"\b(?P<number>single|double|triple|one|two|three|four)[ -]digits?\b", re.IGNORECASE)
NUMBERS_OF_DIGITS = {"single": 1, "double": 2, "triple": 3}
# Idioms that Korean expresses with figures: 24시간, 2-0.
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
    return count_reading(AGES_IN_WORDS[word] if word else int(match["ten"]), unit="age")


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
    return written_reading("multiple", matched_row(NUMERALS.english_multiples, match).number, Weight.SOFT)


def _ordinal_word(match: re.Match[str]) -> FigureReading:
    number = ORDINALS[match["word"].lower()]
    number += {"twenty-": 20, "thirty-": 30}.get((match["ten"] or "").lower(), 0)
    return count_reading(number, Weight.LOOSE if number <= 2 or match["grade"] else Weight.SOFT, "ordinal")


def _digits(match: re.Match[str]) -> FigureReading:
    word = match["number"].lower()
    return FigureReading("digits", Decimal(NUMBERS_OF_DIGITS.get(word) or ONES[word]), Weight.SOFT)


def _english_round(match: re.Match[str]) -> FigureReading:
    return written_reading("round", matched_row(NUMERALS.english_rounds, match).number, Weight.SOFT)
