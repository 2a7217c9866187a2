"""The calendar of a month, with links to the days that have stories."""

import calendar
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.urls import reverse

from newsroom.public import dates


class ArchiveWeekday(NamedTuple):
    name: str
    short: str


class ArchiveDay(NamedTuple):
    """One cell; `day` is 0 if it belongs to another month."""

    day: int
    url: str = ""
    is_shown: bool = False


@dataclass
class ArchiveMonth:
    name: str
    weekdays: list[ArchiveWeekday]
    weeks: list[list[ArchiveDay]]


def archive_month(shown: date, language: str, live) -> ArchiveMonth:
    """Return the ArchiveMonth around a date, in one query.

    live  live editions in the language
    """
    since = dates.day_bounds(shown.replace(day=1))[0]
    until = dates.day_bounds(date(shown.year, shown.month, calendar.monthrange(shown.year, shown.month)[1]))[
        1
    ]
    with_stories = live.first_published(since, until).days()
    pages = calendar.Calendar(calendar.SUNDAY)
    order = [*dates.WEEKDAYS[language][-1:], *dates.WEEKDAYS[language][:-1]]
    return ArchiveMonth(
        name=dates.format_month(shown, language),
        weekdays=[ArchiveWeekday(name, name[: 1 if language == "ko" else 2]) for name in order],
        weeks=[
            [_archive_day(cell, shown, language, with_stories) for cell in week]
            for week in pages.monthdatescalendar(shown.year, shown.month)
        ],
    )


def _archive_day(cell, shown, language, with_stories):
    if cell.month != shown.month:
        return ArchiveDay(0)
    address = [language, cell.year, cell.month, cell.day]
    return ArchiveDay(
        day=cell.day,
        url=reverse("public:day", args=address) if cell in with_stories else "",
        is_shown=cell == shown,
    )
