"""Changes of placements in any order: a slot holds one story, a story has one slot on a page."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from time_machine import travel

from newsroom.frontpage import placements
from newsroom.frontpage.models import Placement
from newsroom.frontpage.placements import PlacementRefused
from tests.factories import HOUR, NOON, make_published
from tests.frontpage.slots import LEAD, second_slot

PLACES = [LEAD, second_slot(1), second_slot(2)]
WHEN = st.sampled_from([None, *(NOON + hours * HOUR for hours in (6, 6, 9))])
UNTIL = st.sampled_from([None, None, *(NOON + hours * HOUR for hours in (9, 12, 15))])
WHICH = st.integers(0, 7)
RUNS = settings(
    max_examples=30,
    stateful_step_count=12,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)


class EditedSlots(RuleBasedStateMachine):
    """A machine of three slots and three stories, with a minute to some hours between changes."""

    stories: list

    def __init__(self):
        super().__init__()
        Placement.objects.all().delete()
        self.steps = []
        self.clock = travel(NOON, tick=False)
        self.at = self.clock.start()

    def teardown(self):
        self.clock.stop()

    def do(self, verb, *args, **options):
        self.at.shift(timedelta(minutes=1))
        try:
            self.steps.append(verb(*args, by=None, **options))
        except PlacementRefused as refusal:
            assert refusal.reasons

    def row(self, which):
        rows = list(Placement.objects.not_over().order_by("pk"))
        return rows[which % len(rows)] if rows else None

    @rule(story=st.integers(0, 2), where=st.sampled_from(PLACES), at=WHEN, until=UNTIL)
    def place(self, story, where, at, until):
        self.do(placements.place_story, self.stories[story], where, at=at, until=until)

    @rule(which=WHICH, where=st.sampled_from(PLACES), at=WHEN)
    def move(self, which, where, at):
        if row := self.row(which):
            self.do(placements.move_story, row, where, at=at)

    @rule(which=WHICH)
    def leave(self, which):
        if row := self.row(which):
            self.do(placements.end_placement, row)

    @rule(which=WHICH, until=UNTIL)
    def keep_until(self, which, until):
        if row := self.row(which):
            self.do(placements.keep_until, row, until=until)

    @rule(which=st.integers(1, 3))
    def take_back(self, which):
        if which <= len(self.steps):
            self.do(placements.undo_step, self.steps[-which], "en")

    @rule()
    def wait(self):
        self.at.shift(HOUR)

    @invariant()
    def nothing_stands_twice(self):
        rows = list(Placement.objects.order_by("placed_from", "pk"))
        for number, one in enumerate(rows):
            assert one.placed_until is None or one.placed_until > one.placed_from
            for other in rows[number + 1 :]:
                if one.placed_until is None or other.placed_from < one.placed_until:
                    assert one.slot_position != other.slot_position, (one, other)
                    assert one.article_id != other.article_id, (one, other)


@pytest.mark.long
class AnyOrderTests(TestCase):
    def test_nothing_stands_twice_and_nothing_but_a_refusal_stops_an_editor(self):
        with travel(NOON - HOUR, tick=False):
            EditedSlots.stories = [make_published(number=f" {number}") for number in range(3)]
        run_state_machine_as_test(EditedSlots, settings=RUNS)
        self.assertEqual(len(EditedSlots.stories), 3)
