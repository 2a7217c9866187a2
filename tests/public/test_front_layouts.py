"""Layouts of the front page: presentations of the lead, packages, breaking news."""

from django.test import TestCase
from time_machine import travel

from newsroom.frontpage.models import LayoutKind, LeadPresentation
from newsroom.frontpage.placements import place_story
from newsroom.pageviews.models import MostRead
from tests.factories import HOUR, NOON, make_author, make_publication, make_section
from tests.frontpage.slots import BANNER, placed, second_slot
from tests.public.newsdesk import make_image, page_of, print_many, tell, texts

RAIL = "//div[contains(@class, 'front--rail')]"
MOST_READ = "//section[@class='most-read']"
OWN = LeadPresentation(LayoutKind.BIG_NEWS, "Harbor opens at last", "Port strike")


class LayoutTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        make_publication()
        with travel(NOON, tick=False):
            cls.section = make_section()
            cls.image = make_image()
            cls.story = tell(section=cls.section, lead_image=cls.image, number=" pictured")
            print_many(6, section=cls.section, since=NOON - 9 * HOUR)

    def setUp(self):
        self.enterContext(travel(NOON + HOUR, tick=False))

    def page(self):
        return page_of(self.client.get("/en/"))

    def lead(self, path):
        return texts(self.page(), f"//div[@class='front__lead']{path}")

    def test_a_page_is_calm_by_itself(self):
        self.assertEqual(len(self.page().xpath("//div[@class='front front--calm']")), 1)

    def test_the_latest_stand_beside_the_lead(self):
        self.print_stories(18, "Story")
        self.assertEqual(len(self.page().xpath(f"{RAIL}//div[@class='front__rail']//li")), 8)

    def test_latest_with_long_headlines_stand_below_it(self):
        self.print_stories(18, "Harbor council delays the night ferry " * 3)
        page = self.page()
        self.assertEqual(len(page.xpath("//div[@class='front__rail']//li")), 8)
        self.assertEqual(page.xpath(RAIL), [])

    def test_the_most_read_join_the_latest_where_these_are_few(self):
        self.print_stories(6, "Story")
        self.assertEqual(len(self.page().xpath(RAIL + MOST_READ)), 1)

    def test_the_most_read_end_the_page_where_the_latest_are_many(self):
        self.print_stories(18, "Story")
        page = self.page()
        self.assertEqual((len(page.xpath(MOST_READ)), page.xpath(RAIL + MOST_READ)), (1, []))

    def print_stories(self, count, words):
        """Print stories, and rank the first three as the most read."""
        editions = print_many(count, section=self.section, since=NOON, words=words)
        MostRead.objects.bulk_create(
            MostRead(language="en", article_id=edition.article_id, place=place, reads=9, counted_at=NOON)
            for place, edition in enumerate(editions[:3], 1)
        )

    def test_the_lead_has_its_own_headline_and_kicker(self):
        placed(self.story, presentation=OWN)
        self.assertEqual(self.lead("//h2"), ["Harbor opens at last"])
        self.assertEqual(self.lead("//span[@class='kicker__own']"), ["Port strike"])
        self.assertEqual(len(self.page().xpath("//div[@class='front front--big']")), 1)

    def test_its_page_keeps_its_headline(self):
        placed(self.story, presentation=OWN)
        page = page_of(self.client.get(self.lead_address(), follow=True))
        self.assertEqual(texts(page, "//h1"), ["Harbor opens pictured"])

    def lead_address(self):
        return self.page().xpath("//div[@class='front__lead']//h2/a/@href")[0]

    def test_the_lead_has_its_own_picture_from_its_text(self):
        other = make_image(alt_en="A whistle")
        body = f'<p>Text.</p><figure data-image="{other.pk}"><figcaption></figcaption></figure>'
        with travel(NOON + HOUR, tick=False):
            story = tell(section=self.section, lead_image=self.image, number=" two", body_en=body)
        placed(story, presentation=LeadPresentation(picture=other.pk))
        self.assertEqual(self.page().xpath("//div[@class='front__lead']//img/@alt"), ["A whistle"])

    def test_placed_second_stories_belong_to_a_package(self):
        with travel(NOON, tick=False):
            other = tell(section=self.section, number=" of the package")
        placed(self.story, presentation=LeadPresentation(LayoutKind.PACKAGE))
        placed(other, second_slot(3))
        page = self.page()
        inside = texts(page, "//div[contains(@class, 'front__package')]//h2")
        self.assertEqual(inside, ["Harbor opens of the package"])
        self.assertEqual(len(texts(page, "//div[contains(@class, 'front__list--3')]//h2")), 3)

    def test_a_banner_that_repeats_the_lead_becomes_its_mark(self):
        placed(self.story)
        place_story(self.story, BANNER, by=None, words="Harbor opens pictured")
        self.assertEqual(texts(self.page(), "//aside[@class='banner']"), [])
        self.assertEqual(self.lead("//strong[contains(@class, 'kicker__breaking')]"), ["Breaking"])

    def test_a_banner_that_says_more_stays(self):
        placed(self.story)
        place_story(self.story, BANNER, by=None, words="Ferries stay in port")
        self.assertEqual(texts(self.page(), "//aside[@class='banner']//a"), ["Ferries stay in port"])

    def test_an_own_picture_costs_two_queries_more(self):
        placed(self.story)
        with self.assertNumQueries(12):
            self.client.get("/en/")
        with travel(NOON + 2 * HOUR, tick=False):
            placed(self.story, presentation=LeadPresentation(picture=self.image.pk))
            with self.assertNumQueries(14):
                self.client.get("/en/")

    def test_opinion_is_signed(self):
        with travel(NOON, tick=False):
            tell(section=make_section("opinion"), authors=[make_author()], number=" as we see it")
        signed = texts(self.page(), "//article[.//p[@class='card__byline']]//h2")
        self.assertEqual(signed, ["Harbor opens as we see it"])
        self.assertEqual(texts(self.page(), "//p[@class='card__byline']"), ["Bora Testman"])
