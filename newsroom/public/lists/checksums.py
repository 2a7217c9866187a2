"""Checksums of ended days, as a page in each language and as a file for programs."""

from datetime import date, datetime, timedelta
from functools import partial
from typing import NamedTuple

from django.http import Http404, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.annotations import NewsroomRequest
from articles.models.event import DayDigest
from articles.models.language import Language
from newsroom.pagecache.addresses import LIST
from newsroom.public import dates
from newsroom.public.frame import Frame, render_page
from newsroom.public.head import Head, collection_nodes
from newsroom.public.pagination import PAGE_SIZE
from newsroom.public.responses import absolute_url_builder, public_page


class DaySlice(NamedTuple):
    """One page of days, newest first. The next page has the days before `older`, None on the last page."""

    days: list[DayDigest]
    older: date | None


def take_days(at: datetime, before: date | None = None, *, size: int = PAGE_SIZE) -> DaySlice:
    """Return a DaySlice of the newest `size` days that have ended at an instant, before a day if given.

    The DayDigests of days that are not stored yet are computed, but not stored.
    """
    stored = DayDigest.objects.ended(at).newest_first()
    computed = DayDigest.objects.unstored(at)[::-1]
    if before:
        stored, computed = stored.before(before), [day for day in computed if day.day < before]
    days = [*computed, *stored[: size + 1]][: size + 1]
    return DaySlice(days[:size], days[size - 1].day if len(days) > size else None)


def read_day(request: NewsroomRequest) -> date | None:
    """Return the day in ?before=2026-11-27, or None if it is missing. Raise Http404 for any other text."""
    text = request.GET.get("before")
    if text is None:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise Http404 from error
    if day.isoformat() != text:
        raise Http404
    return day


def day_digest_url(day: DayDigest, language: str) -> str:
    """Return the permanent path of a day in the list: a page that begins with the day."""
    following = day.day + timedelta(days=1)
    page = reverse("public:checksums", args=[language])
    return f"{page}?before={following.isoformat()}#day-{day.day.isoformat()}"


FILE_SIZE = 400  # days: more than a year


@public_page(LIST)
def checksums_page(request: NewsroomRequest, language: str) -> HttpResponse:
    """Show the checksums of ended days, newest first, with an explanation; 404 for a page without days."""
    before = read_day(request)
    page_of_days = take_days(request.at, before)
    if before and not page_of_days.days:
        raise Http404
    description = _("One checksum for each day on which we published, scheduled or withdrew a story.")
    page = reverse("public:checksums", args=[language])
    return render_page(
        request,
        "public/checksums.html",
        Frame.read(language),
        checksums_head(language, description, before),
        description=description,
        days=page_of_days.days,
        older_url=f"{page}?before={page_of_days.older.isoformat()}" if page_of_days.older else "",
        first_url=page if before else "",
    )


def checksums_head(language, description, before):
    """Return the head. Pages after the first are not indexed."""
    title = _("Checksums")
    pages = {code: reverse("public:checksums", args=[code]) for code in Language.values}
    page = pages.pop(language)
    if before is None:
        structured = partial(collection_nodes, title, page, [])
        return Head(title, description, page, {language: page} | pages, structured=structured)
    [there] = pages.values()
    return Head(
        headline=_("%(title)s: before %(instant)s")
        % {"title": title, "instant": dates.format_day(before, language)},
        canonical=f"{page}?before={before.isoformat()}",
        there=there,
        robots="noindex, follow",
    )


@public_page(LIST)
def checksums_file(request: NewsroomRequest) -> HttpResponse:
    """Serve the checksums of FILE_SIZE days as JSON, with the URL of the file for older days."""
    before = read_day(request)
    page_of_days = take_days(request.at, before, size=FILE_SIZE)
    if before and not page_of_days.days:
        raise Http404
    content = {
        "time_zone": timezone.get_default_timezone_name(),
        "days": [{"day": day.day.isoformat(), "digest": day.digest} for day in page_of_days.days],
    }
    if page_of_days.older:
        path = f"{reverse('public:checksums_file')}?before={page_of_days.older.isoformat()}"
        content["next"] = absolute_url_builder(request)(path)
    return JsonResponse(content)
