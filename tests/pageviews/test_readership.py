"""Page views of a period: totals by hour and day, referrer, story, section and author."""

from collections import Counter
from datetime import date, timedelta

import pytest
from django.test import SimpleTestCase, TestCase

from newsroom.pageviews.models import COLUMNS, DayOfReading, HourOfReading, Referrer
from newsroom.pageviews.readership import (
    ReadershipPeriod,
    ReadershipSums,
    ViewsChart,
    rank_views,
    round_above,
    share_bars,
    sum_over_time,
)
from tests.factories import HOUR, NOON, make_article, make_author, make_section

DAY = timedelta(days=1)
TODAY = date(2026, 3, 2)  # 21:00 in Seoul


def count_hour(story, reads, *, language="en", at=NOON, **referrers):
    HourOfReading.objects.create(article_id=story, language=language, hour=at, reads=reads, **referrers)


def count_day(story, reads, *, language="en", day=TODAY - 5 * DAY, **referrers):
    DayOfReading.objects.create(article_id=story, language=language, day=day, reads=reads, **referrers)


class PeriodTests(SimpleTestCase):
    def test_24_hours_end_with_the_current_one(self):
        period = ReadershipPeriod.of_hours(NOON + HOUR / 2)
        self.assertEqual((len(period.starts), period.starts[-1]), (24, NOON))

    def test_days_are_those_of_the_newsroom(self):
        period = ReadershipPeriod.of_days(NOON + 4 * HOUR, 7)
        self.assertEqual((len(period.starts), period.starts[-1]), (7, TODAY + DAY))

    def test_many_days_share_columns_that_find_room(self):
        for count, columns in ((1, 1), (62, 62), (63, 9), (400, 58), (4_000, 44), (36_500, 101)):
            self.assertEqual(len(ReadershipPeriod.of_days(NOON, count).starts), columns)


class SumTests(TestCase):
    def test_hours_and_days_make_one_period(self):
        count_day(17, 40)
        count_hour(17, 5)
        count_hour(17, 2, at=NOON - DAY, language="ko")
        sums = sum_over_time(ReadershipPeriod.of_days(NOON, 7))
        self.assertEqual(dict(sums.slots), {(1, "en"): 40, (6, "en"): 5, (5, "ko"): 2})
        self.assertEqual((sums.total, sums.of_language("en")), (47, 45))

    def test_what_lies_before_the_period_or_in_another_language_does_not_count(self):
        count_day(17, 40, day=TODAY - 7 * DAY)
        count_hour(17, 30, at=NOON - 24 * HOUR)
        count_hour(17, 1, language="ko")
        count_day(17, 20, day=TODAY + DAY)  # written before the clock was set back
        count_hour(17, 20, at=NOON + HOUR)
        week = sum_over_time(ReadershipPeriod.of_days(NOON, 7, language="en"))
        day = sum_over_time(ReadershipPeriod.of_hours(NOON, language="en"))
        self.assertEqual((week.total, day.total), (30, 0))

    def test_views_without_a_type_are_unknown(self):
        count_hour(17, 10, from_search=4, from_own=1)
        count_day(17, 3, from_search=3)
        referrers = sum_over_time(ReadershipPeriod.of_days(NOON, 7)).referrers
        self.assertEqual(+referrers, Counter({Referrer.SEARCH: 7, Referrer.OWN: 1, Referrer.UNKNOWN: 5}))

    def test_each_reported_type_has_a_column(self):
        fields = {field.name for field in HourOfReading._meta.fields}
        self.assertEqual(set(COLUMNS) - fields, set())

    def test_questions_are_few_whatever_was_read(self):
        for story in range(20):
            count_hour(story, 1)
            count_day(story, 1)
        with self.assertNumQueries(2):
            sum_over_time(ReadershipPeriod.of_days(NOON, 30))


class RankingTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.sea, cls.city = make_section("sea"), make_section("city")
        cls.ferry, cls.tram = make_article(section=cls.sea), make_article(section=cls.city)
        cls.period = ReadershipPeriod.of_days(NOON, 30)
        count_day(cls.ferry.pk, 10)
        count_day(cls.tram.pk, 8)
        count_hour(cls.tram.pk, 4, language="ko")

    def test_stories_and_sections_add_hours_to_days(self):
        self.assertEqual(rank_views(self.period, 5).stories, [(self.tram.pk, 8, 4), (self.ferry.pk, 10, 0)])
        self.assertEqual(rank_views(self.period, 1).sections, [(self.city.pk, 8, 4)])

    def test_both_authors_of_a_story_have_its_views_and_photographers_none(self):
        bora, dan, pia = (make_author(name) for name in ("bora", "dan", "pia"))
        self.ferry.bylines.create(author=bora)
        self.ferry.bylines.create(author=dan)
        self.tram.bylines.create(author=dan)
        self.tram.bylines.create(author=pia, role="photos")
        self.assertEqual(rank_views(self.period, 5).authors, [(dan.pk, 18, 4), (bora.pk, 10, 0)])

    def test_one_language_alone(self):
        period = ReadershipPeriod.of_hours(NOON, language="ko")
        self.assertEqual(rank_views(period, 5).stories, [(self.tram.pk, 0, 4)])


class ChartTests(SimpleTestCase):
    def test_languages_stand_on_top_of_each_other(self):
        period = ReadershipPeriod.of_days(NOON, 2)
        chart = ViewsChart(period, ReadershipSums(Counter({(1, "en"): 6, (1, "ko"): 4}), Counter()))
        self.assertEqual(chart.columns[0].bars, [])
        self.assertEqual(chart.columns[1].bars, [("en", 52.4, 57.6), ("ko", 14.0, 38.4)])

    def test_an_empty_period_has_a_chart_without_bars(self):
        chart = ViewsChart(ReadershipPeriod.of_hours(NOON), ReadershipSums(Counter(), Counter()))
        self.assertEqual((chart.most, chart.columns[0].cells), (0, [0, 0]))

    def test_shares_are_of_all_and_bars_of_the_greatest(self):
        bars = [(bar.label, bar.percent, bar.width) for bar in share_bars([("a", 1), ("b", 3), ("c", 0)])]
        self.assertEqual(bars, [("b", 75, 100), ("a", 25, 33)])


@pytest.mark.parametrize(
    ("number", "top"), [(0, 0), (1, 1), (7, 8), (11, 12), (1101, 1200), (99_999, 100_000)]
)
def test_upper_line_is_round(number, top):
    assert round_above(number) == top
