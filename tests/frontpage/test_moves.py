"""Moves of stories on a page, and undo."""

from newsroom.frontpage import placements
from newsroom.frontpage.models import Placement, SlotPosition
from newsroom.frontpage.placements import undo_step
from tests.factories import HOUR, INSTANT, NOON
from tests.frontpage.slots import BANNER, LEAD, occupants, placed, second_slot
from tests.frontpage.test_placements import NINE, SIX, PlacementTestCase


class MoveTests(PlacementTestCase):
    def move(self, placement, where, **options):
        return placements.move_story(placement, where, by=None, **options)

    def test_a_free_place_is_taken_and_the_old_one_left(self):
        row = placed(self.first, until=NINE)
        self.clock.shift(HOUR)
        self.move(row, second_slot(2))
        self.assertEqual(occupants(NOON + HOUR - INSTANT), {"lead 1": self.first.pk})
        self.assertEqual(occupants(NOON + HOUR), {"second 2": self.first.pk})
        self.assertEqual(occupants(NINE), {})

    def test_two_stories_change_places(self):
        row = placed(self.first)
        placed(self.second, second_slot(1))
        self.clock.shift(HOUR)
        self.move(row, second_slot(1))
        self.assertEqual(occupants(NOON + 2 * HOUR), {"lead 1": self.second.pk, "second 1": self.first.pk})

    def test_an_occupant_that_does_not_fit_the_other_slot_is_ended(self):
        block = SlotPosition("en", "front", "block", 1, self.first.section_id)
        row = placed(self.first, block)
        other = SlotPosition("en", "front", "lead")
        placed(self.second, other)
        self.second.refresh_from_db()
        self.clock.shift(HOUR)
        self.move(row, other)
        self.assertEqual(occupants(NOON + 2 * HOUR), {"lead 1": self.first.pk, "block 1": self.second.pk})

    def test_a_plan_moves_whole(self):
        placed(self.third)
        plan = placed(self.first, at=SIX)
        self.move(plan, second_slot(3))
        self.assertEqual(occupants(SIX), {"lead 1": self.third.pk, "second 3": self.first.pk})
        self.assertEqual(Placement.objects.count(), 2)

    def test_a_planned_move_moves_on_and_back(self):
        row = placed(self.first)
        placed(self.third, second_slot(2))
        self.move(row, second_slot(1), at=SIX)
        plan = self.move(Placement.objects.ahead().get(), second_slot(2), at=SIX).made[-1]
        self.assertEqual(occupants(SIX), {"second 1": self.third.pk, "second 2": self.first.pk})
        self.move(Placement.objects.get(pk=plan), LEAD, at=SIX)
        self.assertEqual(occupants(SIX), {"lead 1": self.first.pk, "second 2": self.third.pk})
        self.assertFalse(Placement.objects.ahead().exists())

    def test_the_previous_occupant_keeps_the_slot_when_a_plan_moves_on(self):
        placed(self.first)
        placed(self.second, second_slot(1))
        self.move(placed(self.third, at=SIX), second_slot(1), at=SIX)
        self.assertEqual(occupants(SIX), {"lead 1": self.first.pk, "second 1": self.third.pk})

    def test_two_plans_of_one_instant_change_places(self):
        placed(self.first)
        one, other = placed(self.second, at=SIX), placed(self.third, second_slot(1), at=SIX)
        self.move(other, LEAD, at=SIX, seen=one.pk)
        self.assertEqual(occupants(SIX), {"lead 1": self.third.pk, "second 1": self.second.pk})
        self.assertEqual(occupants(SIX - INSTANT), {"lead 1": self.first.pk})

    def test_from_an_instant_ahead_on(self):
        row = placed(self.first)
        self.move(row, second_slot(1), at=SIX)
        self.assertEqual(occupants(SIX - INSTANT), {"lead 1": self.first.pk})
        self.assertEqual(occupants(SIX), {"second 1": self.first.pk})

    def test_it_stays_on_its_page_and_out_of_the_banner(self):
        row = placed(self.first)
        page = SlotPosition("en", "section", "lead", 1, self.first.section_id)
        self.refused("only be moved within its page", placements.move_story, row, page)
        self.refused("only be moved within its page", placements.move_story, row, BANNER)

    def test_another_hand_is_told(self):
        row = placed(self.first)
        placed(self.second, second_slot(1))
        self.refused("in the meantime", placements.move_story, row, second_slot(1), seen=0)
        self.assertEqual(occupants(NOON), {"lead 1": self.first.pk, "second 1": self.second.pk})

    def test_its_own_place_changes_nothing(self):
        self.assertEqual(self.move(placed(self.first), LEAD).made, [])


class TakeBackTests(PlacementTestCase):
    def back(self, step, hours=1):
        self.clock.shift(hours * HOUR)
        undo_step(step, "en", by=None)
        return occupants(NOON + 100 * HOUR)

    def test_a_placed_story_goes_and_the_previous_occupant_returns(self):
        placed(self.first)
        self.clock.shift(HOUR)
        step = placements.place_story(self.second, LEAD, by=None)
        self.assertEqual(self.back(step), {"lead 1": self.first.pk})
        self.assertEqual(occupants(NOON + 2 * HOUR - INSTANT), {"lead 1": self.second.pk})

    def test_a_planned_story_is_planned_no_more(self):
        placed(self.first)
        step = placements.place_story(self.second, LEAD, by=None, at=SIX)
        self.assertEqual(self.back(step), {"lead 1": self.first.pk})
        self.assertEqual(Placement.objects.count(), 1)

    def test_an_exchange_is_undone(self):
        row = placed(self.first)
        placed(self.second, second_slot(1))
        self.clock.shift(HOUR)
        step = placements.move_story(row, second_slot(1), by=None)
        self.assertEqual(self.back(step), {"lead 1": self.first.pk, "second 1": self.second.pk})

    def test_what_was_ended_stands_again(self):
        row = placed(self.first)
        self.clock.shift(HOUR)
        self.assertEqual(self.back(placements.end_placement(row, by=None)), {"lead 1": self.first.pk})
        self.assertEqual(occupants(NOON + HOUR + INSTANT), {})

    def test_a_plan_that_was_cancelled_is_planned_again(self):
        placed(self.first)
        plan = placed(self.second, at=SIX)
        self.assertEqual(self.back(placements.end_placement(plan, by=None)), {"lead 1": self.second.pk})
        self.assertEqual(occupants(SIX - INSTANT), {"lead 1": self.first.pk})

    def test_what_was_planned_again_is_cancelled_again(self):
        placed(self.first)
        placements.undo_step(placements.end_placement(placed(self.second, at=SIX), by=None), "en", by=None)
        self.assertEqual(occupants(SIX), {"lead 1": self.second.pk})
        placements.end_placement(Placement.objects.ahead().get(), by=None)
        self.assertEqual(occupants(SIX), {"lead 1": self.first.pk})

    def test_an_exchange_that_was_planned_again_is_cancelled_whole(self):
        row = placed(self.first)
        placed(self.second, second_slot(1))
        plan = Placement.objects.get(pk=self.planned(row))
        placements.undo_step(placements.end_placement(plan, by=None), "en", by=None)
        self.assertEqual(occupants(SIX), {"lead 1": self.second.pk, "second 1": self.first.pk})
        placements.end_placement(Placement.objects.get(pk=plan.pk), by=None)
        self.assertEqual(occupants(SIX), {"lead 1": self.first.pk, "second 1": self.second.pk})

    def planned(self, row):
        return placements.move_story(row, second_slot(1), by=None, at=SIX).made[-1]

    def test_an_end_that_has_passed_meanwhile_ends_it(self):
        row = placed(self.first, until=NOON + HOUR)
        step = placements.keep_until(row, until=NINE, by=None)
        self.assertEqual(self.back(step, hours=2), {})
        self.assertEqual(occupants(NOON + 2 * HOUR), {})

    def test_an_end_that_was_set_is_taken_away(self):
        row = placed(self.first)
        self.assertEqual(
            self.back(placements.keep_until(row, until=NINE, by=None)), {"lead 1": self.first.pk}
        )

    def test_what_others_did_since_stays(self):
        placed(self.first)
        self.clock.shift(HOUR)
        step = placements.end_placement(Placement.objects.get(), by=None)
        self.clock.shift(HOUR)
        placed(self.second)
        self.refused("now holds “Harbor opens 1”", undo_step, step, "en")
        self.assertEqual(occupants(NOON + 5 * HOUR), {"lead 1": self.second.pk})
