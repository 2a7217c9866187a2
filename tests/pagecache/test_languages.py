"""Addresses without a language have the same answer for all browsers, or say that it varies."""

import pytest
from django.core.cache import caches
from django.urls import get_resolver

from articles.models.publication import Publication
from newsroom.pagecache.handler import PageCacheHandler
from newsroom.public.sitemaps import STORY_RANGE
from tests.pagecache.ask import ask
from tests.public.newsdesk import make_image, tell
from tests.redirects.test_answers import make_redirect

INVENTED = "0" * 32
# Addresses for each path pattern without a language. {image} is a picture, {file} a number.
SAMPLES = {
    "": ["/"],
    "sitemap.xml": ["/sitemap.xml"],
    "sitemaps/pages.xml": ["/sitemaps/pages.xml"],
    "sitemaps/news.xml": ["/sitemaps/news.xml"],
    "sitemaps/<sitemap:kind>-<number:number>.xml": ["/sitemaps/topics-9.xml", "/sitemaps/stories-{file}.xml"],
    "favicon.ico": ["/favicon.ico"],
    "apple-touch-icon.png": ["/apple-touch-icon.png"],
    "apple-touch-icon-precomposed.png": ["/apple-touch-icon-precomposed.png"],
    ".well-known/security.txt": ["/.well-known/security.txt"],
    "checksums.json": ["/checksums.json", "/checksums.json?before=2026-01-01", "/checksums.json?before=1"],
    "robots.txt": ["/robots.txt"],
    "fonts/<digest:digest>.woff2": [f"/fonts/{INVENTED}.woff2"],
    "fonts/<font:name>-<digest:digest>.css": [f"/fonts/text-ko-{INVENTED}.css"],
    "media/<path:name>": ["{image}", "/media/nothing.webp"],
}
WITH_LANGUAGE = "<language:language>/"
WITHOUT_PATTERN = ["/moved", "/gone", "/nothing", "/sitemaps/", "/healthz", "/admin/", "/preview/x/"]
OWN = {"X-Request-ID"}  # different for each request


def public_patterns():
    """Return the patterns of readers' addresses that contain no language."""
    [public] = [one for one in get_resolver().url_patterns if getattr(one, "namespace", "") == "public"]
    return {str(one.pattern) for one in public.url_patterns} - {WITH_LANGUAGE}


def answer_in(language, address):
    """Return the answer of a new process to a browser that asks for a language."""
    caches["pages"].clear()
    return ask(PageCacheHandler(), address, HTTP_ACCEPT_LANGUAGE=language)


def shown(answer):
    headers = {name: value for name, value in answer.headers.items() if name not in OWN}
    return answer.status, headers, answer.body


def test_each_pattern_has_a_sample(at_noon):
    assert public_patterns() == set(SAMPLES)


@pytest.mark.parametrize("address", [*(one for some in SAMPLES.values() for one in some), *WITHOUT_PATTERN])
def test_answer_does_not_depend_on_the_languages_of_a_browser(address, at_noon):
    publication = Publication.objects.current()
    publication.contact = "desk@news.example"
    publication.save()
    image = make_image()
    story = tell(lead_image=image)
    make_redirect("/moved", "/en/")
    make_redirect("/gone")
    address = address.format(image=image.file.url, file=1 + (story.pk - 1) // STORY_RANGE)
    assert "{" not in address
    korean, english = answer_in("ko", address), answer_in("en", address)
    if "Accept-Language" in english.headers.get("Vary", ""):
        assert not ask(PageCacheHandler(), address).is_hit
    else:
        assert shown(korean) == shown(english)
