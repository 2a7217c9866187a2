"""Ended days with their digests, newest first, paged by day."""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.http import Http404, HttpRequest
from django.urls import reverse

from articles.models.day_digest import DayDigest
from newsroom.public.pagination import PAGE_SIZE


class DaySlice(NamedTuple):
    """One page of days, and the day before which the next page begins, or None."""

    days: list[DayDigest]
    older: date | None


def take_days(at: datetime, before: date | None = None, *, size: int = PAGE_SIZE) -> DaySlice:
    """Return the days that have ended at an instant, from the newest or before a day, in three queries.

    Days that are not stored yet are computed, but not stored.
    """
    stored = DayDigest.objects.ended(at).newest_first()
    computed = DayDigest.objects.unstored(at)[::-1]
    if before:
        stored, computed = stored.before(before), [one for one in computed if one.day < before]
    days = [*computed, *stored[: size + 1]][: size + 1]
    return DaySlice(days[:size], days[size - 1].day if len(days) > size else None)


def read_day(request: HttpRequest) -> date | None:
    """Return the day in ?before=2026-11-27, or None; Http404 for anything else."""
    text = request.GET.get("before")
    if text is None:
        return None
    try:
        found = date.fromisoformat(text)
    except ValueError as error:
        raise Http404 from error
    if found.isoformat() != text:
        raise Http404
    return found


def day_digest_url(day: DayDigest, language: str) -> str:
    """Return the permanent address of a day in the list."""
    following = day.day + timedelta(days=1)
    page = reverse("public:checksums", args=[language])
    return f"{page}?before={following.isoformat()}#day-{day.day.isoformat()}"
