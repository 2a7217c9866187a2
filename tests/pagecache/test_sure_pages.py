"""Pages sent without a check: they were valid a moment ago, and nothing can have changed since."""

from datetime import timedelta
from unittest import mock

import pytest
from django.conf import settings

from articles import clock
from articles.publishing import publish
from newsroom.pagecache import journal
from tests.factories import HOUR, NOON, approve, make_article
from tests.pagecache.ask import ask
from tests.public.newsdesk import tell

FRONT = "/en/"
COOKIE = f"{settings.SESSION_COOKIE_NAME}=x"


@pytest.fixture
def sure(handler, at_noon, monkeypatch):
    """Yield a handler that need not check its front page, because the interval of checks is very long."""
    for module in (journal, clock):
        monkeypatch.setattr(module, "INTERVAL", 1000)
    tell()
    approved = make_article(title_en="Embargoed")
    approve(approved, "en")
    publish(approved, "en", by=None, at=NOON + HOUR / 2)
    for _time in range(3):  # the page is made, kept, and checked
        ask(handler, FRONT)
    with mock.patch.object(handler.journal, "holds", side_effect=handler.journal.holds) as holds:
        handler.checks = holds
        assert ask(handler, FRONT).is_hit
        holds.assert_not_called()
        yield handler


def test_is_checked_again_after_a_reading(sure):
    sure.journal.ended_at = float("-inf")
    sure.journal.follow()
    assert ask(sure, FRONT).is_hit
    sure.checks.assert_called_once()


def test_is_checked_again_when_the_clock_asks_the_database(sure, monkeypatch):
    monkeypatch.setattr(clock.ClockMeasurement, "asked_at", clock.time.monotonic() - 999.9)
    sure.journal.look_again()
    ask(sure, FRONT)
    with mock.patch("newsroom.pagecache.handler.time.monotonic", return_value=clock.asks_at()):
        ask(sure, FRONT)
    assert sure.checks.call_count == 2


def test_is_checked_again_when_the_database_has_not_answered_for_two_readings(sure):
    kept = sure.journal
    kept.read_at = kept.ended_at - 1500
    kept.stamp = object()
    ask(sure, FRONT)
    after = kept.read_at + 2 * journal.INTERVAL
    with mock.patch("newsroom.pagecache.handler.time.monotonic", return_value=after):
        ask(sure, FRONT)
    assert sure.checks.call_count == 2


def test_is_made_anew_after_what_this_process_has_changed(sure):
    tell(title_en="Tug sails")
    sure.journal.look_again()
    assert b"Tug sails" in ask(sure, FRONT).body


def test_embargo_lifts_at_its_instant(sure, at_noon):
    at_noon.shift(HOUR / 2 - timedelta(milliseconds=1))
    assert ask(sure, FRONT).is_hit
    sure.checks.assert_not_called()
    at_noon.shift(timedelta(milliseconds=1))
    assert b"Embargoed" in ask(sure, FRONT).body


def test_clock_that_goes_back_is_noticed(sure, at_noon):
    at_noon.shift(-1)
    ask(sure, FRONT)
    sure.checks.assert_called_once()


@pytest.mark.parametrize("environ", [{"HTTP_COOKIE": COOKIE}, {"HTTP_AUTHORIZATION": "Basic x"}])
def test_is_not_for_somebody(sure, environ):
    assert not ask(sure, FRONT, **environ).is_hit


def test_is_for_readers_of_this_address_and_for_reading_alone(sure):
    assert not ask(sure, FRONT, method="POST").is_hit
    assert not ask(sure, FRONT, SCRIPT_NAME="/elsewhere").is_hit
    assert not ask(sure, FRONT, HTTP_HOST="localhost").is_hit


def test_is_sent_to_who_asks_for_its_headers_or_has_it_already(sure):
    assert ask(sure, FRONT, method="HEAD").body == b""
    answer = ask(sure, FRONT)
    again = ask(sure, FRONT, HTTP_IF_NONE_MATCH=answer.headers["ETag"])
    assert (again.status, again.body, again.is_hit) == (304, b"", True)
    sure.checks.assert_not_called()
