"""Dates, months and quarters in English."""

import re
from collections.abc import Callable

from articles.text.figures.figure import Weight
from articles.text.figures.numerals import ONES
from articles.text.figures.page import FigureReading, FigureScan, to_decimal

NAMES = (
    "january jan february feb march mar april apr may june jun july jul august aug september sept sep october"
    " oct november nov december dec"
).split()
ORDER = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
FULL = "January|February|March|April|May|June|July|August|September|October|November|December"
MONTH = rf"(?:{FULL}|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\b(?!-[a-z])\.?)"  # not Jun-ho
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
BEFORE_MAY = re.compile(
    r"\b(?:in|of|since|until|till|by|from|last|this|next|to|late|early|mid|for|during|before|after|through|between|each"
    r"|every|and|or)[ -]$",
    re.IGNORECASE,
)
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
    r"\b(?:(?P<word>first|second|latter)[ -]half|H(?P<h>[12])(?!\w)|(?P<d>[12])H)\b", re.IGNORECASE
)


def month_number(name: str) -> int:
    return ORDER.index(name.lower().rstrip(".")[:3]) + 1


def read_english_dates(page: FigureScan) -> None:
    """Read what belongs to the calendar."""
    page.read(ISO, lambda m: [_english_year(m["year"]), *_english_day(int(m["month"]), m["day"])])
    page.read(DAYS_BETWEEN, _english_days_between)
    page.read(DAY_OF_MONTH, lambda m: [*_english_day(month_number(m["month"]), m["day"]), *_english_years(m)])
    page.read(DAY_FIRST, lambda m: [*_english_day(month_number(m["month"]), m["day"]), *_english_years(m)])
    page.read(MONTHS_UNTIL, _months_until)
    page.read(MONTHS_BETWEEN, _english_months_between)
    page.read(
        MONTH_OF_YEAR,
        lambda m: [FigureReading("month", to_decimal(str(month_number(m["month"])))), *_english_years(m)],
    )
    page.read(MONTH_ALONE, _month_alone(page))
    page.read(QUARTERS, _english_quarters)
    page.read(FIRST_QUARTERS, lambda m: [FigureReading("quarter", to_decimal("2" if m["two"] else "3"))])
    page.read(HALVES, _english_half_year)
    page.read(SLASHED, _slashed_date)
    page.read(SHORT_YEAR, _short_year)


def _english_year(digits: str) -> FigureReading:
    return FigureReading("year", to_decimal(digits), numbers=(to_decimal(digits),))


def _short_year(match: re.Match[str]) -> list[FigureReading]:
    number = to_decimal(match["year"])
    return [
        FigureReading("year", number + (1900 if number >= THIS_CENTURY else 2000), Weight.SOFT, "", (number,))
    ]


def _english_years(match: re.Match[str]) -> list[FigureReading]:
    return [_english_year(match["year"])] if match["year"] else []


def _english_day(month: int, day: str) -> list[FigureReading]:
    return [FigureReading("day", (month, int(day[:2].rstrip("snrt"))))]


def _english_days_between(match: re.Match[str]) -> list[FigureReading] | None:
    month = month_number(match["month"])
    last = month_number(match["month2"]) if match["month2"] else month
    return [*_english_day(month, match["day"]), *_english_day(last, match["day2"]), *_english_years(match)]


def _english_months_between(match: re.Match[str]) -> list[FigureReading]:
    months = month_number(match["month"]), month_number(match["month2"])
    return [FigureReading("months", months), *_english_years(match)]


def _months_until(match: re.Match[str]) -> list[FigureReading]:
    word, last = match["number"].lower(), month_number(match["month"])
    number = ONES.get(word) or int(word)
    return [FigureReading("months", ((last - number) % 12 + 1, last)), *_english_years(match)]


def _month_alone(page: FigureScan) -> Callable[[re.Match[str]], list[FigureReading] | None]:
    def reader(match: re.Match[str]) -> list[FigureReading] | None:
        month = month_number(match["month"])
        # May I ask; May Kim; March on the city.
        before = page.folded[max(0, match.start() - 9) : match.start()]
        is_sure = match["month"] not in {"May", "March"} or BEFORE_MAY.search(before)
        is_sure = is_sure or (match["month"] == "March" and before.strip())
        weight = Weight.HARD if is_sure else Weight.LOOSE
        return [FigureReading("month", to_decimal(str(month)), weight)]

    return reader


def _english_quarters(match: re.Match[str]) -> list[FigureReading]:
    found = [match["first"], match["other"], match["q"], match["d"]]
    return [FigureReading("quarter", to_decimal(str(ORDINALS.get(one.lower(), one)))) for one in found if one]


def _english_half_year(match: re.Match[str]) -> list[FigureReading]:
    word = (match["word"] or match["h"] or match["d"]).lower()
    return [FigureReading("half", to_decimal("1" if word in {"first", "1"} else "2"))]


def _slashed_date(match: re.Match[str]) -> list[FigureReading] | None:
    month, day = int(match["month"]), int(match["day"])
    if month < day <= 10:
        return None  # 1/3, 2/5: a fraction
    return [
        FigureReading(
            "day", (month, day), Weight.LOOSE, numbers=(to_decimal(match["month"]), to_decimal(match["day"]))
        )
    ]
