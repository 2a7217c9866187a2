"""Event consumers: each reads the log by itself, in bounded batches, and none delays another."""

from unittest import mock

from django.db import OperationalError
from django.test import TestCase

from articles.events import consumers
from articles.events.consumers import catch_up_all, event_consumer
from articles.models import Event, EventType
from articles.models.event import ConsumerPosition
from tests.factories import approve, make_article


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

    def test_a_page_reads_one_batch_and_leaves_the_rest(self):
        consumer = self.consumer(at_once=2)
        approve(make_article(), "en")
        self.assertEqual(consumer.catch_up(batches=1), 2)
        self.assertTrue(consumer.is_behind())
        consumer.catch_up()
        self.assertEqual(self.read, self.numbers())

    def test_what_fails_leaves_nothing_behind_and_is_read_again(self):
        trouble = [OperationalError]

        @event_consumer("ledger")
        def ledger(events):
            ConsumerPosition.objects.create(name="entered")
            if trouble:
                raise trouble.pop()
            return len(events)

        make_article()
        with self.assertLogs("articles.events.consumers"):
            self.assertEqual(ledger.catch_up_quietly(), 0)
        self.assertEqual(ledger.catch_up(), Event.objects.count())

    def test_one_that_fails_does_not_keep_the_others_from_reading(self):
        @event_consumer("wreck")
        def wreck(events):
            raise ValueError

        self.consumer()
        approve(make_article(), "en")
        with self.assertLogs("articles.events.consumers"):
            self.assertEqual(catch_up_all().failed, {"wreck"})
        self.assertEqual(self.read, self.numbers())
