"""Preset publication times, one button each, in the newsroom's time zone."""

from datetime import UTC, datetime

from tests.articles.admin.story.test_scheduling import SchedulingTestCase
from tests.factories import HOUR, make_published, rewrite

MORNING = "2026-03-03T06:00"  # in Seoul, where it is 9 p.m. at NOON


class PresetTests(SchedulingTestCase):
    def presets(self, step):
        return self.page(step).xpath("//button[@name='preset']/@value")

    def test_a_button_schedules_at_once(self):
        self.assertEqual(self.presets("schedule"), ["2026-03-02T22:00", MORNING])
        self.fill(self.article, "schedule", preset=MORNING)
        self.assertEqual(self.planned("en"), datetime(2026, 3, 2, 21, tzinfo=UTC))

    def test_it_is_of_the_newsrooms_clock_whatever_clock_is_chosen(self):
        self.user.time_zone = "Europe/Berlin"
        self.user.save()
        self.fill(self.article, "schedule", preset=MORNING, clock="own", at="2026-03-09T09:00")
        self.assertEqual(self.planned("en"), datetime(2026, 3, 2, 21, tzinfo=UTC))

    def test_the_time_that_is_scheduled_is_not_offered_again(self):
        self.fill(self.article, "schedule", preset=MORNING)
        self.assertEqual(self.presets("reschedule"), ["2026-03-02T22:00"])
        self.fill(self.article, "reschedule", preset="2026-03-02T22:00")
        self.assertEqual(self.planned("en"), datetime(2026, 3, 2, 13, tzinfo=UTC))

    def test_only_an_earlier_time_brings_forward(self):
        self.fill(self.article, "schedule", at="2026-03-03T02:00")
        self.assertEqual(self.presets("bring-forward"), ["2026-03-02T22:00"])
        self.fill(self.article, "bring-forward", preset="2026-03-02T22:00")
        self.assertEqual(self.planned("en"), datetime(2026, 3, 2, 13, tzinfo=UTC))

    def test_what_else_is_missing_is_asked_with_the_time_filled_in(self):
        self.article = make_published(number=" 2")
        self.clock.shift(HOUR)
        rewrite(self.article, title_en="Harbor closes")
        self.article.progress.filter(language="en").update(stage="approved")
        refused = self.fill(self.article, "schedule", preset=MORNING)
        self.assertContains(refused, f'value="{MORNING}"', status_code=422)

    def test_a_text_that_is_no_time_is_refused(self):
        self.assertContains(
            self.fill(self.article, "schedule", preset="soon"), "is not a date and time", status_code=422
        )

    def test_enter_in_a_field_presses_the_button_of_the_form(self):
        first = self.page("schedule").xpath("//form[@id='action_form']//*[@type='submit']")[0]
        self.assertEqual((first.tag, first.get("name")), ("input", None))
