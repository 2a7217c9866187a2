"""The pace of translation, as charts and as tables."""

from datetime import date

import time_machine
from django.db import connection
from django.test import SimpleTestCase, TestCase
from django.test.utils import CaptureQueriesContext
from lxml import html

from articles.models import TranslatedSegment
from articles.workflow.transitions import perform
from newsroom.translations.pace import WordsChart, format_duration, hours_above, round_above, slowest_tenth
from tests.articles.models.test_pace import make_translated
from tests.factories import HOUR, NOON, approve, make_user

PACE = "/admin/translations/pace/"


def words(element):
    return " ".join(element.text_content().split())


class NumberTests(SimpleTestCase):
    def test_slowest_tenth_by_nearest_rank(self):
        self.assertEqual(slowest_tenth([5]), 5)
        self.assertEqual(slowest_tenth(list(range(1, 11))), 9)
        self.assertEqual(slowest_tenth(list(range(20, 0, -1))), 18)

    def test_upper_line_is_a_round_number(self):
        self.assertEqual([round_above(one) for one in (0, 1, 3, 5, 7, 101)], [0, 1, 5, 5, 10, 200])
        hours = [hours_above(one * 3600) / 3600 for one in (0, 0.5, 3, 13, 24, 25)]
        self.assertEqual(hours, [0, 1, 4, 24, 24, 48])

    def test_words_have_their_thousands_apart(self):
        weeks = [date(2026, 2, 23), date(2026, 3, 2)]
        chart = WordsChart(weeks, {(week, "ko"): 6516 for week in weeks})
        self.assertEqual((chart.totals[1][2], chart.most_words), ("13,032", "10,000"))
        self.assertEqual(chart.weeks[0].cells, ["0", "6,516"])

    def test_durations_in_the_unit_that_fits(self):
        told = [format_duration(one) for one in (60, 50 * 60, 3600, 47 * 3600, 72 * 3600)]
        self.assertEqual(told, ["1 minute", "50 minutes", "1 hour", "47 hours", "3 days"])


class ScreenTests(TestCase):
    def setUp(self):
        self.clock = self.enterContext(time_machine.travel(NOON, tick=False))
        self.client.force_login(make_user())

    def screen(self):
        return html.fromstring(self.client.get(PACE).content.decode())

    def test_draws_and_tells_the_same(self):
        article = make_translated()
        self.clock.shift(3 * HOUR)
        perform("submit", article, language="ko", by=None)
        page = self.screen()
        self.assertEqual(len(page.xpath("//svg[@role='img']//rect[@class='pace-ko']")), 1)
        self.assertEqual(len(page.xpath("//svg[@role='img']//g[@class='pace-ko']/circle")), 1)
        rows = [table.xpath(".//tbody/tr[last()]")[0] for table in page.xpath("//table")]
        told = "1 story: median 3 hours, slowest tenth 3 hours"
        cells = [[words(cell) for cell in row] for row in rows]
        self.assertEqual(cells, [["March 2", "0", "10"], ["March 2", "–", told]])

    def test_shows_the_share_of_machines_where_there_is_any(self):
        make_translated()
        self.assertNotContains(self.client.get(PACE), "Drafted by machine")
        TranslatedSegment.objects.filter(position=0).update(
            machine_engine="DeepL", machine_at=NOON, machine_changed=50, confirmed_at=NOON
        )
        self.assertContains(self.client.get(PACE), "20%, of which 50% changed")

    def test_says_that_there_is_nothing(self):
        page = self.screen()
        self.assertEqual(page.xpath("//figure"), [])
        self.assertIn("Nothing was translated in these weeks.", words(page))

    def test_asks_the_same_for_one_and_many(self):
        def count():
            self.client.get(PACE)
            with CaptureQueriesContext(connection) as queries:
                self.client.get(PACE)
            return len(queries)

        none = count()
        for number in range(3):
            approve(make_translated(number=f" {number}"), "ko")
        self.assertEqual(count(), none)

    def test_is_for_who_translates(self):
        self.client.force_login(make_user("admin", role="Administrators"))
        self.assertEqual(self.client.get(PACE).status_code, 403)
