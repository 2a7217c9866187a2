"""Presentation of a front page's lead, stored with its placement: layout, headline, kicker, picture."""

from dataclasses import asdict

import pytest
from django.utils.html import strip_tags
from time_machine import travel

from articles.models import Event
from newsroom.frontpage import placements
from newsroom.frontpage.layout import ProposedStory, front_page_layout, live_editions
from newsroom.frontpage.models import LayoutKind, LeadPresentation, Placement
from newsroom.frontpage.overview import describe_placements
from newsroom.frontpage.page_records import FrontPageRecord, front_pages
from newsroom.frontpage.placement_session import PlacementRefused, PlacementStep
from tests.factories import HOUR, NOON, make_published
from tests.frontpage.slots import LEAD, placed, second_slot
from tests.frontpage.test_placements import PlacementTestCase
from tests.public.newsdesk import make_image

BIG = LeadPresentation(LayoutKind.BIG_NEWS, "Harbor opens at last", "Port strike")
PACKAGE = LeadPresentation(LayoutKind.PACKAGE)
SIX = NOON + 6 * HOUR
NINE = NOON + 9 * HOUR


class PresentationTestCase(PlacementTestCase):
    def layout(self, at=NOON, **options):
        return front_page_layout([self.first.section_id], "en", at, **options)

    def presented(self, at=NOON):
        return self.layout(at).presentation


class PresentTests(PresentationTestCase):
    def test_holds_while_the_lead_holds_its_slot(self):
        placed(self.first, at=SIX, until=NINE, presentation=BIG)
        at = [NOON, SIX, NINE]
        self.assertEqual([self.presented(one) for one in at], [LeadPresentation(), BIG, LeadPresentation()])

    def test_is_changed_from_an_instant_on_and_the_past_stays(self):
        placed(self.first, until=NINE, presentation=BIG)
        placed(self.first, at=SIX, presentation=PACKAGE)
        self.assertEqual([self.presented(one) for one in (NOON, SIX)], [BIG, PACKAGE])
        self.assertEqual(list(Placement.objects.values_list("placed_until", flat=True)), [SIX, NINE])

    def test_the_same_again_writes_no_second_placement(self):
        placed(self.first, presentation=BIG)
        placements.place_story(self.first, LEAD, by=None, until=NINE, presentation=BIG)
        self.assertEqual(list(Placement.objects.values_list("placed_until", flat=True)), [NINE])

    def test_a_canceled_change_leaves_the_lead_as_it_was(self):
        placed(self.first, until=NINE, presentation=BIG)
        plan = placed(self.first, at=SIX, presentation=PACKAGE)
        placements.end_placement(plan, by=None)
        self.assertEqual(self.presented(SIX), BIG)
        self.assertEqual(Placement.objects.get().placed_until, NINE)

    def test_a_planned_change_can_itself_be_changed(self):
        placed(self.first, presentation=BIG)
        placed(self.first, at=SIX, presentation=PACKAGE)
        placed(self.first, at=SIX, presentation=LeadPresentation())
        self.assertEqual([self.presented(one) for one in (NOON, SIX)], [BIG, LeadPresentation()])
        self.assertEqual(Placement.objects.count(), 2)

    def test_the_end_of_a_plan_stays_when_its_presentation_is_changed(self):
        placed(self.second)
        placed(self.first, at=SIX, until=NINE, presentation=BIG)
        placed(self.first, at=SIX, presentation=PACKAGE)
        placed(self.first, at=SIX, presentation=PACKAGE)
        plan = Placement.objects.get(article=self.first)
        self.assertEqual((plan.presentation, plan.placed_until), (PACKAGE, NINE))

    def test_undoing_a_cancellation_plans_it_again(self):
        step = placements.end_placement(placed(self.first, at=SIX, presentation=BIG), by=None)
        kept = PlacementStep.of(asdict(step))
        placements.undo_step(kept, "en", by=None)
        self.assertEqual(self.presented(SIX), BIG)

    def test_a_step_that_an_earlier_version_kept_is_undone(self):
        step = asdict(placements.end_placement(placed(self.first, at=SIX), by=None))
        del step["removed"][0]["presentation"]
        placements.undo_step(PlacementStep.of(step), "en", by=None)
        self.assertEqual(self.presented(SIX), LeadPresentation())

    def test_undoing_a_change_brings_the_former_presentation_back(self):
        placed(self.first, presentation=BIG)
        self.clock.shift(HOUR)
        step = placements.place_story(self.first, LEAD, by=None, presentation=PACKAGE)
        self.clock.shift(HOUR)
        placements.undo_step(step, "en", by=None)
        self.assertEqual(self.presented(NOON + 2 * HOUR), BIG)

    def test_stays_behind_when_the_lead_moves_down(self):
        placed(self.second, second_slot(1))
        lead = placed(self.first, presentation=BIG)
        self.clock.shift(HOUR)
        placements.move_story(lead, second_slot(1), by=None)
        self.assertTrue(self.presented(NOON + HOUR).is_plain)

    def test_comes_along_when_a_story_moves_up(self):
        second = placed(self.second, second_slot(1))
        placed(self.first)
        self.clock.shift(HOUR)
        placements.move_story(second, LEAD, by=None, presentation=PACKAGE)
        self.assertEqual(self.presented(NOON + HOUR), PACKAGE)

    def test_the_log_names_the_layout(self):
        placed(self.first, presentation=BIG)
        placed(self.second, second_slot(1))
        details = (
            Event.objects.filter(subject_type="placement").order_by("id").values_list("details", flat=True)
        )
        self.assertEqual([one.get("layout") for one in details], ["big", None])
        events = list(Event.objects.filter(subject_type="placement").order_by("id"))
        told = [strip_tags(one) for one in describe_placements(events).values()]
        self.assertEqual(["Big news" in one for one in told], [True, False])


class RefusalTests(PresentationTestCase):
    def test_belongs_to_the_lead_of_the_front_page_alone(self):
        told = "Only the lead story of the front page"
        self.refused(told, placements.place_story, self.first, second_slot(1), presentation=BIG)
        section = LEAD._replace(scope="section", section=self.first.section_id)
        self.refused(told, placements.place_story, self.first, section, presentation=BIG)

    def test_a_picture_that_the_story_does_not_print_is_refused(self):
        picture = LeadPresentation(picture=make_image().pk)
        self.refused("not in the story", placements.place_story, self.first, LEAD, presentation=picture)

    def test_a_picture_of_the_story_is_taken(self):
        image = make_image()
        with travel(NOON - HOUR, tick=False):
            story = make_published(number=" pictured", lead_image=image)
        placed(story, presentation=LeadPresentation(picture=image.pk))
        self.assertEqual(self.presented().picture, image.pk)

    def test_the_same_story_without_a_presentation_is_refused_as_before(self):
        placed(self.first, presentation=BIG)
        with pytest.raises(PlacementRefused) as refusal:
            placements.place_story(self.first, LEAD, by=None)
        self.assertIn("already on this page", strip_tags(str(refusal.value)))


class PackageTests(PresentationTestCase):
    def test_second_stories_that_an_editor_placed_belong_to_it(self):
        placed(self.first, presentation=PACKAGE)
        placed(self.second, second_slot(2))
        self.assertEqual([one.article_id for one in self.layout().package], [self.second.pk])

    def test_without_one_none_does(self):
        placed(self.first)
        placed(self.second, second_slot(2))
        self.assertEqual(self.layout().package, [])


class ProposalTests(PresentationTestCase):
    def proposed(self, story, position=LEAD, presentation=BIG):
        [edition] = live_editions("en", [story.pk], NOON)
        return ProposedStory(edition, position, presentation)

    def test_is_seen_and_nothing_is_written(self):
        placed(self.first)
        page = self.layout(proposed=self.proposed(self.second))
        self.assertEqual((page.top[0].article_id, page.presentation), (self.second.pk, BIG))
        self.assertEqual(Placement.objects.count(), 1)
        self.assertTrue(self.presented().is_plain)

    def test_no_story_stands_twice(self):
        placed(self.first)
        placed(self.second, second_slot(1))
        found = [one.article_id for one in self.layout(proposed=self.proposed(self.second)).editions]
        self.assertEqual(len(found), len(set(found)))


class RecordTests(PresentationTestCase):
    def test_each_change_is_recorded_with_the_placement_that_holds_the_words(self):
        first = placed(self.first, presentation=BIG)
        self.clock.shift(HOUR)
        placed(self.first, presentation=LeadPresentation())
        front_pages.catch_up()
        records = [one.layout.get("presented") for one in FrontPageRecord.objects.of("en")]
        self.assertEqual(records[-2:], [{"layout": "big", "placement": first.pk}, None])
