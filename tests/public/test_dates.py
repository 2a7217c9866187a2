from datetime import UTC, date, datetime

from django.template import Context, Template
from django.test import SimpleTestCase, override_settings

from newsroom.public import dates

AFTERNOON = datetime(2026, 3, 2, 6, 5, tzinfo=UTC)  # 15:05 in Seoul
MIDNIGHT = datetime(2026, 3, 1, 15, 0, tzinfo=UTC)


class DatesTests(SimpleTestCase):
    def test_instant_is_said_as_each_language_says_it(self):
        self.assertEqual(dates.format_datetime(AFTERNOON, "en"), "March 2, 2026, 3:05 p.m. KST")
        self.assertEqual(dates.format_datetime(AFTERNOON, "ko"), "2026년 3월 2일 오후 3:05")

    @override_settings(TIME_ZONE="America/New_York")
    def test_hour_that_comes_twice_has_its_zone(self):
        first = datetime(2026, 11, 1, 5, 30, tzinfo=UTC)
        self.assertEqual(dates.format_datetime(first, "en"), "November 1, 2026, 1:30 a.m. EDT")
        again = first.replace(hour=6)
        self.assertEqual(dates.format_datetime(again, "en"), "November 1, 2026, 1:30 a.m. EST")

    def test_midnight_and_noon_are_twelve(self):
        self.assertEqual(dates.format_datetime(MIDNIGHT, "ko"), "2026년 3월 2일 오전 12:00")
        self.assertEqual(dates.format_datetime(MIDNIGHT, "en"), "March 2, 2026, 12:00 a.m. KST")
        noon = MIDNIGHT.replace(day=2, hour=3)
        self.assertEqual(dates.format_datetime(noon, "ko"), "2026년 3월 2일 오후 12:00")
        self.assertEqual(dates.format_datetime(noon, "en"), "March 2, 2026, 12:00 p.m. KST")

    def test_day_of_an_instant_is_that_of_the_newsroom(self):
        self.assertEqual(dates.format_day(MIDNIGHT, "en"), "March 2, 2026")

    @override_settings(TIME_ZONE="America/New_York")
    def test_newsroom_elsewhere_has_its_own_day_and_zone(self):
        self.assertEqual(dates.format_datetime(MIDNIGHT, "en"), "March 1, 2026, 10:00 a.m. EST")
        self.assertEqual(dates.format_datetime(MIDNIGHT, "ko"), "2026년 3월 1일 오전 10:00 EST")

    def test_month_is_named(self):
        self.assertEqual(dates.format_month(date(2026, 3, 2), "en"), "March 2026")
        self.assertEqual(dates.format_month(date(2026, 3, 2), "ko"), "2026년 3월")

    def test_weekday_stands_where_the_language_puts_it(self):
        self.assertEqual(dates.format_day(date(2026, 3, 2), "en", weekday=True), "Monday, March 2, 2026")
        self.assertEqual(dates.format_day(date(2026, 3, 2), "ko", weekday=True), "2026년 3월 2일 월요일")

    def test_bounds_hold_a_day_whole(self):
        self.assertEqual(
            dates.day_bounds(date(2026, 3, 2)),
            (MIDNIGHT, datetime(2026, 3, 2, 15, 0, tzinfo=UTC)),
        )

    def test_template_gives_machines_the_offset(self):
        html = Template("{% load newspaper %}{% datetime at 'ko' %}").render(Context({"at": AFTERNOON}))
        self.assertEqual(html, '<time datetime="2026-03-02T15:05:00+09:00">2026년 3월 2일 오후 3:05</time>')
