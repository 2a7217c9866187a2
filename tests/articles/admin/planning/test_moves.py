"""Moves of cards on the board and in the calendar: pages, refusals, undo, permissions."""

from datetime import date

from lxml import html

from articles.models import Edition, Event, EventType, LanguageProgress
from articles.publishing import cancel
from articles.workflow.assignments import assign, plan_day
from tests.articles.admin.forms import PostedForm
from tests.articles.admin.planning.test_calendar import CALENDAR, CalendarTestCase, plan, schedule, words
from tests.factories import HOUR, NOON, make_article, make_user

MARCH_4, MARCH_6 = date(2026, 3, 4), date(2026, 3, 6)


def row(article, language="en"):
    return LanguageProgress.objects.get(article=article, language=language)


class MoveTestCase(CalendarTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.article = make_article(languages=("en", "ko"))
        cls.rae = make_user("rae", role="Reporters", first_name="Rae", last_name="Kim")
        plan(cls.article, "en", MARCH_4)

    def address(self, languages="en", back=CALENDAR):
        return f"/admin/planning/{self.article.pk}/{languages}/?next={back}"

    def move(self, languages="en", **data):
        return self.client.post(self.address(languages), data)

    def refused(self, words, status, **data):
        """Return the page that refuses a move. Nothing changes."""
        before, events = row(self.article), Event.objects.count()
        response = self.move(**data)
        self.assertContains(response, words, status_code=status)
        now = row(self.article)
        self.assertEqual((now.planned_on, now.assignee_id), (before.planned_on, before.assignee_id))
        self.assertEqual(Event.objects.count(), events)
        return html.fromstring(response.content.decode())

    def undo(self, response):
        """Follow the redirect of a response and press the undo button in its message."""
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
        self.assertEqual(row(self.article).planned_on, MARCH_6)
        self.undo(response)
        self.assertEqual(row(self.article).planned_on, date(2026, 2, 27))

    def test_both_languages_of_an_entry_move_together(self):
        plan(self.article, "ko", MARCH_4)
        response = self.move("en-ko", day="2026-03-06", day_seen="2026-03-04")
        self.assertEqual([row(self.article, one).planned_on for one in ("en", "ko")], [MARCH_6] * 2)
        self.undo(response)
        self.assertEqual([row(self.article, one).planned_on for one in ("en", "ko")], [MARCH_4] * 2)

    def test_an_empty_day_takes_the_plan_back(self):
        self.assertEqual(self.move(day="", day_seen="2026-03-04").status_code, 302)
        self.assertIsNone(row(self.article).planned_on)

    def test_the_day_that_it_has_changes_nothing(self):
        response = self.move(day="2026-03-04", day_seen="2026-03-04")
        self.assertNotContains(self.client.get(response["Location"]), "messagelist")
        self.assertFalse(Event.objects.filter(type=EventType.PLANNED).exists())

    def test_a_day_that_is_over_or_none_is_refused(self):
        for day, told in (
            ("2026-03-01", "That day is over. Choose today or a later day."),
            ("9999-01-01", "Choose a year from"),
            ("2026-02-30", "Enter a valid date."),
        ):
            with self.subTest(day):
                self.refused(told, 422, day=day, day_seen="2026-03-04")
        self.assertEqual(self.move().status_code, 422)

    def test_who_was_faster_is_named_and_the_next_attempt_counts(self):
        bo = make_user("bo", first_name="Bo", last_name="Lim")
        plan_day(self.article, ["en"], date(2026, 3, 9), by=bo, was=MARCH_4)
        told = "Bo Lim planned it for another day in the meantime."
        page = self.refused(told, 409, day="2026-03-06", day_seen="2026-03-04")
        [seen] = page.xpath("//input[@name='day_seen']/@value")
        self.assertEqual(seen, "2026-03-09")
        self.assertEqual(self.move(day="2026-03-06", day_seen=seen).status_code, 302)
        self.assertEqual(row(self.article).planned_on, MARCH_6)

    def test_a_day_that_nobody_saw_is_refused(self):
        for seen in ({}, {"day_seen": "x"}):
            self.refused("planned it for another day", 409, day="2026-03-06", **seen)

    def test_a_scheduled_text_is_rescheduled_on_a_page_that_proposes_the_day(self):
        schedule(self.article, "en", NOON + 45 * HOUR)
        self.refused("It is scheduled.", 409, day="2026-03-06", day_seen="2026-03-04")
        [entry] = self.screen().xpath("//li[contains(@class, 'entry-scheduled')]")
        self.assertIn("data-asks", entry.attrib)
        page = html.fromstring(self.client.get(f"{entry.get('data-move')}&day=2026-03-06").content.decode())
        self.assertEqual(page.xpath("//input[@name='at']/@value"), ["2026-03-06T18:00"])
        [back] = page.xpath("//a[@class='closelink']")
        self.assertEqual((back.get("href"), words(back)), (CALENDAR, "Back to the calendar"))
        cancel(self.article, "en", by=None)
        self.assertRedirects(self.client.get(entry.get("data-move")), CALENDAR)

    def test_both_languages_of_a_scheduled_entry_are_rescheduled_together(self):
        for language in ("en", "ko"):
            schedule(self.article, language, NOON + 45 * HOUR)
        [move] = self.screen().xpath("//li[contains(@class, 'entry-scheduled')]/@data-move")
        response = self.client.get(f"{move}&day=2026-03-06")
        confirmed = html.fromstring(response.content.decode()).xpath("//input[@name='confirmed']/@value")
        form = PostedForm(response, "action_form")
        response = self.client.post(move, form.data() | {"confirmed": confirmed})
        self.assertRedirects(response, CALENDAR)
        days = [edition.live_from.day for edition in Edition.objects.ahead(NOON)]
        self.assertEqual(days, [6, 6])


class PersonTests(MoveTestCase):
    def test_a_drop_assigns_and_is_undone(self):
        response = self.move(person=self.rae.pk, person_seen=0)
        self.assertEqual(row(self.article).assignee, self.rae)
        self.assertEqual(row(self.article).planned_on, MARCH_4)
        self.assertEqual(Event.objects.get(type=EventType.ASSIGNED).details["to"], self.rae.pk)
        self.assertContains(self.client.get(response["Location"]), "Assigned to Rae Kim.")
        self.undo(self.move(person=self.user.pk, person_seen=self.rae.pk))
        self.assertEqual(row(self.article).assignee, self.rae)

    def test_nobody_gets_it_back_and_again(self):
        assign(self.article, "en", by=self.user, to=self.rae)
        response = self.move(person="", person_seen=self.rae.pk)
        self.assertIsNone(row(self.article).assignee)
        self.undo(response)
        self.assertEqual(row(self.article).assignee, self.rae)

    def test_who_cannot_work_on_the_language_is_refused(self):
        translator = make_user("kim", role="Korean translators", first_name="Sol", last_name="Kim")
        named = "Sol Kim cannot work on this language: English. The assignee stays."
        nobody = "This person cannot work on this language."
        for person, told in ((translator.pk, named), (999_999, nobody), ("x", nobody), ("9" * 30, nobody)):
            with self.subTest(person):
                self.refused(told, 422, person=person, person_seen=0)

    def test_who_was_faster_is_named(self):
        assign(self.article, "en", by=make_user("bo", first_name="Bo", last_name="Lim"), to=self.rae)
        for seen in ({"person_seen": 0}, {"person_seen": "x"}, {}):
            with self.subTest(seen):
                self.refused("Bo Lim assigned or unassigned it", 409, person=self.user.pk, **seen)

    def test_somebody_who_has_left_can_stay(self):
        assign(self.article, "en", by=self.user, to=self.rae)
        self.rae.is_active = False
        self.rae.save()
        data = {"person": self.rae.pk, "person_seen": self.rae.pk, "day": "2026-03-06"}
        self.assertEqual(self.move(**data, day_seen="2026-03-04").status_code, 302)
        self.assertEqual((row(self.article).assignee, row(self.article).planned_on), (self.rae, MARCH_6))


class PageTests(MoveTestCase):
    def page(self, *arguments, **options):
        response = self.client.get(self.address(*arguments, **options))
        self.assertEqual(response.status_code, 200)
        return html.fromstring(response.content.decode())

    def test_it_shows_what_holds_now_and_a_person_for_one_language_only(self):
        assign(self.article, "en", by=self.user, to=self.rae)
        page = self.page()
        self.assertEqual(page.xpath("//input[@name='day']/@value"), ["2026-03-04"])
        self.assertEqual(page.xpath("//select[@name='person']/option[@selected]/text()"), ["Rae Kim (rae)"])
        self.assertEqual(self.page("en-ko").xpath("//select[@name='person']"), [])

    def test_it_leads_back_within_the_desk_only(self):
        for back, href in (
            ("/admin/board/%3Fby=person", "/admin/board/?by=person"),
            ("https://elsewhere.example/", CALENDAR),
            ("//elsewhere.example/admin/", CALENDAR),
            ("/", CALENDAR),
        ):
            with self.subTest(back):
                [link] = self.page(back=back).xpath("//a[@class='closelink']/@href")
                self.assertEqual(link, href)

    def test_what_is_not_there_is_not_found(self):
        for languages in ("fr", "en-en", "en-fr", "-"):
            self.assertEqual(self.client.get(self.address(languages)).status_code, 404, languages)
        self.assertEqual(self.client.get("/admin/planning/999999/en/").status_code, 404)

    def test_only_the_desk_of_each_language_moves_it(self):
        [link] = self.screen().xpath("//li[contains(@class, 'entry-planned')]/@data-move")
        self.assertTrue(link.startswith(f"/admin/planning/{self.article.pk}/en/?next="))
        self.client.force_login(self.rae)
        self.assertEqual(self.screen().xpath("//@data-move"), [])
        self.client.force_login(make_user("kdesk", role="Korean desk"))
        for languages in ("en", "en-ko"):
            self.assertEqual(self.client.get(self.address(languages)).status_code, 403)
            moved = self.move(languages, day="2026-03-06", day_seen="2026-03-04")
            self.assertEqual(moved.status_code, 403)
        self.assertEqual(self.client.get(self.address("ko")).status_code, 200)

    def test_it_speaks_korean(self):
        self.user.language = "ko"
        self.user.save()
        self.assertEqual(words(self.page().xpath("//h1")[0]), "옮기기")
