"""“Assign…”: the offered people, the saved fields, and the places that show the assignment."""

from datetime import UTC, date, datetime, timedelta

from lxml import html

from articles.models import Event, EventType, LanguageProgress, Note, Priority
from articles.workflow.assignments import assign
from tests.articles.admin.forms import PostedForm, opened
from tests.articles.admin.story.test_actions import ActionTestCase, action_url
from tests.articles.admin.story.test_changelist import LIST
from tests.factories import HOUR, NOON, make_article, make_published, make_user


class AssigningTestCase(ActionTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.translator = make_user("translator", role="Korean translators", first_name="Bora")
        cls.article = make_article()

    def row(self, language="ko"):
        return LanguageProgress.objects.get(article=self.article, language=language)

    def bar(self):
        return " ".join(opened(self.client, self.article).form.xpath("string(.//*[@id='bar-ko'])").split())


class PageTests(AssigningTestCase):
    def test_it_offers_those_who_may_work_on_the_language(self):
        make_user("english", role="English desk")
        page = html.fromstring(self.client.get(action_url(self.article, "assign", "ko")).content)
        people = page.xpath("//select[@name='assignee']/option/text()")
        self.assertEqual(people, ["Unassigned", "editor", "Bora (translator)"])

    def test_it_keeps_person_time_priority_day_and_note(self):
        answer = self.fill(
            self.article,
            "assign",
            "ko",
            assignee=str(self.translator.pk),
            due="2026-03-03T09:00",
            priority="2",
            planned="2026-03-04",
            message="Mind the names.",
        )
        self.assertEqual(answer.status_code, 302)
        row = self.row()
        self.assertEqual((row.assignee, row.priority), (self.translator, Priority.URGENT))
        self.assertEqual(row.due_at, datetime(2026, 3, 3, 0, 0, tzinfo=UTC))  # 9:00 in Seoul
        self.assertEqual((row.planned_on, Note.objects.get().text), (date(2026, 3, 4), "Mind the names."))

    def test_opened_again_and_pressed_it_changes_nothing(self):
        assign(self.article, "ko", to=self.translator, due_at=NOON + HOUR, by=self.user)
        self.clock.shift(2 * HOUR)  # the deadline has passed
        before = Event.objects.count()
        self.assertEqual(self.fill(self.article, "assign", "ko").status_code, 302)
        self.assertEqual((self.row().assignee, self.row().due_at), (self.translator, NOON + HOUR))
        self.assertEqual(Event.objects.count(), before)

    def test_who_was_slower_is_told_and_decides_anew(self):
        form = PostedForm(self.client.get(action_url(self.article, "assign", "ko")), "action_form")
        assign(self.article, "ko", to=self.user, by=self.user)
        data = form.data(assignee=str(self.translator.pk))
        refused = self.client.post(action_url(self.article, "assign", "ko"), data)
        self.assertEqual(refused.status_code, 409)
        self.assertEqual(self.row().assignee, self.user)
        again = PostedForm(refused, "action_form").data()
        self.assertEqual(self.client.post(action_url(self.article, "assign", "ko"), again).status_code, 302)
        self.assertEqual(self.row().assignee, self.translator)

    def test_an_instant_that_has_passed_is_refused_with_what_was_typed(self):
        refused = self.fill(self.article, "assign", "ko", due="2026-03-01T09:00", message="Kept.")
        self.assertEqual(refused.status_code, 409)
        self.assertContains(refused, "That time has passed", status_code=409)
        self.assertContains(refused, "Kept.", status_code=409)

    def test_it_is_for_the_desk_of_the_language(self):
        self.client.force_login(self.translator)
        self.assertNotIn("assign", self.offers(self.article, "ko"))
        self.assertEqual(self.client.get(action_url(self.article, "assign", "ko")).status_code, 403)
        self.assertEqual(self.client.post(action_url(self.article, "assign", "ko")).status_code, 403)


class ToldTests(AssigningTestCase):
    def test_the_bar_tells_who_has_it_and_by_when(self):
        assign(
            self.article,
            "ko",
            to=self.translator,
            due_at=NOON + HOUR,
            priority=Priority.URGENT,
            planned_on=date(2026, 3, 4),
            by=self.user,
        )
        told = self.bar()
        for words in (
            "Assigned to Bora",
            "Due March 2, 2026, 10 p.m.",
            "Urgent",
            "Planned for March 4, 2026",
        ):
            self.assertIn(words, told)
        self.clock.shift(2 * HOUR)
        self.assertIn("Overdue since March 2, 2026, 10 p.m.", self.bar())

    def test_a_deadline_that_was_met_is_told_no_more(self):
        self.article = make_published(languages=("en", "ko"))
        LanguageProgress.objects.filter(article=self.article).update(due_at=NOON - HOUR)
        self.assertNotIn("verdue", self.bar())

    def test_the_list_tells_it_and_is_narrowed_by_it(self):
        late, free = self.article, make_article()
        assign(late, "ko", to=self.translator, due_at=NOON + HOUR, by=self.user)
        assign(late, "en", to=self.user, by=self.user)
        self.clock.shift(timedelta(hours=2))
        page = self.client.get(LIST)
        self.assertContains(page, "overdue since")
        found = {
            query: {row.pk for row in self.client.get(LIST + query).context["cl"].result_list}
            for query in ("?due=overdue", "?whose=assigned", "?whose=free")
        }
        self.assertEqual(
            found, {"?due=overdue": {late.pk}, "?whose=assigned": {late.pk}, "?whose=free": {free.pk}}
        )

    def test_the_log_names_it(self):
        assign(self.article, "ko", to=self.translator, by=self.user)
        self.assertEqual(Event.objects.first().type, EventType.ASSIGNED)
        self.assertContains(self.client.get("/admin/articles/event/"), "assigned")
