from django.test import TestCase
from time_machine import travel

from articles.models import Wanted
from articles.publishing import quick_fix
from tests.factories import HOUR, NOON, make_publication, make_published, make_section
from tests.public.newsdesk import headlines, page_of, print_many, tell, texts


@travel(NOON, tick=False)
class RootTests(TestCase):
    def test_leads_to_the_language_that_the_browser_asks_for(self):
        response = self.client.get("/", headers={"accept-language": "ko-KR,ko;q=0.9,en;q=0.5"})
        self.assertRedirects(response, "/ko/")

    def test_cookie_weighs_more_than_the_browser(self):
        self.client.cookies["language"] = "en"
        response = self.client.get("/", headers={"accept-language": "ko"})
        self.assertRedirects(response, "/en/")

    def test_unknown_languages_are_led_to_english(self):
        self.assertRedirects(self.client.get("/", headers={"accept-language": "fi"}), "/en/")

    def test_is_kept_by_nobody(self):
        response = self.client.get("/")
        self.assertEqual(response["Cache-Control"], "private, no-store")
        self.assertEqual(response["Vary"], "Accept-Language, Cookie")
        self.assertFalse(response.cookies)


@travel(NOON + 100 * HOUR, tick=False)
class FrontTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        make_publication()
        cls.economy, cls.culture = make_section("economy"), make_section("culture")

    def front(self, language="en"):
        return self.client.get(f"/{language}/")

    def test_empty_newspaper_says_so(self):
        self.assertContains(self.front(), "Nothing has been published yet.")

    def test_newspaper_without_sections_or_name_has_a_front_page(self):
        self.economy.delete()
        self.culture.delete()
        self.assertEqual(self.front().status_code, 200)

    def test_newest_story_leads(self):
        print_many(3, section=self.economy, since=NOON, words="Old")
        print_many(1, section=self.culture, since=NOON + HOUR, words="New")
        self.assertEqual(headlines(self.front())[0], "New 0")

    def test_no_story_stands_twice(self):
        print_many(30, section=self.economy, since=NOON, words="Money")
        print_many(30, section=self.culture, since=NOON + HOUR, words="Stage")
        found = headlines(self.front())
        self.assertEqual(len(found), len(set(found)))
        self.assertEqual(len(found), 5 + 4 + 4)
        latest = texts(page_of(self.front()), "//section[contains(@class, 'latest')]//h3")
        self.assertEqual(latest, [f"Stage {number}" for number in range(24, 16, -1)])

    def test_section_shows_its_newest_below_though_another_fills_the_top(self):
        print_many(2, section=self.economy, since=NOON, words="Money")
        print_many(40, section=self.culture, since=NOON + HOUR, words="Stage")
        below = texts(page_of(self.front()), "//section[.//h2='Economy']//h3")
        self.assertEqual(below, ["Money 1", "Money 0"])

    def test_briefs_stand_among_themselves(self):
        for number in range(6):
            with travel(NOON + number * HOUR, tick=False):
                make_published(languages=("ko", "en"), wanted={"en": Wanted.BRIEF}, section=self.economy,
                               title_en=f"Brief {number}")  # fmt: skip
        print_many(1, section=self.culture, since=NOON - HOUR, words="Full")
        page = page_of(self.front())
        self.assertEqual(texts(page, "//div[@class='front__lead']//h2"), ["Full 0"])
        briefs = texts(page, "//section[@class='briefs']//h3")
        self.assertEqual(briefs, [f"Brief {number}" for number in (5, 4, 3, 2)])
        self.assertEqual(texts(page, "//section[.//h2='Economy']//h3"), ["Brief 1", "Brief 0"])

    def test_brief_leads_where_there_is_nothing_else(self):
        make_published(languages=("ko", "en"), wanted={"en": Wanted.BRIEF}, section=self.economy)
        page = page_of(self.front())
        self.assertEqual(texts(page, "//div[@class='front__lead']//h2"), ["Harbor opens"])
        self.assertEqual(page.xpath("//section[@class='briefs']"), [])

    def test_mended_typo_moves_nothing(self):
        first = tell(number=" first", section=self.economy)
        with travel(NOON + 101 * HOUR, tick=False):
            tell(number=" second", section=self.economy)
        with travel(NOON + 102 * HOUR, tick=False):
            quick_fix(first, "en", by=None, headline="Harbor opens, mended")
            self.assertEqual(headlines(self.front()), ["Harbor opens second", "Harbor opens, mended"])

    def test_shows_the_language_of_the_page_alone(self):
        make_published(languages=("en",), section=self.economy, number=" here")
        make_published(languages=("ko",), section=self.economy, number=" there")
        self.assertEqual(headlines(self.front("en")), ["Harbor opens here"])
        self.assertEqual(headlines(self.front("ko")), ["항구 문 열어 there"])

    def test_name_of_the_newspaper_is_the_one_first_heading(self):
        self.assertEqual(texts(page_of(self.front("ko")), "//h1"), ["시험항구신문"])
