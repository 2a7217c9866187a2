"""Breaking news from one form: all steps in one unit of work, or none of them."""

from dataclasses import replace
from datetime import timedelta
from unittest import mock

import pytest
from django.core.exceptions import PermissionDenied
from django.test import TestCase, override_settings
from django.urls import reverse
from time_machine import travel

from articles.models import Article, Edition, Event, LanguageProgress
from articles.publishing import PreflightRefused, WarningsUnconfirmed, broken_seals
from articles.workflow.transitions import TransitionRefused
from newsroom.breaking_news import publication
from newsroom.breaking_news.models import BreakingStory
from newsroom.breaking_news.publication import AlreadyPublished, PublishedMeanwhile
from newsroom.frontpage.models import Placement, SlotKind
from newsroom.frontpage.placement_session import PlacementRefused
from tests.breaking_news.news import KEY, OTHER_KEY, REASON, TEXTS, make_news, publish_news
from tests.factories import HOUR, LANGUAGES, NOON, make_author, make_published, make_user
from tests.frontpage.slots import BANNER, LEAD, occupants, placed


class BreakingNewsTestCase(TestCase):
    @classmethod
    def setUpTestData(cls):
        with travel(NOON - HOUR, tick=False):
            cls.managing = make_user()
            cls.earlier = make_published(languages=("en", "ko"))

    def setUp(self):
        self.clock = self.enterContext(travel(NOON, tick=False))

    def assert_nothing_written(self):
        self.assertEqual(list(Article.objects.all()), [self.earlier])
        self.assertFalse(BreakingStory.objects.exists())
        self.assertFalse(Placement.objects.exists())
        self.assertFalse(Event.objects.filter(at__gte=NOON).exists())


class PublishedTests(BreakingNewsTestCase):
    def test_both_languages_are_live_at_one_instant_lead_and_have_a_banner(self):
        article = publish_news(self.managing).article
        self.assertEqual({one.live_from for one in article.editions.live(NOON)}, {NOON})
        for language in LANGUAGES:
            with self.subTest(language=language):
                held = {"lead 1": article.pk, "banner 1": article.pk}
                self.assertEqual(occupants(NOON, language), held)
                self.assertEqual(occupants(NOON + HOUR, language), {"lead 1": article.pk})
        banners = Placement.objects.filter(slot=SlotKind.BANNER).values_list("language", "words")
        self.assertEqual(dict(banners), {language: TEXTS[language][0] for language in LANGUAGES})
        self.assertEqual(list(broken_seals()), [])

    def test_banner_has_the_quotation_marks_of_the_headline_so_that_the_front_page_does_not_repeat_it(self):
        headline = "Ferry aground off O'Brien's Point: \"All safe\""
        news = make_news(("en",))
        news.texts["en"] = replace(news.texts["en"], headline=headline, banner=headline)
        article = publish_news(self.managing, news).article
        [banner] = Placement.objects.filter(slot=SlotKind.BANNER)
        self.assertEqual(banner.words, "Ferry aground off O’Brien’s Point: “All safe”")
        self.assertEqual(banner.words, article.editions.get().headline)
        front = self.client.get(reverse("public:front", args=["en"]))
        self.assertIsNone(front.context["banner"])

    def test_readers_find_it_on_the_front_page_in_the_banner_and_in_the_feed(self):
        article = publish_news(self.managing).article
        for language in LANGUAGES:
            with self.subTest(language=language):
                headline = TEXTS[language][0]
                front = self.client.get(reverse("public:front", args=[language]))
                self.assertContains(front, headline)
                other_page = self.client.get(f"/{language}/articles/{self.earlier.pk}/", follow=True)
                self.assertContains(other_page, headline)
                self.assertContains(self.client.get(f"/{language}/feed.json"), headline)
                story = self.client.get(f"/{language}/articles/{article.pk}/", follow=True)
                self.assertContains(story, TEXTS[language][1])

    def test_without_a_text_each_language_says_that_more_follows(self):
        bodies = {one.language: one.body for one in publish_news(self.managing).article.editions.all()}
        self.assertEqual(bodies["en"], "<p>This is breaking news. More details will follow.</p>")
        self.assertEqual(bodies["ko"], publication.more_follows_html("ko"))
        self.assertNotEqual(bodies["ko"], bodies["en"])

    def test_beside_a_text_the_other_language_is_a_brief_that_leads_to_it(self):
        news = make_news(bodies={"en": "<p>The quake was felt at 7 a.m.</p>"})
        editions = {one.language: one for one in publish_news(self.managing, news).article.editions.all()}
        self.assertFalse(editions["en"].is_brief)
        self.assertTrue(editions["ko"].is_brief)

    def test_the_language_that_alone_has_a_text_is_the_source(self):
        article = publish_news(self.managing, make_news(bodies={"ko": "<p>지진이 감지됐다.</p>"})).article
        self.assertEqual(article.source_language, "ko")
        self.assertTrue(article.editions.get(language="en").is_brief)

    def test_of_one_language_a_brief_is_wanted_in_the_other(self):
        article = publish_news(make_user("desk", role="Korean desk"), make_news(["ko"])).article
        self.assertEqual(list(article.editions.values_list("language", flat=True)), ["ko"])
        progress = LanguageProgress.objects.get(article=article, language="en")
        self.assertEqual((progress.wanted, progress.stage), ("brief", "writing"))
        self.assertEqual(occupants(NOON, "en"), {})

    def test_the_author_signs(self):
        article = publish_news(self.managing, make_news(author=make_author())).article
        self.assertEqual(article.bylines.count(), 1)

    def test_the_log_has_each_step_and_the_reason(self):
        article = publish_news(self.managing).article
        events = Event.objects.about(article).order_by("id").values_list("type", "language", "reason")
        for language in LANGUAGES:
            for step in [("submit", language, ""), ("approve", language, REASON)]:
                self.assertIn(step, list(events))
            self.assertIn(("published", language, ""), list(events))
        approvals = Event.objects.about(article).filter(type="approve")
        self.assertEqual([one.details.get("alone") for one in approvals], [True, True])

    def test_an_earlier_lead_and_banner_give_way(self):
        placed(self.earlier)
        placed(self.earlier, BANNER, words="The harbor is open")
        article = publish_news(self.managing).article
        self.assertEqual(occupants(NOON + HOUR / 2), {"lead 1": article.pk, "banner 1": article.pk})

    def test_a_plan_for_the_banner_ends_it_early(self):
        placed(self.earlier, BANNER, words="The harbor is open", at=NOON + HOUR / 2)
        article = publish_news(self.managing).article
        self.assertEqual(occupants(NOON + HOUR / 4)["banner 1"], article.pk)
        self.assertEqual(occupants(NOON + HOUR / 2)["banner 1"], self.earlier.pk)

    def test_the_banner_stays_until_somebody_takes_it_down(self):
        publish_news(self.managing, make_news(banner_for=None))
        self.assertIn("banner 1", occupants(NOON + timedelta(days=30)))

    def test_lead_and_banner_are_left_out_on_demand(self):
        publish_news(self.managing, make_news(leads=False, banner=False))
        self.assertFalse(Placement.objects.exists())

    @override_settings(FOUR_EYES=False)
    def test_without_the_rule_of_two_people_no_reason_is_needed(self):
        self.assertFalse(publication.needs_reason(self.managing))
        article = publish_news(self.managing, reason="").article
        self.assertFalse(Event.objects.about(article).filter(details__alone=True).exists())


class RefusedTests(BreakingNewsTestCase):
    def refused(self, kind, *args, **options):
        with pytest.raises(kind) as refusal:
            publish_news(*args, **options)
        self.assert_nothing_written()
        return refusal.value

    def test_without_a_reason_nothing_is_written(self):
        self.assertTrue(publication.needs_reason(self.managing))
        self.refused(TransitionRefused, self.managing, reason=" ")

    def test_a_blocker_of_one_language_refuses_both(self):
        news = make_news(bodies={"ko": "<p>그는 **모른다**.</p>"})
        refusal = self.refused(PreflightRefused, self.managing, news)
        self.assertEqual({one.language for one in refusal.findings}, {"ko"})

    def test_warnings_have_to_be_confirmed(self):
        refusal = self.refused(WarningsUnconfirmed, self.managing, confirmed=[])
        codes = {one.fingerprint for one in refusal.findings}
        publish_news(self.managing, confirmed=codes)
        self.assertEqual(Edition.objects.live(NOON).count(), 4)

    def test_a_placement_that_is_refused_takes_all_back(self):
        with mock.patch.object(publication, "place_story", side_effect=PlacementRefused("No.")):
            self.refused(PlacementRefused, self.managing)

    def test_who_may_not_publish_a_language_publishes_none(self):
        for role in ("Korean desk", "Reporters", "Administrators", "Interns"):
            with self.subTest(role=role):
                self.refused(PermissionDenied, make_user(role, role=role))


class PermissionTests(TestCase):
    def test_each_role_has_the_languages_in_which_it_may_do_all_steps(self):
        expected = {"Managing editors": LANGUAGES, "English desk": ["en"], "Korean desk": ["ko"]}
        for role in ("Interns", "Reporters", "Korean translators", "Administrators", *expected):
            user = make_user(role, role=role)
            with self.subTest(role=role):
                found = [one for one in LANGUAGES if publication.may_publish_breaking(user, one)]
                self.assertEqual(found, expected.get(role, []))


class SecondPressTests(BreakingNewsTestCase):
    def test_the_same_form_publishes_once(self):
        first = publish_news(self.managing)
        self.clock.shift(HOUR)
        self.assertEqual(publish_news(self.managing), first)
        self.assertEqual(Article.objects.count(), 2)

    def test_other_words_in_the_same_form_are_refused_with_the_first_story(self):
        first = publish_news(self.managing)
        with pytest.raises(AlreadyPublished) as refusal:
            publish_news(self.managing, make_news(["en"]))
        self.assertEqual(refusal.value.story, first)

    def test_somebody_else_gets_no_story_by_a_key(self):
        publish_news(self.managing)
        with pytest.raises(AlreadyPublished):
            publish_news(make_user("other"))

    def test_news_of_a_colleague_since_the_form_was_opened_is_shown_first(self):
        first = publish_news(make_user("jane"))
        with pytest.raises(PublishedMeanwhile) as refusal:
            publish_news(self.managing, key=OTHER_KEY, seen=0)
        self.assertEqual(refusal.value.story, first)
        publish_news(self.managing, key=OTHER_KEY, seen=first.pk)
        self.assertEqual(occupants(NOON + HOUR)["lead 1"], BreakingStory.objects.latest("pk").article_id)

    def test_news_of_an_hour_ago_stops_nobody(self):
        publish_news(make_user("jane"))
        self.clock.shift(HOUR)
        publish_news(self.managing, key=OTHER_KEY, seen=0)
        self.assertEqual(BreakingStory.objects.exclude(key=KEY).count(), 1)

    def test_the_slots_are_those_of_the_front_page(self):
        self.assertEqual(publication.front_position("en", SlotKind.LEAD), LEAD)
