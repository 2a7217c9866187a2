from hypothesis import given
from hypothesis import strategies as st

from articles.text.edition_alignment import facing_blocks, facing_rows
from articles.text.freshness import translation_units
from articles.text.segments import segments_of
from tests.articles.text.bodies import EVERYTHING
from tests.articles.text.test_segments import BODIES

THREE = "<p>One.</p><p>Two.</p><p>Three.</p>"
LIST = "<ol><li><p>Soup first.</p></li><li><p>Then bread.</p></li></ol>"
ASIDE = f'<aside data-kind="insight"><p>Slow.</p>{LIST}</aside>'


def blocks(body):
    return facing_blocks("H", "S", body)


def facing(left, right, *pairs):
    """[(left HTML, right HTML, whether it is moved)] of the rows below headline and summary."""
    above = [([place], [place], None) for place in (0, 1)]
    shifted = [([n + 2 for n in one], [n + 2 for n in other], None) for one, other in pairs]
    found = facing_rows(blocks(left), blocks(right), above + shifted)
    return [("".join(block.html for block in row.left), "".join(block.html for block in row.right),
             row.is_moved) for row in found[2:]]  # fmt: skip


class TestBlocks:
    def test_quotes_tables_and_figures_stay_whole_and_items_come_one_by_one(self):
        roles = [block.role for block in blocks(EVERYTHING)]
        assert roles == [
            "headline",
            "summary",
            *"h2 p li li figure p li table blockquote".split(),
            *["figure"] * 5,
            "h3",
        ]

    def test_an_item_knows_its_number_and_the_passage_that_holds_it(self):
        found = [(block.item, block.aside, block.html) for block in blocks(f"<p>A.</p>{ASIDE}")[3:]]
        assert found == [
            (0, 'aside data-kind="insight"', "<p>Slow.</p>"),
            (1, 'aside data-kind="insight"', "<ol><li><p>Soup first.</p></li></ol>"),
            (2, 'aside data-kind="insight"', "<ol><li><p>Then bread.</p></li></ol>"),
        ]

    def test_a_rule_goes_to_what_follows_it(self):
        assert [block.is_ruled for block in blocks("<p>A.</p><hr><p>B.</p><p>C.</p>")[2:]] == [
            False, True, False]  # fmt: skip

    @given(BODIES)
    def test_every_segment_stands_in_one_block_and_in_its_order(self, body):
        places = [place for block in blocks(body) for place in block.places]
        assert places == list(range(len(segments_of("H", "S", body))))


class TestRows:
    def test_what_answers_each_other_stands_beside_each_other(self):
        assert facing("<p>A.</p><p>B.</p>", "<p>가.</p><p>나.</p>", ([0], [0]), ([1], [1])) == [
            ("<p>A.</p>", "<p>가.</p>", False), ("<p>B.</p>", "<p>나.</p>", False)]  # fmt: skip

    def test_one_that_became_two_faces_both_and_two_that_became_one_too(self):
        split = facing("<p>A.</p>", "<p>가.</p><p>나.</p>", ([0], [0, 1]))
        assert split == [("<p>A.</p>", "<p>가.</p><p>나.</p>", False)]
        assert facing("<p>A.</p><p>B.</p>", "<p>가.</p>", ([0, 1], [0])) == [
            ("<p>A.</p><p>B.</p>", "<p>가.</p>", False)]  # fmt: skip

    def test_what_one_side_lacks_stands_alone_where_it_is_read(self):
        found = facing(
            THREE, "<p>하나.</p><p>덧붙임.</p><p>셋.</p>", ([0], [0]), ([1], []), ([], [1]), ([2], [2])
        )
        assert found == [
            ("<p>One.</p>", "<p>하나.</p>", False),
            ("", "<p>덧붙임.</p>", False),
            ("<p>Two.</p>", "", False),
            ("<p>Three.</p>", "<p>셋.</p>", False),
        ]

    def test_what_was_added_at_the_very_top_stands_there(self):
        assert facing("<p>A.</p>", "<p>앞.</p><p>가.</p>", ([0], [1]), ([], [0]))[0][1] == "<p>앞.</p>"

    def test_the_one_that_was_moved_is_told_and_not_those_that_it_passed(self):
        found = facing(THREE, "<p>셋.</p><p>하나.</p><p>둘.</p>", ([0], [1]), ([1], [2]), ([2], [0]))
        assert [moved for _left, _right, moved in found] == [False, False, True]

    def test_the_cells_of_a_table_bring_the_whole_table(self):
        table = "<table><tbody><tr><td>1</td><td>2</td></tr></tbody></table>"
        assert facing(table, table, ([0], [0]), ([1], [1])) == [(table, table, False)]

    @given(BODIES, BODIES, st.booleans())
    def test_no_block_of_any_two_texts_is_lost_or_shown_twice(self, one, other, is_turned):
        source, target = segments_of("H", "S", one), segments_of("제목", "요약", other)
        pairs = [(unit.sources, unit.targets, unit) for unit in translation_units(source, target, [])]
        sides = [facing_blocks("H", "S", one), facing_blocks("제목", "요약", other)]
        if is_turned:
            pairs, sides = [(right, left, unit) for left, right, unit in pairs], sides[::-1]
        found = facing_rows(*sides, pairs)
        assert [block for row in found for block in row.left] == sides[0]
        rights = [block for row in found for block in row.right]
        assert sorted(rights, key=lambda block: block.places.start) == sides[1]
        assert sorted(id(unit) for row in found for unit in row.units) == sorted(id(p[2]) for p in pairs)
