"""The clock of the demonstration, and timelines of stories before anything is loaded."""

from datetime import UTC, datetime, timedelta

import time_machine
from django.test import SimpleTestCase
from django.utils import timezone

from articles.models import Event
from newsroom.demo.content import STORY_DEFAULTS
from newsroom.demo.timeline import (
    SEOUL,
    RelativeCalendar,
    build_timeline,
    set_clock,
    sort_by_start,
    started_at,
)
from tests.demo.loading import STORIES

NOW = datetime(2026, 3, 2, 16, 30, tzinfo=UTC)  # 1:30 a.m. on 3 March in Seoul
THEN = datetime(2026, 2, 27, 8, tzinfo=UTC)
CALENDAR = RelativeCalendar(NOW)


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


def story(key="a", **columns):
    return {**STORY_DEFAULTS, "key": key, "source_language": "en"} | columns


def actions(columns):
    """Return [(instant, name, language)] of all actions in chronological order."""
    found = [(action.at, action.name, action.language) for action in build_timeline(columns, CALENDAR)]
    return sorted(found, key=lambda action: action[0])


def before(**time):
    return NOW - timedelta(**time)


class TimelineTests(SimpleTestCase):
    def test_published_text_is_written_submitted_and_approved_first(self):
        self.assertEqual(
            actions(story(publish={"en": "now -1:00"})),
            [
                (before(hours=4), "create", "en"),
                (before(hours=2), "submit", "en"),
                (before(hours=1, minutes=20), "approve", "en"),
                (before(hours=1), "publish", "en"),
            ],
        )

    def test_translation_follows_its_source_however_soon_it_is_published(self):
        columns = story(source_language="ko", publish={"en": "now -5:00", "ko": "now -5:00"})
        self.assertEqual(
            actions(columns)[:2], [(before(hours=8), "create", "ko"), (before(hours=8), "translate", "en")]
        )

    def test_text_that_is_not_finished_is_held_and_goes_nowhere(self):
        columns = story(stage={"en": "writing"}, written={"en": "now -1:25"})
        at = before(hours=1, minutes=25)
        self.assertEqual(actions(columns), [(at, "create", "en"), (at, "take_over", "en")])

    def test_text_in_review_is_submitted_and_not_approved(self):
        columns = story(stage={"en": "in_review"}, written={"en": "now -3:00"})
        self.assertEqual(
            actions(columns), [(before(hours=3), "create", "en"), (before(hours=1), "submit", "en")]
        )

    def test_text_that_was_sent_back_had_been_submitted(self):
        columns = story(
            stage={"en": "writing"},
            written={"en": "now -3:00"},
            returned={"at": {"en": "now -0:30"}, "reason_en": "Who says so?"},
        )
        self.assertEqual(
            [name for _at, name, _language in actions(columns)],
            ["create", "take_over", "submit", "send_back"],
        )

    def test_corrections_and_updates_are_prepared_for_the_desk(self):
        columns = story(
            publish={"en": "-3 08:00"},
            correction=[{"at": {"en": "now -2:00"}}],
            update=[{"at": {"en": "now -1:00"}}],
            retraction={"at": {"en": "now -0:10"}},
        )
        self.assertEqual(
            actions(columns)[4:],
            [
                (before(hours=2, minutes=20), "prepare_change", "en"),
                (before(hours=2), "correct", "en"),
                (before(hours=1, minutes=20), "prepare_change", "en"),
                (before(hours=1), "update", "en"),
                (before(minutes=10), "retract", "en"),
            ],
        )

    def test_the_desk_plans_in_its_time(self):
        plan = {"language": "ko", "at": "now -0:30", "due": "+1 15:00"}
        columns = story(stage={"en": "writing"}, written={"en": "now -3:00"}, plan=[plan])
        self.assertEqual(actions(columns)[-1], (before(minutes=30), "plan", "ko"))

    def test_stories_are_sorted_by_start(self):
        late, early = story("late", publish={"en": "now -1:00"}), story("early", publish={"en": "-1 08:00"})
        self.assertEqual(sort_by_start([late, early], CALENDAR), [early, late])


class StoriesTests(SimpleTestCase):
    def test_nothing_has_yet_to_happen_whenever_it_is_loaded(self):
        for hour in range(24):
            now = datetime(2026, 3, 2, hour, 1, tzinfo=UTC)
            for key, columns in STORIES.items():
                self.assertLess(
                    max(action.at for action in build_timeline(columns, RelativeCalendar(now))), now, key
                )

    def test_stories_are_of_the_last_days(self):
        for key, columns in STORIES.items():
            self.assertGreater(started_at(columns, CALENDAR), before(days=10), key)

    def test_some_are_of_this_morning(self):
        fresh = [key for key, columns in STORIES.items()
                 if any(moment.startswith("now") for moment in columns["publish"].values())]  # fmt: skip
        self.assertGreaterEqual(len(fresh), 2)
