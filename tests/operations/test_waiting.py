"""Overdue background work: messages at the desk, while publishing goes on."""

from datetime import timedelta
from unittest import mock

from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import TestCase, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_tasks_db.models import DBTaskResult
from time_machine import travel

from articles.events import consumers
from articles.publishing import publish
from articles.workflow.permissions import ROLES
from newsroom.notifications.mail import mail_notifications
from newsroom.notifications.models import Notification, NotificationReason
from newsroom.operations.admin import CONSUMERS, waiting_work
from newsroom.operations.models import FOLLOW_LOG, Heartbeat
from newsroom.pagecache.handler import PageCacheHandler
from newsroom.search.consumer import search
from tests.factories import NOON, approve, make_article, make_events, make_publication, make_user
from tests.pagecache.ask import ask

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
NO_SERVER = "127.0.0.1:9"  # the port of the discard service, where no server listens
NO_CACHE = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "pages": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": f"redis://{NO_SERVER}/0"},
}
NO_MAIL = {
    "default": {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {"host": "127.0.0.1", "port": 9, "timeout": 1},
    }
}
QUEUE = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


class WaitingTestCase(TestCase):
    def setUp(self):
        self.enterContext(mock.patch("newsroom.pagecache.journal.close_old_connections"))
        self.clock = self.enterContext(travel(NOON, tick=False))
        make_publication()
        self.user = make_user()

    def read_new_story(self):
        """Publish a story and read its page through the page cache."""
        article = make_article()
        approve(article, "en")
        edition = publish(article, "en", by=None)
        self.clock.shift(MINUTE)
        answer = ask(PageCacheHandler(), edition.get_absolute_url())
        self.assertEqual(answer.status, 200)
        self.assertIn(edition.headline, answer.body.decode())

    def work(self, kind, *, after=10 * MINUTE):
        self.clock.shift(after)
        cache.clear()
        return next((one for one in waiting_work(NOON + after + MINUTE) if one.kind == kind), None)

    def catch_up(self):
        call_command("follow_log", once=True)

    def make_mail(self, *, mail="at_once"):
        reader = make_user("reader", email="reader@newsroom.example", mail=mail)
        [event] = make_events(1, at=NOON)
        fields = {"user": reader, "event_id": event, "why": NotificationReason.NOTED}
        return Notification.objects.create(**fields, created_at=NOON)


class PublishingGoesOnTests(WaitingTestCase):
    """A story is published and read while a part of the installation is away."""

    @override_settings(CACHES=NO_CACHE)
    def test_without_the_cache_of_pages(self):
        with self.assertLogs("newsroom.pagecache", "WARNING"):
            self.read_new_story()
        self.assertIsNotNone(self.work("page_cache"))

    @override_settings(MAILERS=NO_MAIL)
    def test_without_a_mail_server(self):
        self.make_mail()
        self.read_new_story()
        with self.assertLogs("newsroom.operations", "WARNING"):
            self.catch_up()
        work = self.work("mail")
        self.assertEqual((work.count, work.since), (1, NOON))

    def test_without_a_place_for_pictures(self):
        with override_settings(MEDIA_ROOT="/dev/null/media"):
            self.read_new_story()
            self.assertIsNotNone(self.work("storage"))
        self.assertIsNone(self.work("storage"))

    def test_while_the_search_cannot_catch_up(self):
        broken = mock.patch.object(type(search), "_read_on", side_effect=RuntimeError)
        others = [one for one in consumers._consumers.values() if one != search]
        for one in others:
            one.catch_up()
        with broken, self.assertLogs("articles.events", "ERROR"):
            self.read_new_story()
            consumers.catch_up_all()
            work = self.work("consumers")
        self.assertIn("search", work.names)
        self.assertGreater(work.count, 0)
        self.catch_up()
        self.assertIsNone(self.work("consumers"))

    @override_settings(TASKS=QUEUE)
    def test_without_a_worker(self):
        mail_notifications.enqueue()
        DBTaskResult.objects.update(enqueued_at=NOON)
        self.read_new_story()
        work = self.work("tasks")
        self.assertEqual((work.count, work.since), (1, NOON))
        self.assertIsNone(self.work("background").since)


class WaitingWorkTests(WaitingTestCase):
    def test_consumers_have_a_name_in_words(self):
        self.assertLessEqual(set(consumers._consumers), set(CONSUMERS))

    def test_a_moment_is_not_worth_telling(self):
        self.make_mail()
        self.assertIsNone(self.work("mail", after=4 * MINUTE))
        self.assertIsNone(self.work("consumers", after=timedelta()))

    def test_digests_are_late_after_the_morning(self):
        self.make_mail(mail="digest")
        self.assertIsNone(self.work("mail", after=5 * HOUR))
        work = self.work("mail", after=14 * HOUR)  # 11:00 in Seoul, where NOON is 21:00
        self.assertEqual((work.count, (work.since - NOON)), (1, 10 * HOUR))

    def test_a_background_process_for_which_nothing_waits_is_not_missed(self):
        self.catch_up()
        self.assertIsNone(self.work("background"))
        make_events(1, at=NOON)
        self.assertEqual(self.work("background").since, NOON)

    def test_it_is_looked_for_every_quarter_of_a_minute(self):
        self.catch_up()
        self.work("mail")
        with self.assertNumQueries(0):
            waiting_work(NOON + HOUR)
        with CaptureQueriesContext(connection) as queries:
            cache.clear()
            waiting_work(NOON + HOUR)
        self.assertLessEqual(len(queries), 6)


class PanelTests(WaitingTestCase):
    def setUp(self):
        super().setUp()
        make_article()  # without a story, the screen shows the first steps

    def page(self, role):
        self.client.force_login(make_user(role, role=role))
        return self.client.get(reverse("admin:index")).content.decode()

    def test_people_who_publish_and_administrators_see_it(self):
        self.make_mail()
        Heartbeat.objects.create(name=FOLLOW_LOG, seen_at=NOON)
        self.clock.shift(HOUR)
        told = {role: "Email: 1 message has been waiting since" in self.page(role) for role in ROLES}
        shown = {role for role, is_told in told.items() if is_told}
        self.assertIn("Managing editors", shown)
        self.assertIn("Administrators", shown)
        self.assertNotIn("Reporters", shown)

    def test_administrators_get_a_link_to_the_status(self):
        self.make_mail()
        self.clock.shift(HOUR)
        link = f'<a href="{reverse("admin:status")}">System status</a></p>'
        self.assertIn(link, self.page("Administrators"))
        self.assertNotIn(link, self.page("Managing editors"))

    def test_nothing_is_shown_where_nothing_waits(self):
        self.catch_up()
        self.assertNotIn("waiting-heading", self.page("Administrators"))
