"""Messages to a CDN: how long to keep a page, and pages to purge."""

import importlib
import re
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from articles.events import consumers
from articles.models import Event, EventType
from articles.models.event import ConsumerPosition
from articles.publishing import publish, withdraw
from newsroom.pagecache import cached_page
from newsroom.related.models import Relation
from tests.factories import HOUR, NOON, approve, make_article, make_events
from tests.pagecache.ask import FRESH, ask
from tests.public.newsdesk import make_image, tell

pytestmark = pytest.mark.django_db
SECONDS = re.compile(r"s-maxage=(\d+)")


@pytest.fixture(autouse=True)
def _cdn_is_set(settings):
    settings.CDN_SECONDS = 600


def seconds(answer):
    return int(SECONDS.search(answer.headers["Cache-Control"])[1])


class TestHeaders:
    def test_tell_nothing_where_no_cdn_is_set(self, handler, at_noon, settings):
        settings.CDN_SECONDS = 0
        for _time in range(2):
            answer = ask(handler, "/en/")
            assert answer.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
            assert "Surrogate-Key" not in answer.headers

    def test_tell_for_how_long_and_what_is_shown(self, handler, at_noon):
        story = tell()
        story.refresh_from_db()
        at_noon.shift(HOUR)
        for _time in range(2):
            answer = ask(handler, story_address(story))
            policy = "public, max-age=0, s-maxage=600, stale-if-error=3600"
            assert answer.headers["Cache-Control"] == policy
            assert (
                answer.headers["Surrogate-Key"]
                == f"advertising most-read-en site statements story-{story.pk}"
            )

    def test_are_those_of_the_page_also_when_it_is_known(self, handler, at_noon):
        tag = ask(handler, "/en/").headers["ETag"]
        answer = ask(handler, "/en/", HTTP_IF_NONE_MATCH=tag)
        assert (answer.status, seconds(answer)) == (304, 600)

    def test_end_where_a_plan_begins(self, handler, at_noon):
        article = make_article()
        approve(article, "en")
        publish(article, "en", by=None, at=NOON + timedelta(seconds=90.5))
        assert [seconds(ask(handler, "/en/")) for _time in range(2)] == [90, 90]
        at_noon.shift(90)
        assert seconds(ask(handler, "/en/")) == 0

    def test_end_with_the_rights_of_a_picture(self, handler, at_noon):
        tell(lead_image=make_image(rights_until=NOON + timedelta(seconds=30)))
        assert seconds(ask(handler, "/en/")) == 30

    def test_end_with_what_is_known_of_plans(self, handler, at_noon, settings):
        settings.CDN_SECONDS = 86_400
        assert seconds(ask(handler, "/en/")) == 3600

    def test_name_no_endless_list(self, handler, at_noon, monkeypatch):
        monkeypatch.setattr(cached_page, "MOST_KEYS", 2)
        assert ask(handler, "/en/").headers["Surrogate-Key"] == "many site"

    @pytest.mark.parametrize("address", ["/en/nothing/", "/", "/admin/login/"])
    def test_let_nothing_else_be_kept(self, handler, at_noon, address):
        assert "s-maxage" not in ask(handler, address).headers.get("Cache-Control", "")
        assert "s-maxage" not in ask(handler, "/en/", **FRESH).headers["Cache-Control"]


@pytest.fixture
def cdn(settings):
    """Yield a server that records the requests it gets and answers with `status`."""

    class Noted(BaseHTTPRequestHandler):
        def do_PURGE(self):  # noqa: N802
            server.purged.append(set(self.headers["Surrogate-Key"].split()))
            self.send_response(server.status)
            self.end_headers()

        def log_message(self, *_arguments):
            pass

    with HTTPServer(("127.0.0.1", 0), Noted) as server:
        server.purged, server.status = [], 200
        settings.CDN_PURGE_URL = f"http://127.0.0.1:{server.server_port}/"
        Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def purge(monkeypatch):
    """Return the module of the purge, with its consumer as the only one, and without its delay."""
    monkeypatch.setattr(consumers, "_consumers", {})
    module = importlib.import_module("newsroom.pagecache.purge")
    monkeypatch.setattr(module, "KNOWN_AFTER", 0)
    return module


class TestPurge:
    def test_names_the_pages_that_show_a_story(self, at_noon, cdn, purge):
        story, other = tell(), tell(number=" 2")
        purge.purge.catch_up()
        cdn.purged.clear()
        Relation.objects.create(article_id=other.pk, other_id=story.pk, score=0.9)
        withdraw(story, "en", by=None, note="It was wrong.")
        purge.purge.catch_up()
        [keys] = cdn.purged
        assert keys == {"lists", "many", f"story-{story.pk}", f"story-{other.pk}"}

    def test_is_not_sent_for_work_at_the_desk(self, at_noon, cdn, purge):
        purge.purge.catch_up()
        cdn.purged.clear()
        make_events(3, type=EventType.NOTED)
        assert purge.purge.catch_up() == 3
        assert cdn.purged == []

    def test_is_sent_again_after_a_refusal(self, at_noon, cdn, purge):
        tell()
        cdn.status = 503
        with pytest.raises(OSError, match="503"):
            purge.purge.catch_up()
        assert not ConsumerPosition.objects.filter(name="purge", last_event_id__gt=0).exists()
        cdn.status = 200
        purge.purge.catch_up()
        assert cdn.purged[0] <= set().union(*cdn.purged[1:])

    def test_goes_in_several_requests_for_many_pages(self, at_noon, cdn, purge, monkeypatch):
        monkeypatch.setattr(purge, "AT_ONCE", 2)
        tell()
        purge.purge.catch_up()
        assert len(cdn.purged) > 1
        assert all(len(keys) <= 2 for keys in cdn.purged)


class TestComputedRows:
    """Pages with rows that consumers compute after the purge of a change."""

    @pytest.fixture(autouse=True)
    def _is_up_to_date(self, at_noon, cdn, purge):
        self.stories = [tell(number=f" {number}") for number in range(3)]
        purge.purge.catch_up()
        self.has_read("related")
        self.has_read("search")
        purge.purge.catch_up()
        cdn.purged.clear()

    def has_read(self, name):
        last = {"last_event_id": Event.objects.first().id}
        ConsumerPosition.objects.update_or_create(name=name, defaults=last)

    def test_are_purged_when_they_are_there(self, cdn, purge):
        story, other, _third = self.stories
        withdraw(story, "en", by=None, note="It was wrong.")
        purge.purge.catch_up()
        cdn.purged.clear()
        Relation.objects.create(article_id=other.pk, other_id=story.pk, score=0.9)
        self.has_read("related")
        assert purge.purge.is_behind()
        purge.purge.catch_up()
        self.has_read("search")
        purge.purge.catch_up()
        related, search = cdn.purged
        assert related == {"many", f"story-{story.pk}", f"story-{other.pk}"}
        assert search == {"many", "search"}
        assert not purge.purge.is_behind()

    def test_are_not_purged_for_work_at_the_desk(self, cdn, purge):
        make_events(2, type=EventType.NOTED)
        self.has_read("related")
        self.has_read("search")
        purge.purge.catch_up()
        assert cdn.purged == [] and not purge.purge.is_behind()

    def test_are_purged_again_after_a_refusal(self, cdn, purge):
        withdraw(self.stories[0], "en", by=None, note="It was wrong.")
        purge.purge.catch_up()
        self.has_read("search")
        cdn.status = 503
        with pytest.raises(OSError, match="503"):
            purge.purge.catch_up()
        cdn.status = 200
        cdn.purged.clear()
        purge.purge.catch_up()
        assert cdn.purged == [{"many", "search"}]

    def test_that_wait_have_waited_since_the_event_that_was_read(self, purge):
        withdraw(self.stories[0], "en", by=None, note="It was wrong.")
        self.has_read("search")
        assert purge.purge.backlog.lag() == (1, NOON)


def story_address(story):
    return f"/en/articles/{story.pk}/{story.slug_en}/"
