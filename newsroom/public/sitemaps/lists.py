"""Everything for sitemaps that is no story: front pages, sections, topics, authors, standing pages."""

from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse

from articles.models.edition import Edition
from articles.models.language import Language, localized
from articles.models.people import Author
from articles.models.publication import Page
from articles.models.taxonomy import Section, Topic
from newsroom.public.sitemaps.document import SitemapPage

LIST_RANGE = 5000


def list_pages(absolute):
    """Places of what there is one or a few of."""
    for name in ("public:front", "public:corrections", "public:feed_list"):
        yield sitemap_page(name, [], Language.values, absolute)
    for slug in Section.objects.values_list("slug", flat=True):
        yield sitemap_page("public:section", [slug], Language.values, absolute)
    for page in Page.objects.all():
        if page.languages:
            yield sitemap_page("public:page", [page.slug], page.languages, absolute)


def sitemap_page(name, arguments, languages, absolute):
    found = {code: absolute(reverse(name, args=[code, *arguments])) for code in languages}
    return SitemapPage(found, {})


def listed_topics(at):
    """Those that have a page: named, and with a story that is live in either language."""
    live = Edition.objects.live(at).filter(topic_filings__topic=OuterRef("pk"))
    return Topic.objects.filter(Exists(live), merged_into=None)


def listed_authors(at):
    """Those with a story that is live in either language."""
    return Author.objects.filter(
        Exists(Edition.objects.live(at).filter(byline_filings__author=OuterRef("pk")))
    )


def topic_pages(number, at, absolute):
    for topic in rows_of_file(listed_topics(at), number):
        languages = [code for code in Language.values if getattr(topic, localized("name", code))]
        yield sitemap_page("public:topic", [topic.slug], languages, absolute)


def author_pages(number, at, absolute):
    for slug in rows_of_file(listed_authors(at), number).values_list("slug", flat=True):
        yield sitemap_page("public:author", [slug], Language.values, absolute)


def rows_of_file(rows, number):
    """The rows of one file."""
    return rows.filter(Q(pk__gt=(number - 1) * LIST_RANGE) & Q(pk__lte=number * LIST_RANGE)).order_by("pk")


def file_numbers(rows):
    """The numbers of the files that rows are spread over."""
    found = rows.annotate(range=1 + (F("pk") - 1) / LIST_RANGE).order_by("range")
    return list(found.values_list("range", flat=True).distinct())
