"""Addresses of readers' pages: their kinds, the parameters that count, and the number of pages that is kept.

A view names the kind of its pages (newsroom.public.responses.public_page), and sees only the parameters of
that kind. The page cache answers before Django looks for the view: when it starts, it makes a table of the
paths of each kind from the URLs.
"""

import re
from functools import cache
from typing import NamedTuple
from unicodedata import normalize
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.conf import settings
from django.urls import get_resolver

LONGEST_ASKED = 2_000  # characters of a query; a longer one is not looked at
LONGEST_QUERY = 300  # characters of the parameters that count; pages with longer ones are not kept
TIME_MACHINE = "at"
THIS_MACHINE = {"localhost", "127.0.0.1", "::1"}
GROUP = re.compile(r"\(\?P<\w+>")


class PageKind(NamedTuple):
    """A kind of page. The numbers limit the pages in Valkey, also when strangers invent addresses.

    most         pages without parameters, whose number the newspaper itself bounds
    parameters   that its views read, in the order of our own links
    most_asked   pages with parameters, most of which take any value
    may_be_gone  whether its pages may answer 410 at any slug: those answers are kept as GONE
    """

    name: str
    most: int
    parameters: tuple[str, ...] = ()
    most_asked: int = 0
    may_be_gone: bool = False


FIXED = PageKind("fixed", 10_000)  # front pages, standing pages, and files beside the pages
FEED = PageKind("feed", 1_000)
STORY = PageKind("story", 20_000, ("before",), 200, may_be_gone=True)
HISTORY = PageKind("history", 5_000, ("before",), 100, may_be_gone=True)
STORY_PART = PageKind("story-part", 5_000, may_be_gone=True)  # an edition, both languages, live entries
LIST = PageKind("list", 5_000, ("before",), 300)
DAY = PageKind("day", 200, ("before",), 100)  # days without a story have a page, too
SEARCH_FIELDS = ("q", "section", "author", "since", "until", "in", "order", "page")
SEARCHES = PageKind("search", 10, SEARCH_FIELDS, 300)
SUGGESTIONS = PageKind("suggestions", 10, ("q",), 1_000)  # of 1 KB
GONE = PageKind("gone", 0, most_asked=100)
KINDS = (FIXED, FEED, STORY, HISTORY, STORY_PART, LIST, DAY, SEARCHES, SUGGESTIONS, GONE)


class PageAddress(NamedTuple):
    """The address of a page without what the page does not read.

    kind   None where the URLs have no page, or not one that is kept
    path   as WSGI has it, its letters composed (NFC)
    query  the parameters of the kind, each once, in one order
    """

    kind: PageKind | None
    path: str
    query: str

    @classmethod
    def read(cls, path: str, query: str) -> "PageAddress | None":
        """Return the address of a request; None if its answer is never kept."""
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
    """Return the text of a variable of WSGI, whose characters are bytes; "" where it is no UTF-8."""
    try:
        return variable.encode("latin-1").decode()
    except UnicodeError:
        return ""


def kind_of(path: str) -> PageKind | None:
    """Return the kind of the page at a path, or None where there is none."""
    routes, kinds = page_routes()
    match = routes.match(path, 1)
    return kinds[match.lastindex - 1] if match else None


@cache
def page_routes() -> tuple[re.Pattern, list[PageKind]]:
    """Return the table: a pattern whose nth group is a path without its slash, and the kind of each group."""
    found = list(_routes_below(get_resolver().url_patterns))
    return re.compile("|".join(f"({route})" for route, _kind in found)), [kind for _route, kind in found]


def _routes_below(patterns, parents=()):
    for pattern in patterns:
        chain = (*parents, pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from _routes_below(pattern.url_patterns, chain)
        elif kind := getattr(pattern.callback, "page_kind", None):
            routes = (part.regex.pattern.removeprefix("^") for part in chain)
            yield GROUP.sub("(?:", "".join(routes)), kind


def is_site_here() -> bool:
    """Return whether SITE_URL is on this machine; then pages have the host of the request in their links."""
    return urlsplit(settings.SITE_URL).hostname in THIS_MACHINE
