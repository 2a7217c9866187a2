"""Absolute URLs of readers' pages, from the setting SITE_URL."""

from collections.abc import Callable
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.utils.encoding import iri_to_uri

type UrlBuilder = Callable[[str], str]  # makes an absolute URL of a path
THIS_MACHINE = {"localhost", "127.0.0.1", "::1"}


def absolute_url_builder(request: HttpRequest) -> UrlBuilder:
    """Return a function that turns a path into an absolute URL.

    The client chooses the Host header, and a cache may keep the response for everybody, so the header is not
    used. Only a site whose SITE_URL is on this machine uses the host of the request.
    """
    is_here = urlsplit(settings.SITE_URL).hostname in THIS_MACHINE
    root = request.build_absolute_uri("/").removesuffix("/") if is_here else settings.SITE_URL

    def absolute(path):
        if path.startswith("/") and not path.startswith("//"):
            return root + iri_to_uri(path)
        return urljoin(root + request.path, iri_to_uri(path))

    return absolute
