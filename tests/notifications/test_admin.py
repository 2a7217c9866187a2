"""The bell, its list, and the marking of notifications as read."""

from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import html

from articles.workflow.assignments import assign
from articles.workflow.notes import write_note
from newsroom.notifications.consumer import catch_up
from newsroom.notifications.models import Notification
from tests.cases import ClockTestCase
from tests.factories import make_article, make_user

LIST = "/admin/notifications/"


class NotificationsTestCase(ClockTestCase):
    @classmethod
    def setUpTestData(cls):
        cls.desk = make_user("desk", role="Korean desk")
        cls.reader = make_user("reader", role="Korean translators")
        cls.article = make_article()

    def setUp(self):
        super().setUp()
        self.client.force_login(self.reader)

    def tell(self, count=1):
        for number in range(count):
            article = make_article(number=f" {number}")
            assign(article, "ko", to=self.reader, note="Mind the names.", by=self.desk)

    def page(self, address=LIST):
        return html.fromstring(self.client.get(address).content.decode())

    def bell(self, address="/admin/"):
        [bell] = self.page(address).xpath("//a[contains(@class, 'bell')]")
        return " ".join(bell.text_content().split())


class BellTests(NotificationsTestCase):
    def test_the_first_screen_reads_on_in_the_log_and_every_page_counts(self):
        self.assertEqual(self.bell(), "Notifications")
        self.tell(2)
        for address in (
            "/admin/",
            "/admin/articles/article/",
            f"/admin/articles/article/{self.article.pk}/change/",
        ):
            self.assertEqual(self.bell(address), "Notifications: 2 unread 2")

    def test_it_is_one_query_on_any_page_however_many_there_are(self):
        self.tell()
        catch_up()
        address = "/admin/articles/image/"
        self.client.get(address)
        with CaptureQueriesContext(connection) as few:
            self.client.get(address)
        self.tell(5)
        catch_up()
        with CaptureQueriesContext(connection) as many:
            self.client.get(address)
        asked = [query["sql"] for query in many if "notifications_notification" in query["sql"]]
        self.assertEqual((len(few), len(asked)), (len(many), 1))


class ListTests(NotificationsTestCase):
    def test_it_tells_why_of_what_in_which_words(self):
        self.tell()
        [line] = self.page().xpath("//li[@data-row]")
        told = " ".join(line.text_content().split())
        self.assertEqual(
            told,
            "Assigned to you Korean Unread Harbor opens 0 Mind the names. Open the translation "
            "screen desk · March 2, 2026, 9 p.m.",
        )

    def test_what_somebody_wrote_is_said_in_the_language_of_its_letters(self):
        for words in ("Mind the names.", "이름을 확인해 주십시오."):
            assign(self.article, "ko", to=self.reader, note=words, by=self.desk)
        self.assertEqual(self.page().xpath("//li[@data-row]/blockquote/@lang"), ["ko", "en"])

    def test_opening_one_marks_it_read_and_goes_on(self):
        assign(self.article, "ko", to=self.reader, by=self.desk)
        [link] = self.page().xpath("//li[@data-row]/a/@href")
        self.assertRedirects(
            self.client.get(link),
            f"/admin/articles/article/{self.article.pk}/change/",
            fetch_redirect_response=False,
        )
        self.assertEqual(self.bell(), "Notifications")

    def test_one_of_a_note_goes_to_the_note(self):
        note = write_note(self.article, "@reader, who says so?", by=self.desk)
        [link] = self.page().xpath("//li[@data-row]/a/@href")
        address = f"/admin/articles/article/{self.article.pk}/notes/#note-{note.pk}"
        self.assertEqual(self.client.get(link)["Location"], address)

    def test_nobody_opens_those_of_others(self):
        self.tell()
        catch_up()
        number = Notification.objects.get().pk
        self.client.force_login(self.desk)
        self.assertEqual(self.client.get(f"{LIST}{number}/").status_code, 404)
        self.assertEqual(self.client.get(f"{LIST}{'9' * 30}/").status_code, 404)
        self.assertEqual(Notification.objects.unread().count(), 1)

    def test_all_that_was_shown_is_marked_read_and_nothing_that_came_since(self):
        self.tell(2)
        [newest] = self.page().xpath("//input[@name='newest']/@value")
        self.tell()
        catch_up()
        self.assertRedirects(self.client.post(LIST, {"newest": newest}), LIST)
        self.assertEqual(self.bell(), "Notifications: 1 unread 1")
        self.assertEqual(self.client.post(LIST, {"newest": "x"}).status_code, 302)

    def test_it_goes_on_after_fifty_with_as_many_queries(self):
        self.tell(2)
        catch_up()
        with CaptureQueriesContext(connection) as few:
            self.client.get(LIST)
        self.tell(53)
        catch_up()
        with CaptureQueriesContext(connection) as many:
            page = self.page()
        self.assertEqual(len(few), len(many))
        self.assertEqual(len(page.xpath("//li[@data-row]")), 50)
        [older] = page.xpath("//a[starts-with(@href, '?before=')]/@href")
        self.assertEqual(len(self.page(LIST + older).xpath("//li[@data-row]")), 5)

    def test_a_story_without_a_headline_in_the_language_of_the_screens_is_named_in_the_other(self):
        self.reader.language = "ko"
        self.reader.save()
        self.tell()
        self.assertEqual(self.page().xpath("//li[@data-row]/a/@lang"), ["en"])

    def test_who_is_not_logged_in_is_asked_to(self):
        self.client.logout()
        self.assertEqual(self.client.get(LIST).status_code, 302)
