"""The pages of a bulk change: the marked list, the form, the progress, the report."""

from unittest import mock

from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import html

from articles.admin import base
from articles.models import Article, LanguageProgress
from newsroom.story_lists import bulk_changes
from newsroom.story_lists.models import BulkChange, BulkState
from tests.articles.admin.forms import PostedForm
from tests.cases import ClockTestCase
from tests.factories import make_article, make_topic, make_user

LIST = "/admin/articles/article/"


class PageTestCase(ClockTestCase):
    @classmethod
    def setUpTestData(cls):
        cls.user = make_user()

    def setUp(self):
        super().setUp()
        self.client.force_login(self.user)

    def choose(self, action, *articles, query="", **fields):
        marked = {"action": action, "index": 0, "_selected_action": [one.pk for one in articles], **fields}
        return self.client.post(f"{LIST}{query}", marked)

    def begin(self, response, **fields):
        form = PostedForm(self.client.get(response.url), "bulk_form")
        for name, value in fields.items():
            form[name] = value
        return self.client.post(response.url, form.values)


class ChoosingTests(PageTestCase):
    def actions(self):
        page = html.fromstring(self.client.get(LIST).content.decode())
        return page.xpath("//select[@name='action']/option[@value != '']/@value")

    def test_actions_are_those_that_one_may_do_somewhere(self):
        make_article()
        self.assertEqual(self.actions(), ["assign", "plan", "section", "topic", "set-aside"])
        self.client.force_login(make_user("translator", role="Korean translators"))
        self.assertEqual(self.actions(), ["section", "topic"])
        self.client.force_login(make_user("administrator", role="Administrators"))
        self.assertEqual(self.actions(), [])

    def test_an_action_that_one_may_not_do_is_refused(self):
        self.client.force_login(make_user("translator", role="Korean translators"))
        self.choose("set-aside", make_article())
        self.assertFalse(BulkChange.objects.exists())

    def test_all_of_a_filtered_list_are_as_many_as_it_shows(self):
        for number in range(4):
            make_article(number=number)
        make_article(title_en="Market", summary_en="Fish")
        with mock.patch.object(base, "MOST_LISTED", 3):
            marked = Article.objects.filter(title_en__startswith="Harbor")[:1]
            self.choose("topic", *marked, query="?q=Harbor", select_across=1)
        chosen = BulkChange.objects.get().stories.values_list("article__title_en", flat=True)
        self.assertEqual(list(chosen), ["Harbor opens3", "Harbor opens2", "Harbor opens1"])

    def test_somebody_else_cannot_open_it(self):
        address = self.choose("topic", make_article()).url
        self.client.force_login(make_user("other"))
        self.assertEqual(self.client.get(address).status_code, 404)
        self.assertEqual(self.client.post(address).status_code, 404)


class FormTests(PageTestCase):
    def test_all_done_at_once_leads_back_to_the_list_as_it_was_filtered(self):
        articles = [make_article(number=number) for number in range(2)]
        response = self.choose("topic", *articles, query="?en=writing")
        response = self.begin(response, topic=make_topic().pk)
        self.assertRedirects(response, f"{LIST}?en=writing", fetch_redirect_response=False)
        self.assertContains(self.client.get(response.url), "2 stories changed.")
        self.assertEqual(BulkChange.objects.get().state, BulkState.FINISHED)

    def test_wrong_input_shows_the_form_as_it_was_filled(self):
        response = self.choose("set-aside", make_article())
        response = self.client.post(response.url, {"reason": " "})
        self.assertEqual(response.status_code, 422)
        self.assertEqual(BulkChange.objects.get().state, BulkState.CHOSEN)

    def test_a_person_who_cannot_work_on_the_language_is_refused_in_the_form(self):
        translator = make_user("translator", role="Korean translators")
        response = self.choose("assign", make_article())
        for language, status in (("en", 422), ("ko", 302)):
            answer = self.client.post(response.url, {"language": language, "person": translator.pk})
            self.assertEqual(answer.status_code, status)
        self.assertEqual(LanguageProgress.objects.filter(assignee=translator).get().language, "ko")

    def test_each_form_takes_what_it_shows(self):
        fields = [
            ("plan", {"day": "2026-03-05"}),
            ("plan", {"no_day": "on"}),
            ("set-aside", {"reason": "Old."}),
            ("assign", {"language": "en", "nobody": "on"}),
        ]
        for action, filled in fields:
            with self.subTest(action):
                response = self.begin(self.choose(action, make_article()), **filled)
                self.assertEqual(response.status_code, 302)
        self.assertEqual(BulkChange.objects.exclude(state=BulkState.FINISHED).count(), 0)

    def test_nothing_is_taken_away_because_a_field_was_left_empty(self):
        for action, filled in (("assign", {"language": "en"}), ("plan", {"languages": ["en"]})):
            response = self.begin(self.choose(action, make_article()), **filled)
            self.assertEqual(response.status_code, 422)

    def test_an_address_of_another_site_is_not_where_it_leads(self):
        address = self.choose("topic", make_article()).url.partition("?")[0]
        form = {"topic": make_topic().pk}
        response = self.client.post(f"{address}?next=https://elsewhere.example/", form)
        self.assertRedirects(response, LIST, fetch_redirect_response=False)


class ReportTests(PageTestCase):
    def setUp(self):
        super().setUp()
        self.client.force_login(make_user("intern", role="Interns"))

    def test_names_each_refused_story_with_its_reason_and_link(self):
        article = make_article(by=self.user)
        response = self.begin(self.choose("topic", article), topic=make_topic().pk)
        page = html.fromstring(self.client.get(response.url).content.decode())
        [line] = page.xpath("//details[@open]//li")
        self.assertEqual(line.xpath("a/@href"), [f"{LIST}{article.pk}/change/"])
        self.assertIn("You do not have permission to change this story", line.text_content())

    def test_goes_on_where_it_was_left_and_the_list_says_that_stories_wait(self):
        self.client.force_login(self.user)
        articles = [make_article(number=number) for number in range(5)]
        with mock.patch.object(bulk_changes, "AT_ONCE", 2):
            address = self.begin(self.choose("topic", *articles), topic=make_topic().pk).url
            self.assertContains(self.client.get(LIST), "3 stories are waiting.")
            self.client.post(address, {"_stop": "1"})
            self.client.post(address, {"_batch": "1"})  # from a script that does not know of the stop
            self.assertContains(self.client.get(LIST), "3 stories are waiting.")
            self.client.post(address, {"_continue": "1"})
            self.client.post(address, {"_batch": "1"})
        self.assertNotContains(self.client.get(LIST), "stories are waiting")
        self.assertEqual(BulkChange.objects.get().counts()["done"], 5)
        self.assertContains(self.client.get(LIST), 'href="/admin/bulk-changes/"')
        self.assertContains(self.client.get("/admin/bulk-changes/"), "Changed 5")

    def test_list_of_reports_asks_as_often_for_many_as_for_one(self):
        def count():
            with CaptureQueriesContext(connection) as queries:
                self.client.get("/admin/bulk-changes/")
            return len(queries)

        article, topic = make_article(), make_topic()
        self.begin(self.choose("topic", article), topic=topic.pk)
        count()
        one = count()
        for _again in range(3):
            self.begin(self.choose("topic", article), topic=topic.pk)
        self.assertEqual(count(), one)
