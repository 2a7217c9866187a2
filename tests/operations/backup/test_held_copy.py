"""A restored copy that is held: it sends nothing, runs no task, and publishes nothing."""

from datetime import timedelta
from io import StringIO
from unittest import mock

from django.core import mail
from django.core.management import call_command
from django.db import DatabaseError
from django.test import TestCase, override_settings
from django_tasks_db.models import DBTaskResult
from time_machine import travel

from articles import clock
from articles.clock import ClockMeasurement
from articles.models import Edition, Event
from articles.models.event import ConsumerPosition
from articles.publishing import publish
from newsroom.accounts.mail import send_account_mail
from newsroom.notifications.models import Notification, NotificationReason
from newsroom.operations.backup.backups import hold
from newsroom.operations.installation.background import HeldCopyCheck
from newsroom.operations.installation.check import CheckState
from newsroom.operations.management.commands import follow_log
from newsroom.operations.management.commands.release import decide, release
from newsroom.operations.models import HeldCopy
from tests.factories import NOON, approve, make_article, make_user

HOUR = timedelta(hours=1)
QUEUE = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


class HeldTestCase(TestCase):
    """A copy made at noon and looked at at two, with a story scheduled for one o'clock."""

    @classmethod
    def setUpTestData(cls):
        with travel(NOON - HOUR, tick=False):
            cls.chief = make_user("chief", email="chief@example.com", mail="at_once")
            cls.article = make_article(title_en="Harbor opens late")
            approve(cls.article, "en")
            cls.edition = publish(cls.article, "en", by=cls.chief, at=NOON + HOUR)

    def setUp(self):
        self.enterContext(travel(NOON + 2 * HOUR, tick=False))
        hold(NOON)

    def readers_see(self):
        response = self.client.get(self.edition.get_absolute_url())
        return response.status_code == 200 and b"Harbor opens late" in response.content


class HoldTests(HeldTestCase):
    def test_the_clock_stands_still_for_whoever_asks(self):
        self.assertEqual(clock.now(), NOON)
        self.assertEqual(clock.read_database_clock(), NOON)
        self.assertEqual(clock.true_now(), NOON + 2 * HOUR)
        self.assertFalse(Edition.objects.live().exists())
        self.assertFalse(self.readers_see())

    def test_a_process_finds_out_within_a_second(self):
        ClockMeasurement.stopped_at, ClockMeasurement.asked_at = None, float("-inf")
        with mock.patch.object(ClockMeasurement, "is_followed", new=True):
            self.assertEqual(clock.stopped_at(), NOON)
            with self.assertNumQueries(0):
                clock.stopped_at()

    def test_while_the_database_is_away_it_stays_held(self):
        with mock.patch.object(clock, "_readers", [mock.Mock(side_effect=DatabaseError)]):
            clock.read_stop()
        self.assertEqual(clock.stopped_at(), NOON)

    def test_the_backup_of_a_held_copy_keeps_the_earlier_instant(self):
        hold(NOON + HOUR)
        self.assertEqual(HeldCopy.objects.get().stopped_at, NOON)

    def test_follow_log_waits(self):
        event = Event.objects.first()
        Notification.objects.create(user=self.chief, event=event, why=NotificationReason.ASSIGNED)
        with override_settings(TASKS=QUEUE):
            send_account_mail.enqueue("chief@example.com", "Subject", "Text")
            call_command("follow_log", once=True)
            call_command("send_notifications", stdout=StringIO())
            self.assertTrue(DBTaskResult.objects.ready().exists())
            self.assertEqual(mail.outbox, [])
            self.assertFalse(ConsumerPosition.objects.filter(last_event_id__gt=event.pk).exists())

    def test_follow_log_goes_on_after_the_release(self):
        decide(confirmed=[f"edition:{self.edition.pk}"], by=self.chief)
        with self.captureOnCommitCallbacks(execute=True):
            release(by=self.chief)
        with (
            mock.patch.object(follow_log, "run_tasks") as ran,
            mock.patch.object(follow_log, "mail_notifications"),
        ):
            call_command("follow_log", once=True)
        ran.assert_called()
        self.assertTrue(ConsumerPosition.objects.filter(last_event_id__gt=0).exists())

    def test_the_admin_and_doctor_say_so(self):
        self.client.force_login(self.chief)
        self.assertContains(self.client.get("/admin/"), "This restored copy is held at")
        self.assertEqual(HeldCopyCheck().examine().state, CheckState.ATTENTION)
        ClockMeasurement.stopped_at = None
        self.assertNotContains(self.client.get("/admin/"), "This restored copy is held at")
        self.assertEqual(HeldCopyCheck().examine().state, CheckState.FINE)
