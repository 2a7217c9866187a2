"""Days of the log: their events, the content of their digest, and its final state."""

from datetime import UTC, date, datetime, timedelta
from unittest import mock

from django.test import TestCase
from time_machine import travel

from articles.models import DayDigest, EventType
from articles.models.event import SETTLING, digest_of_day, digests_of_days
from articles.text.digests import digest_of
from tests.factories import HOUR, INSTANT, NOON, make_events

MIDNIGHT = datetime(2026, 3, 2, 15, tzinfo=UTC)  # in Seoul, where the 3rd begins
SECOND, THIRD, FOURTH = (date(2026, 3, day) for day in (2, 3, 4))
DAY = timedelta(days=1)


def seal(at, *, count=1, digest="a" * 64, **fields):
    """Append events that name an edition; return their ids."""
    fields = {"type": EventType.PUBLISHED, "language": "en", "edition_number": 1} | fields
    return make_events(count, at=at, edition_digest=digest, **fields)


def store(day, events, digest="b" * 64):
    return DayDigest.objects.create(day=day, last_event_id=events[-1], digest=digest)


class DigestTests(TestCase):
    def test_a_digest_covers_the_day_before_and_each_event_without_its_words(self):
        at = NOON + INSTANT
        event = (7, at, "published", "article", 3, "en", 2, "c" * 64)
        told = [[7, "2026-03-02T12:00:00.000001+00:00", "published", "article", 3, "en", 2, "c" * 64]]
        expected = digest_of({"previous": "d" * 64, "day": "2026-03-02", "events": told})
        self.assertEqual(digest_of_day(SECOND, [event], "d" * 64), expected)
        self.assertNotEqual(digest_of_day(SECOND, [event], ""), expected)

    def test_days_are_chained(self):
        events = [(1, NOON, "x"), (2, NOON + DAY, "y")]
        first, second = digests_of_days(events, None, NOON + 9 * DAY)
        self.assertEqual(first.digest, digest_of_day(SECOND, events[:1], ""))
        self.assertEqual(second.digest, digest_of_day(THIRD, events[1:], first.digest))
        stored = DayDigest(day=SECOND, last_event_id=1, digest=first.digest)
        [again] = digests_of_days(events[1:], stored, NOON + 9 * DAY)
        self.assertEqual(again.digest, second.digest)


class DayOfEventTests(TestCase):
    """The days of events by their instants; ids count from 1."""

    def days(self, *instants, last=None, now=NOON + 9 * DAY):
        events = [(number, at) for number, at in enumerate(instants, 1)]
        return [(one.day.day, one.last_event_id) for one in digests_of_days(events, last, now)]

    def test_a_day_ends_at_midnight_of_the_newsroom(self):
        self.assertEqual(self.days(MIDNIGHT - INSTANT, MIDNIGHT, MIDNIGHT + DAY - INSTANT), [(2, 1), (3, 3)])

    def test_a_day_without_events_is_left_out(self):
        self.assertEqual(self.days(NOON, NOON + 3 * DAY), [(2, 1), (5, 2)])

    def test_an_event_of_a_clock_that_was_set_back_counts_to_the_day_of_its_predecessor(self):
        self.assertEqual(self.days(NOON, NOON + DAY, NOON, NOON + DAY), [(2, 1), (3, 4)])

    def test_an_event_from_the_future_keeps_no_day_from_ending(self):
        ahead = NOON + 900 * DAY
        self.assertEqual(self.days(NOON, ahead, NOON + HOUR, NOON + DAY), [(2, 3), (3, 4)])

    def test_what_follows_a_stored_day_belongs_to_a_later_one(self):
        last = DayDigest(day=THIRD, last_event_id=0, digest="b" * 64)
        self.assertEqual(self.days(NOON, NOON + DAY, NOON + 3 * DAY, last=last), [(4, 2), (5, 3)])


class UnstoredTests(TestCase):
    def setUp(self):
        traveller = travel(MIDNIGHT + 5 * DAY, tick=False)
        traveller.start()
        self.addCleanup(traveller.stop)

    def unstored(self, at):
        return [one.day for one in DayDigest.objects.unstored(at)]

    def test_a_day_is_final_shortly_after_its_end(self):
        seal(NOON)
        self.assertEqual(self.unstored(MIDNIGHT + SETTLING - INSTANT), [])
        self.assertEqual(self.unstored(MIDNIGHT + SETTLING), [SECOND])

    def test_stored_days_are_final_at_the_same_instant(self):
        store(SECOND, seal(NOON))
        self.assertEqual(DayDigest.objects.ended(MIDNIGHT + SETTLING - INSTANT).count(), 0)
        self.assertEqual(DayDigest.objects.ended(MIDNIGHT + SETTLING).count(), 1)

    def test_the_present_day_is_not_computed_for_an_instant_in_the_future_either(self):
        seal(MIDNIGHT + 5 * DAY)
        self.assertEqual(self.unstored(NOON + 90 * DAY), [])

    def test_stored_days_are_not_computed_again(self):
        store(SECOND, seal(NOON))
        seal(NOON + DAY)
        with self.assertNumQueries(2):
            self.assertEqual(self.unstored(NOON + 3 * DAY), [THIRD])

    def test_events_without_an_edition_make_no_day(self):
        make_events(2, at=NOON)
        self.assertEqual(self.unstored(NOON + 3 * DAY), [])

    def test_a_long_backlog_is_read_in_part_and_no_day_is_computed_from_a_part_of_it(self):
        for days in range(3):
            seal(NOON + days * DAY, count=2)
        with mock.patch("articles.models.event.UNSTORED_EVENTS", 3):
            self.assertEqual(self.unstored(NOON + 4 * DAY), [SECOND])
        with mock.patch("articles.models.event.UNSTORED_EVENTS", 1):
            self.assertEqual(self.unstored(NOON + 4 * DAY), [])
        self.assertEqual(self.unstored(NOON + 4 * DAY), [SECOND, THIRD, FOURTH])


class RefusalTests(TestCase):
    def test_a_stored_day_never_changes(self):
        day = store(SECOND, seal(NOON))
        for write in (day.save, day.delete, DayDigest.objects.all().delete):
            with self.assertRaises(TypeError):
                write()
        with self.assertRaises(TypeError):
            DayDigest.objects.update(digest="c" * 64)
