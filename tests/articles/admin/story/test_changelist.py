"""The list of stories: the status of each language, filters, search, and a constant number of queries."""

from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import html

from articles.admin.story import admin
from articles.models import EditionKind, LanguageProgress, Stage, Wanted
from articles.publishing import publish, withdraw
from tests.articles.admin.forms import PostedForm
from tests.cases import ClockTestCase
from tests.factories import (
    HOUR,
    NOON,
    approve,
    make_article,
    make_author,
    make_published,
    make_section,
    make_user,
    rewrite,
)

LIST = "/admin/articles/article/"


class ListTestCase(ClockTestCase):
    @classmethod
    def setUpTestData(cls):
        cls.user = make_user()

    def setUp(self):
        super().setUp()
        self.client.force_login(self.user)

    def listed(self, **query):
        return [row.pk for row in self.client.get(LIST, query).context["cl"].result_list]


def test_every_column_that_is_defined_is_listed():
    defined = {name for name, value in vars(admin).items() if hasattr(value, "short_description")}
    assert defined == {column.__name__ for column in admin.COLUMNS}


class StandingTests(ListTestCase):
    def make_each(self):
        """Make a story for each status of its English: {status: story}."""
        submitted, approved, scheduled = make_article(), make_article(), make_article()
        LanguageProgress.objects.filter(article=submitted, language="en").update(stage=Stage.IN_REVIEW)
        approve(approved, "en")
        approve(scheduled, "en")
        publish(scheduled, "en", by=None, at=NOON + HOUR)
        changed, withdrawn, retracted = make_published(), make_published(), make_published()
        rewrite(changed, title_en="Harbor closes")
        self.clock.shift(HOUR / 4)
        withdraw(withdrawn, "en", by=None, note="It was wrong.")
        withdraw(retracted, "en", by=None, note="It was made up.", kind=EditionKind.RETRACTION)
        return {
            "nothing": make_article(languages=("ko",), wanted={"en": Wanted.NOTHING}),
            "wanted": make_article(languages=("ko",)),
            "writing": make_article(),
            "in_review": submitted,
            "approved": approved,
            "scheduled": scheduled,
            "live": make_published(),
            "live_changed": changed,
            "withdrawn": withdrawn,
            "retracted": retracted,
        }

    def test_each_standing_has_its_chip_and_its_filter(self):
        stories = self.make_each()
        self.assertEqual(set(self.listed()), {story.pk for story in stories.values()})
        page = self.client.get(LIST).content.decode()
        for standing, story in stories.items():
            with self.subTest(standing=standing):
                self.assertIn(f"chip-{standing}", page)
                self.assertEqual(self.listed(en=standing), [story.pk])
        for word, together in {
            "public": ("live", "live_changed"),
            "gone": ("withdrawn", "retracted"),
        }.items():
            self.assertEqual(set(self.listed(en=word)), {stories[one].pk for one in together})

    def test_korean_has_a_filter_of_its_own(self):
        english, both = make_article(), make_article(languages=("en", "ko"))
        self.assertEqual(self.listed(ko="wanted"), [english.pk])
        self.assertEqual(self.listed(ko="writing"), [both.pk])

    def test_filter_value_that_is_none_filters_nothing(self):
        article = make_article()
        for query in ({"en": "x"}, {"section": "x"}, {"whose": "x"}):
            self.assertEqual(self.listed(**query), [article.pk])


class BehindTests(ListTestCase):
    def test_translation_behind_its_source_is_marked_and_found(self):
        article, other = make_published(languages=("en", "ko")), make_published(languages=("en", "ko"))
        self.clock.shift(HOUR)
        rewrite(article, title_en="Harbor closes")
        approve(article, "en")
        publish(article, "en", by=None, kind=EditionKind.UPDATE)
        self.assertEqual(self.listed(ko="behind"), [article.pk])
        self.assertEqual(self.listed(en="behind"), [])
        page = html.fromstring(self.client.get(LIST).content.decode())
        marked = page.xpath("//tr[.//*[contains(@class, 'chip-behind')]]/th//a/@href")
        self.assertEqual(marked, [f"{LIST}{article.pk}/change/"])
        self.assertNotEqual(article.pk, other.pk)


class FindingTests(ListTestCase):
    def test_search_finds_in_both_languages_and_by_number(self):
        article = make_article(title_ko="항구 문 열어")
        make_article(title_en="Market", summary_en="Fish", body_en="")
        for words in ("harbor", "항구", "harbor 항구", str(article.pk)):
            self.assertIn(article.pk, self.listed(q=words))
        self.assertEqual(self.listed(q="harbor 시장"), [])

    def test_section_and_source_language_filter(self):
        culture = make_section("culture")
        article = make_article(languages=("ko",), section=culture)
        make_article()
        self.assertEqual(self.listed(section=culture.pk), [article.pk])
        self.assertEqual(self.listed(source_language__exact="ko"), [article.pk])

    def test_mine_are_those_that_i_began_signed_or_hold(self):
        begun, signed, held, _other = (
            make_article(by=self.user),
            make_article(),
            make_article(),
            make_article(),
        )
        signed.bylines.create(author=make_author(user=self.user))
        LanguageProgress.objects.filter(article=held, language="ko").update(assignee=self.user)
        self.assertEqual(set(self.listed(whose="mine")), {begun.pk, signed.pk, held.pk})
        self.assertEqual(self.listed(whose="assigned"), [held.pk])

    def test_title_stands_in_the_language_of_the_screens_else_marked_in_the_other(self):
        make_article(languages=("en", "ko"))
        make_article(title_en="Market")
        self.user.language = "ko"
        self.user.save()
        response = self.client.get(LIST)
        self.assertContains(response, '<span class="headline" lang="ko">항구 문 열어</span>', html=True)
        self.assertContains(response, '<span class="headline" lang="en">Market</span>', html=True)


class QueryTests(ListTestCase):
    def count(self):
        with CaptureQueriesContext(connection) as queries:
            self.assertEqual(self.client.get(LIST).status_code, 200)
        return len(queries)

    def test_as_many_queries_for_ten_stories_as_for_more_than_a_hundred(self):
        self.client.get(LIST)
        for number in range(10):
            make_article(number=number, by=self.user)
        few = self.count()
        for number in range(101):
            make_article(number=number, by=self.user)
        self.assertEqual(self.count(), few)
        self.assertLessEqual(few, 14)

    def test_bodies_stay_in_the_database(self):
        make_article()
        with CaptureQueriesContext(connection) as queries:
            self.client.get(LIST)
        asked = [query["sql"] for query in queries if "articles_article" in query["sql"]]
        self.assertTrue(asked)
        self.assertFalse([sql for sql in asked if '"body_en"' in sql])

    def test_form_asks_as_often_for_a_long_story_as_for_a_short(self):
        article = make_article()
        self.client.get(f"{LIST}{article.pk}/change/")
        with CaptureQueriesContext(connection) as queries:
            form = PostedForm(self.client.get(f"{LIST}{article.pk}/change/"))
        self.assertIn("title_en", form)
        self.assertLessEqual(len(queries), 45)
