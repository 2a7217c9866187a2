"""Dates of the lunar calendar: 음력 8월 15일, the 15th day of the eighth lunar month.

A date without a calendar is matched by the same lunar date of the other text, but a lunar date only by a
lunar date. A translation that omits the calendar therefore makes one finding, not two.
"""

import re
from decimal import Decimal

from articles.text.figures.english import (
    DAY,
    MONTH,
    YEAR,
    month_number,
)
from articles.text.figures.english_idioms import ORDINALS
from articles.text.figures.figure import (
    BLANK,
    FigureReading,
    FigureScan,
    Weight,
    year_readings,
)
from articles.text.figures.tables import CALENDAR, NUMERALS
from articles.text.word_tables import any_of

_ORDINAL = rf"(?:(?:twenty-|thirty-)?(?:{any_of(ORDINALS)})|[0-9]{{1,2}}(?:st|nd|rd|th))"
_CALENDAR = r"(?:\w+ )?luni?(?:solar|ar) (?:calendar|year)"
ORDINAL_DAY = re.compile(
    rf"\b(?P<day>{_ORDINAL}) (?:day )?of (?:the )?(?:"
    rf"(?P<month>{_ORDINAL}) lunar month|lunar (?:calendar|year)(?:'s)? (?P<month2>{_ORDINAL}) month"
    rf"|(?P<month3>{_ORDINAL}) month,?(?: (?:of|in|on|by|under|according to))? (?:the )?{_CALENDAR}"
    rf"|(?P<is_first>lunar (?:new )?(?:calendar|year)))(?:,?(?: of)? (?P<year>{YEAR}))?",
    re.IGNORECASE,
)
ORDINAL_MONTH = re.compile(
    rf"\b(?P<month>{_ORDINAL}) (?:lunar month|month of the {_CALENDAR})\b", re.IGNORECASE
)
NEW_YEAR = re.compile(r"\bLunar New Year\b", re.IGNORECASE)
MONTH_AND_DAY = re.compile(
    rf"(?P<before>\blunar (?:calendar )?)?(?:\b(?P<month>{MONTH}) (?P<day>{DAY})"
    rf"|\b(?P<day2>{DAY})(?: of)? (?P<month2>{MONTH}))(?:,? (?P<year>{YEAR}))?"
    rf"(?P<after>,? \(?(?:(?:of|in|on|by|under|according to) )?(?:the )?{_CALENDAR}\b| \(lunar\))?",
    re.IGNORECASE,
)
LUNAR = re.compile(r"\bluni?(?:solar|ar)\b|음력", re.IGNORECASE)

_MONTHS = CALENDAR.korean_lunar_months
_DAYS = CALENDAR.korean_lunar_days | NUMERALS.korean_days
_MONTH, _DAY = "(?:1[0-2]|0?[1-9])", "(?:[12][0-9]|3[01]|0?[1-9])"
KOREAN = re.compile(
    r"음력(?:으로)? ?(?:(?P<year>(?:1[5-9]|20|21)[0-9]{2})년 ?)?(?:윤 ?)?"
    rf"(?P<month>{_MONTH}|{'|'.join(_MONTHS)})(?:월|(?<=[짓섣])달)"
    rf"(?: ?(?:(?P<day>{_DAY})일|초?(?P<word>{'|'.join(sorted(_DAYS, key=len, reverse=True))}))"
    rf"(?:(?: ?[~·-] ?|부터 )(?:(?P<month2>{_MONTH})월 ?)?(?P<day2>{_DAY})일)?)?"
    rf"|(?<![0-9.])(?P<month3>{_MONTH})월 ?(?P<day3>{_DAY})일 ?\(음력\)"
)
KOREAN_DAY = re.compile(rf"(?<![0-9.])(?P<month>{_MONTH})월 ?(?P<day>{_DAY})일")


def read_lunar_dates(page: FigureScan, language: str) -> None:
    """Read the lunar dates of a text. If it mentions the lunar calendar elsewhere, any date may be lunar."""
    if not LUNAR.search(page.folded):
        return
    if language == "ko":
        page.read(KOREAN, _korean_date)
        dates = KOREAN_DAY
    else:
        page.read(ORDINAL_DAY, _ordinal_day)
        page.read(ORDINAL_MONTH, lambda m: _lunar_month(_ordinal(m["month"])))
        page.read(NEW_YEAR, lambda m: _lunar_day(1, 1, Weight.LOOSE))
        page.read(MONTH_AND_DAY, _english_date)
        dates = MONTH_AND_DAY
    if LUNAR.search(page.rest):
        for match in dates.finditer(page.rest):
            page.add(_lunar_day(*_month_and_day(match), Weight.LOOSE), *match.span())


def without_lunar_dates(text: str) -> str:
    """Replace the lunar dates of a folded Korean text by blanks. The text keeps its length."""
    return KOREAN.sub(lambda match: BLANK * len(match[0]), text)


def _lunar_day(month: int, day: int, weight: Weight = Weight.HARD) -> FigureReading:
    return FigureReading("lunar day", (month, day), weight)


def _lunar_month(month: int) -> FigureReading:
    return FigureReading("lunar month", Decimal(month))


def _ordinal(words: str) -> int:
    if words[0].isdigit():
        return int(words[:-2])
    tens, _hyphen, ones = words.lower().rpartition("-")
    return ORDINALS[ones] + {"twenty": 20, "thirty": 30}.get(tens, 0)


def _ordinal_day(match: re.Match[str]) -> list[FigureReading]:
    month = match["month"] or match["month2"] or match["month3"] or "first"
    return [_lunar_day(_ordinal(month), _ordinal(match["day"])), *year_readings(match)]


def _english_date(match: re.Match[str]) -> list[FigureReading] | None:
    if not (match["before"] or match["after"]):
        return None
    return [_lunar_day(*_month_and_day(match)), *year_readings(match)]


def _month_and_day(match: re.Match[str]) -> tuple[int, int]:
    if match.re is KOREAN_DAY:
        return int(match["month"]), int(match["day"])
    day = re.sub("[^0-9].*", "", match["day"] or match["day2"])  # 22nd
    return month_number(match["month"] or match["month2"]), int(day)


def _korean_date(match: re.Match[str]) -> list[FigureReading]:
    if match["month3"]:
        return [_lunar_day(int(match["month3"]), int(match["day3"]))]
    month = _MONTHS.get(match["month"]) or int(match["month"])
    if not (match["day"] or match["word"]):
        return [_lunar_month(month), *year_readings(match)]
    readings = [_lunar_day(month, int(match["day"] or _DAYS[match["word"]]))]
    if match["day2"]:
        readings.append(_lunar_day(int(match["month2"] or month), int(match["day2"])))
    return [*readings, *year_readings(match)]
