"""Dates and times in the style of a newspaper of each language, in the newsroom's time zone.

Whole and absolute, never "two hours ago": such a page would be wrong in a cache.
"""

from datetime import date, datetime, timedelta
from datetime import time as time_of_day

from django.utils import timezone

MONTHS = "January February March April May June July August September October November December".split()
WEEKDAYS = {
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(),
    "ko": [f"{day}요일" for day in "월화수목금토일"],
}


def format_day(date: date, language: str, *, weekday: bool = False) -> str:
    """Return "March 2, 2026" or "2026년 3월 2일" for a date or an instant, optionally with the weekday."""
    date = local_time(date)
    name = WEEKDAYS[language][date.weekday()] if weekday else ""
    if language == "ko":
        return f"{date.year}년 {date.month}월 {date.day}일 {name}".strip()
    return f"{name}, {_format_english_day(date)}" if name else _format_english_day(date)


def format_month(date: date, language: str) -> str:
    """Return "March 2026" or "2026년 3월"."""
    return f"{date.year}년 {date.month}월" if language == "ko" else f"{MONTHS[date.month - 1]} {date.year}"


def _format_english_day(date):
    return f"{MONTHS[date.month - 1]} {date.day}, {date.year}"


def format_time(at: datetime, language: str) -> str:
    """Return "3:05 p.m." or "오후 3:05"."""
    at = local_time(at)
    hour, half = at.hour % 12 or 12, at.hour >= 12
    if language == "ko":
        return f"{'오후' if half else '오전'} {hour}:{at.minute:02}"
    return f"{hour}:{at.minute:02} {'p.m.' if half else 'a.m.'}"


def format_datetime(at: datetime, language: str) -> str:
    """Return "March 2, 2026, 3:05 p.m. KST" or "2026년 3월 2일 오후 3:05".

    Korean papers do not name Korea's own time zone; any other is named in both languages.
    """
    words = [format_day(at, language), format_time(at, language), local_time(at).tzname()]
    if language == "ko":
        return " ".join(words[:2] if words[2] == "KST" else words)
    return f"{words[0]}, {words[1]} {words[2]}"


def format_iso_time(at: datetime) -> str:
    """Return 2026-03-02T21:00:00+09:00, in the newsroom's time zone."""
    return local_time(at).isoformat(timespec="seconds")


def local_time(date):
    return timezone.localtime(date, timezone.get_default_timezone()) if isinstance(date, datetime) else date


def day_bounds(date: date) -> tuple[datetime, datetime]:
    """Return the first instant of a day in the newsroom's time zone and the first of the next."""
    zone = timezone.get_default_timezone()
    return tuple(datetime.combine(date + timedelta(days), time_of_day.min, tzinfo=zone) for days in (0, 1))
