"""Permissions to change placements: every function × every role × both languages."""

import pytest
from django.core.exceptions import PermissionDenied
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


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("role", MAY)
def test_verbs_are_open_to_those_who_publish_in_the_language(role, verb, language):
    with travel(NOON, tick=False) as clock:
        story = make_published(languages=("en", "ko"))
        step = placements.place_story(story, second_slot(1, language), by=None)
        clock.shift(HOUR)
        row = Placement.objects.get(pk=step.made[-1])
        by = make_user(role=role) if role else None
        before = Event.objects.count()
        if language in MAY[role]:
            assert VERBS[verb](row, by) is not None
            assert Event.objects.count() > before
        else:
            with pytest.raises(PermissionDenied):
                VERBS[verb](row, by)
            assert not Placement.objects.filter(placed_by__isnull=False).exists()
