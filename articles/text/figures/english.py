"""Figures of an English text: dates, months, quarters, times of day, and numerals with their units."""

import re
from collections.abc import Callable
from decimal import Decimal

from articles.text.figures import quantities
from articles.text.figures.english_idioms import read_english_idioms, read_english_words
from articles.text.figures.figure import FigureReading, FigureScan, Weight, to_decimal, year_readings
from articles.text.figures.numerals import (
    CODES,
    ENGLISH_DIGITS,
    ENGLISH_WORDS,
    ONES,
    SIGNS,
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
    english_units,
    figure_reading,
    read_signs,
    share_units,
    span_at,
    unit_at,
    unit_table,
    with_scores,
)
from articles.text.figures.tables import CALENDAR, NEIGHBORS, PARTS_OF_DAY, UNITS, WEEKDAY
from articles.text.word_tables import any_of

MONTHS = CALENDAR.english_months | CALENDAR.english_short_months
MONTH_NUMBERS = {name.lower(): number for name, number in MONTHS.items()}
# In Jun-ho, Jun is not a month.
MONTH = rf"(?:{any_of(CALENDAR.english_months)}|(?:{any_of(CALENDAR.english_short_months)})\b(?!-[a-z])\.?)"
DAY = r"(?:[12][0-9]|3[01]|0?[1-9])(?:st|nd|rd|th)?(?![0-9]|[.,][0-9]|%| ?percent)"
YEAR = r"(?:1[5-9]|20|21)[0-9]{2}(?![0-9]|,[0-9]|\.[0-9])"
TO = r" ?(?:-|to|through|until|and|~) ?"
THIS_CENTURY = 40  # '39 is 2039, '40 is 1940
ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "final": 4, "last": 4}

DAYS_BETWEEN = re.compile(
    rf"\b(?P<month>{MONTH}) (?P<day>{DAY})(?:{TO})(?:(?P<month2>{MONTH}) )?"
    rf"(?P<day2>{DAY})(?!:)(?:,? (?P<year>{YEAR}))?"
)
DAY_OF_MONTH = re.compile(rf"\b(?P<month>{MONTH}) (?P<day>{DAY})(?!:)(?:,? (?P<year>{YEAR}))?")
DAY_FIRST = re.compile(rf"\b(?P<day>{DAY})(?: of)? (?P<month>{MONTH})(?![a-z])(?:,? (?P<year>{YEAR}))?")
MONTHS_BETWEEN = re.compile(
    rf"\b(?P<month>{MONTH})(?:{TO})(?P<month2>{MONTH})(?![a-z])(?:,? (?P<year>{YEAR}))?"
)
MONTHS_UNTIL = re.compile(
    r"\b(?P<number>two|three|four|five|six|nine|[2-9]) months (?:through|to|ended|ending|until)(?: in)? "
    rf"(?P<month>{MONTH})(?![\w])(?:,? (?P<year>{YEAR}))?",
    re.IGNORECASE,
)
MONTH_OF_YEAR = re.compile(rf"\b(?P<month>{MONTH}),?(?: of)? (?P<year>{YEAR})")
MONTH_ALONE = re.compile(rf"\b(?P<month>{MONTH})(?![\w])")
BEFORE_MAY = re.compile(rf"\b(?:{any_of(NEIGHBORS.english_before_may)})[ -]$", re.IGNORECASE)
NAME_GOES_ON = re.compile(rf" (?!{MONTH}|{WEEKDAY})[A-Z][a-z]+")
ISO = re.compile(r"(?<![0-9-])(?P<year>[12][0-9]{3})-(?P<month>0[1-9]|1[0-2])-(?P<day>[0-3][0-9])(?![0-9-])")
SHORT_YEAR = re.compile(r"(?<![\w'])'(?P<year>[0-9]{2})(?!\w|[.,:][0-9]|')")
SLASHED = re.compile(r"(?<![0-9/])(?P<month>[1-9]|1[0-2])/(?P<day>[1-9]|[12][0-9]|3[01])(?![0-9/])")

QUARTERS = re.compile(
    r"\b(?P<first>first|second|third|fourth|final|last)(?:(?:,| and| or) (?P<other>second|third|fourth))?"
    r"[ -]quarters?\b(?!-final| final|back)|\b(?:Q(?P<q>[1-4])|(?P<d>[1-4])Q)(?![0-9]*[A-Z])",
    re.IGNORECASE,
)
FIRST_QUARTERS = re.compile(r"\bfirst (?:(?P<two>two)|three) quarters\b", re.IGNORECASE)
HALVES = re.compile(
    r"\b(?:(?P<word>first|second|latter)[ -]half(?![ -]century)|H(?P<h>[12])(?!\w)|(?P<d>[12])H)\b",
    re.IGNORECASE,
)
OF_SOMETHING = re.compile(rf" of (?!(?:(?:the|this|last|next) )?(?:\w+ )?(?:year\b|{YEAR}))")


def month_number(name: str) -> int:
    return MONTH_NUMBERS[name.lower().rstrip(".")]


def read_english_dates(page: FigureScan) -> None:
    """Read dates, months, quarters, halves and years."""
    page.read(ISO, lambda m: [*year_readings(m), _english_day(int(m["month"]), m["day"])])
    page.read(DAYS_BETWEEN, _english_days_between)
    page.read(DAY_OF_MONTH, lambda m: [_english_day(month_number(m["month"]), m["day"]), *year_readings(m)])
    page.read(DAY_FIRST, lambda m: [_english_day(month_number(m["month"]), m["day"]), *year_readings(m)])
    page.read(MONTHS_UNTIL, _months_until)
    page.read(MONTHS_BETWEEN, _english_months_between)
    page.read(MONTH_OF_YEAR, lambda m: [_english_month(m["month"]), *year_readings(m)])
    page.read(MONTH_ALONE, _month_alone(page))
    page.read(QUARTERS, _english_quarters)
    page.read(FIRST_QUARTERS, lambda m: FigureReading("quarter", Decimal(2 if m["two"] else 3)))
    page.read(HALVES, _english_half_year)
    page.read(SLASHED, _slashed_date)
    page.read(SHORT_YEAR, _short_year)


def _short_year(match: re.Match[str]) -> FigureReading:
    number = to_decimal(match["year"])
    year = number + (1900 if number >= THIS_CENTURY else 2000)
    return FigureReading("year", year, Weight.SOFT, numbers=(number,))


def _english_day(month: int, day: str) -> FigureReading:
    return FigureReading("day", (month, int(day[:2].rstrip("snrt"))))


def _english_month(name: str, weight: Weight = Weight.HARD) -> FigureReading:
    return FigureReading("month", Decimal(month_number(name)), weight)


def _english_days_between(match: re.Match[str]) -> list[FigureReading] | None:
    month = month_number(match["month"])
    last = month_number(match["month2"]) if match["month2"] else month
    return [_english_day(month, match["day"]), _english_day(last, match["day2"]), *year_readings(match)]


def _english_months_between(match: re.Match[str]) -> list[FigureReading]:
    months = month_number(match["month"]), month_number(match["month2"])
    return [FigureReading("months", months), *year_readings(match)]


def _months_until(match: re.Match[str]) -> list[FigureReading]:
    word, last = match["number"].lower(), month_number(match["month"])
    number = ONES.get(word) or int(word)
    return [FigureReading("months", ((last - number) % 12 + 1, last)), *year_readings(match)]


def _month_alone(page: FigureScan) -> Callable[[re.Match[str]], FigureReading]:
    def reader(match: re.Match[str]) -> FigureReading:
        # “May I ask”, “May Kim”, “March on the city” are not months.
        before = page.folded[max(0, match.start() - 9) : match.start()]
        is_sure = match["month"] not in {"May", "March"} or bool(BEFORE_MAY.search(before))
        is_sure = is_sure or (match["month"] == "March" and bool(before.strip()))
        # Jan Gelfand and April Jones are names, unlike “Jan.” and “in April”.
        is_name = NAME_GOES_ON.match(page.folded, match.end()) and not BEFORE_MAY.search(before)
        is_sure = is_sure and not is_name
        return _english_month(match["month"], Weight.HARD if is_sure else Weight.LOOSE)

    return reader


def _english_quarters(match: re.Match[str]) -> list[FigureReading]:
    numbers = [match["first"], match["other"], match["q"], match["d"]]
    return [
        FigureReading("quarter", Decimal(ORDINALS.get(number.lower(), number)))
        for number in numbers
        if number
    ]


def _english_half_year(match: re.Match[str]) -> FigureReading:
    word = (match["word"] or match["h"] or match["d"]).lower()
    # Korean has other words for halves of a month, a life or a list: 초순, 남은 삶.
    weight = Weight.SOFT if OF_SOMETHING.match(match.string, match.end()) else Weight.HARD
    return FigureReading("half", Decimal(1 if word in {"first", "1"} else 2), weight)


def _slashed_date(match: re.Match[str]) -> FigureReading | None:
    month, day = int(match["month"]), int(match["day"])
    if month < day <= 10:
        return None  # 1/3, 2/5: a fraction
    return FigureReading("day", (month, day), Weight.LOOSE, numbers=(Decimal(month), Decimal(day)))


HOURS = any_of(word for word, number in ONES.items() if 1 <= number <= 12)
MINUTES = CALENDAR.english_minutes
MINUTE = any_of(MINUTES)
CLOCK = r"(?P<hour{0}>2[0-4]|1[0-9]|0?[0-9])(?:[:.](?P<minute{0}>[0-5][0-9]))?"
_PARTS = any_of(word for word in PARTS_OF_DAY if word.isascii())
HALF_OF_DAY = (
    r" ?(?:(?P<half{0}>[ap])\.?m\b\.?"
    rf"|(?:o'clock )?(?:in the|at) (?P<part{{0}}>{_PARTS})\b)"
)
HOURS_BETWEEN = re.compile(
    rf"(?<![\w.:]){CLOCK.format(1)}(?:{TO}){CLOCK.format(2)}{HALF_OF_DAY.format(2)}", re.IGNORECASE
)
HOUR = re.compile(rf"(?<![\w.:,]){CLOCK.format(1)}{HALF_OF_DAY.format(1)}", re.IGNORECASE)
HOUR_ALONE = re.compile(
    r"(?<![\w.:,-])(?P<hour1>2[0-4]|1[0-9]|0?[0-9])(?::(?P<minute1>[0-5][0-9])(?![\w:]|,[0-9])| ?o'clock\b)"
)
_AT = "|".join(rf"(?<=\b{word} )" for word in NEIGHBORS.english_before_clock)
# 0140 GMT, “at 0140” (no number begins with 0), 05:30, at 05.30, 8.30 BST.
CLOCK_OF_24 = re.compile(
    rf"(?<![\w.:,/$-])(?:(?P<is_sure>{_AT})(?=0[0-9]))?"
    r"(?P<hour>[01][0-9]|2[0-3]|[0-9](?=[:.]))[:.]?(?P<minute>[0-5][0-9])"
    r"(?:(?= ?(?:GMT|UTC|BST|CES?T)\b)|(?<=[0-9]{4})(?= (?:KST|hours|local time)\b)"
    r"|(?<=0[0-9]:[0-9]{2})(?![\w:]|,[0-9])|(?(is_sure)(?! ?[0-9]|[\w.:,/-][0-9A-Za-z])|(?!)))",
    re.IGNORECASE,
)
HOUR_IN_WORDS = re.compile(
    rf"(?<![\w-])(?P<hour1>{HOURS})(?:[ -](?P<minute1>{MINUTE}))?{HALF_OF_DAY.format(1)}", re.IGNORECASE
)
O_CLOCK = re.compile(rf"(?<![\w-])(?P<hour1>{HOURS}) o'clock\b", re.IGNORECASE)
FIVE_THIRTY = re.compile(
    rf"(?<![\w-])(?P<hour1>{HOURS})(?:-|(?:(?<=\bat \w{{3}})|(?<=\bat \w{{4}})|(?<=\bat \w{{5}})) )"
    r"(?P<minute1>fifteen|thirty|forty-five)\b(?!-)(?! (?:million|thousand|percent|years|people))",
    re.IGNORECASE,
)
HALF_PAST = re.compile(
    rf"\b(?:(?P<what>half past|quarter past|quarter to)|(?P<minutes>{MINUTE}|[1-5]?[0-9])"
    # “To” needs “minutes”: ten to six is a vote or a range.
    r"(?: minutes? (?:to|past)| past)) "
    rf"(?P<hour1>1[0-2]|[1-9]|{HOURS})\b(?![-,:.]?[0-9]|-[a-z])(?:{HALF_OF_DAY.format(1)})?",
    re.IGNORECASE,
)
NOON = re.compile(r"\b(?:12 |twelve )?(?P<word>noon|midday|midnight)\b", re.IGNORECASE)


def read_english_times(page: FigureScan) -> None:
    """Read times of day."""
    page.read(HALF_PAST, _half_past)
    page.read(HOURS_BETWEEN, _english_hours_between)
    page.read(HOUR, lambda m: _english_time(m, 1))
    page.read(HOUR_IN_WORDS, lambda m: _english_time(m, 1)._replace(weight=Weight.SOFT))
    page.read(O_CLOCK, lambda m: _english_time(m, 1)._replace(unit="?"))
    page.read(FIVE_THIRTY, lambda m: _english_time(m, 1)._replace(weight=Weight.LOOSE, unit="?"))
    page.read(CLOCK_OF_24, lambda m: FigureReading("time", (int(m["hour"]), int(m["minute"]))))
    page.read(
        HOUR_ALONE, lambda m: FigureReading("time", (int(m["hour1"]), int(m["minute1"] or 0)), unit="?")
    )
    page.read(NOON, _noon)


def _english_time(match: re.Match[str], place: int, half: str | None = None) -> FigureReading:
    hour = _hour_number(match[f"hour{place}"])
    minute = _minute_number(match.groupdict().get(f"minute{place}") or "0")
    is_late = (half or half_of_day(match, place)) == "p"
    if hour <= 12:
        hour = hour % 12 + (12 if is_late else 0)
    return FigureReading("time", (hour % 24, minute))


def _hour_number(word: str) -> int:
    return int(word) if word.isdigit() else ONES[word.lower()]


def _minute_number(word: str) -> int:
    return int(word) if word.isdigit() else MINUTES[word.lower()]


def half_of_day(match: re.Match[str], place: int) -> str:
    """Return "a" or "p", as written or derived from the part of the day; "a" by default."""
    half, part = (match.groupdict().get(f"{name}{place}") for name in ("half", "part"))
    if half:
        return half.lower()
    if not part:
        return "a"
    hour = _hour_number(match[f"hour{place}"]) % 12
    return "p" if PARTS_OF_DAY[part.lower()].is_after_noon(hour) else "a"


def _english_hours_between(match: re.Match[str]) -> list[FigureReading]:
    half = half_of_day(match, 2)
    # “11 to 1 p.m.” begins before noon.
    is_across = half == "p" and int(match["hour1"]) % 12 > int(match["hour2"]) % 12
    return [_english_time(match, 1, "a" if is_across else half), _english_time(match, 2)]


def _half_past(match: re.Match[str]) -> FigureReading:
    hour, words = _english_time(match, 1).pair[0], match[0].lower()
    is_known, minutes = bool(match["half1"] or match["part1"]), match["minutes"]
    number = _minute_number(minutes) if minutes else 30 if words.startswith("half") else 15
    hour, minute = divmod(hour * 60 + (number if " past " in words else -number), 60)
    weight, numbers = (Weight.SOFT, (Decimal(number),)) if minutes else (Weight.HARD, ())
    return FigureReading("time", (hour % 24, minute), weight, "" if is_known else "?", numbers)


def _noon(match: re.Match[str]) -> FigureReading:
    is_night = match["word"].lower() == "midnight"
    return FigureReading("time", (0 if is_night else 12, 0), Weight.SOFT)


ABOUT = re.compile(rf"\b(?:{any_of(NEIGHBORS.english_about)}) (?:an? |the )?$", re.IGNORECASE)
ALIASES = re.compile(rf",? or (?:(?:{any_of(NEIGHBORS.english_about_alias)}) )?$")
FUNCTION = re.compile(rf" ?(?:$|[^\w ]|(?:{any_of(NEIGHBORS.english_function)}|{WEEKDAY})\b)")
# Not a quantity: 7-Eleven, parts per million.
OTHERWISE = re.compile("(?<=[0-9A-Za-z]-)[A-Z][a-z]|per ")
RANGE = re.compile(r" ?(?:-|~|to|or) ?")
BETWEEN = re.compile(r"\bbetween $", re.IGNORECASE)
JOINT = re.compile(r",? (?:and )?")


CURRENCIES = english_units(r"[ -]?(?:%s)(?![\w])", "amount", UNITS.currencies, Weight.HARD)
SPANS = english_units(r"[ -]?(?:%s)(?![\w])", "duration", UNITS.spans)
MEASURES = english_units(r"[ -]?(?:%s)(?![\w/])", "measure", UNITS.measures)
POINT = r"(?:%| ?percent)?[ -](?:percentage[ -]points?|pp\b|ppts?\b)|%?pp?\b(?<!\dp)"
PERCENT = r"[ -]?(?:%|percent\b|per cent\b|pct\b|percentage\b)"
TIMES = rf" times(?= (?:{any_of(NEIGHBORS.english_after_times)}))|-?fold\b"
SHARES = unit_table(
    "%s",
    [
        (POINT, CountedUnit("point", weight=Weight.HARD)),
        (r"[ -]?(?:basis[ -]points?|bps?\b)", BASIS_POINT),
        (PERCENT, CountedUnit("percent", weight=Weight.HARD)),
    ],
    re.IGNORECASE,
)
OTHERS = unit_table(
    "%s",
    [
        (TIMES, CountedUnit("multiple")),
        (r"[ -]times\b", CountedUnit("count", "times")),
        (r"[ -]points?\b", CountedUnit("point", "index")),
        (r"[ -]years?[ -](?:olds?|of age)\b", CountedUnit("count", "age")),
    ],
    re.IGNORECASE,
)
MONEY = re.compile(f"{any_of(SIGNS)}|(?:{any_of(CODES)}) ")
DEGREES = re.compile(
    r"[ -]?(?:degrees?\b(?! (?:angle|of))(?: (?:(?P<c>Celsius)|(?P<f>Fahrenheit)))?"
    r"|°(?P<c2>C)|°(?P<f2>F)|℃|℉)",
    re.IGNORECASE,
)
BELOW = re.compile(r",? below (?:zero|freezing)", re.IGNORECASE)
HALF_MORE = re.compile(r" and a half\b(?P<digits>)")


def read_english_figures(page: FigureScan) -> None:
    """Add the figures of an English text to its scan."""
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
    quantities = drop_nested([_count_english(page, numeral) for numeral in [*words, *digits] if numeral])
    counted = share_units(page, quantities, _is_english_range)
    for quantity in with_scores(page, counted, _is_english_score):
        start = quantity.numeral.start
        is_alias = ALIASES.search(page.folded[max(0, start - 24) : start])
        is_aside = quantity.unit.kind in {"amount", "measure"} and is_alias is not None
        page.add(figure_reading(quantity), start, quantity.unit.end, is_aside=is_aside)
    page.blank((quantity.numeral.start, quantity.unit.end) for quantity in counted)


def _count_english(page: FigureScan, numeral: Numeral) -> CountedNumeral:
    before = page.folded[max(0, numeral.start - 24) : numeral.start]
    unit = _english_unit(page.folded, numeral, before)
    if numeral.is_word and OTHERWISE.match(page.folded, numeral.start):
        unit = unit._replace(weight=Weight.LOOSE)
    return CountedNumeral(numeral, unit, bool(ABOUT.search(before)))


def _english_unit(text: str, numeral: Numeral, before: str) -> CountedUnit:
    end = numeral.end
    if money := MONEY.match(text, numeral.start):
        unit = SIGNS.get(money[0]) or CODES[money[0].strip()]
        return CountedUnit("amount", unit, end, weight=Weight.HARD)
    if unit := unit_at([CURRENCIES, SHARES], text, end):
        is_weight = unit.unit == "GBP" and numeral.value < quantities.FEW_POUNDS
        return unit._replace(weight=Weight.LOOSE) if is_weight else unit
    if match := DEGREES.match(text, end):
        is_celsius = match["c"] or match["c2"] or match[0].endswith("℃")
        scale = "F" if match["f"] or match["f2"] or match[0].endswith("℉") else "C" if is_celsius else "?"
        is_below = MINUS.search(before) or BELOW.match(text, match.end())
        return CountedUnit("degree", scale, match.end(), Decimal(-1 if is_below else 1))
    if match := BELOW.match(text, end):
        return CountedUnit("degree", "?", match.end(), Decimal(-1))
    unit = unit_at([OTHERS], text, end) or span_at(SPANS, [HALF_MORE], text, end)
    if unit := unit or unit_at([MEASURES], text, end):
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
