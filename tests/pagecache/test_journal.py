"""A process's journal of changes: when it reads the log, and which pages it serves without a database."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext

from articles.models import Event, EventType
from articles.publishing import publish, withdraw
from newsroom.frontpage.models import FrontPageScope, SlotKind, SlotPosition
from newsroom.frontpage.placements import place_story
from newsroom.pagecache import journal as journals
from newsroom.pagecache.handler import PageCacheHandler
from newsroom.pagecache.journal import PageFigures
from tests.factories import HOUR, NOON, approve, make_article, make_events
from tests.pagecache.ask import ask
from tests.public.newsdesk import make_image, tell

pytestmark = pytest.mark.django_db


@pytest.fixture
def seconds(monkeypatch):
    """Replace time.monotonic() by seconds that only the test moves."""
    passed = [1000.0]
    monkeypatch.setattr(journals.time, "monotonic", lambda: passed[0])
    return passed


class TestReading:
    def test_asks_once_a_second(self, handler, at_noon, seconds):
        ask(handler, "/en/")
        asked = []
        for _step in range(12):
            seconds[0] += 0.25
            with CaptureQueriesContext(connection) as queries:
                assert ask(handler, "/en/").is_hit
            asked.append(len(queries))
        assert asked == [0, 0, 0, 1] * 3

    def test_finds_within_a_second_what_others_changed(self, handler, at_noon, seconds):
        story = tell()
        at_noon.shift(HOUR)
        ask(handler, "/en/")
        withdraw(story, "en", by=None, note="It was wrong.")
        seconds[0] += 1
        assert not ask(handler, "/en/").is_hit

    def test_remembers_how_late_it_learned_of_a_publication(self, handler, at_noon, seconds, monkeypatch):
        figures = PageFigures()
        monkeypatch.setattr(journals, "FIGURES", figures)
        ask(handler, "/en/")
        tell()
        assert list(figures.delays) == []
        at_noon.shift(1.5)
        seconds[0] += 1
        ask(handler, "/en/")
        assert list(figures.delays) == [1.5]

    def test_finds_at_once_what_this_process_changed(self, handler, at_noon, seconds):
        ask(handler, "/en/")
        tell()
        assert ask(handler, "/admin/login/", method="POST").status in {302, 403}
        assert not ask(handler, "/en/").is_hit

    def test_takes_all_pages_for_changed_after_very_many_events(self, handler, at_noon, monkeypatch):
        monkeypatch.setattr(journals, "MOST_EVENTS", 10)
        ask(handler, "/en/")
        at_noon.shift(1)
        make_events(10, type=EventType.NOTED)
        handler.journal.look_again()
        assert not ask(handler, "/en/").is_hit
        assert ask(handler, "/en/").is_hit
        assert handler.journal.position == Event.objects.latest("id").pk

    def test_takes_all_pages_for_changed_with_very_many_keys(self, handler, at_noon, monkeypatch):
        monkeypatch.setattr(journals, "MOST_KEYS", 1)
        ask(handler, "/en/")
        at_noon.shift(1)
        tell()
        for _time in range(2):
            make_events(1, type=EventType.NOTED)
            handler.journal.look_again()
            ask(handler, "/en/")
        assert len(handler.journal.changes) <= 2

    def test_keeps_no_page_of_a_time_that_it_does_not_know(self, handler, at_noon):
        ask(handler, "/en/")
        at_noon.shift(1)
        assert not ask(PageCacheHandler(), "/en/").is_hit

    def test_finds_that_all_pages_were_cleared(self, handler, at_noon):
        ask(handler, "/en/")
        for _time in range(2):
            at_noon.shift(1)
            call_command("clear_pages")
            handler.journal.look_again()
            assert [ask(handler, "/en/").is_hit for _again in range(2)] == [False, False]
            at_noon.shift(1)
            assert [ask(handler, "/en/").is_hit for _again in range(2)] == [False, True]


class TestPlanned:
    """Planned changes without a reading in between: only the clock moves."""

    def plan(self, handler, act):
        act()
        handler.journal.look_again()
        for address in ("/en/", "/ko/", "/en/feed.atom"):
            ask(handler, address)

    def test_embargo_lifts_at_its_instant(self, handler, at_noon, seconds):
        article = make_article()
        approve(article, "en")
        lifts = NOON + timedelta(minutes=30)
        self.plan(handler, lambda: publish(article, "en", by=None, at=lifts))
        at_noon.move_to(lifts - timedelta(microseconds=1))
        assert ask(handler, "/en/").is_hit
        at_noon.move_to(lifts)
        shown = ask(handler, "/en/")
        assert not shown.is_hit
        assert b"Harbor opens" in shown.body
        assert not ask(handler, "/en/feed.atom").is_hit

    def test_embargo_of_a_moment_lifts_although_it_was_learned_of_later(self, handler, at_noon, seconds):
        ask(handler, "/en/")
        article = make_article()
        approve(article, "en")
        publish(article, "en", by=None, at=NOON + timedelta(milliseconds=300))
        at_noon.shift(0.2)
        assert b"Harbor opens" not in ask(handler, "/en/").body
        at_noon.shift(0.7)
        seconds[0] += 1
        assert b"Harbor opens" in ask(handler, "/en/").body

    def test_placement_begins_and_ends_at_its_instants(self, handler, at_noon, seconds):
        story = tell()
        at_noon.shift(1)
        begins, ends = NOON + timedelta(minutes=20), NOON + timedelta(minutes=40)
        banner = SlotPosition("en", FrontPageScope.FRONT, SlotKind.BANNER)
        act = lambda: place_story(story, banner, by=None, at=begins, until=ends, words="Breaking news")  # noqa: E731
        self.plan(handler, act)
        for at, is_shown in ((begins, True), (ends, False)):
            at_noon.move_to(at - timedelta(microseconds=1))
            assert ask(handler, "/en/").is_hit
            at_noon.move_to(at)
            page = ask(handler, "/en/")
            assert (page.is_hit, b"Breaking news" in page.body) == (False, is_shown)

    def test_rights_of_a_picture_end_at_their_instant(self, handler, at_noon, seconds):
        ends = NOON + timedelta(minutes=50)
        tell(lead_image=make_image(rights_until=ends))
        at_noon.shift(1)
        self.plan(handler, lambda: None)
        at_noon.move_to(ends - timedelta(microseconds=1))
        assert ask(handler, "/en/").is_hit
        at_noon.move_to(ends)
        assert not ask(handler, "/en/").is_hit

    def test_is_read_on_before_the_hour_is_over(self, handler, at_noon, seconds):
        article = make_article()
        approve(article, "en")
        lifts = NOON + timedelta(minutes=150)
        self.plan(handler, lambda: publish(article, "en", by=None, at=lifts))
        for _half_hour in range(4):
            at_noon.shift(timedelta(minutes=31))
            seconds[0] += 1
            assert ask(handler, "/en/").is_hit
        at_noon.move_to(lifts)
        assert not ask(handler, "/en/").is_hit


class TestWithoutDatabase:
    @pytest.fixture
    def gone(self, handler, at_noon, seconds, monkeypatch):
        """Keep pages of a story, then let the database fail, for three seconds so far."""
        story = tell()
        story.refresh_from_db()
        at_noon.shift(1)
        for _time in range(2):
            ask(handler, "/en/")
        tried = []

        def fail(*_arguments):
            tried.append(seconds[0])
            raise DatabaseError

        monkeypatch.setattr(journals.ChangeJournal, "_read", fail)
        monkeypatch.setattr(connection, "close", lambda: None)
        seconds[0] += 3
        return tried

    def test_shows_the_last_page_and_says_so(self, handler, gone):
        page = ask(handler, "/en/")
        assert page.status == 200
        assert page.headers["Cache-Status"] == "newsroom; hit; detail=database-unreachable"

    def test_tries_again_once_a_second(self, handler, gone, seconds):
        for _step in range(12):
            seconds[0] += 0.25
            assert ask(handler, "/en/").is_hit
        assert len(gone) == 3

    def test_still_lets_an_embargo_lift(self, handler, gone, at_noon):
        handler.journal.planned = [(NOON + timedelta(minutes=5), frozenset({"lists"}))]
        assert ask(handler, "/en/").is_hit
        at_noon.shift(timedelta(minutes=5))
        assert not ask(handler, "/en/").is_hit

    def test_shows_nothing_after_an_hour(self, handler, gone, seconds):
        seconds[0] += journals.MOST_STALE - 4
        assert ask(handler, "/en/").is_hit
        seconds[0] += 2
        assert not ask(handler, "/en/").is_hit
