"""Sitemaps as text: pure functions, one string for each element."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from newsroom.public.feeds.feed import strip_non_xml

DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
XHTML = "http://www.w3.org/1999/xhtml"
NEWS = "http://www.google.com/schemas/sitemap-news/0.9"
CHUNK = 250  # URLs in one chunk of the stream


class SitemapPage(NamedTuple):
    """A page in each language that has it: {language: URL}, {language: last change or None}."""

    addresses: dict
    changed_at: dict


class NewsItem(NamedTuple):
    """A story for Google News."""

    address: str
    publication: str
    language: str
    title: str
    published_at: object


def write_index(files: Iterable[tuple[str, datetime | None]]) -> str:
    """Return the index of some files: (URL, last change or None)."""
    rows = (f"<sitemap><loc>{escape(address)}</loc>{lastmod(at)}</sitemap>\n" for address, at in files)
    return f'{DECLARATION}<sitemapindex xmlns="{SITEMAP}">\n{"".join(rows)}</sitemapindex>\n'


def write_urlset(places: Iterable[SitemapPage]) -> Iterator[str]:
    """Yield the strings of a file with SitemapPages, in chunks: a large one is never in memory whole."""
    yield f'{DECLARATION}<urlset xmlns="{SITEMAP}" xmlns:xhtml="{XHTML}">\n'
    waiting = []
    for place in places:
        waiting += [url_element(place, language) for language in place.addresses]
        if len(waiting) >= CHUNK:
            yield "".join(waiting)
            waiting = []
    yield "".join([*waiting, "</urlset>\n"])


def url_element(place, language):
    """Return a page in one language, with the same alternates as in the page's head."""
    address = f"<loc>{escape(place.addresses[language])}</loc>"
    others = place.addresses | {"x-default": place.addresses["en"]} if len(place.addresses) > 1 else {}
    alternates = "".join(
        f'<xhtml:link rel="alternate" hreflang="{code}" href={quoteattr(url)}/>'
        for code, url in others.items()
    )
    return f"<url>{address}{lastmod(place.changed_at.get(language))}{alternates}</url>\n"


def lastmod(at):
    return f"<lastmod>{at.astimezone(UTC).isoformat(timespec='seconds')}</lastmod>" if at else ""


def write_news(items: Iterable[NewsItem]) -> str:
    """Return a file of NewsItems for Google News."""
    rows = "".join(map(news_element, items))
    return f'{DECLARATION}<urlset xmlns="{SITEMAP}" xmlns:news="{NEWS}">\n{rows}</urlset>\n'


def news_element(item):
    name = (
        f"<news:name>{xml_words(item.publication)}</news:name><news:language>{item.language}</news:language>"
    )
    published = item.published_at.astimezone(UTC).isoformat(timespec="seconds")
    return (
        f"<url><loc>{escape(item.address)}</loc><news:news><news:publication>{name}</news:publication>"
        f"<news:publication_date>{published}</news:publication_date>"
        f"<news:title>{xml_words(item.title)}</news:title></news:news></url>\n"
    )


def xml_words(words):
    return escape(strip_non_xml(words))
