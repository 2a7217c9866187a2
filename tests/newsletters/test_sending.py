"""Sending to a real mail server, with pauses, refusals, broken connections and killed workers.

Addresses never get an issue twice.
"""

import subprocess
import sys
from collections import Counter
from datetime import timedelta
from unittest import mock

import pytest
import time_machine
from django.db import connection
from django.test import TestCase, TransactionTestCase, override_settings
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from articles.publishing import withdraw
from newsroom.newsletters import sending
from newsroom.newsletters.composition import IssueContent, NewsletterRefused
from newsroom.newsletters.models import Delivery, NewsletterIssue, PauseCause, Subscription
from newsroom.newsletters.sending import pause, resume, send_batch, start, take
from newsroom.newsletters.subscriptions import unsubscribe
from newsroom.operations.tasks import LEASE, requeue_lost_tasks
from tests.factories import NOON, make_published, make_user
from tests.newsletters.issues import make_issue, make_subscription, make_subscriptions
from tests.newsletters.mail_server import mail_server
from tests.together import together

QUEUE = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
WORKER = f"""
import sys, time, django
from django.conf import settings
settings.TASKS = {QUEUE}
settings.DATABASES["default"]["NAME"] = sys.argv[1]
settings.MAILERS["default"] = {{
    "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
    "OPTIONS": {{"host": "127.0.0.1", "port": int(sys.argv[2]), "timeout": 60}},
}}
django.setup()
from newsroom.newsletters import sending
from newsroom.newsletters.models import NewsletterIssue
from newsroom.operations.tasks import run_tasks
sending.AT_ONCE = 50
while NewsletterIssue.objects.sending().exists():
    run_tasks()
    time.sleep(0.01)
"""


class SendingTestCase(TestCase):
    """Tasks are queued but not run: each test runs the batches itself."""

    def setUp(self):
        self.clock = self.enterContext(time_machine.travel(NOON, tick=False))
        self.enterContext(override_settings(TASKS=QUEUE, SITE_URL="https://news.example"))
        self.mailbox = self.enterContext(mail_server())
        self.user = make_user()
        self.issue = make_issue(by=self.user)

    def start(self):
        with self.captureOnCommitCallbacks(execute=True):
            start(self.issue, by=self.user)

    def send(self, turns=1):
        for _turn in range(turns):
            send_batch.call(self.issue.pk)
        self.issue.refresh_from_db()
        return self.issue.counts()

    def received(self):
        return sorted(self.mailbox.counts.elements())


class StartTests(SendingTestCase):
    def test_goes_to_confirmed_subscribers_of_its_language(self):
        make_subscription()
        make_subscription("bo@example.com", language="ko")
        make_subscription("cy@example.com", confirmed_at=None)
        make_subscription("di@example.com", suspended_at=NOON, reason="550")
        self.start()
        self.send(2)
        self.assertEqual(self.received(), ["ada@example.com"])
        self.assertIsNotNone(self.issue.finished_at)

    def test_is_started_once(self):
        make_subscription()
        self.start()
        with self.assertRaises(NewsletterRefused):
            start(self.issue, by=self.user)
        self.assertEqual(Delivery.objects.count(), 1)

    def test_is_refused_without_subscribers_or_live_stories(self):
        with self.assertRaisesMessage(NewsletterRefused, "Nobody has subscribed"):
            start(self.issue, by=self.user)
        make_subscription()
        NewsletterIssue.objects.update(stories=[1])
        with self.assertRaisesMessage(NewsletterRefused, "None of its stories is live"):
            start(self.issue, by=self.user)

    def test_queues_one_task(self):
        make_subscription()
        self.start()
        self.assertEqual(DBTaskResult.objects.get().task_path, "newsroom.newsletters.sending.send_batch")


class BatchTests(SendingTestCase):
    def test_each_task_sends_a_bounded_number_and_queues_the_next(self):
        make_subscriptions(5)
        self.start()
        with mock.patch.object(sending, "AT_ONCE", 2), self.captureOnCommitCallbacks() as queued:
            self.assertEqual(self.send()["sent"], 2)
            self.assertEqual(self.send(2)["sent"], 5)
        self.assertEqual(len(queued), 3)

    def test_begins_no_message_after_some_seconds(self):
        make_subscriptions(3)
        self.start()
        with mock.patch.object(sending, "SECONDS", -1):
            self.assertEqual(self.send()["sent"], 1)

    def test_two_tasks_at_once_send_nothing_twice(self):
        make_subscriptions(3)
        self.start()
        read_before = list(Delivery.objects.select_related("subscription"))
        self.send()
        sending.send_messages(IssueContent.render(self.issue, NOON), read_before)
        self.assertEqual(len(self.mailbox.messages), 3)

    def test_who_unsubscribes_meanwhile_gets_nothing(self):
        first, second = make_subscriptions(2)
        self.start()
        unsubscribe(Subscription.objects.get(pk=second.pk))
        counts = self.send(2)
        self.assertEqual(self.received(), [first.address])
        self.assertEqual((counts["sent"], counts["skipped"]), (1, 1))

    def test_who_unsubscribes_between_reading_and_sending_gets_nothing(self):
        row = make_subscription()
        self.start()
        delivery = Delivery.objects.select_related("subscription").get()
        unsubscribe(row)
        self.assertFalse(take(delivery))

    def test_a_story_withdrawn_meanwhile_is_left_out(self):
        other = make_published(title_en="Market closes", summary_en="Fish", body_en="<p>Fish</p>")
        NewsletterIssue.objects.update(stories=[*self.issue.stories, other.pk])
        make_subscription()
        self.start()
        withdraw(other, "en", by=None, note="Wrong.")
        self.clock.shift(timedelta(seconds=1))
        self.send()
        text = self.mailbox.parsed().get_body(("plain",)).get_content()
        self.assertIn("Harbor opens", text)
        self.assertNotIn("Market closes", text)

    def test_is_paused_when_no_story_is_left(self):
        make_subscription()
        self.start()
        NewsletterIssue.objects.update(stories=[1])
        self.send()
        self.assertEqual((self.issue.cause, self.mailbox.messages), (PauseCause.EMPTY, []))

    def test_sends_nothing_from_a_held_copy(self):
        make_subscription()
        self.start()
        with mock.patch("articles.clock.stopped_at", return_value=NOON):
            self.assertEqual(self.send()["waiting"], 1)


class PauseTests(SendingTestCase):
    def test_a_pause_ends_the_batch_before_its_next_message(self):
        make_subscriptions(3)
        self.start()
        real = sending.send_message

        def send_and_pause(*args):
            found = real(*args)
            pause(self.issue, PauseCause.PERSON)
            return found

        with mock.patch.object(sending, "send_message", send_and_pause):
            self.assertEqual(self.send()["sent"], 1)
        self.assertEqual(self.send()["sent"], 1)
        self.assertTrue(resume(self.issue))
        self.assertEqual(self.send()["sent"], 3)
        self.assertEqual(set(self.mailbox.counts.values()), {1})

    def test_an_interrupted_issue_is_continued_after_ten_minutes(self):
        make_subscription()
        self.start()
        self.issue.refresh_from_db()
        self.assertFalse(resume(self.issue))
        self.clock.shift(timedelta(minutes=11))
        self.assertTrue(resume(self.issue))

    def test_a_draft_or_a_finished_one_is_neither_paused_nor_continued(self):
        self.assertFalse(pause(self.issue, PauseCause.PERSON))
        self.assertFalse(resume(self.issue))
        make_subscription()
        self.start()
        self.send(2)
        self.assertFalse(pause(self.issue, PauseCause.PERSON))
        self.clock.shift(timedelta(hours=1))
        self.assertFalse(resume(self.issue))


class RefusalTests(SendingTestCase):
    def setUp(self):
        super().setUp()
        self.row = make_subscription()

    def test_an_address_that_does_not_exist_is_suspended(self):
        self.mailbox.refusals[self.row.address] = "550 5.1.1 unknown"
        self.start()
        self.assertEqual(self.send()["refused"], 1)
        self.row.refresh_from_db()
        self.assertEqual((self.row.suspended_at, self.row.reason), (NOON, "550 5.1.1 unknown"))

    def test_a_full_mailbox_is_suspended_after_three_issues(self):
        self.mailbox.refusals[self.row.address] = "452 4.2.2 full"
        for number in range(1, 4):
            NewsletterIssue.objects.update(started_at=None, started_by=None, worked_at=None, finished_at=None)
            Delivery.objects.all().delete()
            self.start()
            self.send()
            self.row.refresh_from_db()
            self.assertEqual((self.row.failures, bool(self.row.suspended_at)), (number, number == 3))

    def test_a_server_that_defers_gets_the_message_later(self):
        self.mailbox.texts = "451 4.7.0 slow down"
        self.start()
        with self.assertLogs("newsroom.newsletters", "WARNING"):
            self.assertEqual(self.send()["waiting"], 1)
        self.mailbox.texts = "250 OK"
        self.assertEqual(self.send()["sent"], 1)

    def test_a_message_given_back_is_sent_though_another_task_has_finished_the_issue(self):
        self.start()
        delivery = Delivery.objects.get()
        self.assertTrue(take(delivery))
        self.send()
        self.assertIsNotNone(self.issue.finished_at)
        sending.release(delivery)
        self.assertEqual(self.send()["sent"], 1)

    def test_a_server_that_is_away_is_tried_some_times_then_the_issue_pauses(self):
        self.start()
        self.mailbox.sender_answer = "550 5.7.1 not yours"
        with self.assertLogs("newsroom.newsletters", "WARNING"):
            self.send(sending.MOST_WAITS)
            self.assertIsNone(self.issue.paused_at)
            self.send()
        self.assertEqual((self.issue.cause, self.issue.detail), (PauseCause.SERVER, "550 5.7.1 not yours"))
        self.mailbox.sender_answer = "250 OK"
        resume(self.issue)
        self.assertEqual(self.send()["sent"], 1)

    def test_a_text_that_nobody_takes_pauses_the_issue_and_suspends_nobody(self):
        make_subscriptions(9)
        self.mailbox.texts = "554 5.7.1 spam"
        self.start()
        self.assertEqual(self.send()["refused"], sending.MOST_REFUSED)
        self.assertEqual(self.issue.cause, PauseCause.SERVER)
        self.assertFalse(Subscription.objects.exclude(suspended_at=None).exists())

    def test_a_sender_that_is_no_address_pauses_the_issue_and_suspends_nobody(self):
        self.start()
        for sender in ("newsroom@::1", "뉴스@news.example"):
            with override_settings(DEFAULT_FROM_EMAIL=sender):
                self.assertEqual(self.send()["waiting"], 1)
            self.assertEqual(self.issue.cause, PauseCause.SERVER)
            self.assertTrue(resume(self.issue))
        self.assertEqual(self.send()["sent"], 1)

    def test_a_connection_that_breaks_leaves_one_message_in_doubt_which_is_never_sent_again(self):
        make_subscriptions(4)
        self.mailbox.accepts = 2
        self.start()
        with self.assertLogs("newsroom.newsletters", "WARNING"):
            counts = self.send()
        self.assertEqual((counts["sent"], counts["taken"], counts["waiting"]), (1, 1, 3))
        counts = self.send(2)
        self.assertEqual((counts["sent"], counts["taken"], counts["waiting"]), (4, 1, 0))
        self.assertEqual(set(self.mailbox.counts.values()), {1})


class InterruptionTests(TransactionTestCase):
    """Workers in separate processes, killed during a batch, as `make drills` does among 10,000."""

    @pytest.mark.long
    def test_a_killed_worker_is_followed_by_another_and_nobody_gets_it_twice(self):
        count, killed_at = 300, [70, 180]
        with mail_server() as mailbox, override_settings(TASKS=QUEUE):
            make_subscriptions(count)
            issue = make_issue()
            start(issue, by=make_user())
            command = [
                sys.executable,
                "-c",
                WORKER,
                str(connection.settings_dict["NAME"]),
                str(mailbox.port),
            ]
            for kills, received in enumerate(killed_at, 1):
                with subprocess.Popen(command) as worker:
                    self.assertTrue(mailbox.wait_for(received))
                    worker.kill()
                with self.assertLogs("newsroom.operations", "WARNING"):
                    requeue_lost_tasks(timezone.now() + LEASE + timedelta(seconds=1))
                counts = issue.counts()
                self.assertIn(counts["sent"] + counts["taken"] - len(mailbox.messages), range(kills + 1))
            subprocess.run(command, check=True, timeout=300)
            issue.refresh_from_db()
            self.assertIsNotNone(issue.finished_at)
            counts, got = issue.counts(), mailbox.counts
        self.assertEqual(Counter(got.values()).keys(), {1})  # each address got the issue once
        self.assertLessEqual(counts["taken"], len(killed_at))
        self.assertGreaterEqual(len(got), count - len(killed_at))
        self.assertEqual(counts["sent"] + counts["taken"], count)

    def test_of_many_who_take_the_same_message_one_gets_it(self):
        make_subscription()
        issue = make_issue()
        with override_settings(TASKS=QUEUE):
            start(issue, by=make_user())
        delivery = Delivery.objects.get()
        found = together(*[lambda: take(delivery)] * 5)
        self.assertEqual(sorted(found), [False, False, False, False, True])
