"""Page views are counted in memory and written in batches. If writing fails, they wait, within limits."""

import threading
from datetime import date, timedelta

import pytest
from django.db import OperationalError, connection, transaction
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from newsroom.pageviews import counters
from newsroom.pageviews.counters import MOST_PER_STORY, MOST_STORIES, WRITTEN_EVERY, PageView, PageViewCounter
from newsroom.pageviews.models import DayOfReading, HourOfReading, ReadingsBefore, Referrer
from tests.factories import HOUR, NOON, make_published

STORY, DAY = PageView(17, "en"), timedelta(days=1)
MOMENT = timedelta(seconds=1)


def hours():
    rows = HourOfReading.objects.order_by("hour", "language", "article_id")
    return list(rows.values_list("article_id", "language", "hour", "reads"))


def read(counts, times=1, *, story=STORY, at=NOON):
    for _time in range(times):
        counts.add(story, at)
    counts.write_if_due(at)


class WritingTests(TestCase):
    def test_readings_are_added_up_by_story_language_and_hour(self):
        counts = PageViewCounter()
        for at in (NOON, NOON + WRITTEN_EVERY, NOON + HOUR):
            counts.add(PageView(17, "ko"), at)
            read(counts, 2, at=at)
        self.assertEqual(
            hours(),
            [
                (17, "en", NOON, 4),
                (17, "ko", NOON, 2),
                (17, "en", NOON + HOUR, 2),
                (17, "ko", NOON + HOUR, 1),
            ],
        )

    def test_those_that_come_together_are_written_together(self):
        counts = PageViewCounter()
        read(counts)
        with self.assertNumQueries(0):
            read(counts, 5, at=NOON + WRITTEN_EVERY - MOMENT)
        self.assertEqual(hours(), [(17, "en", NOON, 1)])
        read(counts, at=NOON + WRITTEN_EVERY)
        self.assertEqual(hours(), [(17, "en", NOON, 7)])

    def test_two_processes_add_to_the_same_hour(self):
        for counts in (PageViewCounter(), PageViewCounter()):
            read(counts, 3)
        self.assertEqual(hours(), [(17, "en", NOON, 6)])

    def test_the_types_of_pages_that_readers_come_from_are_counted_beside_the_sum(self):
        counts = PageViewCounter()
        for referrer in (Referrer.SEARCH, Referrer.SEARCH, Referrer.MESSENGER, Referrer.UNKNOWN):
            counts.add(STORY, NOON, referrer)
        counts.write_if_due(NOON)
        hour = HourOfReading.objects.get()
        self.assertEqual((hour.reads, hour.from_search, hour.from_messenger, hour.from_direct), (4, 2, 1, 0))

    def test_a_story_has_one_limit_for_all_types(self):
        counts = PageViewCounter()
        for referrer in Referrer:
            for _time in range(MOST_PER_STORY // 4):
                counts.add(STORY, NOON, referrer)
        self.assertEqual([found.total() for found in counts.held.values()], [MOST_PER_STORY])

    def test_writing_takes_one_statement_whatever_the_types(self):
        counts = PageViewCounter()
        counts.ranked_at = NOON
        for referrer in Referrer:
            counts.add(STORY, NOON, referrer)
        with CaptureQueriesContext(connection) as queries:
            counts.write_if_due(NOON)
        added = [query for query in queries if "INSERT" in query["sql"]]
        self.assertEqual((len(added), HourOfReading.objects.count()), (1, 1))

    def test_more_than_an_audience_can_read_is_not_counted(self):
        counts = PageViewCounter()
        read(counts, MOST_PER_STORY + 50)
        self.assertEqual(hours(), [(17, "en", NOON, MOST_PER_STORY)])

    def test_memory_is_bounded_by_stories_too(self):
        counts = PageViewCounter()
        for number in range(MOST_STORIES + 9):
            counts.add(PageView(number, "en"), NOON)
        self.assertEqual(len(counts.held), MOST_STORIES)

    def test_clock_that_was_put_back_stops_nothing(self):
        counts = PageViewCounter()
        read(counts)
        read(counts, at=NOON - HOUR)
        self.assertEqual(sum(reads for *_key, reads in hours()), 2)


class FailureTests(TestCase):
    def test_what_cannot_be_written_is_kept_for_later(self):
        counts, patience = PageViewCounter(), counters.short_lock_timeout

        def is_locked():
            raise OperationalError("database is locked")

        counters.short_lock_timeout = is_locked
        self.addCleanup(setattr, counters, "short_lock_timeout", patience)
        with self.assertLogs("newsroom.pageviews.counters", "INFO"):
            read(counts, 3)
        self.assertEqual(hours(), [])
        counters.short_lock_timeout = patience
        read(counts, at=NOON + WRITTEN_EVERY)
        self.assertEqual(hours(), [(17, "en", NOON, 4)])


class FoldingTests(TestCase):
    def test_hours_of_before_yesterday_are_added_up_and_removed(self):
        counts = PageViewCounter()
        for days in (0, 1, 3):
            read(counts, 2, at=NOON + days * DAY)
        read(counts, story=PageView(17, "ko"), at=NOON + 3 * DAY + HOUR)
        self.assertEqual([hour for _a, _l, hour, _r in hours()], [NOON + 3 * DAY, NOON + 3 * DAY + HOUR])
        [before] = ReadingsBefore.objects.all()
        self.assertEqual((before.article_id, before.language, before.reads), (17, "en", 4))

    def test_hours_become_the_days_of_the_newsroom(self):
        counts, late = PageViewCounter(), NOON + 3 * HOUR  # midnight in Seoul
        for at in (NOON, late - HOUR, late, late + HOUR):
            counts.add(STORY, at, Referrer.SOCIAL)
            read(counts, at=at)
        read(counts, at=NOON + 4 * DAY)
        days = DayOfReading.objects.order_by("day").values_list("day", "reads", "from_social", "from_own")
        self.assertEqual(list(days), [(date(2026, 3, 2), 4, 2, 0), (date(2026, 3, 3), 4, 2, 0)])

    def test_a_day_is_added_to_where_it_is_folded_in_parts(self):
        counts = PageViewCounter()
        for _part in range(2):
            HourOfReading.objects.create(hour=NOON, article_id=17, language="en", reads=5, from_own=2)
            read(counts, at=NOON + 4 * DAY)
            counts = PageViewCounter()
        day = DayOfReading.objects.get()
        self.assertEqual((day.reads, day.from_own), (10, 4))

    def test_what_was_before_grows(self):
        ReadingsBefore.objects.create(article_id=17, language="en", reads=40)
        counts = PageViewCounter()
        read(counts, 2)
        read(counts, at=NOON + 3 * DAY)
        self.assertEqual(ReadingsBefore.objects.get().reads, 42)


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_the_desk_is_not_waited_for():
    """If another thread writes, counters give up quickly; the timeout of other statements is unchanged."""
    counts, held, done = PageViewCounter(), threading.Event(), threading.Event()

    def write_at_the_desk():
        with transaction.atomic():
            held.set()
            done.wait(10)
        connection.close()

    desk = threading.Thread(target=write_at_the_desk)
    desk.start()
    held.wait(10)
    read(counts)
    done.set()
    desk.join()
    assert hours() == []
    assert counts.held == {(17, "en", NOON): {Referrer.UNKNOWN: 1}}
    patience = connection.settings_dict["OPTIONS"]["timeout"] * 1000
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA busy_timeout").fetchone() == (patience,)
    assert make_published().pk  # the desk can still write


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_a_row_that_another_process_writes_is_not_waited_for():
    counts, held, done = PageViewCounter(), threading.Event(), threading.Event()
    read(counts)

    def write_elsewhere():
        with transaction.atomic():
            HourOfReading.objects.update(reads=5)
            held.set()
            done.wait(10)
        connection.close()

    elsewhere = threading.Thread(target=write_elsewhere)
    elsewhere.start()
    held.wait(10)
    read(counts, at=NOON + WRITTEN_EVERY)
    done.set()
    elsewhere.join()
    assert hours() == [(17, "en", NOON, 5)]
    assert counts.held == {(17, "en", NOON): {Referrer.UNKNOWN: 1}}
