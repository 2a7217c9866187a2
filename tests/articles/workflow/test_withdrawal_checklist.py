"""The checklist after a withdrawal: its steps are events, and the latest of each step counts."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from articles.models import Event, EventType
from articles.publishing import publish, withdraw
from articles.workflow.withdrawal_checklist import (
    STEPS,
    StepState,
    open_checklists,
    read_checklist,
    set_steps,
)
from tests.articles.publishing.acts import PublishingTestCase
from tests.factories import HOUR, LANGUAGES, NOON, make_published, make_user

DONE, OPEN, NOT_NEEDED = StepState.DONE, StepState.OPEN, StepState.NOT_NEEDED


class ChecklistTests(PublishingTestCase):
    def setUp(self):
        super().setUp()
        self.article, self.editor = make_published(languages=LANGUAGES), make_user()
        self.clock.shift(HOUR)
        withdraw(self.article, "en", by=self.editor, note="Wrong.")

    def tick(self, by=None, **states):
        return set_steps(self.article, states, by=by or self.editor)

    def state(self, name):
        [item] = [one for one in read_checklist(self.article).items if one.step.name == name]
        return item.state

    def test_a_story_that_was_never_withdrawn_has_none(self):
        self.assertIsNone(read_checklist(make_published(number=" 2")))

    def test_every_step_is_open_at_first(self):
        self.assertEqual(read_checklist(self.article).open_count, len(STEPS))

    def test_a_tick_and_its_revocation_are_an_event_each(self):
        self.assertEqual(self.tick(google=DONE, bing=NOT_NEEDED), 2)
        self.assertEqual((self.state("google"), self.state("bing")), (DONE, NOT_NEEDED))
        self.assertEqual(self.tick(google=OPEN), 1)
        self.assertEqual(self.state("google"), OPEN)
        events = Event.objects.filter(type=EventType.WITHDRAWAL_STEP).order_by("id")
        self.assertEqual([event.details["state"] for event in events], ["done", "not_needed", "open"])

    def test_what_is_so_already_is_not_recorded_again(self):
        self.tick(google=DONE)
        self.assertEqual(self.tick(by=make_user("second"), google=DONE), 0)
        [item] = [one for one in read_checklist(self.article).items if one.is_done]
        self.assertEqual(item.event.actor, self.editor)

    def test_the_withdrawal_of_the_other_language_opens_all_steps_again(self):
        self.tick(google=DONE)
        self.clock.shift(HOUR)
        withdraw(self.article, "ko", by=self.editor, note="틀렸다.")
        self.assertEqual(self.state("google"), OPEN)

    def test_whoever_may_withdraw_nothing_may_tick_nothing(self):
        with pytest.raises(PermissionDenied):
            self.tick(by=make_user("writer", role="Reporters"), google=DONE)

    def test_the_first_screen_reminds_of_open_steps_while_readers_see_the_notice(self):
        now = NOON + HOUR
        self.assertEqual(list(open_checklists(now)), [self.article.pk])
        self.assertEqual(open_checklists(now + timedelta(days=31)), {})
        self.tick(**dict.fromkeys(STEPS, DONE))
        self.assertEqual(open_checklists(now), {})

    def test_it_does_not_when_the_story_is_published_again(self):
        self.clock.shift(HOUR)
        publish(self.article, "en", by=self.editor, kind="update")
        self.assertEqual(open_checklists(NOON + 2 * HOUR), {})

    def test_the_tools_of_services_are_reached_by_https(self):
        addresses = [step.address for step in STEPS.values() if step.address]
        self.assertTrue(all(address.startswith("https://") for address in addresses))
