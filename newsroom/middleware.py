"""Middleware: security headers, compression, HEAD, NUL characters, and the language of a request."""

from django.conf import settings
from django.db import Error
from django.http import HttpResponse
from django.middleware.gzip import GZipMiddleware
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.deprecation import MiddlewareMixin

# Nothing here asks for a camera, a place or a payment; no frame or script from elsewhere may either.
PERMISSIONS = "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"
# In the variables of a request: the query as it was asked for; the page cache shows a page less than that.
WHOLE_QUERY = "newsroom.whole_query"
# The policy of files and probes: they load nothing. An SVG may use its own styles and pictures.
PLAIN_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
# Types whose content is text, apart from text/…; pictures are compressed already.
WORDS = ("json", "xml", "javascript")


def secure_plain_answer(response: HttpResponse, *, resources: str) -> HttpResponse:
    """Add the headers that the middleware of pages does not add to a file or a probe; return the response.

    resources  sites whose pages may show it: "same-origin" or "cross-origin"
    """
    response.headers["Content-Security-Policy"] = PLAIN_POLICY
    response.headers["Permissions-Policy"] = PERMISSIONS
    response.headers["X-Frame-Options"] = "DENY"
    response.headers["Cross-Origin-Resource-Policy"] = resources
    return response


class HeadersMiddleware(MiddlewareMixin):
    """Add Permissions-Policy and Cross-Origin-Resource-Policy, unless a view set its own; empty HEAD."""

    def process_response(self, request, response):
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        # Gunicorn would send the body, and a client on the same connection take it for its next answer.
        if request.method == "HEAD" and response.streaming:
            response.streaming_content = ()
            response.file_to_stream = None  # else the server sends the file by itself
        elif request.method == "HEAD":
            response.content = b""
        return response


class CompressionMiddleware(GZipMiddleware):
    """Compress what everybody may keep: pages, feeds and sitemaps, never a page of the newsroom.

    From the length of a compressed page one may guess what is in it, bit by bit (BREACH). Only what is
    marked as public is compressed, in which there is nothing to be guessed; so it needs no random bytes,
    and the same page is always the same.
    """

    max_random_bytes = 0

    def process_response(self, request, response):
        is_public = "public" in response.get("Cache-Control", "")
        if response.status_code == 304:
            weaken_tag(request, response)
        return super().process_response(request, response) if is_public and is_text(response) else response


def weaken_tag(request, response):
    """Give a 304 the tag of the compressed page that the asker has, which compressing made a weak one."""
    tag = response.get("ETag", "")
    if tag.startswith('"') and f"W/{tag}" in request.headers.get("If-None-Match", ""):
        response.headers["ETag"] = f"W/{tag}"


def is_text(response):
    kind = response.get("Content-Type", "").partition(";")[0].strip()
    return kind.startswith("text/") or kind.endswith(WORDS)


class NulMiddleware(MiddlewareMixin):
    """Leave NULs out of what is asked for, and cookies that hold one out of the request.

    An address with one fits no converter; what is posted is left to the forms, which name the field.
    """

    def process_request(self, request):
        if "%00" in request.META.get("QUERY_STRING", ""):
            request.GET = without_nul(request.GET)
        request.COOKIES = {name: value for name, value in request.COOKIES.items() if "\x00" not in value}


def without_nul(query):
    """A copy of a QueryDict in which no name and no value has a NUL."""
    cleaned = query.copy()
    cleaned.clear()
    for name, values in query.lists():
        cleaned.setlist(name.replace("\x00", ""), [value.replace("\x00", "") for value in values])
    return cleaned


CODES = frozenset(code for code, name in settings.LANGUAGES)


def language_of_path(path: str) -> str | None:
    """The language that an address carries ("/ko/sections/…" → "ko"), or None."""
    first = path.split("/", 2)[1] if path.startswith("/") else ""
    return first if first in CODES else None


def language_of_account(request) -> str:
    """Return the language of who is logged in; "" for nobody, and while the database is away.

    Then the view is asked all the same, and its error is answered in the language of the cookie.
    """
    try:
        return getattr(request.user, "language", "")
    except Error:
        return ""


class LanguageMiddleware:
    """Activate the language of /en/… and /ko/…; elsewhere that of the account, the cookie, the browser.

    Pages whose address carries a language never vary by person, nor does anything that everybody may keep
    without one: such a file names no language.
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
            return response  # a picture, robots.txt: for everybody, and in no language
        response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
        if varies:
            patch_vary_headers(response, ["Accept-Language", "Cookie"])
        return response
