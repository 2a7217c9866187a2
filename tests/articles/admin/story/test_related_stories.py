"""Computed related stories on a story's form are hidden and shown again, also on the public page."""

from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from lxml import html
from time_machine import travel

from articles import story_exceptions
from articles.models import Event, RelatedExclusion
from articles.publishing import withdraw
from newsroom.related.models import Relation
from tests.factories import HOUR, NOON, make_article, make_published, make_user
from tests.public.newsdesk import page_of, texts


class FoundTestCase(TestCase):
    @classmethod
    def setUpTestData(cls):
        with travel(NOON - HOUR, tick=False):
            cls.story, cls.near, cls.nearer = (
                make_published(languages=("en", "ko"), number=f" {number}") for number in range(3)
            )
        Relation.objects.create(article_id=cls.story.pk, other_id=cls.near.pk, score=0.4)
        Relation.objects.create(article_id=cls.story.pk, other_id=cls.nearer.pk, score=0.6)
        Relation.objects.create(article_id=cls.near.pk, other_id=cls.story.pk, score=0.4)
        cls.managing = make_user()
        cls.form = f"/admin/articles/article/{cls.story.pk}/change/"

    def setUp(self):
        self.clock = self.enterContext(travel(NOON, tick=False))
        self.client.force_login(self.managing)

    def post(self, story=None, **act):
        address = f"/admin/articles/article/{(story or self.story).pk}/related/"
        return self.client.post(address, act, follow=True)

    def listed(self):
        page = html.fromstring(self.client.get(self.form).content.decode())
        return [" ".join(line.text_content().split()) for line in page.xpath("//section[@id='related']//li")]

    def related_headlines(self, story=None, language="en"):
        story = story or self.story
        slug = story.editions.filter(language=language).first().slug
        page = page_of(self.client.get(f"/{language}/articles/{story.pk}/{slug}/"))
        return texts(page, "//p[@class='related__title']")


class HidingTests(FoundTestCase):
    def test_the_best_comes_first_each_with_its_button(self):
        self.assertEqual(
            self.listed(), ["Harbor opens 2 Hide: Harbor opens 2", "Harbor opens 1 Hide: Harbor opens 1"]
        )
        self.assertEqual(self.related_headlines(), ["Harbor opens 2", "Harbor opens 1"])

    def test_stories_are_called_in_the_language_of_the_screens(self):
        self.client.force_login(make_user("kim", language="ko"))
        self.assertEqual(
            [line.split(" 숨기기")[0] for line in self.listed()], ["항구 문 열어 2", "항구 문 열어 1"]
        )

    def test_hidden_it_leaves_the_page_of_both_languages_at_once(self):
        told = self.post(hide=self.nearer.pk)
        self.assertContains(told, "Hidden from readers of this story")
        self.assertEqual(self.related_headlines(), ["Harbor opens 1"])
        self.assertEqual(self.related_headlines(language="ko"), ["항구 문 열어 1"])
        self.assertIn("Harbor opens 2 Hidden Show again: Harbor opens 2", self.listed())

    def test_shown_again_it_stands_where_it_stood(self):
        self.post(hide=self.nearer.pk)
        self.post(show=self.nearer.pk)
        self.assertEqual(self.related_headlines(), ["Harbor opens 2", "Harbor opens 1"])
        told = Event.objects.filter(subject_type="relatedexclusion").order_by("id")
        self.assertEqual([event.type for event in told], ["added", "removed"])
        self.assertEqual({event.actor for event in told}, {self.managing})

    def test_it_is_hidden_in_one_direction_alone(self):
        self.post(hide=self.near.pk)
        self.assertEqual(self.related_headlines(), ["Harbor opens 2"])
        self.assertEqual(self.related_headlines(self.near), ["Harbor opens 0"])

    def test_it_stays_hidden_when_relations_are_found_anew(self):
        self.post(hide=self.near.pk)
        Relation.objects.all().delete()
        self.assertEqual(self.listed(), [])
        Relation.objects.create(article_id=self.story.pk, other_id=self.near.pk, score=0.9)
        self.assertEqual(self.related_headlines(), [])

    def test_twice_is_once(self):
        self.post(hide=self.near.pk)
        self.post(hide=self.near.pk)
        self.assertEqual(RelatedExclusion.objects.count(), 1)
        self.assertFalse(story_exceptions.show_related(self.story.pk, self.nearer.pk, by=self.managing))


class ToldTests(FoundTestCase):
    def told(self, address, path):
        page = html.fromstring(self.client.get(address).content.decode())
        return [
            (" ".join(link.text_content().split()), link.xpath("descendant-or-self::a/@href"))
            for link in page.xpath(path)
        ]

    def test_log_and_first_screen_name_both_stories_and_lead_to_the_one_it_is_hidden_in(self):
        self.post(hide=self.near.pk)
        name = ("Hidden related story: Harbor opens 1 (Harbor opens 0)", [self.form])
        self.assertEqual(self.told("/admin/articles/event/", "//td[contains(@class, 'subject')]")[0], name)
        self.assertIn(name, self.told("/admin/", "//main//li//a"))

    def test_history_of_the_story_tells_who_hid_what(self):
        self.post(hide=self.near.pk)
        self.clock.shift(HOUR)
        self.post(show=self.near.pk)
        told = self.told(f"/admin/articles/article/{self.story.pk}/history/", "//li[@class='happened']/p")
        self.assertEqual(
            [words.removesuffix(" · editor") for words, _links in told[:2]],
            [
                "shown again in related stories: Harbor opens 1",
                "hidden from related stories: Harbor opens 1",
            ],
        )
        told = self.told(f"/admin/articles/article/{self.near.pk}/history/", "//li[@class='happened']/p")
        self.assertNotIn("hidden", str(told))

    def test_history_costs_the_same_however_many_were_hidden(self):
        def count():
            with CaptureQueriesContext(connection) as queries:
                self.client.get(f"/admin/articles/article/{self.story.pk}/history/")
            return len(queries)

        story_exceptions.hide_related(self.story.pk, self.near.pk, by=self.managing)
        count()
        few = count()
        story_exceptions.hide_related(self.story.pk, self.nearer.pk, by=self.managing)
        self.assertEqual(count(), few)


class RefusalTests(FoundTestCase):
    def test_rubbish_is_refused_in_words(self):
        for rubbish in ("", "0", "x", "\x00", "９", "9" * 40, "x" * 100_000, str(self.story.pk), "-1"):
            for act in ("hide", "show"):
                with self.subTest(f"{act} {rubbish[:10]!r}"):
                    told = self.post(**{act: rubbish})
                    self.assertContains(told, "no longer among the suggestions")
        self.assertContains(self.post(), "no longer among the suggestions")
        self.assertFalse(RelatedExclusion.objects.exists())

    def test_it_is_for_those_who_publish(self):
        for role in ("Reporters", "Korean translators"):
            user = make_user(role, role=role)
            self.client.force_login(user)
            self.assertEqual(self.listed(), ["Harbor opens 2", "Harbor opens 1"])
            self.assertEqual(self.post(hide=self.near.pk).status_code, 403)
            with self.assertRaises(PermissionDenied):
                story_exceptions.hide_related(self.story.pk, self.near.pk, by=user)
        self.assertFalse(RelatedExclusion.objects.exists())
        self.client.force_login(make_user("desk", role="Korean desk"))
        self.post(hide=self.near.pk)
        self.assertTrue(RelatedExclusion.objects.exists())

    def test_only_a_post_hides_and_only_in_a_story_that_is_there(self):
        self.assertEqual(
            self.client.get(f"/admin/articles/article/{self.story.pk}/related/").status_code, 405
        )
        self.assertEqual(self.client.post("/admin/articles/article/987654/related/").status_code, 404)
        self.assertFalse(RelatedExclusion.objects.exists())


class ShownTests(FoundTestCase):
    def test_what_readers_do_not_have_is_not_listed(self):
        with travel(NOON + HOUR, tick=False):
            withdraw(self.near, "en", by=None, note="Gone.")
            self.assertEqual(len(self.listed()), 2)  # the Korean text is still live
            withdraw(self.near, "ko", by=None, note="없음.")
        with travel(NOON + 2 * HOUR, tick=False):
            self.assertEqual(self.listed(), ["Harbor opens 2 Hide: Harbor opens 2"])

    def test_a_draft_asks_for_none(self):
        draft = make_article(number=" draft")
        with CaptureQueriesContext(connection) as queries:
            self.client.get(f"/admin/articles/article/{draft.pk}/change/")
        self.assertEqual([query for query in queries if "related_relation" in query["sql"]], [])

    def test_it_costs_the_same_for_many(self):
        def count():
            with CaptureQueriesContext(connection) as queries:
                self.client.get(self.form)
            return len(queries)

        count()
        few = count()
        for number in range(3, 9):
            other = make_published(number=f" {number}")
            Relation.objects.create(article_id=self.story.pk, other_id=other.pk, score=0.5)
        self.assertEqual(count(), few)
