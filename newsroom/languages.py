"""The language of a request: that of its address, elsewhere the person's choice."""

from django.conf import settings
from django.utils import translation
from django.utils.cache import patch_vary_headers

CODES = frozenset(code for code, name in settings.LANGUAGES)


def language_of_path(path):
    """The language that an address carries ("/ko/sections/…" → "ko"), or None."""
    first = path.split("/", 2)[1] if path.startswith("/") else ""
    return first if first in CODES else None


class LanguageMiddleware:
    """Activate the language of /en/… and /ko/…; elsewhere that of the account, the cookie, the browser.

    Pages whose address carries a language never vary by person.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        language = language_of_path(request.path_info)
        varies = language is None
        if varies:
            chosen = (
                getattr(request.user, "language", "")
                if settings.SESSION_COOKIE_NAME in request.COOKIES
                else ""
            )
            language = chosen or translation.get_language_from_request(request)
        with translation.override(language):
            request.LANGUAGE_CODE = translation.get_language()
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
        # What everybody may keep (a picture, robots.txt) is the same in every language.
        if varies and "public" not in response.get("Cache-Control", ""):
            patch_vary_headers(response, ["Accept-Language", "Cookie"])
        return response
