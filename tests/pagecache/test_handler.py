"""Answers from the cache: permitted requests, exact bytes, and pages that are never kept."""

import gzip

import brotli
import pytest
from django.conf import settings
from django.core.cache import caches
from django.test import Client
from django.utils.http import http_date

from articles.models import EventType
from articles.publishing import withdraw
from newsroom.pagecache import handler as page_handler
from newsroom.pagecache.cached_page import best_coding
from newsroom.pagecache.handler import PageCacheHandler
from newsroom.pagecache.journal import ChangeJournal, PageFigures
from tests.factories import HOUR, NOON, make_events, make_section, make_user
from tests.pagecache.ask import FRESH, ask, read_address, variables
from tests.public.newsdesk import tell

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(at_noon):
    article = tell(languages=("en", "ko"))
    article.refresh_from_db()
    at_noon.shift(HOUR)
    return article


def address_of(story, language="en"):
    return f"/{language}/articles/{story.pk}/{story.text('slug', language)}/"


def korean_front(handler):
    """Return the pages that are kept at /ko/."""
    asked = variables("/ko/")
    address = read_address(asked)
    return list(handler.pages.find(address, handler.digest_of(handler.address_of(asked), address)))


class TestKept:
    @pytest.mark.parametrize(
        "path", ["/en/", "/ko/", "/en/search/", "/en/feed.atom", "/sitemap.xml", "/robots.txt"]
    )
    def test_is_what_everybody_may_have(self, handler, story, path):
        made, kept = ask(handler, path), ask(handler, path)
        assert (made.status, made.is_hit, kept.is_hit) == (200, False, True)
        assert kept.body == made.body == ask(handler, path, **FRESH).body

    def test_answers_without_a_query(self, handler, story, django_assert_num_queries):
        ask(handler, address_of(story))
        with django_assert_num_queries(0):
            assert ask(handler, address_of(story)).is_hit

    def test_has_the_headers_of_a_fresh_page(self, handler, story):
        ask(handler, "/en/")
        kept, fresh = ask(handler, "/en/").headers, ask(handler, "/en/", **FRESH).headers
        assert kept.pop("Cache-Status") == "newsroom; hit"
        assert kept == fresh

    def test_keeps_the_policy_of_a_page_with_an_embed(self, handler, at_noon):
        figure = '<figure data-embed="vimeo:76979871"><figcaption>Ships.</figcaption></figure>'
        story = tell(body_en=f"<p>Ships wait.</p>{figure}")
        made, kept = (ask(handler, f"/en/articles/{story.pk}/harbor-opens/") for _time in range(2))
        assert (made.status, kept.is_hit) == (200, True)
        for answer in (made, kept):
            assert "frame-src https://player.vimeo.com" in answer.headers["Content-Security-Policy"]

    def test_has_its_language_in_korean_addresses(self, handler, story):
        for _time in range(2):
            answer = ask(handler, address_of(story, "ko"))
            assert answer.headers["Content-Language"] == "ko"
        assert answer.is_hit

    def test_is_a_story_that_was_taken_back(self, handler, story, at_noon):
        ask(handler, address_of(story))
        withdraw(story, "en", by=None, note="It was wrong.")
        handler.journal.look_again()
        made, kept = ask(handler, address_of(story)), ask(handler, address_of(story))
        assert (made.status, made.is_hit, kept.status, kept.is_hit) == (410, False, 410, True)

    def test_does_not_outlive_its_day(self, handler, story, at_noon):
        ask(handler, "/en/")
        at_noon.move_to(NOON.replace(hour=14, minute=59))  # in Seoul, the day ends at 15:00 UTC
        assert ask(handler, "/en/").is_hit
        at_noon.move_to(NOON.replace(hour=15))
        assert not ask(handler, "/en/").is_hit

    @pytest.mark.parametrize("query", ["utm_source=letter", "fbclid=1&gclid=2", "utm_source="])
    def test_is_one_page_for_all_campaigns(self, handler, story, query):
        ask(handler, "/en/")
        assert ask(handler, f"/en/?{query}").is_hit

    def test_is_made_by_a_campaign_without_its_parameters(self, handler, story):
        fresh = ask(handler, "/en/", **FRESH).body
        assert ask(handler, "/en/?utm_source=letter").body == fresh
        assert ask(handler, "/en/").is_hit

    def test_is_another_page_for_each_search(self, handler, story):
        pages = [ask(handler, f"/en/search/?q={words}") for words in ("harbor", "ship", "harbor")]
        assert [page.is_hit for page in pages] == [False, False, True]
        assert pages[0].body == pages[2].body != pages[1].body

    def test_is_another_page_by_https(self, handler, story):
        ask(handler, "/en/")
        assert not ask(handler, "/en/", **{"wsgi.url_scheme": "https"}).is_hit

    def test_is_another_page_for_other_code(self, handler, story):
        ask(handler, "/en/")
        later = PageCacheHandler()
        later.release = "another"
        assert not ask(later, "/en/").is_hit


class TestFigures:
    def test_tell_where_each_answer_came_from(self, handler, story, monkeypatch):
        figures = PageFigures()
        monkeypatch.setattr(page_handler, "FIGURES", figures)
        for environ in ({}, {}, {}, {"HTTP_AUTHORIZATION": "Basic x"}):
            ask(handler, "/en/", **environ)
        monkeypatch.setattr(ChangeJournal, "is_stale", True)
        handler.journal.stamp = object()  # as after a failed reading of the log
        ask(handler, "/en/")
        found = figures.hits, figures.made, figures.own, figures.stale
        assert found == (2, 1, 1, 1)


class TestNotKept:
    @pytest.mark.parametrize(
        "environ",
        [
            {"HTTP_AUTHORIZATION": "Basic x"},
            {"HTTP_COOKIE": f"language=ko; {settings.SESSION_COOKIE_NAME}=x"},
            {"SCRIPT_NAME": "/elsewhere"},
            {"PATH_INFO": "/en/search/", "QUERY_STRING": "q=" + 300 * "a"},
            {"QUERY_STRING": "q=" + 2_000 * "a"},
        ],
    )
    def test_is_what_somebody_asks_who_is_known(self, handler, story, environ):
        ask(handler, "/en/")
        for _time in range(2):
            assert not ask(handler, "/en/", **environ).is_hit

    @pytest.mark.parametrize(
        ("path", "status"),
        [
            ("/", 302),
            ("/en/?at=2026-03-02T12:00", 404),
            ("/en/nothing/", 404),
            ("/en/articles/999999/nothing/", 404),
            ("/en/search/?since=never", 400),
            ("/admin/login/", 200),
            ("/en/read/", 405),
        ],
    )
    def test_is_any_other_answer(self, handler, story, path, status):
        for _time in range(2):
            answer = ask(handler, path)
            assert (answer.status, answer.is_hit) == (status, False)
        assert answer.body == ask(handler, path, **FRESH).body or path == "/admin/login/"

    def test_is_a_redirect_from_a_wrong_address(self, handler, story):
        for _time in range(2):
            answer = ask(handler, f"/en/articles/{story.pk}/wrong/?utm_source=letter")
            assert (answer.status, answer.is_hit) == (301, False)

    def test_is_what_staff_see_at_another_instant(self, handler, story):
        client = Client()
        client.force_login(make_user())
        cookie = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
        make_section("sports")
        answer = ask(handler, "/en/?at=2026-03-02T12:00", HTTP_COOKIE=cookie)
        assert answer.status == 200
        assert "no-store" in answer.headers["Cache-Control"]
        assert not ask(handler, "/en/").is_hit

    def test_is_any_page_once_words_were_removed(self, handler, story):
        for path in ("/en/", "/ko/") * 2:
            ask(handler, path)
        assert korean_front(handler)
        assert len(handler.ready) == 2
        make_events(1, type=EventType.REDACTED, subject_type="redaction")
        handler.journal.look_again()
        assert not ask(handler, "/en/").is_hit
        assert (korean_front(handler), len(handler.ready)) == ([], 0)
        assert ask(handler, "/en/").is_hit

    def test_is_anything_where_it_is_off(self, handler, story, settings):
        settings.CACHES = settings.CACHES | {
            "pages": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
        }
        ask(handler, "/en/")
        assert (len(handler.parts), handler.journal.read_at) == (0, float("-inf"))

    def test_is_anything_with_a_cache_that_fails(self, handler, story, monkeypatch):
        def fail(*_arguments):
            raise ConnectionError

        monkeypatch.setattr(type(caches["pages"]), "get", fail)
        for _time in range(2):
            answer = ask(handler, "/en/")
            assert (answer.status, answer.is_hit) == (200, False)


class TestReadyPages:
    """Pages in the memory of the process, in addition to the cache."""

    @pytest.fixture
    def asked(self, monkeypatch):
        """Return a list that collects the keys requested from the cache."""
        found, get = [], type(caches["pages"]).get
        monkeypatch.setattr(
            type(caches["pages"]), "get", lambda cache, key: found.append(key) or get(cache, key)
        )
        return found

    def test_are_sent_without_asking_the_cache(self, handler, story, asked):
        answers = [ask(handler, "/en/", HTTP_ACCEPT_ENCODING=coding) for coding in ("", "", "br", "gzip", "")]
        assert len(asked) == 2  # when the page was made, and when it was first requested again
        assert [answer.is_hit for answer in answers] == [False, True, True, True, True]
        assert answers[1] == answers[4]
        assert answers[0].body == answers[1].body != answers[2].body

    def test_are_known_to_who_has_them(self, handler, story, asked):
        tag = [ask(handler, "/en/").headers["ETag"] for _time in range(2)][1]
        for _time in range(2):
            answer = ask(handler, "/en/", HTTP_IF_NONE_MATCH=tag)
            assert (answer.status, answer.body) == (304, b"")
            assert ask(handler, "/en/", HTTP_IF_NONE_MATCH='"other"').status == 200
        assert len(asked) == 2

    def test_are_no_pages_of_another_address(self, handler, story, asked):
        for path in ("/en/", "/ko/", "/en/?utm_source=a", "/en/corrections/", "/en/corrections/?before=1-1"):
            answers = [ask(handler, path) for _time in range(3)]
            assert len({answer.body for answer in answers}) == 1
            assert answers[0].body == ask(handler, path, **FRESH).body
        assert ask(handler, "/en/", HTTP_HOST="elsewhere.example").status == 400

    def test_are_for_nobody_who_is_known(self, handler, story):
        for _time in range(2):
            ask(handler, "/en/")
        assert not ask(handler, "/en/", **FRESH).is_hit
        assert not ask(handler, "/en/", HTTP_COOKIE="sessionid=x").is_hit

    def test_are_not_changed_by_who_sends_them(self, handler, story):
        def start_response(status, headers, exc_info=None):
            headers.append(("Connection", "close"))

        for _time in range(2):
            ask(handler, "/en/")
        for _time in range(2):
            handler(variables("/en/"), start_response)
        assert "Connection" not in ask(handler, "/en/").headers

    def test_are_not_too_large(self, handler, story, asked, monkeypatch):
        monkeypatch.setattr("newsroom.pagecache.handler.LARGEST_READY", 1_000)
        assert [ask(handler, "/en/").is_hit for _time in range(3)] == [False, True, True]
        assert len(asked) == 3

    def test_are_none_after_a_change(self, handler, story, at_noon):
        for _time in range(2):
            ask(handler, "/en/")
        make_events(1, type=EventType.CHANGED, subject_type="section", subject_id=1, at=NOON)
        handler.journal.look_again()
        assert not ask(handler, "/en/").is_hit

    def test_tell_a_cdn_how_long_they_hold(self, handler, story, settings):
        settings.CDN_SECONDS = 60
        for _time in range(3):
            answer = ask(handler, "/en/")
        assert "s-maxage=" in answer.headers["Cache-Control"]


class TestCodings:
    @pytest.mark.parametrize(
        ("accepted", "coding"),
        [
            ("gzip, deflate, br, zstd", "br"),
            ("gzip;q=1.0, br;q=0", "gzip"),
            ("GZIP", "gzip"),
            ("br ; q=0.000,gzip;q=0", ""),
            ("identity", ""),
            ("", ""),
            ("," * 10_000, ""),
        ],
    )
    def test_are_the_best_that_is_taken(self, accepted, coding):
        assert best_coding(accepted) == coding

    @pytest.mark.parametrize(
        ("coding", "read"), [("", bytes), ("gzip", gzip.decompress), ("br", brotli.decompress)]
    )
    def test_have_the_same_page(self, handler, story, coding, read):
        fresh = ask(handler, "/en/", **FRESH).body
        for _time in range(2):
            answer = ask(handler, "/en/", HTTP_ACCEPT_ENCODING=coding)
            assert answer.headers.get("Content-Encoding", "") == coding
            assert int(answer.headers["Content-Length"]) == len(answer.body)
            assert answer.headers["Vary"] == "Accept-Encoding"
            assert read(answer.body) == fresh
        assert answer.is_hit

    def test_compress_what_is_not_kept(self, handler, story):
        answer = ask(handler, "/en/nothing/", HTTP_ACCEPT_ENCODING="gzip")
        assert answer.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(answer.body) == ask(handler, "/en/nothing/").body


class TestRevalidation:
    @pytest.mark.parametrize("path", ["/en/", "/sitemaps/stories-1.xml"])
    @pytest.mark.parametrize("accepted", ["", "gzip", "br"])
    def test_by_its_tag_is_304(self, handler, story, path, accepted):
        path = path.replace("stories-1", f"stories-{(story.pk - 1) // 2500 + 1}")
        tag = ask(handler, path, HTTP_ACCEPT_ENCODING=accepted).headers["ETag"]
        again = ask(handler, path, HTTP_ACCEPT_ENCODING=accepted, HTTP_IF_NONE_MATCH=tag)
        assert (again.status, again.body) == (304, b"")
        assert "Content-Length" not in again.headers
        assert "max-age=0" in again.headers["Cache-Control"]

    def test_by_another_tag_is_the_page(self, handler, story):
        ask(handler, "/en/")
        assert ask(handler, "/en/", HTTP_IF_NONE_MATCH='"0123"').status == 200

    def test_by_the_date_of_a_feed(self, handler, story):
        modified = ask(handler, "/en/feed.atom").headers["Last-Modified"]
        assert ask(handler, "/en/feed.atom", HTTP_IF_MODIFIED_SINCE=modified).status == 304
        earlier = http_date(NOON.timestamp() - 60)
        assert ask(handler, "/en/feed.atom", HTTP_IF_MODIFIED_SINCE=earlier).status == 200
        assert ask(handler, "/en/feed.atom", HTTP_IF_MODIFIED_SINCE="yesterday").status == 200

    def test_of_a_story_that_was_taken_back_is_its_page(self, handler, story, at_noon):
        withdraw(story, "en", by=None, note="It was wrong.")
        for _time in range(2):
            assert ask(handler, address_of(story), HTTP_IF_NONE_MATCH="*").status == 410


class TestHead:
    @pytest.mark.parametrize("path", ["/en/", "/en/nothing/"])
    def test_is_the_page_without_its_body(self, handler, story, path):
        for _time in range(2):
            answer, whole = ask(handler, path, method="HEAD"), ask(handler, path)
            assert (answer.status, answer.body) == (whole.status, b"")
            assert answer.headers.get("Content-Length") == whole.headers.get("Content-Length")

    def test_makes_the_whole_page(self, handler, story):
        ask(handler, "/en/", method="HEAD")
        assert ask(handler, "/en/").is_hit
