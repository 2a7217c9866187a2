"""Two editors at the same moment, each with their own connection."""

import pytest

from newsroom.frontpage import placements
from newsroom.frontpage.models import Placement
from newsroom.frontpage.placement_session import PlacementConflict
from tests.factories import make_published
from tests.frontpage.slots import LEAD, second_slot
from tests.together import together


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_one_takes_the_place_and_the_other_is_told(self):
        stories = [make_published(number=f" {number}") for number in range(2)]
        acts = [lambda one=one: placements.place_story(one, LEAD, by=None, seen=0) for one in stories]
        told = together(*acts)
        assert [type(one) for one in told if isinstance(one, Exception)] == [PlacementConflict]
        assert Placement.objects.active().count() == 1

    def test_two_who_exchange_the_same_stories_do_not_wait_for_each_other(self):
        rows = []
        for number, where in enumerate([LEAD, second_slot(1)]):
            step = placements.place_story(make_published(number=f" {number}"), where, by=None)
            rows.append(Placement.objects.get(pk=step.made[0]))
        told = together(
            lambda: placements.move_story(rows[0], second_slot(1), by=None),
            lambda: placements.move_story(rows[1], LEAD, by=None),
        )
        stand = {row.slot: row.article_id for row in Placement.objects.active()}
        assert set(stand.values()) == {row.article_id for row in rows}
        assert all(isinstance(one, placements.PlacementStep | placements.PlacementRefused) for one in told), (
            told
        )
