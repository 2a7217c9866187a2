"""Days are stored once, on an event of a later day."""

import pytest
from django.test import TestCase, TransactionTestCase

from articles.events.consumers import catch_up_all
from articles.models import DayDigest, Event
from articles.models.event import COVERED, ConsumerPosition, digests_of_days
from articles.publishing.verification import day_digests
from tests.articles.models.test_day_digest import DAY, SECOND, THIRD, seal
from tests.factories import NOON, make_events
from tests.together import together


def stored():
    return list(DayDigest.objects.order_by("day").values_list("day", "last_event_id"))


class ConsumerTests(TestCase):
    def test_an_event_of_a_later_day_stores_the_days_before(self):
        second, third = seal(NOON, count=2), seal(NOON + DAY)
        self.assertEqual(day_digests.catch_up(), 1)
        self.assertEqual(stored(), [(SECOND, second[-1])])
        seal(NOON + 4 * DAY)
        day_digests.catch_up()
        self.assertEqual(stored(), [(SECOND, second[-1]), (THIRD, third[-1])])

    def test_the_same_days_are_stored_whatever_the_batches_are(self):
        for days in range(4):
            seal(NOON + days * DAY, count=150)
            make_events(3, at=NOON + days * DAY)
        days = digests_of_days(
            Event.objects.sealing().order_by("id").values_list(*COVERED), None, NOON + 9 * DAY
        )
        expected = [(one.day, one.digest) for one in days][:-1]
        while day_digests.is_behind():
            day_digests.catch_up(batches=1)
        self.assertEqual(list(DayDigest.objects.order_by("day").values_list("day", "digest")), expected)

    def test_reading_the_log_again_stores_nothing_again(self):
        seal(NOON), seal(NOON + DAY)
        day_digests.catch_up()
        ConsumerPosition.objects.update(last_event_id=0)
        self.assertEqual(day_digests.catch_up(), 0)
        self.assertEqual(len(stored()), 1)

    def test_events_without_an_edition_end_no_day(self):
        seal(NOON)
        make_events(1, at=NOON + DAY)
        self.assertEqual(day_digests.catch_up(), 0)

    def test_it_follows_the_log_with_the_others(self):
        seal(NOON), seal(NOON + DAY)
        catch_up_all()
        self.assertEqual(len(stored()), 1)

    def test_an_event_costs_the_same_after_many_days(self):
        for days in range(2):
            seal(NOON + days * DAY)
        day_digests.catch_up()
        seal(NOON + 2 * DAY)
        with self.assertNumQueries(10):
            day_digests.catch_up()
        for days in range(3, 30):
            seal(NOON + days * DAY)
        day_digests.catch_up()
        seal(NOON + 30 * DAY)
        with self.assertNumQueries(10):
            day_digests.catch_up()


class TogetherTests(TransactionTestCase):
    @pytest.mark.postgresql
    def test_two_processes_store_each_day_once(self):
        for days in range(6):
            seal(NOON + days * DAY, count=50)
        together(day_digests.catch_up, day_digests.catch_up)
        self.assertEqual(len(stored()), 5)
