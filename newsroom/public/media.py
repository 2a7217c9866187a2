"""Originals and renditions of pictures, served only while a page for readers shows them.

Visibility is checked at each request, so no job is needed to hide a picture. If the database is unreachable,
pictures that were public a moment ago are still served. Browsers keep a rendition for a year, shared caches
for ten minutes, but not beyond the end of its rights.
"""

import time
from contextlib import suppress
from datetime import datetime
from pathlib import PurePath
from typing import Any

from django.core.files.storage import default_storage
from django.db import Error
from django.http import FileResponse, Http404
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.csp import CSP
from django.utils.http import parse_etags
from django.views.decorators.csp import csp_override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from articles.annotations import NewsroomRequest
from articles.media.renditions.files import NotNow, NotOffered, fetch_rendition, for_low_data
from articles.media.renditions.sizes import Rendition, parse_rendition
from articles.media.storage import StorageUnavailable
from articles.models.edition import Edition
from articles.models.edition_listings import EditionPicture
from articles.models.image import Image, has_rights_at
from articles.models.people import Author
from articles.models.publication import StandingPageVersion
from articles.refusals import is_database_away
from articles.text.digests import digest_of
from newsroom.advertising.models import FOLDER, Advertisement
from newsroom.live.models import LiveEntry
from newsroom.public.responses import PRIVATE, answer_later

YEAR, HOUR, MINUTES = 31_536_000, 3600, 600  # seconds; MINUTES is ten minutes
MOST_SHOWN = 10_000  # file names that RecentlyShown keeps in memory: a few megabytes
PICTURE_TYPES = {
    ".avif": "image/avif",
    ".gif": "image/gif",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
}
# Allows inline styles, because a browser that opens a single picture makes a page for it with them.
PICTURE_POLICY: dict[str, Any] = {
    "default-src": [CSP.NONE],
    "style-src": [CSP.UNSAFE_INLINE],
    "sandbox": True,
}
LONGEST = Image._meta.get_field("file").max_length
FOR_THE_NEWSROOM = "private, max-age=600"
# Header of public pictures, which feed readers and other sites may embed.
FOR_EVERY_SITE = ("Cross-Origin-Resource-Policy", "cross-origin")
KEPT = (200, 304)  # statuses of responses that caches may keep; a 412 contains no picture


@csrf_exempt
@require_safe
@csp_override(PICTURE_POLICY)
def media_file(request: NewsroomRequest, name: str) -> HttpResponseBase:
    """Serve a picture that readers' pages show now; for staff, also other pictures of the library."""
    original, rendition = split_media_name(name)
    try:
        seconds = public_seconds(original, request.at)
    except Error as error:
        seconds = SHOWN.seconds_left(original) if is_database_away(error) else None
        if seconds is None or request.ribbon:
            raise
    else:
        if not request.ribbon:
            SHOWN.note(original, seconds)
    if seconds is not None:
        return media_response(request, original, rendition, seconds)
    if may_see_unpublished(request.user, original) and is_in_library(original):
        return media_response(request, original, rendition, None)
    raise Http404


class RecentlyShown:
    """Names of pictures that were public a moment ago, used while the database is unreachable.

    Each is kept as long as shared caches may keep it, so that cached pages still have their pictures.

    until  {name of an original: when to forget it, by time.monotonic()}
    """

    def __init__(self):
        self.until = {}

    def note(self, name: str, seconds: int | None) -> None:
        """Note for how many seconds a picture is public from now; None if it is not public."""
        if seconds is None:
            self.until.pop(name, None)
            return
        if len(self.until) >= MOST_SHOWN:
            self.until.clear()
        self.until[name] = time.monotonic() + min(MINUTES, seconds)

    def seconds_left(self, name: str) -> int | None:
        left = int(self.until.get(name, 0) - time.monotonic())
        return left if left > 0 else None


SHOWN = RecentlyShown()


def split_media_name(name: str) -> tuple[str, Rendition | None]:
    """Return (name of the original, requested Rendition or None). Raise Http404 for an invalid name."""
    original, _slash, last = name.rpartition("/")
    rendition = parse_rendition(last)
    original = original if rendition else name
    if len(original) > LONGEST or not original.isprintable():  # no stored file has such a name
        raise Http404
    return original, rendition


def media_response(
    request: NewsroomRequest, original: str, rendition: Rendition | None, seconds: int | None
) -> HttpResponseBase:
    """Return the response with a picture; 503 if its storage is unavailable. Raise Http404 without a file.

    If the requested rendition cannot be made now, the response has the original and is not cached.

    seconds  how long the picture stays public, in seconds; None if only the newsroom may see it
    """
    try:
        wanted = low_data_rendition(request, original, rendition)
        # The file stored under a name never changes, so a digest of the name is a valid ETag.
        etag = f'"{digest_of([original, wanted and wanted.name], length=20)}"'
        if etag in parse_etags(request.headers.get("If-None-Match", "")):  # no file is needed
            response, is_final = get_conditional_response(request, etag=etag), True
        else:
            response, is_final = open_file_response(original, wanted)
    except StorageUnavailable as error:
        return answer_later(request, error)
    if is_final:
        response = conditional_response(request, response, etag)
    if wanted != rendition:
        patch_vary_headers(response, ["Save-Data"])
    if seconds is not None:
        response.headers.setdefault(*FOR_EVERY_SITE)
    keep = file_cache_control(seconds, rendition, is_shared=wanted == rendition)
    response.headers["Cache-Control"] = keep if response.status_code in KEPT and is_final else PRIVATE
    return response


def conditional_response(request, response, etag):
    """Return the response with its ETag, or 304 or 412 according to the request's conditions."""
    response.headers["ETag"] = etag
    answered = get_conditional_response(request, etag=etag, response=response)
    if answered is not response and response.streaming:
        response.file_to_stream.close()
    return answered


def file_cache_control(seconds, rendition, *, is_shared):
    """Return the value of Cache-Control for a file.

    seconds    as in media_response
    is_shared  False if the file depends on the headers of the request, so that shared caches may not keep it
    """
    if seconds is None:
        return FOR_THE_NEWSROOM
    if not is_shared:
        return f"private, max-age={min(MINUTES, seconds)}"
    return public_cache_control(seconds, is_immutable=rendition is not None)


def public_cache_control(seconds: int, *, is_immutable: bool) -> str:
    """Return a public Cache-Control for at most `seconds`. With `immutable`, a reload does not revalidate."""
    if not is_immutable:
        return f"public, max-age={min(HOUR, seconds)}, s-maxage={min(MINUTES, seconds)}"
    return f"public, max-age={min(YEAR, seconds)}, s-maxage={min(MINUTES, seconds)}, immutable"


def open_file_response(original, rendition):
    """Return (response with the file, whether it is the requested file).

    If the rendition cannot be made now, the response has the original. Raise Http404 for a picture that does
    not exist or is not offered in this rendition, and StorageUnavailable if the storage does not respond.
    """
    try:
        if rendition:
            with suppress(NotNow):
                file, is_final = fetch_rendition(original, rendition)
                return FileResponse(file, content_type=rendition.type), is_final
        response = FileResponse(default_storage.open(original), content_type=content_type_of(original))
        return response, rendition is None
    except StorageUnavailable:
        raise
    except (NotOffered, OSError) as error:  # Pillow's errors are OSErrors
        raise Http404 from error


def low_data_rendition(request, original, rendition):
    """Return the requested rendition, or a narrower one if the reader's browser sends Save-Data."""
    if rendition is None or request.headers.get("Save-Data", "").strip().lower() != "on":
        return rendition
    try:
        return for_low_data(original, rendition)
    except OSError:
        return rendition


def content_type_of(name):
    """Return the content type of an original by its file name. Raise Http404 if it is not a picture."""
    try:
        return PICTURE_TYPES[PurePath(name).suffix.lower()]
    except KeyError:
        raise Http404 from None


def seconds_until(until: datetime | None, at: datetime) -> int:
    """Return the whole seconds from an instant to a later one; 10**10 for None, rights without an end."""
    return int((until - at).total_seconds()) if until else 10**10


def public_seconds(name, at):
    """Return for how many seconds readers' pages may still show a file; None if no public page shows it.

    Pictures of past editions stay in the public history until the story is taken back, unless their rights
    end. Pictures of former versions of live entries do not stay.
    """
    if name.startswith(FOLDER):
        return advertisement_seconds(name, at)
    printed = Edition.objects.not_taken_back(at).printing(name).order_by()
    for until in printed.values_list("picture_filings__image__rights_until", flat=True)[:1]:
        return seconds_until(until, at) if until is None or until > at else None
    entries = LiveEntry.objects.live(at).filter(has_rights_at(at, "image__"), picture_file=name)
    entries = entries.filter(article__in=Edition.objects.live(at).order_by().values("article"))
    for until in entries.order_by().values_list("image__rights_until", flat=True)[:1]:
        return seconds_until(until, at)
    image = Image.objects.with_rights(at).filter(file=name).only("pk", "rights_until").first()
    pages = StandingPageVersion.objects.live()
    is_shown = image and (Author.objects.filter(photo=image).exists() or pages.showing(image).exists())
    return seconds_until(image.rights_until, at) if is_shown else None


def advertisement_seconds(name, at):
    """Return for how many seconds live advertisements show a file, at most MINUTES; None if none does."""
    shown = Advertisement.objects.live(at).showing(name).order_by()
    left = [seconds_until(until, at) for until in shown.values_list("placed_until", flat=True)]
    return min(MINUTES, max(left)) if left else None


def is_in_library(name):
    """Return whether a file belongs to an image, edition, live entry or advertisement, past or present."""
    if name.startswith(FOLDER):
        return Advertisement.objects.showing(name).exists()
    printed = EditionPicture.objects.filter(name=name), LiveEntry.objects.filter(picture_file=name)
    return any(rows.exists() for rows in (Image.objects.filter(file=name), *printed))


def may_see_unpublished(user, name):
    """Return whether a user may see a picture or advertisement file that is not public now."""
    sufficient = ("articles.view_image", "articles.change_image", "articles.view_article")
    if name.startswith(FOLDER):  # advertising staff may not see pictures of unpublished stories
        sufficient += ("advertising.view_advertisement",)
    return user.is_active and user.is_staff and any(map(user.has_perm, sufficient))
