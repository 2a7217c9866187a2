"""Event consumers: each reads the log separately in bounded batches, and none delays another."""

from unittest import mock

from django.db import OperationalError
from django.db.models import QuerySet
from django.test import TestCase

from articles.events import consumers
from articles.events.consumers import (
    PAGE_EVENTS,
    Backlog,
    ConsumerLag,
    catch_up_all,
    catch_up_for_page,
    consumer_lags,
    event_consumer,
)
from articles.models import Event, EventType
from articles.models.event import ConsumerPosition
from tests.factories import NOON, approve, make_article, make_events


class ConsumerTests(TestCase):
    def setUp(self):
        self.enterContext(mock.patch.dict(consumers._consumers, clear=True))
        self.read = []

    def consumer(self, name="ferry", **how):
        @event_consumer(name, **how)
        def read(events):
            self.read += [event.id for event in events]
            return len(events)

        return read

    def numbers(self):
        return list(Event.objects.order_by("id").values_list("id", flat=True))

    def test_reads_on_from_where_it_stopped(self):
        consumer, article = self.consumer(), make_article()
        consumer.catch_up()
        approve(article, "en")
        self.assertEqual(consumer.catch_up(), 2)
        self.assertEqual(self.read, self.numbers())

    def test_sees_only_what_it_wants_and_is_behind_nothing_else(self):
        wanted = EventType.APPROVED
        consumer = self.consumer(wanted=lambda events: events.filter(type=wanted), at_once=1)
        for number in range(2):
            approve(make_article(number=number), "en")
        self.assertEqual(consumer.catch_up(), 2)
        approvals = Event.objects.filter(type=wanted).order_by("pk")
        self.assertEqual(self.read, list(approvals.values_list("pk", flat=True)))
        self.assertFalse(consumer.is_behind())

    def test_a_number_of_batches_leaves_the_rest(self):
        consumer = self.consumer(at_once=2)
        approve(make_article(), "en")
        self.assertEqual(consumer.catch_up(batches=1), 2)
        self.assertTrue(consumer.is_behind())
        consumer.catch_up()
        self.assertEqual(self.read, self.numbers())

    def test_a_backlog_is_worked_off_and_counts_as_lag(self):
        rows, asked = QuerySet(Event).filter(reason="left"), []
        backlog = Backlog(lambda batches: asked.append(batches) or rows.update(reason="done"), rows.all, "at")
        consumer = self.consumer(backlog=backlog)
        consumer.catch_up()
        self.assertEqual(consumer_lags(), [ConsumerLag("ferry", 0, None)])
        make_events(3, reason="left", at=NOON)
        consumer._read_on()
        self.assertTrue(consumer.is_behind())
        self.assertEqual(consumer_lags(), [ConsumerLag("ferry", 3, NOON)])
        self.assertEqual(consumer.catch_up(batches=2), 3)
        self.assertEqual(asked, [None, 2])
        self.assertFalse(consumer.is_behind())

    def test_what_fails_leaves_nothing_behind_and_is_read_again(self):
        trouble = [OperationalError]

        @event_consumer("ledger", for_pages=True)
        def ledger(events):
            ConsumerPosition.objects.create(name="entered")
            if trouble:
                raise trouble.pop()
            return len(events)

        make_article()
        with self.assertLogs("articles.events.consumers"):
            catch_up_for_page()
        self.assertEqual(ledger.catch_up(), Event.objects.count())

    def test_a_page_reads_one_bounded_batch_however_many_consumers_wait(self):
        for name in ("ferry", "barge"):
            self.consumer(name, for_pages=True)
        self.consumer("freighter")
        ids = make_events(3 * PAGE_EVENTS)
        catch_up_for_page()
        self.assertEqual(self.read, ids[:PAGE_EVENTS])
        self.assertEqual(ConsumerPosition.objects.get().last_event_id, self.read[-1])

    def test_consumers_of_a_page_share_the_batch(self):
        self.consumer("ferry", for_pages=True)
        make_events(PAGE_EVENTS - 1)
        self.consumer("barge", for_pages=True)
        catch_up_for_page()
        self.assertEqual(len(self.read), PAGE_EVENTS)

    def test_one_that_fails_does_not_keep_the_others_from_reading(self):
        @event_consumer("wreck")
        def wreck(events):
            raise ValueError

        self.consumer()
        approve(make_article(), "en")
        with self.assertLogs("articles.events.consumers"):
            self.assertEqual(catch_up_all().failed, {"wreck"})
        self.assertEqual(self.read, self.numbers())
