"""Pages with thousands of unread events: each reads one bounded batch, and mentions the rest."""

from threading import Event

import pytest
from django.test import TransactionTestCase

from articles.events.consumers import PAGE_EVENTS
from articles.models import EventType
from articles.models.event import ConsumerPosition
from newsroom.notifications.consumer import NAME, catch_up, notifications
from newsroom.notifications.models import Notification
from tests.factories import make_article, make_events, make_user
from tests.notifications.test_admin import LIST, NotificationsTestCase
from tests.together import together

THOUSANDS = 3_000
BEHIND = {
    "en": "Notifications of the latest changes are still being prepared. Reload the page in a minute.",
    "ko": "최근 변경에 대한 알림을 아직 준비하고 있습니다. 1분 뒤에 페이지를 다시 불러오십시오.",
}


class BacklogTests(NotificationsTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        catch_up()
        facts = {"type": EventType.ASSIGNED, "actor": cls.desk, "details": {"to": cls.reader.pk}}
        cls.ids = make_events(THOUSANDS, subject=cls.article, language="ko", **facts)

    def read(self):
        """Return the number of events of the backlog that were read."""
        position = ConsumerPosition.objects.get(name=NAME).last_event_id
        return sum(pk <= position for pk in self.ids)

    def behind(self, address=LIST):
        return self.page(address).xpath("//p[@role='status']/text()")

    def test_each_page_reads_one_batch(self):
        self.assertLessEqual(PAGE_EVENTS, 200)
        for number, address in enumerate(["/admin/", LIST, "/admin/"], 1):
            self.assertEqual(self.client.get(address).status_code, 200)
            self.assertEqual(self.read(), number * PAGE_EVENTS, address)
        self.assertEqual(Notification.objects.count(), 3 * PAGE_EVENTS)

    def test_other_pages_read_nothing(self):
        for address in ("/admin/articles/article/", "/admin/board/", "/admin/report/", "/en/"):
            self.assertEqual(self.client.get(address).status_code, 200)
        self.client.post(LIST, {"newest": "1"})
        self.assertEqual(self.read(), 0)

    def test_the_page_says_that_more_is_to_come_in_the_language_of_the_screen(self):
        self.assertEqual(self.behind(), [BEHIND["en"]])
        self.assertEqual(self.behind("/admin/"), [BEHIND["en"]])
        self.reader.language = "ko"
        self.reader.save()
        self.assertEqual(self.behind(), [BEHIND["ko"]])

    def test_it_says_so_no_more_when_all_is_read(self):
        ConsumerPosition.objects.filter(name=NAME).update(last_event_id=self.ids[-6])
        self.assertEqual(self.behind(), [])
        self.assertEqual(len(self.page().xpath("//li[@data-row]")), 5)


@pytest.mark.postgresql
class LockedTests(TransactionTestCase):
    def test_a_page_does_not_wait_for_the_process_that_reads(self):
        self.client.force_login(make_user("reader", role="Korean translators"))
        make_article()
        is_held, is_shown = Event(), Event()

        def hold():
            with notifications.lock():
                is_held.set()
                return is_shown.wait(60)

        def show():
            is_held.wait(60)
            response = self.client.get(LIST)
            is_shown.set()
            return response.content.decode()

        was_shown, page = together(hold, show)
        self.assertTrue(was_shown)
        self.assertIn(BEHIND["en"], page)
