"""Retention: deletion in bounded batches after a time, by follow_log and by a command."""

from datetime import timedelta
from io import StringIO
from unittest import mock

from allauth.usersessions.models import UserSession
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django_tasks_db.models import DBTaskResult
from time_machine import travel

from articles.models import Edition, EventType, Presence, PreviewLink, PreviewVisit
from articles.publishing import quick_fix
from newsroom.notifications.models import Notification, NotificationReason
from newsroom.operations import retention
from newsroom.operations.management.commands import follow_log
from newsroom.operations.models import PRUNING, Heartbeat, TaskWorker
from newsroom.operations.retention import prune
from newsroom.pageviews.models import DayOfReading
from newsroom.search.consumer import index_articles
from newsroom.search.models import Entry, Words
from newsroom.security.models import SecurityEvent
from tests.cases import ClockTestCase
from tests.factories import NOON, make_events, make_published, make_user

DAY = timedelta(days=1)


class RetentionTestCase(ClockTestCase):
    @classmethod
    def setUpTestData(cls):
        cls.user = make_user()

    def make_sessions(self, *ages):
        for number, age in enumerate(ages):
            Session.objects.create(session_key=f"key{number}", session_data="", expire_date=NOON - age)


class PruneTests(RetentionTestCase):
    def kept(self, model, field, *ages, **fields):
        """Make rows of some ages, prune, and return the ages of the remaining rows."""
        ids = {}
        for age in ages:
            row = model(**{name: value() if callable(value) else value for name, value in fields.items()})
            row.save(force_insert=True)
            model.objects.filter(pk=row.pk).update(**{field: NOON - age})
            ids[row.pk] = age
        prune()
        return [ids[pk] for pk in model.objects.order_by("pk").values_list("pk", flat=True) if pk in ids]

    def notification(self, field, *ages, **fields):
        events = iter(make_events(len(ages), type=EventType.NOTED))
        known = {"user": self.user, "why": NotificationReason.NOTED, "event_id": lambda: next(events)}
        return self.kept(Notification, field, *ages, **known, **fields)

    def test_sessions_go_when_they_expire(self):
        self.make_sessions(-DAY, timedelta(), DAY)
        prune()
        self.assertEqual(list(Session.objects.values_list("session_key", flat=True)), ["key0", "key1"])

    def test_notifications_go_90_days_after_they_were_read(self):
        self.assertEqual(self.notification("read_at", 90 * DAY, 91 * DAY), [90 * DAY])

    def test_unread_notifications_go_after_a_year(self):
        self.assertEqual(self.notification("created_at", 365 * DAY, 366 * DAY), [365 * DAY])

    def test_the_admin_log_goes_after_two_years(self):
        fields = {"user": self.user, "action_flag": CHANGE}
        ages = 730 * DAY, 731 * DAY
        self.assertEqual(self.kept(LogEntry, "action_time", *ages, **fields), [730 * DAY])

    def test_page_views_of_days_go_after_400(self):
        fields = {"article_id": 17, "language": "en", "reads": 5, "day": NOON.date()}
        self.assertEqual(self.kept(DayOfReading, "day", 400 * DAY, 401 * DAY, **fields), [400 * DAY])

    def test_results_of_tasks_go_after_two_weeks_and_those_that_wait_stay(self):
        fields = {"args_kwargs": {}, "task_path": "a.b", "backend_name": "default", "run_after": NOON}
        ages = 14 * DAY, 15 * DAY
        self.assertEqual(self.kept(DBTaskResult, "finished_at", *ages, **fields, status="FAILED"), [14 * DAY])
        self.assertEqual(self.kept(DBTaskResult, "enqueued_at", 15 * DAY, **fields), [15 * DAY])

    def test_the_security_log_goes_after_a_year_or_when_the_settings_say(self):
        SecurityEvent.objects.outdated(NOON + timedelta(days=9999)).delete()
        for age in (365 * DAY, 366 * DAY):
            SecurityEvent(kind="login", at=NOON - age).save()
        prune()
        self.assertEqual([event.at for event in SecurityEvent.objects.all()], [NOON - 365 * DAY])
        with self.settings(SECURITY_LOG_DAYS=30):
            prune()
        self.assertFalse(SecurityEvent.objects.exists())

    def test_workers_that_were_killed_go_after_a_day(self):
        names = iter("ab")
        ages = DAY, 2 * DAY
        self.assertEqual(self.kept(TaskWorker, "seen_at", *ages, id=lambda: next(names)), [DAY])

    def test_what_is_known_of_a_session_goes_after_the_session(self):
        self.make_sessions(-DAY)
        fields = {
            "user": self.user,
            "ip": "192.0.2.1",
            "user_agent": "",
            "session_key": iter(["key0", "gone"]),
        }
        fields["session_key"] = fields["session_key"].__next__
        self.assertEqual(self.kept(UserSession, "last_seen_at", 5 * DAY, 4 * DAY, **fields), [5 * DAY])

    def test_who_had_a_story_open_goes_after_a_day(self):
        stories = iter([make_published(), make_published()])
        fields = {"user": self.user, "article": lambda: next(stories)}
        self.assertEqual(self.kept(Presence, "seen_at", DAY, 2 * DAY, **fields), [DAY])

    def test_visits_of_previews_go_after_a_year_and_stay_under_a_legal_hold(self):
        story = make_published()
        fields = {"article": story, "language": "en", "created_by": self.user, "expires_at": NOON + DAY}
        link = PreviewLink.objects.create(**fields, token_digest="0" * 64, for_whom="Desk")
        ages = 365 * DAY, 366 * DAY
        with mock.patch.object(retention, "held_stories", return_value=[story.pk]):
            self.assertEqual(self.kept(PreviewVisit, "at", *ages, link=link), list(ages))
        PreviewVisit.objects.all().delete()
        self.assertEqual(self.kept(PreviewVisit, "at", *ages, link=link), [365 * DAY])

    def test_replaced_editions_leave_the_search_after_some_years_and_do_not_come_back(self):
        with travel(NOON - 3700 * DAY, tick=False) as traveller:
            story = make_published()
            traveller.shift(49 * DAY)
            quick_fix(story, "en", by=None, summary="It opens on Friday.")
        first, latest = Edition.objects.filter(article=story, language="en").order_by("number")
        with self.settings(SEARCH_HISTORY_DAYS=3651):
            index_articles([story.pk])
            prune()
            place = Entry.objects.get(edition=first).pk
        prune()
        self.assertFalse(Words.objects.filter(pk=place).exists())
        index_articles([story.pk])
        entries = Entry.objects.filter(edition__in=[first, latest])
        self.assertEqual([entry.edition for entry in entries], [latest])

    def test_each_time_is_that_of_the_settings(self):
        with self.settings(ADMIN_LOG_DAYS=200, TASK_DAYS=3, DRAFT_DAYS=7, NOTIFICATION_DAYS=10):
            self.assertEqual(self.notification("read_at", 10 * DAY, 11 * DAY), [10 * DAY])
            fields = {"user": self.user, "action_flag": CHANGE}
            self.assertEqual(self.kept(LogEntry, "action_time", 201 * DAY, **fields), [])

    def test_it_is_noted_when_all_was_looked_through(self):
        prune()
        self.assertEqual(Heartbeat.objects.get(name=PRUNING).seen_at, NOON)


class BatchTests(RetentionTestCase):
    def setUp(self):
        super().setUp()
        self.enterContext(mock.patch.object(retention, "AT_ONCE", 2))
        self.make_sessions(*[DAY] * 5)

    def follow(self, turns):
        for name in ("close_old_connections", "requeue_lost_tasks"):
            self.enterContext(mock.patch.object(follow_log, name))
        with mock.patch("signal.signal"), mock.patch.object(follow_log.os, "getppid") as parent:
            parent.side_effect = [7] * turns + [8]
            call_command("follow_log", parent=7, every=0.001)

    def test_a_batch_is_bounded(self):
        self.assertEqual([prune() for _turn in range(3)], [True, True, False])
        self.assertEqual(Session.objects.count(), 0)

    def test_follow_log_deletes_a_batch_between_rounds(self):
        self.follow(1)
        self.assertEqual(Session.objects.count(), 3)
        self.follow(3)
        self.assertEqual(Session.objects.count(), 0)

    def test_follow_log_goes_on_when_nothing_can_be_deleted(self):
        error = mock.patch.object(follow_log, "prune", side_effect=OperationalError)
        with error as broken, self.assertLogs("newsroom.operations", "ERROR"):
            self.follow(3)
        broken.assert_called_once()

    def test_the_command_deletes_all_or_counts(self):
        out = StringIO()
        call_command("prune", dry_run=True, stdout=out)
        self.assertIn("django_session: 5\n", out.getvalue())
        self.assertEqual(Session.objects.count(), 5)
        call_command("prune", stdout=out)
        self.assertEqual(Session.objects.count(), 0)

    def test_nothing_goes_when_the_clock_has_jumped(self):
        call_command("prune", stdout=StringIO())
        LogEntry.objects.create(user=self.user, action_flag=CHANGE)
        with travel(NOON + 999 * DAY, tick=False):
            with self.assertLogs("newsroom.operations", "ERROR"):
                self.follow(3)
            with self.assertRaisesMessage(CommandError, "Nothing was deleted."):
                call_command("prune", stdout=StringIO())
            self.assertTrue(LogEntry.objects.exists())
            call_command("prune", trust_clock=True, stdout=StringIO())
        self.assertFalse(LogEntry.objects.exists())
