"""Files beside the pages: what robots are told, and the pictures of a newsroom that keeps them locally."""

from pathlib import Path

from django.conf import settings
from django.http import FileResponse, Http404, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.csp import CSP
from django.utils.http import http_date
from django.views.decorators.csp import csp_override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from newsroom.public.responses import public_page
from newsroom.public.robots import robots as told_to_robots

PICTURE_TYPES = {
    ".avif": "image/avif",
    ".gif": "image/gif",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
}


@public_page
def robots(request):
    text = told_to_robots(request.build_absolute_uri, may_learn=settings.AI_TRAINING)
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@csrf_exempt
@require_safe
@csp_override({"default-src": [CSP.NONE], "sandbox": True})
def media(request, name):
    """A picture of the library. A stored name is never used again, so that it is kept for a year."""
    path = picture_path(name)
    status = path.stat()
    etag, modified = f'"{status.st_mtime_ns:x}-{status.st_size:x}"', int(status.st_mtime)
    response = get_conditional_response(request, etag=etag, last_modified=modified)
    if response is None:
        response = FileResponse(path.open("rb"), content_type=PICTURE_TYPES[path.suffix.lower()])
    response.headers["ETag"], response.headers["Last-Modified"] = etag, http_date(modified)
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def picture_path(name):
    """The file of a stored picture; Http404 for what is none, or lies elsewhere, by a link or by dots."""
    root = Path(settings.MEDIA_ROOT).resolve()
    try:
        path = (root / name).resolve()
        is_ours = path.is_relative_to(root) and path.suffix.lower() in PICTURE_TYPES and path.is_file()
    except (OSError, ValueError) as error:  # a name that no file can have
        raise Http404 from error
    if not is_ours:
        raise Http404
    return path
