"""Search in lists and choosers finds all displayed text, also in decomposed Hangul."""

from unicodedata import normalize
from unittest.mock import patch

from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import Article, Event, EventType
from articles.workflow.transitions import perform
from tests.articles.admin.test_lists import make_image
from tests.cases import ClockTestCase
from tests.factories import (
    make_article,
    make_author,
    make_events,
    make_published,
    make_section,
    make_topic,
    make_user,
)


class SearchTestCase(ClockTestCase):
    @classmethod
    def setUpTestData(cls):
        cls.user = make_user(is_superuser=True, name_ko="소나기")

    def setUp(self):
        super().setUp()
        self.client.force_login(self.user)

    def listed(self, name, words, app="articles"):
        response = self.client.get(f"/admin/{app}/{name}/", {"q": words})
        return [row.pk for row in response.context["cl"].result_list]

    def chosen(self, app, model, field, words):
        asked = {"app_label": app, "model_name": model, "field_name": field, "term": words}
        results = self.client.get("/admin/autocomplete/", asked).json()["results"]
        return [int(result["id"]) for result in results]


class HangulInPiecesTests(SearchTestCase):
    """Decomposed Hangul, as some systems type and paste it, looks the same."""

    def test_every_list_finds_it(self):
        found = {
            "topic": make_topic(name_ko="항만"),
            "section": make_section(name_ko="항만"),
            "image": make_image(alt_ko="항만 그림"),
            "author": make_author(name_ko="항만 기자"),
            "edition": make_published(languages=("ko",), title_ko="항만 열려").editions.get(),
        }
        for name, row in found.items():
            with self.subTest(name):
                self.assertEqual(self.listed(name, normalize("NFD", "항만")), [row.pk])

    def test_every_choice_finds_it(self):
        topic, author = make_topic(name_ko="항만"), make_author(name_ko="하늬")
        picture = make_image(alt_ko="부두")
        for model, field, words, row in (
            ("articletopic", "tag", "항만", topic),
            ("byline", "author", "하늬", author),
            ("article", "lead_image", "부두", picture),
        ):
            with self.subTest(model):
                self.assertEqual(self.chosen("articles", model, field, normalize("NFD", words)), [row.pk])

    def test_the_pickers_of_a_text_find_it(self):
        topic, picture = make_topic(name_ko="항만"), make_image(alt_ko="항만 그림")
        for kind, row in (("topic", topic), ("image", picture)):
            with self.subTest(kind):
                answer = self.client.get(
                    f"/admin/articles/article/pick/{kind}/", {"q": normalize("NFD", "항만")}
                )
                self.assertEqual([item["id"] for item in answer.json()["results"]], [row.pk])

    def test_the_list_of_accounts_finds_it(self):
        driver = make_user("driver", first_name="하람")
        self.assertEqual(self.listed("user", normalize("NFD", "하람"), app="accounts"), [driver.pk])


class AccountTests(SearchTestCase):
    def test_an_account_is_found_by_every_name_of_its_person(self):
        rain = make_user("rain", first_name="Na-gi", last_name="So", name_ko="소낙비")
        plain = make_user("plain", first_name="하람", last_name="솔")
        for words, user in (("소낙비", rain), ("na-gi so", rain), ("솔하람", plain), ("rain", rain)):
            with self.subTest(words):
                self.assertEqual(self.listed("user", words, app="accounts"), [user.pk])
                self.assertEqual(self.chosen("articles", "author", "user", words), [user.pk])


class LogTests(SearchTestCase):
    def setUp(self):
        super().setUp()
        self.story = make_published(
            by=self.user, languages=("en", "ko"), title_en="Ferry waits", title_ko="여객선 기다려"
        )
        self.lines = {event.pk for event in Event.objects.about(self.story)}
        other = make_user("other", first_name="하람", last_name="솔")
        elsewhere = make_article(by=other, title_en="Market", summary_en="Fish.")
        perform("submit", elsewhere, language="en", by=other)
        [self.submitted] = Event.objects.filter(actor=other).values_list("pk", flat=True)

    def test_a_line_is_found_by_the_headline_of_its_story_in_both_languages(self):
        for words in ("ferry", "여객선", "waits 기다려"):
            with self.subTest(words):
                self.assertEqual(set(self.listed("event", words)), self.lines)

    def test_a_line_is_found_by_every_name_of_its_person(self):
        for words in ("하람", "솔하람", "other", "market 솔"):
            with self.subTest(words):
                self.assertEqual(self.listed("event", words), [self.submitted])
        self.assertIn(max(self.lines), self.listed("event", normalize("NFD", "소나기")))

    def test_a_line_is_found_by_the_name_of_what_it_tells_of_now_and_then(self):
        topic = make_topic("harbours", name_ko="항만")
        [added] = Event.objects.about(topic).values_list("pk", flat=True)
        self.assertEqual(self.listed("event", "항만"), [added])
        topic.delete()
        self.assertEqual(len(self.listed("event", "harbours")), 2)

    def test_a_line_is_found_by_its_reason_and_by_its_number(self):
        perform("return", self.story_in_review(), language="en", by=self.user, reason="출처가 없다.")
        self.assertEqual(len(self.listed("event", "출처가")), 1)
        self.assertLessEqual(self.lines, set(self.listed("event", str(self.story.pk))))

    def story_in_review(self):
        return Article.objects.get(pk=Event.objects.get(pk=self.submitted).subject_id)

    def test_who_may_not_see_stories_finds_none_by_its_headline(self):
        auditor = make_user("auditor", role=None)
        auditor.user_permissions.add(Permission.objects.get(codename="view_event"))
        self.client.force_login(auditor)
        self.assertEqual(self.listed("event", "ferry"), [])
        self.assertEqual(self.listed("event", "하람"), [self.submitted])

    def test_words_add_no_query(self):
        def count(**asked):
            with CaptureQueriesContext(connection) as queries:
                self.client.get("/admin/articles/event/", asked)
            return len(queries)

        self.client.get("/admin/articles/event/")
        self.assertEqual(count(q="ferry 소나기 1"), count())


@patch("articles.admin.events.MOST_LISTED", 3)
class LongLogTests(SearchTestCase):
    """An event about one story, and three later events about another one."""

    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.story = make_article(title_en="Ferry waits")

    def setUp(self):
        super().setUp()
        [self.old] = make_events(1, subject=self.story, reason="Checked twice.", type=EventType.APPROVED)
        self.later = make_events(3, subject=make_article(title_en="Market"), reason="Noted.")

    def test_words_are_searched_in_the_latest_events(self):
        self.assertEqual(self.listed("event", "noted"), self.later[::-1])
        for words in ("checked", "ferry"):
            self.assertEqual(self.listed("event", words), [])

    def test_a_filter_reaches_older_events(self):
        for words in ("checked", "ferry", f"ferry {self.story.pk}"):
            with self.subTest(words):
                response = self.client.get("/admin/articles/event/", {"q": words, "type__exact": "approve"})
                self.assertEqual([event.pk for event in response.context["cl"].result_list], [self.old])

    def test_a_number_finds_all_events_of_an_object(self):
        self.assertIn(self.old, self.listed("event", str(self.story.pk)))

    def test_the_list_says_so(self):
        page = self.client.get("/admin/articles/event/")
        self.assertContains(page, "Words are searched in the latest 2,000 events of the list")
