"""The newsroom's clock is the clock of the database."""

from datetime import timedelta

import pytest
import time_machine
from django.db import DatabaseError
from django.utils import timezone

from articles import clock
from articles.events import log
from articles.models import EventType
from articles.publishing import publish, withdraw
from newsroom.public.time_machine import InstantMiddleware
from tests.factories import NOON, approve, make_article, make_published, make_section, make_user

LATE = timedelta(seconds=90)


@pytest.fixture
def database_is_late(monkeypatch):
    """Put the database's clock 90 seconds behind the server's."""
    monkeypatch.setattr(clock, "_has_clock", lambda: True)
    monkeypatch.setattr(clock, "_read_database_clock", lambda: timezone.now() - LATE)
    monkeypatch.setattr(clock.ClockMeasurement, "taken_at", float("-inf"))
    monkeypatch.setattr(clock.ClockMeasurement, "difference", timedelta(0))


class TestNow:
    @time_machine.travel(NOON, tick=False)
    def test_it_is_the_clock_of_the_database(self, database_is_late):
        assert clock.now() == NOON - LATE
        assert clock.difference() == -LATE

    @time_machine.travel(NOON, tick=False)
    def test_a_request_is_about_an_instant_of_it(self, database_is_late, rf):
        request = rf.get("/en/")
        InstantMiddleware(lambda request: None).process_request(request)
        assert request.at == NOON - LATE

    def test_it_is_measured_once_a_second(self, database_is_late, monkeypatch):
        asked = []
        monkeypatch.setattr(clock, "_read_database_clock", lambda: asked.append(1) or timezone.now())
        for _request in range(5):
            clock.now()
        assert len(asked) == 1
        clock.ClockMeasurement.taken_at -= clock.INTERVAL
        clock.now()
        assert len(asked) == 2

    def test_a_great_difference_is_logged_once(self, database_is_late, caplog):
        clock.now()
        clock.ClockMeasurement.taken_at -= clock.INTERVAL
        clock.now()
        assert [record.getMessage() for record in caplog.records] == [
            "The clock of this server differs from the database's by -90.0 seconds."
        ]

    @time_machine.travel(NOON, tick=False)
    def test_without_a_database_the_last_measurement_holds(self, database_is_late, monkeypatch):
        def fail():
            raise DatabaseError

        clock.now()
        monkeypatch.setattr(clock, "_read_database_clock", fail)
        clock.ClockMeasurement.taken_at -= clock.INTERVAL
        assert clock.now() == NOON - LATE

    @pytest.mark.real_clock
    @pytest.mark.postgresql
    @pytest.mark.django_db
    def test_postgresql_is_asked(self):
        with time_machine.travel(NOON, tick=False):
            assert clock.now() - NOON > LATE
            edition = make_published().editions.get()
            assert edition.live_from - NOON > LATE


@pytest.mark.django_db
class TestTheWarning:
    @pytest.mark.parametrize(("role", "is_warned"), [("Administrators", True), ("Reporters", False)])
    def test_administrators_are_told_on_the_first_screen(self, role, is_warned, database_is_late, client):
        make_article()
        client.force_login(make_user(role=role))
        page = client.get("/admin/").content.decode()
        assert ("It is 90.0 seconds ahead of the database’s clock." in page) is is_warned


@pytest.mark.django_db
class TestAClockThatIsSetBack:
    def test_no_event_comes_before_its_predecessor(self):
        section = make_section()
        with time_machine.travel(NOON, tick=False) as traveller:
            first = log.record(EventType.CHANGED, section, by=None)
            traveller.shift(-LATE)
            second = log.record(EventType.CHANGED, section, by=None)
        assert (first.at, second.at) == (NOON, NOON)

    def test_a_text_from_a_server_that_is_ahead_is_withdrawn_at_once(self):
        with time_machine.travel(NOON, tick=False) as traveller:
            article = make_article()
            approve(article, "en")
            publish(article, "en", by=None)
            traveller.shift(-LATE)
            notice = withdraw(article, "en", by=None, note="It was wrong.")
        assert notice.live_from == NOON + timedelta(microseconds=1)

    def test_one_that_was_wrong_by_days_is_not_followed(self):
        section = make_section()
        with time_machine.travel(NOON, tick=False) as traveller:
            log.record(EventType.CHANGED, section, by=None)
            traveller.shift(timedelta(days=-2))
            assert log.record(EventType.CHANGED, section, by=None).at == NOON - timedelta(days=2)
