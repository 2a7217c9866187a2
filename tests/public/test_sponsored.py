"""Sponsored stories are labelled on all pages, and are never presented as news."""

import json

import pytest
from time_machine import travel

from articles.models import Article, Edition, EditionKind, LanguageProgress
from articles.publishing import publish, withdraw
from articles.publishing.refusals import PreflightRefused, PublicationRefused
from newsroom.frontpage.models import FrontPageScope, SlotKind, SlotPosition
from newsroom.frontpage.placement_session import PlacementRefused
from newsroom.frontpage.placements import place_story
from newsroom.live.publication import begin_coverage
from newsroom.newsletters.composition import front_page_editions
from newsroom.pageviews.models import MostRead
from newsroom.public.article.page import related_block
from newsroom.public.frame import Frame
from newsroom.public.social_cards import social_card
from tests.articles.checks.text.findings import codes_and_passages
from tests.cases import ClockTestCase
from tests.factories import (
    HOUR,
    NOON,
    approve,
    make_author,
    make_publication,
    make_published,
    make_topic,
    make_user,
    make_whole_article,
    rewrite,
)
from tests.public.newsdesk import page_of, publish_again, tell, texts

LABELS = {"en": "Sponsored", "ko": "광고"}
PAID = {"en": "Paid for by Haedong Paints", "ko": "광고주: 해동페인트"}
SPONSOR = {"is_sponsored": True, "sponsor_en": "Haedong Paints", "sponsor_ko": "해동페인트"}
LINK = '<p>See <a href="https://paints.example/">paints</a>.</p>'
HEADLINES = "//*[contains(@class, 'card__headline')]"
MARKS = "//strong[@class='mark']"


class SponsoredCase(ClockTestCase):
    @classmethod
    def setUpTestData(cls):
        make_publication(license_name_en="Test License", license_terms_en="Name us.")
        cls.news = [make_published(number=f" {number}") for number in range(3)]
        cls.topic, cls.author = make_topic(), make_author()
        cls.story = tell(
            languages=("en", "ko"), topics=[cls.topic], authors=[cls.author],
            title_en="Paint lasts", title_ko="오래가는 페인트", body_en=LINK, body_ko=LINK, **SPONSOR,
        )  # fmt: skip
        cls.edition = Edition.objects.get(article=cls.story, language="en")

    def read(self, language="en", path=None):
        path = path or Edition.objects.get(article=self.story, language=language).get_absolute_url()
        response = self.client.get(path)
        self.assertEqual(response.status_code, 200, path)
        return page_of(response)


class LabelTests(SponsoredCase):
    def test_the_story_says_who_paid_for_it_above_its_headline(self):
        for language in LABELS:
            page = self.read(language)
            head = "//header[@class='story__head']"
            self.assertEqual(texts(page, f"{head}{MARKS}"), [LABELS[language]])
            self.assertEqual(texts(page, f"{head}/p[@class='sponsor']"), [PAID[language]])

    def test_every_list_that_shows_it_labels_it(self):
        lists = ("topics/harbours/", "authors/bora-testman/", "sections/economy/", "2026/03/02/")
        for language in LABELS:
            for path in lists:
                page = self.read(language, f"/{language}/{path}")
                card = "//article[contains(@class, 'card')][.//a[contains(., '{}')]]"
                [own] = page.xpath(card.format("Paint lasts" if language == "en" else "오래가는 페인트"))
                self.assertEqual(texts(own, f".{MARKS}"), [LABELS[language]], path)
                self.assertEqual(len(page.xpath(MARKS)), 1, path)

    def test_feeds_and_shared_links_name_it_before_the_headline(self):
        for language, title in (("en", "Sponsored: Paint lasts"), ("ko", "[광고] 오래가는 페인트")):
            items = self.client.get(f"/{language}/feed.json").json()["items"]
            [item] = [one for one in items if one["title"] == title]
            self.assertIn(PAID[language], item["content_html"])
            self.assertIn(title, self.client.get(f"/{language}/feed.atom").content.decode())
            page = self.read(language)
            self.assertEqual(page.xpath("//meta[@property='og:title']/@content"), [title])

    def test_the_picture_for_shared_links_has_the_label(self):
        card = social_card(self.edition, Frame.read("en"), NOON)
        self.assertTrue(card.section.startswith("Sponsored · "), card.section)

    def test_its_links_are_marked_for_search_engines(self):
        for path in (None, f"{self.edition.get_absolute_url()}side-by-side/"):
            page = self.read(path=path)
            rels = page.xpath("//a[@href='https://paints.example/']/@rel")
            self.assertEqual(set(rels), {"sponsored noopener"})

    def test_structured_data_say_that_it_is_an_advertisers(self):
        [script] = self.read().xpath("//script[@type='application/ld+json']/text()")
        [node] = [one for one in json.loads(script)["@graph"] if one.get("@id", "").endswith("#story")]
        self.assertEqual(node["@type"], "AdvertiserContentArticle")
        self.assertEqual(node["sponsor"]["name"], "Haedong Paints")

    def test_live_coverage_does_not_hide_that_from_search_engines(self):
        begin_coverage(self.story, by=make_user())
        [script] = self.read().xpath("//script[@type='application/ld+json']/text()")
        [node] = [one for one in json.loads(script)["@graph"] if one.get("@id", "").endswith("#story")]
        self.assertEqual(node["@type"], ["AdvertiserContentArticle", "LiveBlogPosting"])

    def test_what_readers_send_each_other_begins_with_the_label(self):
        for language, title in (("en", "Sponsored: Paint lasts"), ("ko", "[광고] 오래가는 페인트")):
            self.assertEqual(self.read(language).xpath("//*[@class='share']/@data-title"), [title])

    def test_its_history_and_its_corrections_are_labelled(self):
        self.clock.shift(HOUR)
        rewrite(self.story, summary_en="Paint lasts nine years.")
        publish_again(self.story, kind=EditionKind.CORRECTION, note="Nine years.", alone=True)
        page = self.read(path=f"{self.edition.get_absolute_url()}history/")
        self.assertEqual(texts(page, f"//header{MARKS}"), ["Sponsored"])
        self.assertEqual(
            page.xpath("//meta[@property='og:title']/@content"), ["History: Sponsored: Paint lasts"]
        )
        self.assertEqual(texts(self.read(path="/en/corrections/"), f"//main{MARKS}"), ["Sponsored"])
        [item] = self.client.get("/en/corrections/feed.json").json()["items"]
        self.assertEqual(item["title"], "Correction: Sponsored: Paint lasts")

    def test_its_history_tells_since_when_somebody_pays_for_it(self):
        self.clock.shift(HOUR)
        rewrite(self.news[0], **SPONSOR)
        edition = publish_again(self.news[0])
        self.clock.shift(HOUR)
        rewrite(self.news[0], sponsor_en="Seosan Paints")
        publish_again(self.news[0])
        page = self.read(path=f"{edition.get_absolute_url()}history/")
        changes = "//section[@class='changes']/h3[.='Sponsor']/following-sibling::p[1]"
        self.assertEqual(
            texts(page, changes),
            ["[removed: Haedong Paints][added: Seosan Paints]", "[added: Haedong Paints]"],
        )

    def test_it_is_not_offered_for_republication(self):
        self.assertEqual(self.read().xpath("//a[contains(@href, '/republish/')]"), [])


class ChoiceTests(SponsoredCase):
    def test_the_front_page_shows_it_only_where_an_editor_placed_it(self):
        page = self.read(path="/en/")
        self.assertNotIn("Paint lasts", " ".join(texts(page, "//main")))
        place_story(self.story.pk, SlotPosition("en", FrontPageScope.FRONT, SlotKind.SECOND, 1), by=None)
        page = self.read(path="/en/")
        self.assertEqual(texts(page, "//*[@class='front__lead']//h2"), ["Harbor opens 2"])
        self.assertEqual(texts(page, f"//*[contains(@class, 'front__list')]{MARKS}"), ["Sponsored"])

    def test_nobody_can_place_it_as_lead_or_as_breaking_news(self):
        for slot, words in ((SlotKind.LEAD, ""), (SlotKind.BANNER, "Paint lasts")):
            with self.assertRaises(PlacementRefused):
                place_story(
                    self.story.pk, SlotPosition("en", FrontPageScope.FRONT, slot), by=None, words=words
                )

    def test_a_banner_ends_when_somebody_has_paid_for_its_story(self):
        place = SlotPosition("en", FrontPageScope.FRONT, SlotKind.BANNER)
        place_story(self.news[0].pk, place, by=None, words="Harbor opens")
        banner = "//aside[@class='banner']"
        self.assertEqual(len(self.read(path="/en/topics/harbours/").xpath(banner)), 1)
        self.clock.shift(HOUR)
        rewrite(self.news[0], **SPONSOR)
        publish_again(self.news[0])
        self.assertEqual(self.read(path="/en/topics/harbours/").xpath(banner), [])

    def test_a_second_place_does_not_become_the_lead_when_there_is_no_other_story(self):
        place_story(self.story.pk, SlotPosition("en", FrontPageScope.FRONT, SlotKind.SECOND, 1), by=None)
        for story in self.news:
            withdraw(story, "en", by=None, note="Wrong.")
        self.clock.shift(HOUR)
        self.assertEqual(self.read(path="/en/").xpath("//*[@class='front__lead']"), [])

    def test_it_leads_no_section_although_it_is_the_newest(self):
        shown = texts(self.read(path="/en/sections/economy/"), HEADLINES)
        self.assertEqual(shown[0], "Harbor opens 2")
        self.assertIn("Paint lasts", shown)

    def test_it_is_not_among_the_latest_and_the_most_read(self):
        for place, story in enumerate([self.story, *self.news], 1):
            MostRead.objects.create(language="en", place=place, article_id=story.pk, counted_at=NOON, reads=9)
        page = self.read(path=Edition.objects.get(article=self.news[0]).get_absolute_url())
        self.assertNotIn("Paint lasts", texts(page, "//*[@class='most-read__title']"))
        page = self.read("en", "/en/topics/harbours/")
        self.assertNotIn("Paint lasts", texts(page, "//*[@class='latest__title']"))

    def test_it_is_not_in_the_sitemap_of_news(self):
        found = self.client.get("/sitemaps/news.xml")
        written = b"".join(found.streaming_content) if found.streaming else found.content
        self.assertIn(b"harbor-opens-0", written)
        self.assertNotIn(b"paint", written)

    def test_software_relates_no_story_to_it(self):
        news = Edition.objects.get(article=self.news[0])
        stories = {self.story.pk: self.edition}
        self.assertEqual(related_block(news, stories, {self.story.pk: 0.9}, set()), [])

    def test_newsletters_leave_it_out(self):
        place_story(self.story.pk, SlotPosition("en", FrontPageScope.FRONT, SlotKind.SECOND, 1), by=None)
        self.assertNotIn(self.story.pk, [one.article_id for one in front_page_editions("en", NOON)])


class DeskTests(SponsoredCase):
    def test_what_readers_had_as_sponsored_is_never_published_as_news(self):
        rewrite(self.story, is_sponsored=False, sponsor_en="", sponsor_ko="", title_en="Paint lasts long")
        approve(self.story, "en")
        with self.assertRaises(PublicationRefused):
            publish(self.story, "en", by=None)

    def test_nor_after_it_was_withdrawn(self):
        withdraw(self.story, "en", by=None, note="Wrong.")
        withdraw(self.story, "ko", by=None, note="틀렸다.")
        rewrite(self.story, is_sponsored=False, sponsor_en="", sponsor_ko="")
        approve(self.story, "en")
        with self.assertRaises(PublicationRefused):
            publish(self.story, "en", by=None)

    def test_while_it_is_only_scheduled_as_such_the_refusal_says_so(self):
        story = make_published(number=" 4")
        rewrite(story, title_ko="오래가는 페인트", summary_ko="아홉 해를 간다.", body_ko=LINK, **SPONSOR)
        approve(story, "ko")
        publish(story, "ko", by=None, at=NOON + HOUR)
        rewrite(story, is_sponsored=False, sponsor_en="", sponsor_ko="", title_en="Paint lasts long")
        with self.assertRaisesMessage(PublicationRefused, "is scheduled as sponsored"):
            publish_again(story)

    def test_news_may_be_labelled_later(self):
        rewrite(self.news[0], **SPONSOR)
        self.assertTrue(publish_again(self.news[0]).is_sponsored)

    def test_the_desk_sees_that_label_and_sponsor_are_not_published_yet(self):
        before = LanguageProgress.objects.get(article=self.news[0], language="en").text_digest
        rewrite(self.news[0], **SPONSOR)
        after = LanguageProgress.objects.get(article=self.news[0], language="en").text_digest
        self.assertNotEqual(before, after)
        edition = publish_again(self.news[0])
        self.assertEqual(edition.text_digest, after)

    def test_label_and_sponsor_are_under_the_seal(self):
        edition = Edition.objects.get(pk=self.edition.pk)
        self.assertEqual(edition.sealed(None), edition.digest)
        edition.is_sponsored = False
        self.assertNotEqual(edition.sealed(None), edition.digest)
        edition.is_sponsored = True
        edition.printed["sponsor"] = "Others"
        self.assertNotEqual(edition.sealed(None), edition.digest)


@pytest.mark.django_db
class TestPreflight:
    def test_a_sponsored_story_needs_a_sponsor_in_each_language(self):
        story = make_whole_article(is_sponsored=True, sponsor_en="Haedong Paints", languages=("en", "ko"))
        assert "sponsor.name" not in dict(codes_and_passages(story, "en"))
        assert "sponsor.name" in dict(codes_and_passages(story, "ko"))
        approve(story, "ko")
        with pytest.raises(PreflightRefused):
            publish(story, "ko", by=None)

    def test_a_language_that_is_live_as_news_beside_it_is_a_warning(self):
        def is_found():
            return "sponsor.languages" in dict(codes_and_passages(Article.objects.get(pk=story.pk), "en"))

        with travel(NOON, tick=False) as clock:
            story = make_published(languages=("en", "ko"))
            clock.shift(HOUR)
            assert not is_found()
            rewrite(story, **SPONSOR)
            assert is_found()
            publish_again(story)
            clock.shift(HOUR)
            assert is_found()
            publish_again(story, "ko")
            assert not is_found()

    def test_a_sponsor_without_the_label_is_a_blocker(self):
        story = make_whole_article(sponsor_en="Haedong Paints")
        assert "sponsor.label" in dict(codes_and_passages(story, "en"))
