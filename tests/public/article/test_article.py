import unicodedata
from urllib.parse import quote

from django.test import TestCase
from time_machine import travel

from articles.models import EditionKind, Role
from articles.publishing import quick_fix, withdraw
from tests.factories import (
    HOUR,
    INSTANT,
    NOON,
    make_article,
    make_author,
    make_publication,
    make_published,
    make_section,
    make_standing_page,
    make_topic,
    rewrite,
)
from tests.public.newsdesk import make_image, page_of, publish_again, tell, texts

FULL_KO = "/ko/articles/{}/" + quote("항구-문-열어") + "/"


class ArticleCase(TestCase):
    def setUp(self):
        clock = travel(NOON, tick=False)
        self.clock = clock.start()
        self.addCleanup(clock.stop)
        make_publication()

    def read(self, article, language="en", slug="harbor-opens"):
        response = self.client.get(f"/{language}/articles/{article.pk}/{slug}/", follow=True)
        self.assertEqual(response.status_code, 200)
        return page_of(response)

    def status(self, address):
        return self.client.get(address).status_code


class AddressTests(ArticleCase):
    def test_wrong_name_leads_to_the_right_one_for_good(self):
        story = make_published(languages=("en", "ko"))
        response = self.client.get(f"/en/articles/{story.pk}/something-else/")
        self.assertRedirects(response, f"/en/articles/{story.pk}/harbor-opens/", status_code=301)

    def test_hangul_name_is_percent_encoded_where_it_is_sent(self):
        story = make_published(languages=("ko",))
        response = self.client.get(f"/ko/articles/{story.pk}/x/")
        self.assertEqual(response["Location"], FULL_KO.format(story.pk))
        self.assertEqual(self.status(response["Location"]), 200)

    def test_hangul_typed_apart_is_the_same_name(self):
        story = make_published(languages=("ko",))
        apart = quote(unicodedata.normalize("NFD", "항구-문-열어"))
        self.assertEqual(self.status(f"/ko/articles/{story.pk}/{apart}/"), 200)

    def test_short_address_leads_to_the_full_one(self):
        story = make_published(languages=("ko",))
        self.assertRedirects(self.client.get(f"/ko/articles/{story.pk}/"), FULL_KO.format(story.pk))

    def test_number_is_written_in_one_way(self):
        story = make_published()
        for number in (f"0{story.pk}", "0", "9" * 19, "-1", f"{story.pk}.0"):
            self.assertEqual(self.status(f"/en/articles/{number}/harbor-opens/"), 404, number)


class AbsenceTests(ArticleCase):
    def both(self, article, language="en"):
        """Return the statuses of the short and of the full address."""
        return {
            self.status(f"/{language}/articles/{article.pk}/{rest}") for rest in ("", "harbor-opens/", "x/")
        }

    def test_story_that_was_never_published_is_404(self):
        self.assertEqual(self.both(make_article()), {404})

    def test_scheduled_story_is_404_until_its_instant(self):
        story = make_published(at=NOON + HOUR)
        self.clock.move_to(NOON + HOUR - INSTANT)
        self.assertEqual(self.both(story), {404})
        self.clock.move_to(NOON + HOUR)
        self.assertEqual(self.both(story), {302, 200, 301})

    def test_withdrawn_story_is_410_with_the_note(self):
        story = make_published()
        self.clock.shift(HOUR)
        withdraw(story, "en", by=None, note="Its <source> took it back.")
        self.assertEqual(self.both(story), {410})
        response = self.client.get(f"/en/articles/{story.pk}/")
        self.assertContains(response, "Its &lt;source&gt; took it back.", status_code=410)
        self.assertContains(response, "This story has been withdrawn", status_code=410)

    def test_withdrawn_story_is_named_with_its_authors_and_date_and_without_its_text(self):
        story = tell(authors=[make_author(), (make_author("kit-sorrelby"), Role.PHOTOS)])
        self.clock.shift(24 * HOUR)
        withdraw(story, "en", by=None, note="Wrong.")
        response = self.client.get(f"/en/articles/{story.pk}/")
        page = page_of(response)
        self.assertEqual(texts(page, "//main//h2"), ["Harbor opens"])
        self.assertEqual(texts(page, "//main//p[@class='byline']"), ["By Bora Testman"])
        self.assertIn("March 2, 2026", texts(page, "//*[@class='dateline']//time")[0])
        for hidden in ("The harbor opens on Monday.", "Kit Sorrelby", "ld+json", "og:type"):
            self.assertNotContains(response, hidden, status_code=410)
        self.assertEqual(texts(page, "//title"), ["This story has been withdrawn · The Test Harbor"])

    def test_withdrawn_story_that_is_not_to_be_named_tells_the_note_alone(self):
        story = tell(authors=[make_author()])
        self.clock.shift(HOUR)
        withdraw(story, "en", by=None, note="A court forbade it.", is_named=False)
        response = self.client.get(f"/en/articles/{story.pk}/")
        self.assertContains(response, "A court forbade it.", status_code=410)
        for hidden in ("Harbor opens", "Bora Testman", "gone-story"):
            self.assertNotContains(response, hidden, status_code=410)

    def test_withdrawn_story_links_the_corrections_policy_if_there_is_one(self):
        story = make_published()
        self.clock.shift(HOUR)
        withdraw(story, "en", by=None, note="Wrong.")
        link = "//main//a[@href='/en/pages/corrections/']"
        address = f"/en/articles/{story.pk}/"
        self.assertEqual(texts(page_of(self.client.get(address)), link), [])
        make_standing_page(
            slug="corrections", title_en="How we correct", title_ko="정정 원칙", body_en="<p>At once.</p>"
        )
        self.assertEqual(texts(page_of(self.client.get(address)), link), ["How we correct"])

    def test_retracted_story_says_that_it_was_wrong(self):
        story = make_published()
        self.clock.shift(HOUR)
        withdraw(story, "en", by=None, note="It was wrong.", kind=EditionKind.RETRACTION)
        response = self.client.get(f"/en/articles/{story.pk}/harbor-opens/")
        self.assertContains(response, "This story has been retracted", status_code=410)

    def test_story_in_the_other_language_alone_is_404_with_the_way_there(self):
        story = make_published(languages=("ko",))
        response = self.client.get(f"/en/articles/{story.pk}/")
        self.assertEqual(response.status_code, 404)
        links = page_of(response).xpath("//main//a[@hreflang='ko' and ancestor::*[@lang='ko']]/@href")
        self.assertEqual(links, [FULL_KO.format(story.pk)])

    def test_withdrawn_in_one_language_offers_the_other(self):
        story = make_published(languages=("en", "ko"))
        self.clock.shift(HOUR)
        withdraw(story, "en", by=None, note="The English was wrong.")
        page = page_of(self.client.get(f"/en/articles/{story.pk}/"))
        self.assertEqual(page.xpath("//main//a[@hreflang='ko']/@href"), [FULL_KO.format(story.pk)])
        korean = self.read(story, "ko")
        self.assertEqual(
            texts(korean, "//p[@class='story__other']"),
            ["The English version of this story is no longer available."],
        )


class PageTests(ArticleCase):
    def test_shows_headline_section_summary_and_text(self):
        page = self.read(make_published(section=make_section("ports")))
        self.assertEqual(texts(page, "//h1"), ["Harbor opens"])
        self.assertEqual(texts(page, "//article//p[@class='kicker']/a"), ["Ports"])
        self.assertEqual(texts(page, "//p[@class='story__summary']"), ["The harbor opens on Monday."])
        self.assertEqual(texts(page, "//div[@class='body']"), ["The harbor opens."])

    def test_search_engines_may_show_its_picture_large(self):
        page = self.read(make_published())
        self.assertEqual(page.xpath("//meta[@name='robots']/@content"), ["max-image-preview:large"])

    def test_names_stand_by_what_they_did_and_lead_to_their_pages(self):
        writer, second, eye = (make_author(slug) for slug in ("ana-testman", "bo-testman", "cy-testman"))
        story = tell(authors=[(eye, Role.PHOTOS), writer, second])
        page = self.read(story)
        self.assertEqual(
            texts(page, "//p[@class='byline']"), ["By Ana Testman and Bo Testman", "Photos by Cy Testman"]
        )
        self.assertEqual(page.xpath("//p[@class='byline']/a/@href")[0], "/en/authors/ana-testman/")

    def test_name_is_as_printed_and_its_link_as_it_is_now(self):
        author = make_author("old-name")
        story = tell(authors=[author])
        author.slug, author.name_en = "new-name", "New Name"
        author.save()
        page = self.read(story)
        self.assertEqual(texts(page, "//p[@class='byline']/a"), ["Old Name"])
        self.assertEqual(page.xpath("//p[@class='byline']/a/@href"), ["/en/authors/new-name/"])

    def test_update_is_told_and_a_minor_one_is_not(self):
        story = make_published()
        published, updated = "2026-03-02T21:00:00+09:00", "2026-03-02T22:00:00+09:00"
        self.clock.shift(HOUR)
        rewrite(story, body_en="<p>The harbor opens wide.</p>")
        publish_again(story)
        self.clock.shift(HOUR)
        quick_fix(story, "en", by=None, headline="Harbour opens")
        page = self.read(story)
        self.assertEqual(page.xpath("//div[@class='dateline']//time/@datetime"), [published, updated])
        self.assertEqual(page.xpath("//meta[@property='article:modified_time']/@content"), [updated])

    def test_story_mended_in_a_minor_way_alone_has_no_update(self):
        story = make_published()
        self.clock.shift(HOUR)
        quick_fix(story, "en", by=None, headline="Harbour opens")
        self.assertEqual(len(self.read(story).xpath("//div[@class='dateline']//time")), 1)

    def test_corrections_are_printed_in_full_and_outlive_later_editions(self):
        story = make_published()
        for note in ("It said Sunday; it is Monday.", "It said\n\ntwo; it is one."):
            self.clock.shift(HOUR)
            rewrite(story, summary_en=f"The harbor opens on Monday. {note[:7]}{note[-4:]}")
            publish_again(story, kind=EditionKind.CORRECTION, note=note)
        self.clock.shift(HOUR)
        quick_fix(story, "en", by=None, headline="Harbour opens")
        page = self.read(story)
        self.assertEqual(
            texts(page, "//section[@id='corrections']/p[not(@class)]"),
            ["It said Sunday; it is Monday.", "It said", "two; it is one."],
        )
        self.assertEqual(len(page.xpath("//section[@id='corrections']//time")), 2)
        changes = page.xpath("//section[@id='corrections']//a/@href")
        self.assertEqual(
            [address.partition("/history/")[2] for address in changes], ["#edition-2", "#edition-3"]
        )

    def test_picture_is_the_one_that_was_printed(self):
        image = make_image(caption_en="At the quay.")
        story = tell(lead_image=image, body_en=f'<p>Look.</p><figure data-image="{image.pk}"></figure>')
        image.alt_en = "Changed afterwards"
        image.save()
        page = self.read(story)
        [lead] = page.xpath("//figure[contains(@class, 'picture--lead')]")
        picture = lead.find("picture/img")
        self.assertEqual(
            (picture.get("alt"), picture.get("width"), picture.get("height")), ("A crane", "3", "2")
        )
        self.assertTrue(picture.get("src").startswith("/media/pictures/"))
        self.assertEqual(texts(page, "//figure[contains(@class, 'picture--lead')]/figcaption/span"),
                         ["At the quay.", "B. Testman"])  # fmt: skip
        self.assertEqual(page.xpath("//div[@class='body']//img/@alt"), ["A crane"])

    def test_the_caption_of_the_story_stands_under_the_lead_picture_alone(self):
        image = make_image(caption_en="At the quay.")
        body = f'<p>Look.</p><figure data-image="{image.pk}"><figcaption></figcaption></figure>'
        page = self.read(tell(lead_image=image, lead_caption_en="At noon.", body_en=body))
        captions = texts(page, "//*[@class='picture__caption']")
        self.assertEqual(captions, ["At noon.", "At the quay."])

    def test_topics_are_those_with_a_name_in_the_language(self):
        both, korean = make_topic("ports"), make_topic("barangs", name_en="", name_ko="바람")
        story = tell(languages=("en", "ko"), topics=[both, korean])
        self.assertEqual(texts(self.read(story), "//nav[@class='topics']//a"), ["Ports"])
        self.assertEqual(texts(self.read(story, "ko"), "//nav[@class='topics']//a"), ["ports 주제", "바람"])

    def test_merged_topic_shows_where_it_went_and_only_once(self):
        target = make_topic("ports")
        merged = make_topic("harbors", merged_into=target)
        page = self.read(tell(topics=[merged, target]))
        self.assertEqual(page.xpath("//nav[@class='topics']//a/@href"), ["/en/topics/ports/"])

    def test_public_sources_are_printed_and_the_others_are_not(self):
        story = tell(
            sources=[
                {"name_en": "Harbor Board", "url": "https://board.example/"},
                {"name_ko": "항만청"},
                {"name_en": "A clerk", "is_public": False},
            ]
        )
        page = self.read(story)
        self.assertEqual(texts(page, "//section[@class='sources']//li"), ["Harbor Board", "항만청"])
        self.assertEqual(texts(page, "//section[@class='sources']//*[@lang='ko']"), ["항만청"])

    def test_insight_carries_the_name_that_the_publication_gave_it(self):
        story = make_published(body_en='<aside data-kind="insight"><p>So.</p></aside>')
        self.assertEqual(texts(self.read(story), "//p[@class='passage__label']"), ["Harbor Insight"])
