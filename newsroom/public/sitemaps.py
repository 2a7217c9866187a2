"""Sitemaps (sitemaps.org) of indexed pages, in a file per range of ids, so that old files stay the same."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple
from urllib.parse import quote
from xml.sax.saxutils import escape, quoteattr

from django.core.cache import cache
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.cache import get_conditional_response

from articles.annotations import NewsroomRequest
from articles.clock import INSTANT
from articles.models.edition import Edition, EditionKind
from articles.models.language import Language, localized
from articles.models.people import Author
from articles.models.publication import Publication, StandingPageVersion
from articles.models.taxonomy import Section, Topic
from articles.text.digests import digest_of
from newsroom.pagecache.addresses import FIXED
from newsroom.pagecache.page_keys import expire_at
from newsroom.public.bylines import has_author_page
from newsroom.public.feeds.entries import last_public_change
from newsroom.public.feeds.feed import strip_non_xml
from newsroom.public.responses import UrlBuilder, absolute_url_builder, public_page

DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
XHTML = "http://www.w3.org/1999/xhtml"
NEWS = "http://www.google.com/schemas/sitemap-news/0.9"
CHUNK = 250  # URLs in one chunk of the stream


class SitemapPage(NamedTuple):
    """A page: {language: URL}, and {language: last change}, which may lack languages."""

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
    """Return the XML of an index of sitemap files, given as (URL, last change or None)."""
    rows = (f"<sitemap><loc>{escape(address)}</loc>{lastmod(at)}</sitemap>\n" for address, at in files)
    return f'{DECLARATION}<sitemapindex xmlns="{SITEMAP}">\n{"".join(rows)}</sitemapindex>\n'


def write_urlset(pages: Iterable[SitemapPage]) -> Iterator[str]:
    """Yield the XML of a sitemap in chunks, so that a large file is never held in memory."""
    yield f'{DECLARATION}<urlset xmlns="{SITEMAP}" xmlns:xhtml="{XHTML}">\n'
    waiting = []
    for page in pages:
        waiting += [url_element(page, language) for language in page.addresses]
        if len(waiting) >= CHUNK:
            yield "".join(waiting)
            waiting = []
    yield "".join([*waiting, "</urlset>\n"])


def url_element(page, language):
    """Return the <url> element of a page in one language, with the same alternates as in the page's head."""
    address = f"<loc>{escape(page.addresses[language])}</loc>"
    others = page.addresses | {"x-default": page.addresses["en"]} if len(page.addresses) > 1 else {}
    alternates = "".join(
        f'<xhtml:link rel="alternate" hreflang="{code}" href={quoteattr(url)}/>'
        for code, url in others.items()
    )
    return f"<url>{address}{lastmod(page.changed_at.get(language))}{alternates}</url>\n"


def lastmod(at):
    return f"<lastmod>{at.astimezone(UTC).isoformat(timespec='seconds')}</lastmod>" if at else ""


def write_news(items: Iterable[NewsItem]) -> str:
    """Return the XML of a sitemap for Google News."""
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


LIST_RANGE = 5000  # ids of topics or authors in one file


def list_pages(absolute: UrlBuilder) -> Iterator[SitemapPage]:
    """Yield the SitemapPages of front pages, corrections, checksums, feeds, sections and standing pages."""
    for name in ("public:front", "public:corrections", "public:checksums", "public:feed_list"):
        yield sitemap_page(name, [], Language.values, absolute)
    for slug in Section.objects.values_list("slug", flat=True):
        yield sitemap_page("public:section", [slug], Language.values, absolute)
    live = StandingPageVersion.objects.live().order_by("page__position", "page", "language")
    for slug, rows in groupby(live.values_list("page__slug", "language"), itemgetter(0)):
        yield sitemap_page("public:standing_page", [slug], [language for _slug, language in rows], absolute)


def sitemap_page(name, arguments, languages, absolute):
    urls = {code: absolute(reverse(name, args=[code, *arguments])) for code in languages}
    return SitemapPage(urls, {})


def listed_topics(at: datetime) -> QuerySet[Topic]:
    """Return the topics that have a page: not merged, and with a live story in either language."""
    live = Edition.objects.live(at).filter(topic_filings__topic=OuterRef("pk"))
    return Topic.objects.filter(Exists(live), merged_into=None)


def listed_authors(at: datetime) -> QuerySet[Author]:
    """Return the authors with a live story in either language."""
    return Author.objects.filter(has_author_page("en", at) | has_author_page("ko", at))


def topic_pages(number: int, at: datetime, absolute: UrlBuilder) -> Iterator[SitemapPage]:
    for topic in rows_of_file(listed_topics(at), number):
        languages = [code for code in Language.values if getattr(topic, localized("name", code))]
        yield sitemap_page("public:topic", [topic.slug], languages, absolute)


def author_pages(number: int, at: datetime, absolute: UrlBuilder) -> Iterator[SitemapPage]:
    has_page = {f"has_{code}": has_author_page(code, at) for code in Language.values}
    rows = rows_of_file(listed_authors(at), number).annotate(**has_page)
    for slug, *have in rows.values_list("slug", *has_page):
        languages = [code for code, has in zip(Language.values, have, strict=True) if has]
        yield sitemap_page("public:author", [slug], languages, absolute)


def rows_of_file(rows, number):
    """Return the rows of a file, ordered by id. File 1 has the ids 1 to LIST_RANGE, and so on."""
    return rows.filter(Q(pk__gt=(number - 1) * LIST_RANGE) & Q(pk__lte=number * LIST_RANGE)).order_by("pk")


def file_numbers(rows: QuerySet) -> list[int]:
    """Return the numbers of the files that contain rows, ascending."""
    ranges = rows.annotate(range=1 + (F("pk") - 1) / LIST_RANGE).order_by("range")
    return list(ranges.values_list("range", flat=True).distinct())


# Ids of stories in one file. Even if each has two URLs with the longest Hangul slugs, the file is within the
# limits of 50 MB and 50,000 URLs.
STORY_RANGE = 2500
READ = 2000  # rows fetched at a time
KEPT = 600  # seconds; story_files is cached for this time
NEWS_AGE = 2  # days; the sitemap for Google News has stories first published since then
NEWS_COUNT = 1000  # in both languages together
COLUMNS = ("article_id", "language", "kind", "slug", "live_from", "live_until")


def story_files(at: datetime) -> list[tuple]:
    """Return [(number of a file, start of its newest edition)] of the files of stories.

    The query takes a second with a million editions. Its result is cached until the newsroom makes a public
    change, and for at most ten minutes, because scheduled editions may go live.
    """
    interval = int(at.timestamp()) // KEPT
    expire_at([datetime.fromtimestamp((interval + 1) * KEPT, UTC)])
    key = f"sitemaps {STORY_RANGE} {last_public_change(at)} {interval}".replace(" ", "-")
    return cache.get_or_set(key, lambda: Edition.objects.begun(at).ranges(STORY_RANGE), KEPT)


def begun_in_file(number: int, at: datetime) -> QuerySet[Edition]:
    """Return the past and current editions of the stories in one file."""
    return Edition.objects.begun(at).numbered((number - 1) * STORY_RANGE + 1, number * STORY_RANGE)


def story_pages(number: int, at: datetime, absolute: UrlBuilder) -> Iterator[SitemapPage]:
    """Yield the SitemapPages of a file of stories. Rows are read while the file is sent."""
    rows = begun_in_file(number, at).order_by("article_id", "language", "number").values_list(*COLUMNS)
    address = story_url_builder(absolute)
    for article, editions in groupby(rows.iterator(chunk_size=READ), itemgetter(0)):
        urls, changed_at = {}, {}
        for language, past in groupby(editions, itemgetter(1)):
            if live := live_slug(list(past), at):
                slug, changed_at[language] = live
                urls[language] = address(language, article, slug)
        if urls:
            yield SitemapPage(urls, changed_at)


def live_slug(past, at):
    """Return (slug, last substantive change) of one language of a story; None if it is not live.

    past  the COLUMNS of its editions that have gone live, oldest first
    """
    _article, _language, kind, slug, _live_from, live_until = past[-1]
    if kind in EditionKind.NOTICES or (live_until and live_until <= at):
        return None
    starts = [(kind, live_from) for _article, _language, kind, _slug, live_from, _until in past]
    changes = [live_from for kind, live_from in starts if kind not in EditionKind.NOT_SUBSTANTIVE]
    return slug, max(changes, default=starts[0][1])


def story_url_builder(absolute):
    """Return a function of language, id and slug that returns a story's URL. It is faster than reverse()."""
    pattern = {code: reverse("public:article", args=[code, 1, "-"]) for code in Language.values}
    begin = {code: absolute(path.removesuffix("1/-/")) for code, path in pattern.items()}
    return lambda language, number, slug: f"{begin[language]}{number}/{quote(slug)}/"


def news_items(at: datetime, names: dict[str, str], absolute: UrlBuilder, since: datetime) -> list[NewsItem]:
    """Return NewsItems of stories first published since an instant, without briefs and sponsored stories.

    They are newest first in each language, at most NEWS_COUNT together.

    names  {language: name of the publication}
    """
    story_url, items = story_url_builder(absolute), []
    for language in Language.values:
        live = Edition.objects.live(at).in_language(language).news().filter(is_brief=False)
        rows = live.first_published(since, at + INSTANT).newest_first()[: NEWS_COUNT // len(Language)]
        for row in rows.values_list("article_id", "slug", "headline", "first_published_at"):
            number, slug, headline, published_at = row
            expire_at([published_at + timedelta(days=NEWS_AGE)])
            url = story_url(language, number, slug)
            items.append(NewsItem(url, names[language], language, headline, published_at))
    return items


CONTENT_TYPE = "application/xml; charset=utf-8"
# Part of ETags. Change it when the format of the files changes.
FORM = "1"
LAST = 50_000  # highest file number, the limit of files in an index


@public_page(FIXED)
def sitemap_index(request: NewsroomRequest) -> HttpResponse:
    files = [(reverse("public:sitemap_pages"), None)]
    for kind, rows in (("topics", listed_topics), ("authors", listed_authors)):
        files += [(sitemap_url(kind, number), None) for number in file_numbers(rows(request.at))]
    files += [(sitemap_url("stories", number), last) for number, last in story_files(request.at)]
    absolute = absolute_url_builder(request)
    return sitemap_response(write_index((absolute(address), at) for address, at in files))


def sitemap_url(kind, number):
    return reverse("public:sitemap", args=[kind, number])


@public_page(FIXED)
def sitemap_pages(request: NewsroomRequest) -> HttpResponse:
    return sitemap_response(write_urlset(list_pages(absolute_url_builder(request))))


@public_page(FIXED)
def sitemap_file(request: NewsroomRequest, kind: str, number: int) -> HttpResponseBase:
    """Serve one file of topics, authors or stories; 404 if it has no pages."""
    if number > LAST:
        raise Http404
    if kind == "stories":
        return story_sitemap(request, number)
    pages_of_file = {"topics": topic_pages, "authors": author_pages}[kind]
    pages = list(pages_of_file(number, request.at, absolute_url_builder(request)))
    if not pages:
        raise Http404
    return sitemap_response(write_urlset(pages))


def story_sitemap(request, number):
    """Stream a file of stories; 404 without editions. Its ETag needs only a count and a date."""
    count, last = begun_in_file(number, request.at).state()
    if not count:
        raise Http404
    absolute = absolute_url_builder(request)
    state = [FORM, absolute("/"), number, count, last.isoformat()]
    etag = f'"{digest_of(state, length=32)}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        pages = story_pages(number, request.at, absolute)
        response = StreamingHttpResponse(write_urlset(pages), content_type=CONTENT_TYPE)
    response.headers["ETag"] = etag
    return response


@public_page(FIXED)
def news_sitemap(request: NewsroomRequest) -> HttpResponse:
    """Serve the stories of the last NEWS_AGE days, at most five hundred in each language, newest first."""
    publication = Publication.objects.current()
    names = {code: publication.name_in(code) for code in Language.values}
    since = request.at - timedelta(days=NEWS_AGE)
    return sitemap_response(write_news(news_items(request.at, names, absolute_url_builder(request), since)))


def sitemap_response(parts):
    return HttpResponse("".join(parts), content_type=CONTENT_TYPE)
