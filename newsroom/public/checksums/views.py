"""The page of checksums in each language, and the file with the same for programs."""

from functools import partial

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models.language import Language
from newsroom.public import dates
from newsroom.public.absolute_urls import absolute_url_builder
from newsroom.public.checksums.day_list import read_day, take_days
from newsroom.public.frame import Frame, render_page
from newsroom.public.head import Head
from newsroom.public.responses import public_page
from newsroom.public.structured_data.pages import collection_nodes

FILE_SIZE = 400  # days: more than a year


@public_page
def checksums_page(request: HttpRequest, language: str) -> HttpResponse:
    """Show the checksum of each ended day, newest first, and explain what it proves."""
    before = read_day(request)
    found = take_days(request.at, before)
    if before and not found.days:
        raise Http404
    description = _("One checksum for each day on which we published, scheduled or withdrew a story.")
    page = reverse("public:checksums", args=[language])
    return render_page(
        request,
        "public/checksums.html",
        Frame.read(language),
        checksums_head(language, description, before),
        description=description,
        days=found.days,
        older_url=f"{page}?before={found.older.isoformat()}" if found.older else "",
        first_url=page if before else "",
    )


def checksums_head(language, description, before):
    """Return the head. Later pages are not indexed."""
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


@public_page
def checksums_file(request: HttpRequest) -> HttpResponse:
    """Serve the checksums of FILE_SIZE days as JSON, with the address of the file of older ones."""
    before = read_day(request)
    found = take_days(request.at, before, size=FILE_SIZE)
    if before and not found.days:
        raise Http404
    content = {
        "time_zone": timezone.get_default_timezone_name(),
        "days": [{"day": one.day.isoformat(), "digest": one.digest} for one in found.days],
    }
    if found.older:
        path = f"{reverse('public:checksums_file')}?before={found.older.isoformat()}"
        content["next"] = absolute_url_builder(request)(path)
    return JsonResponse(content)
