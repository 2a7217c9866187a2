"""A crawler of all screens of the admin."""

import re
from collections import Counter
from urllib.parse import parse_qsl, urljoin, urlsplit

from django.urls import resolve
from lxml import html

from articles.models import Language

ADMIN = "/admin/"
# A preview is in the language of its text.
NO_SCREEN = ("/admin/jsi18n/", "/admin/logout/", "/admin/preview/")
MOST_ALIKE = 2


def crawl(client, more=(), *, with_filters=True):
    """Return {address: parsed page} of all screens linked from the first one, and of `more`.

    Filters are followed only from unfiltered lists, and one form of each kind is also opened as a popup. Of
    each kind of address with a query, MOST_ALIKE are opened, because such screens have the same words.
    """
    found, popups, waiting, opened = {}, {}, [ADMIN, *more], Counter()
    while waiting:
        address = waiting.pop()
        if address in found or ("?" in address and opened[query_kind(address)] == MOST_ALIKE):
            continue
        opened[query_kind(address)] += 1
        response = client.get(address, follow=True)
        page = found[address] = parsed(response)
        if page is None or "?" in address:
            continue
        links = [link for link in links_of(address, page) if link.startswith(ADMIN)]
        waiting += [link for link in links if "?" not in link or (with_filters and "?o=" not in link)]
        if address.endswith(("/add/", "/change/")):
            waiting.append(popups.setdefault(screen_of(address), f"{address}?_popup=1"))
    return {address: page for address, page in found.items() if page is not None}


def query_kind(address):
    """Return the screen and the query of an address: lists without chosen values, others without digits."""
    parts = urlsplit(address)
    match = resolve(parts.path)
    words = [word for word in map(str, match.kwargs.values()) if not word.isdecimal()]
    asked = parse_qsl(parts.query, keep_blank_values=True)
    if match.view_name.endswith("_changelist"):
        asked = [(name, "") for name, _choice in asked]
    return match.view_name, *words, *((name, re.sub(r"\d+", "", value)) for name, value in asked)


def parsed(response):
    """Return the parsed page of a response, or None if it is not HTML."""
    is_page = response.headers.get("Content-Type", "").startswith("text/html")
    return html.fromstring(response.content.decode()) if is_page else None


def links_of(address, page):
    for link in page.xpath("//a/@href"):
        parts = urlsplit(urljoin(address, link))
        if not parts.netloc and not parts.path.startswith(NO_SCREEN):
            yield parts.path + (f"?{parts.query}" if parts.query else "")


def screen_of(address):
    """Return the view of an address, its query, and its arguments that lead to different screens."""
    parts = urlsplit(address)
    match = resolve(parts.path)
    words = [word for word in map(str, match.kwargs.values()) if not word.isdecimal()]
    return match.view_name, parts.query, *(word for word in words if word not in Language.values)
