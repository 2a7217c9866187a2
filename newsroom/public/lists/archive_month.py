"""The calendar of a month, with links to the days that have stories."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from django.urls import reverse
from django.utils.dates import WEEKDAYS

from articles.models.edition import EditionQuerySet
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


def archive_month(shown: date, language: str, live: EditionQuerySet) -> ArchiveMonth:
    """Return the ArchiveMonth around a date, in one query.

    live  live editions in the language, which is also the active one
    """
    first = shown.replace(day=1)
    last = first + timedelta(calendar.monthrange(first.year, first.month)[1] - 1)
    with_stories = live.first_published(dates.day_bounds(first)[0], dates.day_bounds(last)[1]).days()
    pages = calendar.Calendar(calendar.SUNDAY)
    names = [str(WEEKDAYS[day]) for day in pages.iterweekdays()]
    return ArchiveMonth(
        name=dates.format_month(shown, language),
        weekdays=[ArchiveWeekday(name, name[: 1 if language == "ko" else 2]) for name in names],
        weeks=[
            [_archive_day(cell, shown, language, with_stories) for cell in week]
            for week in pages.monthdatescalendar(shown.year, shown.month)
        ],
    )


def _archive_day(cell, shown, language, with_stories):
    if cell.month != shown.month:
        return ArchiveDay(0)
    address = [language, cell.year, cell.month, cell.day]
    url = reverse("public:day", args=address) if cell in with_stories else ""
    return ArchiveDay(cell.day, url, is_shown=cell == shown)
