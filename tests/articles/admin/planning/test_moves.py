"""Cards of board and calendar that move to another person or day: pages, refusals, undoing, permissions."""

from datetime import date

from lxml import html

from articles.models import Event, EventType, LanguageProgress
from tests.articles.admin.planning.test_calendar import CalendarTestCase, plan
from tests.factories import make_article, make_user

MARCH_4, MARCH_6 = date(2026, 3, 4), date(2026, 3, 6)


def row(article, language="en"):
    return LanguageProgress.objects.get(article=article, language=language)


class MoveTestCase(CalendarTestCase):
    def setUp(self):
        super().setUp()
        self.article = make_article(languages=("en", "ko"))
        self.rae = make_user("rae", role="Reporters", first_name="Rae", last_name="Kim")
        plan(self.article, "en", MARCH_4)

    def address(self, languages="en", article=None):
        return f"/admin/planning/{(article or self.article).pk}/{languages}/?next=/admin/calendar/"

    def move(self, languages="en", **data):
        return self.client.post(self.address(languages), data)

    def refused(self, words, status, languages="en", **data):
        self.assertContains(self.move(languages, **data), words, status_code=status)

    def undo(self, response):
        """Press the button of the message on the page to which a response leads."""
        page = html.fromstring(self.client.get(response["Location"]).content.decode())
        [form] = page.xpath("//form[@class='undo']")
        fields = {one.get("name"): one.get("value") for one in form.xpath(".//input")}
        return self.client.post(form.get("action"), fields)


class DayTests(MoveTestCase):
    def test_a_drop_plans_another_day_and_is_undone(self):
        response = self.move(day="2026-03-06", day_seen="2026-03-04")
        self.assertRedirects(response, "/admin/calendar/", fetch_redirect_response=False)
        self.assertEqual(row(self.article).planned_on, MARCH_6)
        event = Event.objects.get(type=EventType.PLANNED)
        self.assertEqual((event.actor, event.details), (self.user, {"planned_on": "2026-03-06"}))
        self.undo(response)
        self.assertEqual(row(self.article).planned_on, MARCH_4)

    def test_what_slipped_is_moved_and_goes_back_by_undo(self):
        plan(self.article, "en", date(2026, 2, 27))
        response = self.move(day="2026-03-06", day_seen="2026-02-27")
        self.undo(response)
