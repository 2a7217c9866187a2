"""Rounds of follow_log: a backlog or failure of one consumer does not delay the others."""

from unittest import mock

import psycopg
from django.core.management import call_command
from django.db import OperationalError
from django.test import TestCase
from time_machine import travel

from articles.events import consumers
from articles.events.consumers import event_consumer
from articles.models import Event
from articles.models.event import ConsumerPosition
from newsroom.operations.management.commands import follow_log
from newsroom.operations.management.commands.follow_log import BATCHES_A_ROUND, RETRY_AFTER, Command
from tests.factories import NOON, approve, make_article


class FollowLogTests(TestCase):
    def setUp(self):
        self.enterContext(mock.patch.dict(consumers._consumers, clear=True))
        self.enterContext(travel(NOON, tick=False))
        self.read = []
        for number in range(4):
            approve(make_article(number=number), "en")
        self.command = Command()
        self.command.resting = {}

    def follow(self, name, **how):
        @event_consumer(name, at_once=1, **how)
        def read(events):
            self.read.append(name)
            return 1

    def follow_wreck(self):
        @event_consumer("wreck")
        def wreck(events):
            self.read.append("wreck")
            raise ValueError

    def test_a_backlog_gives_the_others_their_turn(self):
        self.follow("slow")
        self.follow("letters")
        self.assertTrue(self.command.round())
        self.assertEqual(self.read, ["slow"] * BATCHES_A_ROUND + ["letters"] * BATCHES_A_ROUND)

    def test_once_goes_on_until_all_is_read(self):
        self.follow("slow")
        call_command("follow_log", once=True)
        self.assertEqual(len(self.read), Event.objects.count())
        self.assertGreater(len(self.read), BATCHES_A_ROUND)

    def test_a_backlog_is_read_without_a_pause(self):
        self.follow("slow")
        self.enterContext(mock.patch.object(follow_log, "close_old_connections"))
        with mock.patch("signal.signal"), mock.patch.object(follow_log.os, "getppid") as parent:
            parent.side_effect = [7, 7, 8]
            call_command("follow_log", parent=7, every=0.01)
        self.assertEqual(ConsumerPosition.objects.get(name="slow").last_event_id, Event.objects.first().id)

    def test_what_fails_rests_while_a_backlog_is_read(self):
        clock = self.enterContext(mock.patch.object(follow_log, "time"))
        clock.monotonic.return_value = 1000
        self.follow_wreck()
        self.follow("slow")
        with self.assertLogs("articles.events.consumers"):
            self.assertTrue(self.command.round())
        self.assertFalse(self.command.round())
        self.assertEqual(self.read.count("wreck"), 1)
        clock.monotonic.return_value += RETRY_AFTER
        with self.assertLogs("articles.events.consumers"):
            self.assertFalse(self.command.round())

    def test_a_database_that_is_away_is_named_in_one_line_and_asked_again_ever_later(self):
        clock = self.enterContext(mock.patch.object(follow_log, "time"))
        clock.monotonic.return_value = 1000
        away = OperationalError("the server closed the connection")
        away.__cause__ = psycopg.OperationalError("connection refused\n\tIs the server running?")
        pauses = []
        for _round in range(8):
            fails = mock.patch.object(follow_log, "catch_up_all", side_effect=away)
            with fails, self.assertLogs(follow_log.logger, "ERROR") as logged:
                self.assertFalse(self.command.round())
                self.assertFalse(self.command.round())  # the consumer pauses and makes no queries
            [record] = logged.records
            self.assertIsNone(record.exc_info)
            self.assertIn("connection refused Is the server running?", record.getMessage())
            pauses.append(self.command.resting[follow_log.EVERYTHING] - clock.monotonic.return_value)
            clock.monotonic.return_value += pauses[-1]
        self.assertEqual(pauses, [2, 4, 8, 16, 32, RETRY_AFTER, RETRY_AFTER, RETRY_AFTER])
        self.assertFalse(self.command.round())
        self.assertEqual(self.command.pause, follow_log.SOON)

    def test_it_starts_without_questions_to_the_database(self):
        self.assertEqual(Command.requires_system_checks, [])
