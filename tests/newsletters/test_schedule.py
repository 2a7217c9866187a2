"""Scheduled issues are sent on time and unchanged, or else the sender is notified."""

from datetime import timedelta
from unittest import mock

import time_machine
from django.core import mail
from django.test import TestCase, override_settings
from django_tasks_db.models import DBTaskResult
from lxml import html

from articles import clock
from newsroom.newsletters.composition import NewsletterRefused
from newsroom.newsletters.models import Delivery, NewsletterIssue, Subscription, UnsentCause
from newsroom.newsletters.schedule import cancel_sending, schedule, send_scheduled, tell_unsent
from newsroom.newsletters.sending import start
from tests.articles.admin.forms import PostedForm
from tests.factories import NOON, make_user
from tests.newsletters.issues import make_issue, make_subscription

QUEUE = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
LIST = "/admin/newsletters/newsletterissue/"
HOUR = timedelta(hours=1)
MORNING = NOON + 6 * HOUR


@override_settings(TASKS=QUEUE, SITE_URL="https://news.example")
class ScheduleTestCase(TestCase):
    def setUp(self):
        self.clock = self.enterContext(time_machine.travel(NOON, tick=False))
        self.user = make_user("sender", email="desk@example.org")
        self.issue = make_issue(by=self.user)
        make_subscription()

    def schedule(self, at=MORNING, **options):
        with self.captureOnCommitCallbacks(execute=True):
            schedule(self.issue, send_at=at, by=self.user, seen=self.issue.digest, **options)
        self.issue.refresh_from_db()

    def run_at(self, at):
        """Run the queued task at an instant, including its message to the sender."""
        self.clock.move_to(at)
        with self.captureOnCommitCallbacks(execute=True):
            send_scheduled.func(self.issue.pk)
        self.issue.refresh_from_db()
        if self.issue.unsent:
            tell_unsent.func(self.issue.pk, self.user.pk)


class ScheduleTests(ScheduleTestCase):
    def test_queues_one_task_for_the_time(self):
        self.schedule()
        [queued] = DBTaskResult.objects.all()
        self.assertEqual(queued.run_after, MORNING)
        self.assertTrue(self.issue.is_draft)
        self.assertFalse(self.issue.may_be_edited)

    def test_sends_at_its_time_in_the_name_of_the_sender(self):
        self.schedule()
        self.run_at(MORNING)
        self.assertEqual((self.issue.started_at, self.issue.started_by), (MORNING, self.user))
        self.assertFalse(self.issue.is_scheduled)
        self.assertEqual(Delivery.objects.count(), 1)
        self.run_at(MORNING)
        self.assertEqual(Delivery.objects.count(), 1)

    def test_no_worker_takes_the_task_before_its_time(self):
        self.schedule()
        self.assertFalse(DBTaskResult.objects.ready().exists())
        self.clock.move_to(MORNING)
        self.assertTrue(DBTaskResult.objects.ready().exists())

    def test_a_task_that_runs_early_is_queued_again(self):
        self.schedule()
        self.run_at(MORNING - timedelta(seconds=2))
        self.assertTrue(self.issue.is_scheduled)
        self.assertEqual(DBTaskResult.objects.filter(run_after=MORNING).count(), 2)

    def test_can_be_put_off_and_canceled(self):
        self.schedule()
        self.schedule(MORNING + HOUR)
        self.run_at(MORNING)
        self.assertTrue(self.issue.is_scheduled)
        self.assertTrue(cancel_sending(self.issue))
        self.assertFalse(cancel_sending(self.issue))
        self.run_at(MORNING + HOUR)
        self.assertTrue(self.issue.may_be_edited)
        self.assertFalse(Delivery.objects.exists())

    def test_one_that_is_sent_by_hand_is_sent_once(self):
        self.schedule()
        start(self.issue, by=self.user)
        self.run_at(MORNING)
        self.assertEqual(self.issue.started_at, NOON)
        self.assertEqual(Delivery.objects.count(), 1)

    def test_is_refused_for_the_past_and_for_a_text_that_was_not_read(self):
        for at in (NOON, NOON + timedelta(days=400)):
            with self.assertRaisesMessage(NewsletterRefused, "Choose a time in the future"):
                self.schedule(at)
        with self.assertRaisesMessage(NewsletterRefused, "has changed since you read it"):
            schedule(self.issue, send_at=MORNING, by=self.user, seen="other")
        Subscription.objects.all().delete()
        with self.assertRaisesMessage(NewsletterRefused, "Nobody has subscribed"):
            self.schedule()

    @override_settings(TASKS={"default": {"BACKEND": "django.tasks.backends.immediate.ImmediateBackend"}})
    def test_is_refused_where_tasks_are_done_at_once(self):
        with self.assertRaisesMessage(NewsletterRefused, "nothing can be scheduled"):
            self.schedule()

    def test_sends_nothing_from_a_held_copy(self):
        self.schedule()
        with mock.patch.object(clock, "stopped_at", return_value=NOON):
            self.run_at(MORNING)
        self.assertTrue(self.issue.is_scheduled)


class UnsentTests(ScheduleTestCase):
    """An issue that differs from the confirmed one is not sent, and the sender is notified."""

    def assert_unsent(self, cause, words):
        self.assertEqual((self.issue.unsent, self.issue.is_draft), (cause, True))
        self.assertTrue(self.issue.may_be_edited)
        self.assertFalse(Delivery.objects.exists())
        if self.user.is_active:
            [message] = mail.outbox
            self.assertEqual(message.to, ["desk@example.org"])
            self.assertIn(words, message.body)
            self.assertIn(f"https://news.example{LIST}{self.issue.pk}/", message.body)

    def test_one_that_was_changed_meanwhile(self):
        self.schedule()
        NewsletterIssue.objects.update(introduction="Added by a colleague.")
        self.run_at(MORNING)
        self.assert_unsent(UnsentCause.CHANGED, "It was changed after it had been scheduled.")

    def test_one_whose_stories_are_gone(self):
        self.schedule()
        with mock.patch("newsroom.newsletters.sending.live_stories", return_value=[]):
            self.run_at(MORNING)
        self.assert_unsent(UnsentCause.EMPTY, "None of its stories was live.")

    def test_one_whose_time_has_passed(self):
        self.schedule()
        self.run_at(MORNING + 2 * HOUR)
        self.assert_unsent(UnsentCause.LATE, "more than an hour")

    def test_one_of_somebody_who_may_not_send_any_more(self):
        self.schedule()
        self.user.is_active = False
        self.user.save()
        self.run_at(MORNING)
        self.assert_unsent(UnsentCause.PERSON, "")
        self.assertEqual(mail.outbox, [])

    def test_its_page_and_the_list_say_so_until_it_is_scheduled_again(self):
        self.schedule()
        self.run_at(MORNING + 2 * HOUR)
        self.client.force_login(self.user)
        self.assertContains(
            self.client.get(f"{LIST}{self.issue.pk}/"), "It was not sent at the scheduled time"
        )
        self.assertContains(self.client.get(LIST), "Not sent")
        self.schedule(MORNING + 9 * HOUR)
        self.assertNotContains(
            self.client.get(f"{LIST}{self.issue.pk}/"), "It was not sent at the scheduled time"
        )


class ScreenTests(ScheduleTestCase):
    def setUp(self):
        super().setUp()
        self.client.force_login(self.user)
        self.page = f"{LIST}{self.issue.pk}/"

    def post(self, at, **options):
        data = {"_schedule": "1", "seen": self.issue.digest, "send_at": at}
        return self.client.post(f"{self.page}send/", data, **options)

    def test_schedules_for_a_time_of_the_newsroom(self):
        self.assertContains(self.client.get(f"{self.page}send/"), "Newsroom time: Asia/Seoul")
        response = self.post("2026-03-04T06:30", follow=True)
        self.issue.refresh_from_db()
        self.assertEqual(self.issue.send_at.isoformat(), "2026-03-03T21:30:00+00:00")
        self.assertContains(response, "Scheduled: March 4, 2026, 6:30 a.m.")
        self.assertContains(response, "Send now or at another time…")
        self.assertContains(self.client.get(LIST), "Scheduled")

    def test_a_time_that_is_none_is_shown_again(self):
        response = self.post("tomorrow at dawn")
        self.assertContains(response, "“tomorrow at dawn” is not a date and time", status_code=422)
        self.assertContains(response, "tomorrow at dawn", status_code=422)
        self.assertContains(self.post("2001-01-01T06:30"), "Choose a time in the future", status_code=409)
        self.assertContains(self.post(""), "This field is required", status_code=422)

    def test_is_canceled_on_its_page(self):
        self.schedule()
        response = self.client.post(self.page, {"_cancel": "1"}, follow=True)
        self.assertContains(response, "Canceled. The newsletter is a draft again")
        response = self.client.post(self.page, {"_cancel": "1"}, follow=True)
        self.assertContains(response, "Nothing was changed")

    def test_cannot_be_changed_before_it_is_canceled(self):
        form = PostedForm(self.client.get(f"{self.page}change/"), "newsletterissue_form")
        self.schedule()
        page = html.fromstring(self.client.get(self.page).content.decode())
        self.assertEqual(page.xpath("//a[text()='Edit']"), [])
        self.assertNotContains(self.client.get(f"{self.page}change/"), 'name="_save"')
        form["introduction"] = "Typed <b>"
        response = self.client.post(f"{self.page}change/", form.values)
        self.assertContains(response, "this newsletter was scheduled in the meantime", status_code=409)
        self.assertContains(response, f'<a href="{self.page}"', status_code=409)
        again = PostedForm(response, "newsletterissue_form")
        self.assertEqual(again["introduction"], "Typed <b>")
        self.client.post(self.page, {"_cancel": "1"})
        self.assertRedirects(self.client.post(f"{self.page}change/", again.values), self.page)
        self.issue.refresh_from_db()
        self.assertEqual(self.issue.introduction, "Typed <b>")

    def test_scheduled_by_one_and_changed_by_another_it_shows_both(self):
        form = PostedForm(self.client.get(f"{self.page}change/"), "newsletterissue_form")
        NewsletterIssue.objects.update(introduction="Hers")
        self.issue.refresh_from_db()
        self.schedule()
        form["introduction"] = "Mine"
        response = self.client.post(f"{self.page}change/", form.values)
        for words in ("Mine", "Hers", "this newsletter was scheduled in the meantime"):
            self.assertContains(response, words, status_code=409)

    def test_stands_in_the_calendar(self):
        self.schedule()
        page = html.fromstring(self.client.get("/admin/calendar/?month=2026-03").content.decode())
        [entry] = page.xpath("//li[contains(@class, 'entry-scheduled')]")
        self.assertIn("Harbor opens", entry.text_content())
        self.assertEqual(entry.xpath(".//a/@href"), [self.page])

    def test_one_that_nothing_sends_says_so(self):
        self.schedule()
        self.clock.move_to(MORNING + 2 * HOUR)
        self.assertContains(self.client.get(self.page), "The time has passed and nothing was sent")
