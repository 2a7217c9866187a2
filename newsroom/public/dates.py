"""Dates and times in newspaper style for each language, in the newsroom's time zone.

They are complete and absolute. A relative time such as "two hours ago" would become wrong in a cached page.
"""

from datetime import date, datetime, timedelta
from datetime import time as time_of_day
from functools import lru_cache
from typing import overload

from django.utils import dateformat, timezone
from django.utils.translation import override

DAY = {"en": "F j, Y", "ko": "Y년 n월 j일"}
DAY_AND_WEEKDAY = {"en": "l, F j, Y", "ko": "Y년 n월 j일 l"}
MONTH = {"en": "F Y", "ko": "Y년 n월"}
TIME = {"en": "g:i a", "ko": "A g:i"}
DAY_AND_TIME = {"en": "{day}, {time} {zone}", "ko": "{day} {time} {zone}"}
MINUTES = 24 * 60  # minutes in a day


@lru_cache(maxsize=1000)
def _format_date(day, pattern, language):
    """Return a formatted date. Cached, because pages show the same few dates often and formatting is slow."""
    with override(language):
        return dateformat.format(day, pattern)


@lru_cache(maxsize=2 * MINUTES)
def _format_minute(hour, minute, language):
    with override(language):
        return dateformat.time_format(time_of_day(hour, minute), TIME[language])


def _local_day(day):
    return local_time(day).date() if isinstance(day, datetime) else day


def format_day(date: date, language: str, *, weekday: bool = False) -> str:
    """Return "March 2, 2026" or "2026년 3월 2일" for a date or an instant, optionally with the weekday."""
    formats = DAY_AND_WEEKDAY if weekday else DAY
    return _format_date(_local_day(date), formats[language], language)


def format_month(date: date, language: str) -> str:
    """Return "March 2026" or "2026년 3월" for a date or an instant."""
    return _format_date(_local_day(date), MONTH[language], language)


def format_time(at: datetime, language: str) -> str:
    """Return "3:05 p.m." or "오후 3:05", in the newsroom's time zone."""
    local = local_time(at)
    return _format_minute(local.hour, local.minute, language)


def format_datetime(at: datetime, language: str) -> str:
    """Return "March 2, 2026, 3:05 p.m. KST" or "2026년 3월 2일 오후 3:05".

    Korean newspapers do not name Korea's own time zone. Any other zone is named in both languages.
    """
    local = local_time(at)
    day = _format_date(local.date(), DAY[language], language)
    time = _format_minute(local.hour, local.minute, language)
    words = DAY_AND_TIME[language].format(day=day, time=time, zone=local.tzname())
    return words.removesuffix(" KST") if language == "ko" else words


def format_iso_time(at: datetime) -> str:
    """Return 2026-03-02T21:00:00+09:00, in the newsroom's time zone."""
    return local_time(at).isoformat(timespec="seconds")


@overload
def local_time(date: datetime) -> datetime: ...


@overload
def local_time(date: date) -> date: ...


def local_time(date: date) -> date:
    return timezone.localtime(date, timezone.get_default_timezone()) if isinstance(date, datetime) else date


def day_bounds(date: date) -> tuple[datetime, datetime]:
    """Return the starts of a day and of the next day in the newsroom's time zone."""
    zone = timezone.get_default_timezone()
    start, end = (datetime.combine(date + timedelta(days), time_of_day.min, tzinfo=zone) for days in (0, 1))
    return start, end
