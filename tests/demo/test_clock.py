from datetime import UTC, datetime, timedelta

import time_machine
from django.test import SimpleTestCase
from django.utils import timezone

from articles.models import Event
from newsroom.demo.clock import SEOUL, RelativeCalendar, set_clock

NOW = datetime(2026, 3, 2, 16, 30, tzinfo=UTC)  # past one in the morning of 3 March in Seoul
THEN = datetime(2026, 2, 27, 8, tzinfo=UTC)


@time_machine.travel(NOW, tick=False)
class AsOfTests(SimpleTestCase):
    def test_clock_stands_at_the_instant(self):
        with set_clock(THEN):
            self.assertEqual(timezone.now(), THEN)
            self.assertEqual(timezone.localdate(timezone=UTC), THEN.date())

    def test_defaults_of_fields_follow(self):
        with set_clock(THEN):
            self.assertEqual(Event().at, THEN)

    def test_clock_goes_on_afterwards(self):
        with self.assertRaises(ZeroDivisionError), set_clock(THEN):
            raise ZeroDivisionError
        self.assertEqual(timezone.now(), NOW)

    def test_contexts_nest(self):
        with set_clock(THEN):
            with set_clock(THEN - timedelta(days=1)):
                pass
            self.assertEqual(timezone.now(), THEN)


class CalendarTests(SimpleTestCase):
    def test_days_are_counted_from_the_day_in_seoul(self):
        calendar = RelativeCalendar(NOW)
        self.assertEqual(calendar.parse_datetime("+0 00:00"), datetime(2026, 3, 3, tzinfo=SEOUL))
        self.assertEqual(calendar.parse_datetime("+1 09:00"), datetime(2026, 3, 4, 0, tzinfo=UTC))
        self.assertEqual(calendar.parse_datetime("-3 18:45"), datetime(2026, 2, 28, 18, 45, tzinfo=SEOUL))

    def test_times_before_the_loading_are_rounded_down_to_five_minutes(self):
        calendar = RelativeCalendar(NOW + timedelta(minutes=3, seconds=20))
        self.assertEqual(calendar.parse_datetime("now -2:10"), datetime(2026, 3, 2, 14, 20, tzinfo=UTC))
        self.assertEqual(calendar.parse_datetime("now -0:03"), NOW)
        self.assertEqual(RelativeCalendar(NOW).parse_datetime("now -0:00"), NOW)
