"""A calendar feed with a person's deadlines: its address, entries and format."""

from datetime import UTC, date, datetime, time

from django.test import SimpleTestCase

from articles.models import LanguageProgress
from newsroom.diary.feed import LONGEST_LINE, CalendarItem, fold, write_calendar
from newsroom.diary.models import CalendarFeed
from newsroom.security.models import SecurityEvent, SecurityEventKind
from tests.cases import ClockTestCase
from tests.diary.test_items import make_item
from tests.factories import HOUR, NOON, make_article, make_user

PAGE = "/admin/diary/feed/"


def unfolded(text):
    return text.replace("\r\n ", "").split("\r\n")


class FeedTests(ClockTestCase):
    @classmethod
    def setUpTestData(cls):
        cls.person = make_user("rae", role="Reporters")

    def setUp(self):
        super().setUp()
        self.client.force_login(self.person)

    def address(self, **data):
        return self.client.post(PAGE, data).context["address"].removeprefix("http://testserver")

    def read(self, address):
        response = self.client.get(address)
        self.assertEqual(response["Content-Type"], "text/calendar; charset=utf-8")
        return unfolded(response.content.decode())

    def test_it_has_own_deadlines_planned_days_and_events(self):
        article = make_article()
        rows = LanguageProgress.objects.filter(article=article)
        rows.filter(language="en").update(
            assignee=self.person, due_at=NOON + HOUR, planned_on=date(2026, 3, 4)
        )
        rows.filter(language="ko").update(assignee=make_user("other"), due_at=NOON + HOUR)
        make_item(pictures=self.person, starts_at=time(14), ends_at=time(15), place="Pier 3, east")
        make_item(created_by=self.person, title="Of nobody")
        address = self.address()
        self.client.logout()
        lines = self.read(address)
        self.assertEqual(
            [line for line in lines if line.startswith("SUMMARY")],
            [
                "SUMMARY:Due: Harbor opens (English)",
                "SUMMARY:Planned: Harbor opens (English)",
                "SUMMARY:Harbor council meets",
            ],
        )
        self.assertIn(f"DTSTART:{NOON + HOUR:%Y%m%dT%H%M%SZ}", lines)
        self.assertIn("DTSTART;VALUE=DATE:20260304", lines)
        self.assertIn("LOCATION:Pier 3\\, east", lines)
        self.assertIn(f"URL:http://testserver/admin/articles/article/{article.pk}/change/", lines)

    def test_the_text_is_due_for_those_who_bring_it(self):
        due = {"due_at": NOON + 60 * HOUR, "created_by": make_user("diarist", role="Reporters")}
        item = make_item(title="Council", text=self.person, **due)
        item.assignments.update(note="Ask for the minutes")
        make_item(title="Parade", video=self.person, **due)
        lines = self.read(self.address())
        due = [line for line in lines if line.startswith("SUMMARY:Text due")]
        self.assertEqual(due, ["SUMMARY:Text due: Council"])
        self.assertIn("DESCRIPTION:Ask for the minutes", lines)

    def test_the_address_is_shown_once_and_a_new_one_ends_the_former(self):
        first, second = self.address(), self.address()
        self.assertEqual(self.client.get(first).status_code, 404)
        self.assertEqual(self.client.get(second).status_code, 200)
        self.assertNotContains(self.client.get(PAGE), ".ics")
        self.assertNotIn(CalendarFeed.objects.get().token_digest, second)
        self.client.post(PAGE, {"_end": "1"})
        self.assertEqual(self.client.get(second).status_code, 404)

    def test_each_step_is_in_the_security_log_without_the_secret(self):
        first, _second = self.address(), self.address()
        self.client.post(PAGE, {"_end": "1"})
        self.client.post(PAGE, {"_end": "1"})  # the feed is already gone
        events = SecurityEvent.objects.filter(kind=SecurityEventKind.EXPORTED, user=self.person)
        steps = [one.details for one in events.order_by("pk")]
        expected = ["address_made", "address_renewed", "address_ended"]
        self.assertEqual(steps, [{"what": "calendar", "step": step} for step in expected])
        self.client.force_login(make_user("admin", role="Administrators"))
        page = self.client.get("/admin/security/securityevent/")
        for words in (
            "Deadlines in your own calendar",
            "address created",
            "address renewed",
            "address ended",
        ):
            self.assertContains(page, words)
        self.assertNotContains(page, first.rpartition("/")[2].removesuffix(".ics"))

    def test_who_has_left_is_told_nothing(self):
        address = self.address()
        self.person.is_active = False
        self.person.save()
        self.assertEqual(self.client.get(address).status_code, 404)

    def test_strangers_and_wrong_methods(self):
        self.assertEqual(self.client.get("/admin/diary/nothing.ics").status_code, 404)
        address = self.address()
        self.assertEqual(self.client.post(address).status_code, 405)
        self.client.force_login(make_user("visitor", role=None))
        self.assertEqual(self.client.get(PAGE).status_code, 403)


class FormatTests(SimpleTestCase):
    def test_no_line_is_too_long_and_no_character_is_cut(self):
        text = "항구가 다시 열린다, 그리고 배가 돌아온다; " * 9
        item = CalendarItem(
            "1@example.org", text, datetime(2026, 3, 4, 5, tzinfo=UTC), description="a\r\nb\\c"
        )
        written = write_calendar("달무리", [item], at=NOON)
        lines = written.split("\r\n")
        self.assertLessEqual(max(len(line.encode()) for line in lines), LONGEST_LINE)
        self.assertEqual((lines[0], lines[-2:]), ("BEGIN:VCALENDAR", ["END:VCALENDAR", ""]))
        escaped = text.replace(",", "\\,").replace(";", "\\;")
        self.assertIn(f"SUMMARY:{escaped}", unfolded(written))
        self.assertIn("DESCRIPTION:a\\nb\\\\c", unfolded(written))

    def test_short_lines_stay(self):
        self.assertEqual(fold("x" * LONGEST_LINE), ["x" * LONGEST_LINE])
        self.assertEqual(fold("x" * (LONGEST_LINE + 1)), ["x" * LONGEST_LINE, " x"])
