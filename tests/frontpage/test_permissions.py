"""Permissions to change placements: every function × every role × both languages."""

from itertools import product

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.test import TestCase
from time_machine import travel

from articles.models import Event
from newsroom.frontpage import placements
from newsroom.frontpage.models import Placement, SlotPosition
from tests.factories import HOUR, NOON, make_published, make_user
from tests.frontpage.slots import second_slot

MAY = {
    None: {"en", "ko"},  # the system
    "Managing editors": {"en", "ko"},
    "English desk": {"en"},
    "Korean desk": {"ko"},
    "Interns": set(),
    "Reporters": set(),
    "English translators": set(),
    "Korean translators": set(),
    "Administrators": set(),
}
VERBS = {
    "place": lambda row, by: placements.place_story(
        make_published(languages=(row.language,), number=" more"), second_slot(4, row.language), by=by
    ),  # fmt: skip
    "move": lambda row, by: placements.move_story(row, second_slot(2, row.language), by=by),
    "end": lambda row, by: placements.end_placement(row, by=by),
    "cancel": lambda row, by: placements.end_placement(planned(row), by=by),
    "keep_until": lambda row, by: placements.keep_until(row, until=NOON + 9 * HOUR, by=by),
    "undo_step": lambda row, by: placements.undo_step(
        placements.PlacementStep(made=[row.pk]), row.language, by=by
    ),
}


def planned(row):
    at = NOON + 5 * HOUR
    target = SlotPosition(row.language, "section", "lead", 1, row.article.section_id)
    step = placements.place_story(row.article, target, by=None, at=at)
    return Placement.objects.get(pk=step.made[-1])


class PermissionTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        with travel(NOON, tick=False):
            story = make_published(languages=("en", "ko"))
            cls.steps = {
                language: placements.place_story(story, second_slot(1, language), by=None)
                for language in ("en", "ko")
            }

    def check(self, perform, role, language):
        row = Placement.objects.get(pk=self.steps[language].made[-1])
        by = make_user(role=role) if role else None
        before = Event.objects.count()
        if language in MAY[role]:
            self.assertIsNotNone(perform(row, by))
            self.assertGreater(Event.objects.count(), before)
        else:
            with self.assertRaises(PermissionDenied):
                perform(row, by)
            self.assertFalse(Placement.objects.filter(placed_by__isnull=False).exists())

    def test_verbs_are_open_to_those_who_publish_in_the_language(self):
        for verb, role, language in product(VERBS, MAY, ("en", "ko")):
            with (
                self.subTest(verb, role=role, language=language),
                travel(NOON + HOUR, tick=False),
                transaction.atomic(),
            ):
                self.check(VERBS[verb], role, language)
                transaction.set_rollback(True)
