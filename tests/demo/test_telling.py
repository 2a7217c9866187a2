"""When what happens to a story: asked of its file, before anything is loaded."""

from datetime import UTC, datetime, timedelta

from django.test import SimpleTestCase

from newsroom.demo.clock import Calendar
from newsroom.demo.contents import NOTHING_HAPPENED
from newsroom.demo.telling import begun_at, in_order, timetable
from tests.demo.loading import STORIES

NOW = datetime(2026, 3, 2, 16, 30, tzinfo=UTC)
CALENDAR = Calendar(NOW)


def story(key="a", **columns):
    return {**NOTHING_HAPPENED, "key": key, "source_language": "en"} | columns


def deeds(told):
    """(instant, deed, language) of all that happens, in the order of time."""
    found = [(deed.at, deed.deed, deed.language) for deed in timetable(told, CALENDAR)]
    return sorted(found, key=lambda deed: deed[0])


def before(**time):
    return NOW - timedelta(**time)


class TimetableTests(SimpleTestCase):
    def test_published_text_is_written_submitted_and_approved_first(self):
        self.assertEqual(
            deeds(story(publish={"en": "now -1:00"})),
            [
                (before(hours=4), "begin", "en"),
                (before(hours=2), "submit", "en"),
                (before(hours=1, minutes=20), "approve", "en"),
                (before(hours=1), "publish", "en"),
            ],
        )

    def test_translation_follows_its_source_however_soon_it_is_published(self):
        told = story(source_language="ko", publish={"en": "now -5:00", "ko": "now -5:00"})
        self.assertEqual(
            deeds(told)[:2], [(before(hours=8), "begin", "ko"), (before(hours=8), "translate", "en")]
        )

    def test_text_that_is_not_finished_is_held_and_goes_nowhere(self):
        told = story(stage={"en": "writing"}, written={"en": "now -1:25"})
        at = before(hours=1, minutes=25)
        self.assertEqual(deeds(told), [(at, "begin", "en"), (at, "take_on", "en")])

    def test_text_in_review_is_submitted_and_not_approved(self):
        told = story(stage={"en": "in_review"}, written={"en": "now -3:00"})
        self.assertEqual(deeds(told), [(before(hours=3), "begin", "en"), (before(hours=1), "submit", "en")])

    def test_text_that_was_sent_back_had_been_submitted(self):
        told = story(
            stage={"en": "writing"},
            written={"en": "now -3:00"},
            returned={"at": {"en": "now -0:30"}, "reason_en": "Who says so?"},
        )
        self.assertEqual(
            [deed for _at, deed, _language in deeds(told)], ["begin", "take_on", "submit", "send_back"]
        )

    def test_corrections_and_updates_are_prepared_for_the_desk(self):
        told = story(
            publish={"en": "-3 08:00"},
            correction=[{"at": {"en": "now -2:00"}}],
            update=[{"at": {"en": "now -1:00"}}],
            retraction={"at": {"en": "now -0:10"}},
        )
        self.assertEqual(
            deeds(told)[4:],
            [
                (before(hours=2, minutes=20), "mend", "en"),
                (before(hours=2), "correct", "en"),
                (before(hours=1, minutes=20), "go_on", "en"),
                (before(hours=1), "update", "en"),
                (before(minutes=10), "retract", "en"),
            ],
        )

    def test_the_desk_plans_in_its_time(self):
        said = {"language": "ko", "at": "now -0:30", "due": "+1 15:00"}
        told = story(stage={"en": "writing"}, written={"en": "now -3:00"}, plan=[said])
        self.assertEqual(deeds(told)[-1], (before(minutes=30), "plan", "ko"))

    def test_stories_are_ordered_by_when_they_are_begun(self):
        late, early = story("late", publish={"en": "now -1:00"}), story("early", publish={"en": "-1 08:00"})
        self.assertEqual(in_order([late, early], CALENDAR), [early, late])


class StoriesTests(SimpleTestCase):
    def test_nothing_has_yet_to_happen_whenever_it_is_loaded(self):
        for hour in range(24):
            now = datetime(2026, 3, 2, hour, 1, tzinfo=UTC)
            for key, told in STORIES.items():
                self.assertLess(max(deed.at for deed in timetable(told, Calendar(now))), now, key)

    def test_stories_are_of_the_last_days(self):
        for key, told in STORIES.items():
            self.assertGreater(begun_at(told, CALENDAR), before(days=10), key)

    def test_some_are_of_this_morning(self):
        fresh = [key for key, told in STORIES.items()
                 if any(moment.startswith("now") for moment in told["publish"].values())]  # fmt: skip
        self.assertGreaterEqual(len(fresh), 2)
