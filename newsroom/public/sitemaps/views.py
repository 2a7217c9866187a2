"""Views for sitemaps: the index, its files, and the file for Google News."""

from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext, override

from articles.models.language import Language, localized
from articles.models.publication import Publication
from articles.text.digests import digest_of
from newsroom.public.absolute_urls import absolute_url_builder
from newsroom.public.responses import public_page
from newsroom.public.sitemaps import document, pages

CONTENT_TYPE = "application/xml; charset=utf-8"
# Change it when the format of the files changes, so that old ETags no longer match.
FORM = "1"
LAST = 50_000  # files that an index may list


@public_page
def sitemap_index(request: HttpRequest) -> HttpResponse:
    files = [(reverse("public:sitemap_pages"), None)]
    for kind, rows in (("topics", pages.listed_topics), ("authors", pages.listed_authors)):
        files += [(sitemap_url(kind, number), None) for number in pages.file_numbers(rows(request.at))]
    files += [(sitemap_url("stories", number), last) for number, last in pages.story_files(request.at)]
    absolute = absolute_url_builder(request)
    return sitemap_response(document.write_index((absolute(address), at) for address, at in files))


def sitemap_url(kind, number):
    return reverse("public:sitemap", args=[kind, number])


@public_page
def sitemap_pages(request: HttpRequest) -> HttpResponse:
    return sitemap_response(document.write_urlset(pages.list_pages(absolute_url_builder(request))))


@public_page
def sitemap_file(request: HttpRequest, kind: str, number: int) -> HttpResponseBase:
    """Serve one file of topics, authors or stories; 404 for an empty range."""
    if number > LAST:
        raise Http404
    if kind == "stories":
        return story_sitemap(request, number)
    places = {"topics": pages.topic_pages, "authors": pages.author_pages}[kind]
    found = list(places(number, request.at, absolute_url_builder(request)))
    if not found:
        raise Http404
    return sitemap_response(document.write_urlset(found))


def story_sitemap(request, number):
    """Stream a file of stories; its ETag needs only two figures, not the rows."""
    count, last = pages.begun_in_file(number, request.at).state()
    if not count:
        raise Http404
    absolute = absolute_url_builder(request)
    seen = [FORM, absolute("/"), number, count, last.isoformat()]
    etag = f'"{digest_of(seen, length=32)}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        found = pages.story_pages(number, request.at, absolute)
        response = StreamingHttpResponse(document.write_urlset(found), content_type=CONTENT_TYPE)
    response.headers["ETag"] = etag
    return response


@public_page
def news_sitemap(request: HttpRequest) -> HttpResponse:
    """Serve the stories of the last two days, at most five hundred in each language, newest first."""
    publication = Publication.objects.current()
    names = {code: newspaper_name(publication, code) for code in Language.values}
    since = request.at - timedelta(days=pages.NEWS_AGE)
    return sitemap_response(
        document.write_news(pages.news_items(request.at, names, absolute_url_builder(request), since))
    )


def newspaper_name(publication, language):
    with override(language):
        return getattr(publication, localized("name", language)) or gettext("Newsroom")


def sitemap_response(parts):
    return HttpResponse("".join(parts), content_type=CONTENT_TYPE)
