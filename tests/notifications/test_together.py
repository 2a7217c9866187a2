"""Many stories assigned by one change: one notification per person, one e-mail, and their list."""

from datetime import timedelta

from django.core import mail
from lxml import html

from articles.models import Article, Event, EventType
from articles.workflow.transitions import perform
from newsroom.notifications.consumer import catch_up, notifications
from newsroom.notifications.models import Notification
from newsroom.story_lists.bulk_changes import begin, choose_stories, work_on
from tests.factories import make_article, make_user
from tests.notifications.test_mail import NINE, MailingTestCase, make_reader

STORIES = "/admin/articles/article/"


class TogetherTestCase(MailingTestCase):
    def setUp(self):
        super().setUp()
        self.reader = make_reader()
        self.stories = [make_article(languages=("en", "ko"), title_en=f"Story {n}") for n in range(4)]
        make_article(languages=("en", "ko"), title_en="Another one")

    def assign(self, *stories, to=None):
        rows = Article.objects.filter(pk__in=[one.pk for one in stories]).order_by("pk")
        change = choose_stories("assign", rows, by=self.desk)
        begin(change, {"language": "ko", "person": (to or self.reader).pk})
        work_on(change, by=self.desk)
        return change

    def told(self):
        return list(Notification.objects.filter(user=self.reader))


class TogetherTests(TogetherTestCase):
    def test_a_person_gets_one_notification_and_each_story_its_event(self):
        self.assign(*self.stories)
        catch_up()
        self.assertEqual(Event.objects.filter(type=EventType.ASSIGNED).count(), 4)
        [told] = self.told()
        self.client.force_login(self.reader)
        page = html.fromstring(self.client.get("/admin/notifications/").content.decode())
        [line] = page.xpath("//li[contains(@class, 'told')]")
        self.assertIn("You were assigned 4 stories", line.text_content())
        [link] = line.xpath("./a/@href")
        response = self.client.get(link)
        self.assertEqual(response["Location"], f"{STORIES}?together={told.event_id}")
        listed = html.fromstring(self.client.get(response["Location"]).content.decode())
        headlines = listed.xpath("//table[@id='result_list']")[0].text_content()
        self.assertNotIn("Another one", headlines)
        for number in range(4):
            self.assertIn(f"Story {number}", headlines)

    def test_e_mail_waits_until_the_last_story_and_tells_of_all(self):
        change = self.assign(*self.stories[:2])
        catch_up()
        self.assertEqual(self.sent(), [])
        self.clock.shift(timedelta(seconds=100))
        for story in self.stories[2:]:  # the next batch of the same change
            change.stories.create(article=story)
        change.state = "running"
        change.save()
        work_on(change, by=self.desk)
        catch_up()
        self.assertEqual(self.sent(NINE + timedelta(seconds=130)), [])
        self.assertEqual(self.sent(NINE + timedelta(seconds=230)), [self.reader.email])
        [message] = mail.outbox
        self.assertIn("You were assigned 4 stories", message.subject)
        self.assertEqual(len(self.told()), 1)

    def test_after_the_e_mail_the_rest_is_told_anew(self):
        change = self.assign(*self.stories[:2])
        catch_up()
        self.assertEqual(len(self.sent(NINE + timedelta(minutes=3))), 1)
        change.stories.create(article=self.stories[2])
        change.state = "running"
        change.save()
        work_on(change, by=self.desk)
        catch_up()
        self.assertEqual(len(self.told()), 2)

    def test_two_changes_and_two_people_are_told_apart(self):
        other = make_reader("other")
        self.assign(*self.stories[:2])
        self.assign(*self.stories[2:])
        self.assign(*self.stories[:2], to=other)
        catch_up()
        self.assertEqual(len(self.told()), 2)
        self.assertEqual(Notification.objects.filter(user=other).count(), 1)

    def test_events_that_are_read_again_tell_nothing_twice(self):
        self.assign(*self.stories)
        catch_up()
        notifications.read(list(Event.objects.filter(type=EventType.ASSIGNED).order_by("pk")))
        self.assertEqual(len(self.told()), 1)

    def test_it_stays_unread_when_one_of_the_stories_is_done(self):
        self.assign(*self.stories)
        catch_up()
        perform("submit", self.stories[-1], language="ko", by=self.reader)
        catch_up()
        self.assertIsNone(self.told()[0].read_at)

    def test_one_story_is_told_as_always(self):
        self.assign(self.stories[0])
        catch_up()
        self.client.force_login(self.reader)
        self.assertContains(self.client.get("/admin/notifications/"), "Open the translation screen")
        self.assertEqual(len(self.sent(NINE + timedelta(minutes=3))), 1)


class ListTests(TogetherTestCase):
    def test_the_list_is_for_the_person_alone_and_survives_rubbish(self):
        self.assign(*self.stories)
        catch_up()
        event = self.told()[0].event_id
        self.client.force_login(make_user("other-desk"))
        self.assertNotContains(self.client.get(f"{STORIES}?together={event}"), "Story 1")
        for rubbish in ("x", "-1", "0", "9" * 30, str(event + 1000), "\x00"):
            with self.subTest(rubbish=rubbish[:5]):
                response = self.client.get(STORIES, {"together": rubbish}, follow=True)
                self.assertIn(response.status_code, (200, 400))
