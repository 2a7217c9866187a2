"""Layout of pages: no story twice, no gap, placed stories at their positions, the rest newest first."""

from types import SimpleNamespace

from hypothesis import given, settings
from hypothesis import strategies as st

from newsroom.frontpage.layout import (
    LATEST,
    TOP,
    FrontPageLayout,
    eligible_editions,
    fill_positions,
    lay_out_front_page,
    lay_out_section,
)
from newsroom.frontpage.models import LayoutKind, LeadPresentation, SlotKind

SECTIONS = (1, 2, 3)
PLACES = [("lead", 1, None), *[(slot, n, None) for slot in ("second", "brief") for n in range(1, 5)]]
PLACES += [("block", n, section) for section in SECTIONS for n in range(1, 5)]


def edition(number, section=1, *, is_brief=False, at=None, is_sponsored=False):
    slot, position, block = at or ("", 0, None)
    return SimpleNamespace(article_id=number, section_id=section, is_brief=is_brief, slot=slot,
                           position=position, block=block, is_sponsored=is_sponsored)  # fmt: skip


@st.composite
def pages(draw):
    """Draw the latest editions, newest first, and the placed ones, which may be among the latest."""
    kinds = draw(st.lists(st.tuples(st.sampled_from(SECTIONS), st.booleans()), max_size=40))
    latest = [edition(number, section, is_brief=brief) for number, (section, brief) in enumerate(kinds)]
    chosen = draw(st.permutations(latest))
    places = draw(st.lists(st.sampled_from(PLACES), unique=True, max_size=12))
    placed = [edition(one.article_id, one.section_id, is_brief=one.is_brief, at=place)
              for one, place in zip(chosen, places, strict=False)]  # fmt: skip
    return latest, eligible_editions(placed)


def numbers(editions):
    return [edition.article_id for edition in editions]


def all_of(front):
    return numbers(front.editions)


class TestFront:
    @settings(deadline=None)
    @given(pages())
    def test_nothing_stands_twice_and_whatever_is_placed_stands(self, page):
        latest, placed = page
        shown = all_of(lay_out_front_page(latest, placed))
        assert len(shown) == len(set(shown))
        assert set(numbers(placed)) <= set(shown)

    @settings(deadline=None)
    @given(pages())
    def test_no_place_is_empty_while_there_is_a_story_for_it(self, page):
        latest, placed = page
        front = lay_out_front_page(latest, placed)
        left = [one for one in latest if one.article_id not in all_of(front)]
        assert front.top or not latest
        assert len(front.top) == TOP or all(one.is_brief for one in left)
        assert len(front.briefs) == 4 or not any(one.is_brief for one in left)
        assert all(len(front.blocks[one.section_id]) == 4 for one in left)

    @settings(deadline=None)
    @given(pages())
    def test_a_full_page_shows_the_placed_at_their_very_places(self, page):
        latest, placed = page
        front = lay_out_front_page(latest, placed)
        for one in placed:
            part = {"brief": front.briefs, "block": front.blocks.get(one.block)}.get(one.slot, front.top)
            if len(front.top) == 1 and front.top[0].article_id == one.article_id:
                continue  # the only story of the top leads it, wherever it was placed
            asked = one.position + (one.slot == "second")
            is_full = len(part) == (TOP if part is front.top else 4)
            place = numbers(part).index(one.article_id) + 1
            assert place == asked if is_full else place <= asked

    @settings(deadline=None)
    @given(pages())
    def test_the_latest_keep_their_order(self, page):
        latest, placed = page
        front, kept = lay_out_front_page(latest, placed), set(numbers(placed))
        for part in (front.top, front.briefs, *front.blocks.values()):
            unplaced = [number for number in numbers(part) if number not in kept]
            assert unplaced == sorted(unplaced)

    @settings(deadline=None)
    @given(pages())
    def test_the_list_of_the_latest_fills_its_rows_and_leaves_the_sections_as_much(self, page):
        front = lay_out_front_page(*page)
        below = [one for block in front.blocks.values() for one in block]
        assert len(front.latest) in (0, *LATEST)
        assert not any(one.is_brief or one.slot for one in front.latest)
        assert len(below) >= min(len(front.latest), 4)

    def test_a_brief_leads_where_there_is_nothing_else(self):
        assert numbers(lay_out_front_page([edition(7, is_brief=True)], []).top) == [7]

    def test_a_lead_that_falls_away_leaves_no_hole_above_the_seconds(self):
        front = lay_out_front_page([], [edition(7, at=("second", 3, None))])
        assert numbers(front.top) == [7]

    def test_what_somebody_paid_for_stays_where_it_was_placed_and_leads_nothing(self):
        paid = edition(7, at=("second", 1, None), is_sponsored=True)
        assert numbers(lay_out_front_page([edition(8, is_brief=True)], [paid]).top) == [8, 7]
        placed = [paid, edition(9, at=("block", 1, 1))]
        assert numbers(lay_out_front_page([], placed).editions) == [9, 7]
        assert lay_out_front_page([], [paid]).editions == []

    def test_what_somebody_paid_for_is_no_part_of_a_package(self):
        seconds = [edition(number, is_sponsored=number == 7) for number in (7, 8)]
        for one in seconds:
            one.placement = one.article_id
        front = FrontPageLayout(LeadPresentation(LayoutKind.PACKAGE), top=[edition(1), *seconds])
        assert numbers(front.package) == [8]


class TestSection:
    @settings(deadline=None)
    @given(pages())
    def test_the_first_page_shows_all_of_the_latest_and_the_placed_once(self, page):
        latest, placed = page
        placed = [one for one in placed if one.slot in ("lead", "second")]
        shown = numbers(lay_out_section(latest, placed))
        assert sorted(shown) == sorted(set(numbers(latest)) | set(numbers(placed)))
        assert shown[TOP:] == sorted(shown[TOP:])


class TestFitting:
    def test_a_story_that_is_no_brief_any_more_leaves_the_briefs(self):
        assert eligible_editions([edition(1, at=(SlotKind.BRIEF, 1, None))]) == []

    def test_a_story_that_was_filed_anew_leaves_the_block_and_the_page_of_its_old_section(self):
        moved = edition(1, section=2, at=(SlotKind.BLOCK, 1, 1))
        led = edition(2, section=2, at=(SlotKind.LEAD, 1, 1))
        assert eligible_editions([moved]) == []
        assert (eligible_editions([led], section=1), eligible_editions([led], section=2)) == ([], [led])

    def test_the_latest_fill_the_gaps(self):
        assert fill_positions(4, {2: "placed"}, ["a", "b", "c", "d"]) == ["a", "placed", "b", "c"]
        assert fill_positions(4, {4: "placed"}, ["a"]) == ["a", "placed"]
