"""Placed stories on front pages, section pages and in breaking news."""

from django.test import TestCase
from time_machine import travel

from articles.publishing import quick_fix, withdraw
from newsroom.frontpage import placements
from newsroom.frontpage.models import Placement, SlotPosition
from newsroom.public.time_machine import format_at
from tests.factories import HOUR, INSTANT, NOON, make_publication, make_section, make_user
from tests.frontpage.slots import BANNER, placed, second_slot
from tests.public.newsdesk import headlines, page_of, print_many, tell, texts

TOMORROW = NOON + 20 * HOUR
LEADS = "//div[@class='front__lead']//h2"


class CuratedTestCase(TestCase):
    @classmethod
    def setUpTestData(cls):
        make_publication()
        cls.section = make_section("economy")
        with travel(NOON - 9 * HOUR, tick=False):
            cls.story = tell(number=" quietly", languages=("en", "ko"), section=cls.section)
        print_many(30, section=cls.section, since=NOON - 8 * HOUR, words="News")

    def setUp(self):
        self.clock = self.enterContext(travel(NOON, tick=False))

    def lead(self, address="/en/", **query):
        return texts(page_of(self.client.get(address, query)), LEADS)


class FrontTests(CuratedTestCase):
    def test_a_placed_story_leads_and_the_latest_follow_without_it(self):
        placed(self.story)
        found = headlines(self.client.get("/en/"))
        self.assertEqual(found[:3], ["Harbor opens quietly", "News 29", "News 28"])
        self.assertEqual(len(found), len(set(found)))

    def test_the_other_language_keeps_its_own(self):
        placed(self.story)
        with travel(NOON + HOUR, tick=False):
            tell(number=" new", languages=("ko",), section=self.section)
            self.assertEqual(self.lead("/ko/"), ["항구 문 열어 new"])

    def test_the_day_over_the_page_is_that_of_its_newest_story(self):
        with travel(NOON - 90 * HOUR, tick=False):
            old = tell(number=" long ago", section=self.section)
        placed(old)
        folio = texts(page_of(self.client.get("/en/")), "//p[@class='masthead__folio']")
        self.assertEqual((self.lead(), folio), (["Harbor opens long ago"], ["Monday, March 2, 2026"]))

    def test_each_place_of_the_page_takes_its_story(self):
        place = SlotPosition("en", "front", "block", 2, self.section.pk)
        placed(self.story, place)
        below = texts(page_of(self.client.get("/en/")), "//section[.//h2='Economy']//h3")
        self.assertEqual(below, ["News 16", "Harbor opens quietly", "News 15", "News 14"])

    def test_a_correction_keeps_the_place(self):
        placed(self.story)
        quick_fix(self.story, "en", by=None, headline="Harbor opens, mended")
        self.assertEqual(self.lead(), ["Harbor opens, mended"])

    def test_a_story_that_is_withdrawn_or_not_yet_there_leaves_its_slot_to_the_latest(self):
        placed(self.story)
        with travel(NOON - HOUR, tick=False):
            later = tell(number=" later", at=NOON + 5 * HOUR, section=self.section)
        placed(later, second_slot(1))
        with travel(NOON + HOUR, tick=False):
            withdraw(self.story, "en", by=None, note="Gone.")
            found = headlines(self.client.get("/en/"))
        self.assertEqual(found[:3], ["News 29", "News 28", "News 27"])

    def test_a_front_page_of_tomorrow_is_seen_today_by_staff_and_comes_about_by_itself(self):
        placed(self.story, at=TOMORROW)
        asked = {"at": format_at(TOMORROW)}
        self.assertEqual(self.client.get("/en/", asked).status_code, 404)
        self.client.force_login(make_user(role="Reporters"))
        self.assertEqual(self.lead(**asked), ["Harbor opens quietly"])
        self.assertEqual(self.lead(at=format_at(TOMORROW - INSTANT)), ["News 29"])
        self.client.logout()
        self.assertEqual(self.lead(), ["News 29"])
        for hours, told in ((20 * HOUR - INSTANT, "News 29"), (20 * HOUR, "Harbor opens quietly")):
            with travel(NOON + hours, tick=False):
                self.assertEqual(self.lead(), [told])

    def test_the_ribbon_leads_to_the_next_change_of_the_page(self):
        placed(self.story, at=TOMORROW, until=TOMORROW + HOUR)
        self.client.force_login(make_user(role="Reporters"))
        page = page_of(self.client.get("/en/", {"at": format_at(NOON)}))
        ways = dict(zip(texts(page, "//aside//a"), page.xpath("//aside//a/@href"), strict=True))
        self.assertEqual(ways["Next change"], "/en/?at=2026-03-03T17%3A00")
        page = page_of(self.client.get("/en/", {"at": format_at(TOMORROW)}))
        ways = dict(zip(texts(page, "//aside//a"), page.xpath("//aside//a/@href"), strict=True))
        self.assertEqual(ways["Next change"], "/en/?at=2026-03-03T18%3A00")


class SectionTests(CuratedTestCase):
    def test_its_first_page_is_led_by_what_is_placed_and_no_page_repeats_it(self):
        placed(self.story, SlotPosition("en", "section", "second", 1, self.section.pk))
        first = self.client.get("/en/sections/economy/")
        self.assertEqual(headlines(first)[:3], ["News 29", "Harbor opens quietly", "News 28"])
        [older] = page_of(first).xpath("//a[@rel='next']/@href")
        second = headlines(self.client.get(older))
        self.assertEqual(set(headlines(first)) & set(second), set())
        self.assertEqual(len(headlines(first)) + len(second), 31)

    def test_the_front_page_is_another_page(self):
        placed(self.story, SlotPosition("en", "section", "lead", 1, self.section.pk))
        self.assertEqual(headlines(self.client.get("/en/sections/economy/"))[0], "Harbor opens quietly")
        self.assertEqual(self.lead(), ["News 29"])


class BannerTests(CuratedTestCase):
    def banner(self, address):
        return texts(page_of(self.client.get(address)), "//aside[@class='banner']//a")

    def test_stands_over_every_page_of_its_language_but_those_of_its_story(self):
        placed(self.story, BANNER, words="The harbor is open", until=NOON + 3 * HOUR)
        self.story.refresh_from_db()
        own = f"/en/articles/{self.story.pk}/{self.story.slug_en}/"
        for address in ("/en/", "/en/sections/economy/", "/en/corrections/", "/en/nowhere/"):
            self.assertEqual(self.banner(address), ["The harbor is open"], address)
        [link] = page_of(self.client.get("/en/")).xpath("//aside[@class='banner']//a/@href")
        self.assertEqual(link, own)
        for address in ("/ko/", own):
            self.assertEqual(self.banner(address), [], address)
        with travel(NOON + 3 * HOUR, tick=False):
            self.assertEqual(self.banner("/en/"), [])

    def test_goes_with_its_story(self):
        placed(self.story, BANNER, words="The harbor is open")
        with travel(NOON + HOUR, tick=False):
            withdraw(self.story, "en", by=None, note="Gone.")
            self.assertEqual(self.banner("/en/"), [])

    def test_its_style_is_read_only_where_it_stands(self):
        self.assertNotContains(self.client.get("/en/"), "banner.css")
        placed(self.story, BANNER, words="문이 <열렸다>")
        response = self.client.get("/en/")
        self.assertContains(response, "banner.css")
        self.assertNotContains(response, "<열렸다>")

    def test_ends_when_somebody_ends_it(self):
        row = placed(self.story, BANNER, words="The harbor is open")
        with travel(NOON + HOUR, tick=False):
            placements.end_placement(row, by=None)
            self.assertEqual(self.banner("/en/"), [])
        self.assertEqual(Placement.objects.count(), 1)
