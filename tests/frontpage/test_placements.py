"""Placed, ended and cancelled placements: their slots, beginnings and ends."""

from datetime import timedelta

import pytest
from django.test import TestCase
from django.utils.html import strip_tags
from time_machine import travel

from articles.events import log
from articles.models import Event, EventType, Wanted
from articles.publishing import withdraw
from newsroom.frontpage import placements
from newsroom.frontpage.models import Placement, SlotPosition
from newsroom.frontpage.placement_session import PlacementConflict, PlacementRefused
from tests.factories import HOUR, INSTANT, NOON, make_article, make_published, make_section, make_user
from tests.frontpage.slots import BANNER, LEAD, occupants, placed, second_slot

SIX = NOON + 6 * HOUR
NINE = NOON + 9 * HOUR
SECOND = timedelta(seconds=1)


class PlacementTestCase(TestCase):
    @classmethod
    def setUpTestData(cls):
        with travel(NOON - HOUR, tick=False):
            cls.first, cls.second, cls.third = (make_published(number=f" {number}") for number in range(3))

    def setUp(self):
        self.clock = self.enterContext(travel(NOON, tick=False))

    def refused(self, told, verb, /, *args, raises=PlacementRefused, **options):
        with pytest.raises(raises) as refusal:
            verb(*args, **({"by": None} | options))
        self.assertIn(told, strip_tags(str(refusal.value)))
        return refusal.value


class PlaceTests(PlacementTestCase):
    def test_stands_from_now_until_somebody_ends_it(self):
        placed(self.first)
        self.assertEqual(occupants(NOON - INSTANT), {})
        self.assertEqual(occupants(NOON), {"lead 1": self.first.pk})
        self.assertEqual(occupants(NOON + 9000 * HOUR), {"lead 1": self.first.pk})

    def test_stands_for_an_interval_that_is_half_open(self):
        placed(self.first, at=SIX, until=NINE)
        self.assertEqual(occupants(SIX - INSTANT), {})
        self.assertEqual(occupants(SIX), {"lead 1": self.first.pk})
        self.assertEqual(occupants(NINE - INSTANT), {"lead 1": self.first.pk})
        self.assertEqual(occupants(NINE), {})

    def test_several_positions_are_filled_in_one_unit_of_work(self):
        with log.unit_of_work():
            placements.lock_positions(self.first.pk, [LEAD, BANNER])
            placed(self.first)
            self.clock.shift(SECOND)
            placed(self.first, BANNER, words="The harbor is open")
            self.clock.shift(SECOND)
        at = NOON + 2 * SECOND
        self.assertEqual(occupants(at), {"lead 1": self.first.pk, "banner 1": self.first.pk})
        self.assertEqual(Placement.objects.get(slot="banner").placed_from, at)

    def test_the_previous_occupant_is_ended(self):
        before = placed(self.first)
        self.clock.shift(HOUR)
        placed(self.second)
        self.assertEqual(occupants(NOON + HOUR - INSTANT), {"lead 1": self.first.pk})
        self.assertEqual(occupants(NOON + HOUR), {"lead 1": self.second.pk})
        before.refresh_from_db()
        self.assertEqual(before.placed_until, NOON + HOUR)

    def test_what_waited_for_the_log_begins_when_the_wait_is_over(self):
        placed(self.first)
        self.clock.shift(HOUR)
        with log.unit_of_work():
            placed(self.second)
            self.clock.shift(SECOND)
        end = NOON + HOUR + SECOND
        self.assertEqual(occupants(end - INSTANT), {"lead 1": self.first.pk})
        self.assertEqual(occupants(end), {"lead 1": self.second.pk})
        told = Event.objects.filter(subject_type="placement").latest("id")
        self.assertEqual((told.at, told.details["from"]), (end, end.isoformat()))

    def test_what_waited_is_refused_if_a_plan_has_begun_meanwhile(self):
        placed(self.first, at=NOON + SECOND)
        with self.assertRaises(PlacementConflict), log.unit_of_work():
            placed(self.second, until=NOON + SECOND)
            self.clock.shift(SECOND)
        self.assertEqual(occupants(NOON + SECOND), {"lead 1": self.first.pk})

    def test_a_plan_takes_the_place_by_itself(self):
        placed(self.first)
        placed(self.second, at=SIX)
        self.assertEqual(occupants(SIX - INSTANT), {"lead 1": self.first.pk})
        self.assertEqual(occupants(SIX), {"lead 1": self.second.pk})

    def test_a_plan_for_the_same_instant_takes_the_place_of_the_other(self):
        placed(self.first)
        placed(self.second, at=SIX)
        placed(self.third, at=SIX)
        self.assertEqual(occupants(SIX), {"lead 1": self.third.pk})
        self.assertEqual(Placement.objects.ahead().count(), 1)
        placements.end_placement(Placement.objects.ahead().get(), by=None)
        self.assertEqual(occupants(SIX), {"lead 1": self.first.pk})

    def test_the_previous_occupant_continues_when_it_is_placed_over_the_plan(self):
        row = placed(self.first)
        placed(self.second, at=SIX)
        placements.place_story(self.first, LEAD, by=None, at=SIX, until=NINE)
        self.assertEqual(occupants(SIX), {"lead 1": self.first.pk})
        row.refresh_from_db()
        self.assertEqual(row.placed_until, NINE)

    def test_without_an_end_it_stands_until_the_next_plan(self):
        placed(self.second, at=SIX)
        self.assertEqual(placed(self.first).placed_until, SIX)

    def test_an_end_behind_the_next_plan_is_refused_by_its_name(self):
        placed(self.second, at=SIX)
        self.refused("“Harbor opens 1” is planned", placements.place_story, self.first, LEAD, until=NINE)

    def test_a_scheduled_story_comes_with_its_embargo(self):
        with travel(NOON - HOUR, tick=False):
            later = make_published(number=" later", at=SIX)
        placed(self.first)
        placed(later)
        self.assertEqual(occupants(SIX - INSTANT), {"lead 1": self.first.pk})
        self.assertEqual(occupants(SIX), {"lead 1": later.pk})

    def test_what_readers_do_not_have_is_refused(self):
        self.refused("This story is not live", placements.place_story, make_article(number=" draft"), LEAD)
        withdraw(self.first, "en", by=None, note="Gone.")
        self.refused("This story is not live", placements.place_story, self.first, LEAD)
        korean = SlotPosition("ko", "front", "lead")
        self.refused("in Korean", placements.place_story, self.second, korean)

    def test_a_story_stands_once_on_a_page_and_beside_its_banner(self):
        placed(self.first)
        self.refused(
            "It is already on this page: Lead story", placements.place_story, self.first, second_slot(1)
        )
        placed(self.first, BANNER, words="The harbor is open")
        self.assertEqual(occupants(NOON), {"lead 1": self.first.pk, "banner 1": self.first.pk})

    def test_places_that_are_none_and_stories_that_do_not_fit(self):
        arts = make_section("arts").pk
        brief = SlotPosition("en", "front", "brief")
        for words, where in [
            ("no such slot", second_slot(5)),
            ("no such slot", SlotPosition("en", "section", "brief", 1, self.first.section_id)),
            ("no such slot", SlotPosition("en", "front", "block", 1)),
            ("Only briefs", brief),
            ("A section block shows only its own stories", SlotPosition("en", "front", "block", 1, arts)),
            ("A section page shows only its own stories", SlotPosition("en", "section", "lead", 1, arts)),
            ("Enter the banner text", BANNER),
        ]:
            self.refused(words, placements.place_story, self.first, where)
        long = "The banner text is too long"
        self.refused(long, placements.place_story, self.first, BANNER, words="x" * 100_000)
        short = make_published(languages=("ko", "en"), wanted={"en": Wanted.BRIEF}, number=" in brief")
        self.assertEqual(placed(short, brief).slot, "brief")

    def test_past_and_backward_intervals_are_refused(self):
        self.refused("has passed", placements.place_story, self.first, LEAD, at=NOON - INSTANT)
        self.refused(
            "The end time must be after the start time",
            placements.place_story,
            self.first,
            LEAD,
            at=SIX,
            until=SIX,
        )

    def test_another_hand_at_the_place_is_told_not_overwritten(self):
        editor = make_user(first_name="Bora", last_name="Testman")
        placed(self.first, by=editor)
        told = self.refused("“Harbor opens 0” here in the meantime", placements.place_story, self.second,
                            LEAD, seen=0, raises=PlacementConflict)  # fmt: skip
        self.assertIn("Bora Testman", str(told))
        self.assertEqual(occupants(NOON), {"lead 1": self.first.pk})
        held = Placement.objects.get()
        placements.end_placement(held, by=None)
        self.clock.shift(HOUR)
        self.refused(
            "has become empty",
            placements.place_story,
            self.second,
            LEAD,
            seen=held.pk,
            raises=PlacementConflict,
        )

    def test_the_log_tells_who_placed_what_where(self):
        editor = make_user()
        placed(self.first, by=editor)
        event = Event.objects.filter(subject_type="placement").get()
        self.assertEqual((event.type, event.actor, event.language), (EventType.ADDED, editor, "en"))
        self.assertEqual(event.details["name"], "Harbor opens 0")
        self.assertEqual(event.details["where"], {"en": "Front page, Lead story", "ko": "첫 화면, 머리기사"})
        self.assertEqual((event.details["article"], event.details["until"]), (self.first.pk, None))


class EndTests(PlacementTestCase):
    def test_what_has_begun_ends_now_and_its_row_stays(self):
        row = placed(self.first)
        self.clock.shift(HOUR)
        placements.end_placement(row, by=None)
        self.assertEqual(occupants(NOON + HOUR - INSTANT), {"lead 1": self.first.pk})
        self.assertEqual(occupants(NOON + HOUR), {})
        self.refused("is no longer there", placements.end_placement, row, raises=PlacementConflict)

    def test_placed_and_ended_at_one_instant_stood_for_the_shortest_time(self):
        placements.end_placement(placed(self.first), by=None)
        self.assertEqual(occupants(NOON + INSTANT), {})

    def test_the_previous_occupant_keeps_the_slot_when_the_plan_is_cancelled(self):
        stands = placed(self.first, until=NINE)
        plan = placed(self.second, at=SIX)
        placements.end_placement(plan, by=None)
        stands.refresh_from_db()
        self.assertEqual((stands.placed_until, Placement.objects.count()), (NINE, 1))

    def test_what_somebody_else_took_away_is_told(self):
        plan = placed(self.first, at=SIX)
        placements.end_placement(plan, by=None)
        self.refused("canceled this plan", placements.end_placement, Placement(pk=4711, article=self.first,
                     language="en"), raises=PlacementConflict)  # fmt: skip

    def test_an_end_is_set_moved_and_taken_away(self):
        row = placed(self.first)
        placements.keep_until(row, until=SIX, by=None)
        self.assertEqual(occupants(SIX), {})
        placements.keep_until(row, until=None, by=None)
        self.assertEqual(occupants(SIX), {"lead 1": self.first.pk})
        self.clock.shift(HOUR)
        self.refused("and in the future", placements.keep_until, row, until=NOON + HOUR)

    def test_an_end_goes_no_further_than_the_next_plan(self):
        row = placed(self.first, until=NOON + HOUR)
        placed(self.second, at=SIX)
        self.refused("is planned", placements.keep_until, row, until=NINE)
        placements.keep_until(row, until=None, by=None)
        row.refresh_from_db()
        self.assertEqual(row.placed_until, SIX)
