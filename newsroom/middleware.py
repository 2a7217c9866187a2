"""Middleware: security headers, compression, HEAD, NUL characters, and the language of a request."""

from django.conf import settings
from django.db import Error
from django.http import HttpResponse
from django.middleware.gzip import GZipMiddleware
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.deprecation import MiddlewareMixin

# The site uses no camera, location or payment, and no embedded frame or script may use them either.
PERMISSIONS = "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"
# Key of the original query string in request.META. The page cache removes parameters that a page ignores.
WHOLE_QUERY = "newsroom.whole_query"
# Content security policy for files and probes, which load nothing. An SVG may contain styles and pictures.
PLAIN_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
# Endings of content types that are compressed like text/…; pictures are already compressed.
WORDS = ("json", "xml", "javascript")


def secure_plain_answer(response: HttpResponse, *, resources: str) -> HttpResponse:
    """Add security headers to a file or probe, which skips the middleware of pages. Return the response.

    resources  sites whose pages may embed it: "same-origin" or "cross-origin"
    """
    response.headers["Content-Security-Policy"] = PLAIN_POLICY
    response.headers["Permissions-Policy"] = PERMISSIONS
    response.headers["X-Frame-Options"] = "DENY"
    response.headers["Cross-Origin-Resource-Policy"] = resources
    return response


class HeadersMiddleware(MiddlewareMixin):
    """Middleware that adds Permissions-Policy and Cross-Origin-Resource-Policy unless the view set them.

    It also removes the body of responses to HEAD.
    """

    def process_response(self, request, response):
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        # Gunicorn would send the body, and the client could take it for the next response of the connection.
        if request.method == "HEAD" and response.streaming:
            response.streaming_content = ()
            response.file_to_stream = None  # otherwise the server would send the file itself
        elif request.method == "HEAD":
            response.content = b""
        return response


class CompressionMiddleware(GZipMiddleware):
    """Middleware that compresses public responses: pages, feeds and sitemaps, but no pages of the newsroom.

    The length of a compressed page can reveal its secrets bit by bit (BREACH). Only responses with a public
    Cache-Control are compressed, because they have no secrets. They need no random bytes either, so that the
    same page always has the same bytes.
    """

    max_random_bytes = 0

    def process_response(self, request, response):
        is_public = "public" in response.get("Cache-Control", "")
        if response.status_code == 304:
            weaken_tag(request, response)
        return super().process_response(request, response) if is_public and is_text(response) else response


def weaken_tag(request, response):
    """Make the ETag of a 304 weak if the client sent a weak ETag: compressed pages have weak ETags."""
    tag = response.get("ETag", "")
    if tag.startswith('"') and f"W/{tag}" in request.headers.get("If-None-Match", ""):
        response.headers["ETag"] = f"W/{tag}"


def is_text(response):
    kind = response.get("Content-Type", "").partition(";")[0].strip()
    return kind.startswith("text/") or kind.endswith(WORDS)


class NulMiddleware(MiddlewareMixin):
    """Middleware that strips NUL characters from the query string, and drops cookies with a NUL.

    Path converters do not match NULs. Posted values are left to the forms, whose errors name the field.
    """

    def process_request(self, request):
        if "%00" in request.META.get("QUERY_STRING", ""):
            request.GET = without_nul(request.GET)
        request.COOKIES = {name: value for name, value in request.COOKIES.items() if "\x00" not in value}


def without_nul(query):
    """Return a copy of a QueryDict without NUL characters in names and values."""
    cleaned = query.copy()
    cleaned.clear()
    for name, values in query.lists():
        cleaned.setlist(name.replace("\x00", ""), [value.replace("\x00", "") for value in values])
    return cleaned


CODES = frozenset(code for code, name in settings.LANGUAGES)


def language_of_path(path: str) -> str | None:
    """Return the language in a path ("/ko/sections/…" → "ko"), or None."""
    first = path.split("/", 2)[1] if path.startswith("/") else ""
    return first if first in CODES else None


def language_of_account(request) -> str:
    """Return the language of the logged-in user; "" without one or if the database is unavailable.

    In the latter case, the view still runs, and its error page is in the language of cookie or browser.
    """
    try:
        return getattr(request.user, "language", "")
    except Error:
        return ""


class LanguageMiddleware:
    """Middleware that activates the language of /en/… and /ko/…, or of the account, cookie or browser.

    Pages with a language in their URL never vary by user. Other public responses do not vary either,
    because they have no language.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        language = language_of_path(request.path_info)
        varies = language is None
        if varies and settings.SESSION_COOKIE_NAME in request.COOKIES:
            language = language_of_account(request)
        language = language or translation.get_language_from_request(request)
        with translation.override(language):
            request.LANGUAGE_CODE = translation.get_language()
            response = self.get_response(request)
        if varies and "public" in response.get("Cache-Control", ""):
            return response  # a public file without a language: a picture, robots.txt
        response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
        if varies:
            patch_vary_headers(response, ["Accept-Language", "Cookie"])
        return response
