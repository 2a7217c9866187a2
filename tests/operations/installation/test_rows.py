"""Checks of background work, of the publication and of accounts, each passed and failed."""

from datetime import timedelta
from unittest import mock

from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.tasks import task
from django.test import TestCase, override_settings
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from articles.events import consumers
from articles.events.consumers import ConsumerLag, consumer_lags, event_consumer
from articles.models import Event, Publication
from newsroom.notifications.models import Notification, NotificationReason
from newsroom.operations.installation import background, configuration
from newsroom.operations.installation.check import CheckState, run_check
from newsroom.operations.management.commands.follow_log import Command
from newsroom.operations.models import BACKUP, FOLLOW_LOG, PRUNING, Heartbeat
from newsroom.security.log import record
from newsroom.security.models import SecurityEventKind
from tests.factories import (
    NOON,
    approve,
    make_article,
    make_events,
    make_publication,
    make_standing_page,
    make_user,
)

FINE, ATTENTION, BROKEN = CheckState.FINE, CheckState.ATTENTION, CheckState.BROKEN
QUEUE = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@task
def do_nothing():
    pass


class CheckTestCase(TestCase):
    def assertState(self, check, expected):  # noqa: N802
        report = run_check(check)
        self.assertEqual(report.state, expected, report)
        self.assertTrue(report.state == FINE or report.remedy)
        return report


class FollowLogCheckTests(CheckTestCase):
    def test_knows_when_it_last_ran(self):
        self.assertState(background.FollowLogCheck(), BROKEN)
        for age, expected in [(MINUTE, FINE), (20 * MINUTE, ATTENTION), (DAY, BROKEN)]:
            seen = {"seen_at": timezone.now() - age}
            Heartbeat.objects.update_or_create(name=FOLLOW_LOG, defaults=seen)
            with self.subTest(age=age):
                self.assertState(background.FollowLogCheck(), expected)

    def test_a_round_leaves_a_sign_of_life_and_not_each_round_does(self):
        command = Command()
        command.resting = {}
        command.round()
        self.assertState(background.FollowLogCheck(), FINE)
        Heartbeat.objects.all().delete()
        command.round()
        self.assertFalse(Heartbeat.objects.exists())


class RefusalTests(CheckTestCase):
    def test_addresses_that_the_mail_server_refuses_are_named(self):
        self.assertState(background.MailQueueCheck(), FINE)
        [event] = make_events(1)
        fields = {"user": make_user("reader"), "event_id": event, "why": NotificationReason.NOTED}
        row = Notification.objects.create(**fields, mail_refused_at=timezone.now())
        self.assertIn("reader", self.assertState(background.MailQueueCheck(), ATTENTION).found)
        Notification.objects.filter(pk=row.pk).update(mail_refused_at=timezone.now() - 2 * DAY)
        self.assertState(background.MailQueueCheck(), FINE)

    def test_people_who_were_locked_out_are_counted(self):
        self.assertState(configuration.LockedLoginsCheck(), FINE)
        record(SecurityEventKind.LOGIN_LOCKED, account_name="nobody")
        self.assertState(configuration.LockedLoginsCheck(), ATTENTION)


class RetentionCheckTests(CheckTestCase):
    def test_knows_when_old_rows_were_last_deleted_and_how_many_there_are(self):
        self.assertState(background.RetentionCheck(), ATTENTION)
        Session.objects.create(session_key="old", session_data="", expire_date=timezone.now() - DAY)
        for age, expected in [(HOUR, FINE), (3 * DAY, ATTENTION), (31 * DAY, ATTENTION)]:
            seen = {"seen_at": timezone.now() - age}
            Heartbeat.objects.update_or_create(name=PRUNING, defaults=seen)
            report = self.assertState(background.RetentionCheck(), expected)
            self.assertIn("`django_session` (1)", report.found)
        self.assertIn("If the clock of this machine is right", report.remedy)


class BackupCheckTests(CheckTestCase):
    def test_knows_when_the_last_one_was_made(self):
        self.assertState(background.BackupCheck(), ATTENTION)
        for age, expected in [(25 * HOUR, FINE), (27 * HOUR, ATTENTION)]:
            Heartbeat.objects.update_or_create(name=BACKUP, defaults={"seen_at": timezone.now() - age})
            with self.subTest(age=age):
                self.assertState(background.BackupCheck(), expected)


class ConsumersCheckTests(CheckTestCase):
    def setUp(self):
        self.enterContext(mock.patch.dict(consumers._consumers, clear=True))

        @event_consumer("slow")
        def slow(events):
            return 0

        self.slow = slow
        approve(make_article(), "en")

    def lag(self, age):
        return mock.patch.object(
            background, "consumer_lags", return_value=[ConsumerLag("slow", 3, timezone.now() - age)]
        )

    def test_lag_is_counted_from_the_first_unread_event(self):
        events = list(Event.objects.order_by("id"))
        self.assertEqual(consumer_lags(), [ConsumerLag("slow", len(events), events[0].at)])
        self.slow.catch_up()
        self.assertEqual(consumer_lags(), [ConsumerLag("slow", 0, None)])

    def test_late_consumers_are_named(self):
        self.assertState(background.ConsumersCheck(), FINE)
        with self.lag(10 * MINUTE):
            self.assertIn("slow (3)", self.assertState(background.ConsumersCheck(), ATTENTION).found)
        with self.lag(2 * HOUR):
            self.assertState(background.ConsumersCheck(), BROKEN)


@override_settings(TASKS=QUEUE)
class TasksCheckTests(CheckTestCase):
    def test_waiting_for_long(self):
        result = do_nothing.enqueue()
        self.assertState(background.TasksCheck(), FINE)
        row = DBTaskResult.objects.filter(pk=result.id)
        row.update(enqueued_at=timezone.now() - 2 * HOUR)
        self.assertState(background.TasksCheck(), BROKEN)
        row.update(run_after=timezone.now() - MINUTE)  # the task was postponed until a minute ago
        self.assertState(background.TasksCheck(), FINE)

    def test_failed_lately(self):
        result = do_nothing.enqueue()
        row = DBTaskResult.objects.filter(pk=result.id)
        row.update(status="FAILED", finished_at=timezone.now() - HOUR)
        self.assertState(background.TasksCheck(), ATTENTION)
        row.update(finished_at=timezone.now() - 2 * DAY)
        self.assertState(background.TasksCheck(), FINE)

    @override_settings(TASKS={"default": {"BACKEND": "django.tasks.backends.immediate.ImmediateBackend"}})
    def test_without_a_queue_nothing_waits(self):
        self.assertState(background.TasksCheck(), FINE)


class MailQueueCheckTests(CheckTestCase):
    def test_waiting_for_long(self):
        approve(make_article(), "en")
        user = make_user(mail="at_once", email="a@example.org")
        row = Notification.objects.create(
            user=user, event=Event.objects.first(), why=NotificationReason.REVIEW
        )
        self.assertState(background.MailQueueCheck(), FINE)
        Notification.objects.filter(pk=row.pk).update(created_at=timezone.now() - 2 * DAY)
        self.assertState(background.MailQueueCheck(), BROKEN)


class ImprintCheckTests(CheckTestCase):
    def test_names_what_is_empty(self):
        make_publication(legal_notice_en="Notice.", legal_notice_ko="고지")
        report = self.assertState(configuration.ImprintCheck(), ATTENTION)
        self.assertEqual(report.found, "Empty: Contact.")

    def test_a_page_in_each_language(self):
        texts = {"legal_notice_en": "Notice.", "legal_notice_ko": "고지", "contact": "a@example.org"}
        make_publication(**texts)
        make_standing_page(title_en="About", body_en="<p>Us.</p>")
        report = self.assertState(configuration.ImprintCheck(), ATTENTION)
        self.assertEqual(report.found, "No static page is published in: Korean.")
        make_standing_page("masthead", title_ko="소개", body_ko="<p>우리</p>")
        self.assertState(configuration.ImprintCheck(), FINE)

    def test_an_imprint_stands_for_the_legal_notice(self):
        make_publication(publisher_en="Bora Testman", contact="a@example.org")
        report = self.assertState(configuration.ImprintCheck(), ATTENTION)
        self.assertEqual(report.found, "No static page is published in: English, Korean.")


IMPRINT = {
    name: "Bora Testman"
    for field in ("registration_number", "publisher", "editor", "youth_protection_officer", "privacy_officer")
    for name in (f"{field}_en", f"{field}_ko")
}
IMPRINT |= {"address_en": "3 Quay", "address_ko": "부두길 3", "phone": "000-0000"}
IMPRINT |= {"registered_on": NOON.date(), "first_published_on": NOON.date()}


class PressLawCheckTests(CheckTestCase):
    def test_names_what_a_newspaper_in_korea_lacks(self):
        make_publication(**IMPRINT | {"editor_ko": "", "phone": ""})
        report = self.assertState(configuration.PressLawCheck(), ATTENTION)
        self.assertEqual(report.found, "Empty: Editor (Korean), Telephone.")

    def test_a_whole_imprint_is_fine(self):
        make_publication(**IMPRINT)
        self.assertState(configuration.PressLawCheck(), FINE)

    @override_settings(TIME_ZONE="Europe/Berlin")
    def test_a_newspaper_elsewhere_may_leave_it_empty(self):
        make_publication()
        self.assertState(configuration.PressLawCheck(), FINE)
        Publication.objects.get().delete()
        make_publication(registration_number_en="A-1")
        self.assertState(configuration.PressLawCheck(), ATTENTION)


class PeopleTests(CheckTestCase):
    def test_somebody_publishes_in_each_language(self):
        make_user(role="English desk")
        report = self.assertState(configuration.PublishersCheck(), ATTENTION)
        self.assertEqual(report.found, "No one can publish in: Korean.")
        make_user("korean", role="Korean desk")
        self.assertState(configuration.PublishersCheck(), FINE)

    def test_superusers_have_a_second_factor(self):
        user = make_user("root", role=None, is_superuser=True)
        self.assertState(configuration.SecondFactorCheck(), FINE)  # no account must have one
        with override_settings(SECOND_FACTOR=True):
            Authenticator.objects.create(user=user, type=Authenticator.Type.RECOVERY_CODES, data={})
            self.assertIn("root", self.assertState(configuration.SecondFactorCheck(), ATTENTION).found)
            Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})
            self.assertState(configuration.SecondFactorCheck(), FINE)

    def test_a_public_site_has_a_proxy_in_front(self):
        public, local = "https://news.example", "http://127.0.0.1:8000"
        for site, bind, is_behind, expected, words in [
            (public, "0.0.0.0:8000", False, ATTENTION, "gunicorn itself answers at `0.0.0.0:8000`"),
            (public, "[::]:8000", False, ATTENTION, "gunicorn itself answers at `[::]:8000`"),
            (public, "203.0.113.7:80", False, ATTENTION, "gunicorn itself answers"),
            (public, "127.0.0.1:8000", False, ATTENTION, "`BEHIND_PROXY` is off"),
            (public, "[::1]:8000", False, ATTENTION, "`BEHIND_PROXY` is off"),
            (public, "localhost:8000", False, ATTENTION, "`BEHIND_PROXY` is off"),
            (public, "unix:/run/majubon.sock", False, ATTENTION, "`BEHIND_PROXY` is off"),
            (public, "0.0.0.0:8000", True, FINE, "proxy"),
            (public, "127.0.0.1:8000", True, FINE, "proxy"),
            (local, "0.0.0.0:8000", False, FINE, "this machine"),
        ]:
            values = {"SITE_URL": site, "BIND": bind, "BEHIND_PROXY": is_behind}
            with self.subTest(**values), override_settings(**values):
                self.assertIn(words, self.assertState(configuration.ProxyCheck(), expected).found)

    def test_accounts_of_the_demonstration(self):
        with mock.patch.object(configuration, "password_path") as path:
            for exists, site, expected in [
                (True, "https://news.example", ATTENTION),
                (False, "https://news.example", FINE),
                (True, "http://127.0.0.1:8000", FINE),
            ]:
                path.return_value.exists.return_value = exists
                with self.subTest(exists=exists, site=site), override_settings(SITE_URL=site):
                    self.assertState(configuration.DemoAccountsCheck(), expected)
