"""The panel “Front pages” of the first screen: urgent items until tomorrow, and the next plan."""

from datetime import timedelta

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from lxml import html
from time_machine import travel

from articles.publishing import withdraw
from newsroom.frontpage.models import SlotPosition
from tests.factories import HOUR, NOON, make_published, make_section, make_user, rewrite
from tests.frontpage.slots import BANNER, placed, second_slot
from tests.public.newsdesk import publish_again

DAY = 24 * HOUR


class CardTestCase(TestCase):
    @classmethod
    def setUpTestData(cls):
        with travel(NOON - HOUR, tick=False):
            cls.first, cls.second, cls.third = (
                make_published(languages=("en", "ko"), number=f" {number}") for number in range(3)
            )
        cls.managing = make_user()

    def setUp(self):
        self.clock = self.enterContext(travel(NOON, tick=False))

    def card(self, user=None, **options):
        self.client.force_login(user or self.managing)
        page = html.fromstring(self.client.get("/admin/", **options).content.decode())
        return page.xpath("//section[@aria-labelledby='pages-heading']")

    def lines(self, **options):
        [card] = self.card(**options)
        return [" ".join(line.text_content().split()) for line in card.xpath(".//li")]

    def page_behind(self, number=0):
        [card] = self.card()
        link = card.xpath(".//li/a/@href")[number]
        return html.fromstring(self.client.get(link).content.decode())


class PressingTests(CardTestCase):
    def test_a_place_whose_story_is_gone_comes_first_with_the_way_to_it(self):
        placed(self.second, at=NOON + HOUR)
        placed(self.first)
        withdraw(self.first, "en", by=None, note="Gone.")
        self.clock.shift(HOUR / 2)
        told = self.lines()
        self.assertEqual(told[0], "Harbor opens 0 Not shown English Front page, Lead story")
        self.assertEqual(len(told), 2)
        self.assertTrue(self.page_behind().xpath("//section[@aria-labelledby='front-not-shown']"))

    def test_a_place_that_falls_to_the_latest_tomorrow_is_shown_with_its_hour(self):
        placed(self.first, second_slot(2), until=NOON + DAY)
        placed(self.second, second_slot(3), until=NOON + 3 * DAY)
        self.assertEqual(
            self.lines(),
            [
                "Harbor opens 0 Ends with nothing planned next March 3, 9 p.m. English Front page, "
                "Second story 2"
            ],
        )
        there = self.page_behind()
        self.assertIn("As currently planned", there.text_content())
        self.assertNotIn("Harbor opens 0", there.xpath("string(//li[@id='place-second-2'])"))

    def test_a_place_that_another_takes_falls_to_nobody(self):
        placed(self.first, until=NOON + HOUR)
        placed(self.second, at=NOON + HOUR)
        self.assertEqual(
            self.lines(), ["Harbor opens 1 Planned next March 2, 10 p.m. English Front page, Lead story"]
        )

    def test_breaking_news_may_end_but_not_lead_nowhere(self):
        placed(self.first, BANNER, words="The harbor is open", until=NOON + HOUR)
        self.assertEqual(self.lines(), [])
        withdraw(self.first, "en", by=None, note="Gone.")
        self.clock.shift(HOUR / 2)
        self.assertEqual(self.lines(), ["The harbor is open Not shown English Front page, Breaking news"])

    def test_a_story_that_was_filed_elsewhere_does_not_fit_a_sections_page(self):
        placed(self.first, SlotPosition("ko", "section", "lead", 1, self.first.section_id))
        self.assertEqual(self.lines(), [])
        rewrite(self.first, section=make_section("culture"))
        publish_again(self.first, "ko")
        [line] = self.lines()
        self.assertIn("Not shown Korean Economy, Lead story", line)

    def test_what_does_not_fit_on_the_card_is_counted(self):
        for number in range(7):
            article = make_published(number=f" more {number}")
            block = SlotPosition("en", "front", "block", number - 3, article.section_id)
            where = second_slot(number + 1) if number < 4 else block
            placed(article, where, until=NOON + (number + 1) * HOUR)
        self.assertEqual(len(self.lines()), 5)
        self.assertIn("2 more", self.card()[0].text_content())


class CalmTests(CardTestCase):
    def test_where_nothing_is_amiss_the_card_says_so(self):
        placed(self.first)
        self.assertEqual(self.lines(), [])
        self.assertIn(
            "Every placed story is shown, and nothing ends by tomorrow.", self.card()[0].text_content()
        )

    def test_it_is_for_those_who_place_and_of_their_languages(self):
        placed(self.first, at=NOON + HOUR)
        placed(self.second, SlotPosition("ko", "front", "lead"), at=NOON + HOUR)
        [line] = self.lines(user=make_user("desk", role="Korean desk"))
        self.assertIn("항구", line)
        self.assertEqual(self.card(user=make_user("reporter", role="Reporters")), [])

    def test_headlines_say_their_language_on_korean_screens(self):
        placed(self.first, until=NOON + timedelta(hours=1))
        [card] = self.card(make_user("desk", language="ko"))
        self.assertIn("첫 화면 편집", card.text_content())
        self.assertEqual(card.xpath(".//li/a/@lang"), ["en"])

    def count(self):
        self.card()  # notifications first read new events of the log
        with CaptureQueriesContext(connection) as queries:
            self.assertEqual(self.client.get("/admin/").status_code, 200)
        return len(queries)

    def test_it_costs_the_same_whatever_is_placed(self):
        placed(self.first, until=NOON + HOUR)
        few = self.count()
        placed(self.second, second_slot(2), until=NOON + HOUR)
        placed(self.third, second_slot(1, "ko"), at=NOON + HOUR)
        self.assertEqual(self.count(), few)
        self.assertLessEqual(few, 30)
