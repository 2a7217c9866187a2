"""Addresses of readers' pages: page kinds, their query parameters, and limits on the number of cached pages.

A view names its page kind (newsroom.public.responses.public_page) and receives only the parameters of that
kind. The page cache answers before Django resolves the view, so it builds a table of the paths of each kind
from the URLs when it starts.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple
from unicodedata import normalize
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import LocalePrefixPattern, RegexPattern, RoutePattern

LONGEST_ASKED = 2_000  # characters of a query string; pages with longer ones are not cached
LONGEST_QUERY = 300  # characters of the parameters of the kind; pages with longer ones are not cached
TIME_MACHINE = "at"
THIS_MACHINE = {"localhost", "127.0.0.1", "::1"}
GROUP = re.compile(r"\(\?P<\w+>")


class PageKind(NamedTuple):
    """A kind of page, with limits on the number of its pages in Valkey.

    The limits hold even if strangers invent addresses.

    most         limit for pages without parameters, which exist only for content of the newspaper
    parameters   names of the parameters that its views read, in the order of our own links
    most_asked   limit for pages with parameters, which strangers can invent: most take any value
    may_be_gone  whether its views answer 410 for a withdrawn story, with any slug in the address; these
                 answers are cached as pages of the kind GONE
    """

    name: str
    most: int
    parameters: tuple[str, ...] = ()
    most_asked: int = 0
    may_be_gone: bool = False


FIXED = PageKind("fixed", 10_000)  # front pages, standing pages, sitemaps and other site files
FEED = PageKind("feed", 1_000)
STORY = PageKind("story", 20_000, ("before",), 200, may_be_gone=True)
HISTORY = PageKind("history", 5_000, ("before",), 100, may_be_gone=True)
STORY_PART = PageKind("story-part", 5_000, may_be_gone=True)  # one edition, both languages, live entries
LIST = PageKind("list", 5_000, ("before",), 300)
DAY = PageKind("day", 200, ("before",), 100)  # few, because days without a story have a page, too
SEARCH_FIELDS = ("q", "section", "author", "since", "until", "in", "order", "page")
SEARCHES = PageKind("search", 10, SEARCH_FIELDS, 300)
SUGGESTIONS = PageKind("suggestions", 10, ("q",), 1_000)  # many, because each page has only 1 KB
GONE = PageKind("gone", 0, most_asked=100)
KINDS = (FIXED, FEED, STORY, HISTORY, STORY_PART, LIST, DAY, SEARCHES, SUGGESTIONS, GONE)


class PageAddress(NamedTuple):
    """The address of a page, without parameters that the page does not read.

    kind   None if the path has no page, or a page that is never cached
    path   as in WSGI, with its letters composed (NFC)
    query  the parameters of the kind, each once, in a fixed order; without a kind, the whole query string
    """

    kind: PageKind | None
    path: str
    query: str

    @classmethod
    def read(cls, path: str, query: str) -> "PageAddress | None":
        """Return the address of a request, or None if its response is never cached."""
        if len(query) > LONGEST_ASKED:
            return None
        asked = dict(parse_qsl(text_of(query) or query, keep_blank_values=True)) if query else {}
        if TIME_MACHINE in asked:
            return None
        text = path if path.isascii() else normalize("NFC", text_of(path))
        kind = kind_of(text)
        if kind is None:
            return cls(None, path, query)
        known = urlencode([(name, asked[name]) for name in kind.parameters if name in asked])
        if len(known) > LONGEST_QUERY:
            return None
        return cls(kind, path if path.isascii() else text.encode().decode("latin-1"), known)


def text_of(variable: str) -> str:
    """Return the text of a WSGI variable, which holds bytes as Latin-1; "" if it is not UTF-8."""
    try:
        return variable.encode("latin-1").decode()
    except UnicodeError:
        return ""


def kind_of(path: str) -> PageKind | None:
    """Return the kind of the page at a path, or None if the path has no page kind."""
    routes, kinds = page_routes()
    match = routes.match(path, 1)
    return kinds[match.lastindex - 1] if match and match.lastindex else None


type RoutePart = RegexPattern | RoutePattern | LocalePrefixPattern


@cache
def page_routes() -> tuple[re.Pattern[str], list[PageKind]]:
    """Return (pattern, kinds): the nth group of the pattern matches the paths of the nth kind.

    The pattern matches paths without their first slash.
    """
    routes = list(_routes_below(get_resolver().url_patterns))
    return re.compile("|".join(f"({route})" for route, _kind in routes)), [kind for _route, kind in routes]


def _routes_below(
    patterns: Iterable[URLPattern | URLResolver], parents: tuple[RoutePart, ...] = ()
) -> Iterator[tuple[str, PageKind]]:
    for pattern in patterns:
        chain = (*parents, pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from _routes_below(pattern.url_patterns, chain)
        elif kind := getattr(pattern.callback, "page_kind", None):
            routes = (part.regex.pattern.removeprefix("^") for part in chain)
            yield GROUP.sub("(?:", "".join(routes)), kind


def is_site_here() -> bool:
    """Return whether SITE_URL is on this machine. If so, links use the host of the request."""
    return urlsplit(settings.SITE_URL).hostname in THIS_MACHINE
