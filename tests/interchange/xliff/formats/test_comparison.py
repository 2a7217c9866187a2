"""Reports on returned stories: accepted and rejected segments."""

import re

import pytest

from articles.text.inline_tags import TagError
from newsroom.interchange.xliff import document
from newsroom.interchange.xliff.document import TranslationFileRefused, compare_returned_story
from newsroom.interchange.xliff.formats import read_xliff, write_xliff
from tests.interchange.xliff.formats.files import story, unit

WENT = story(
    unit("One", "하나", "a.1"),
    unit("Two", "", "b.1"),
    unit("Three", "셋", "c.1"),
    unit("Four", "", "d.1"),
    digest="d0",
)


def came(**changes):
    """Return the story of WENT with new targets; units are named by their first letter."""
    text = write_xliff([WENT], "2.1").decode()
    for name, target in changes.items():
        start = text.index(f'<unit id="{name}.1"')
        end = text.index("</segment>", start)
        words = text[start:end]
        kept = words[: words.index("</source>")]
        text = text[:start] + kept + f"</source><target>{target}</target>" + text[end:]
    return read_xliff(text.encode()).stories[0]


def names(entries):
    return [entry if isinstance(entry, str) else entry.id for entry in entries]


class TestComparison:
    def test_each_unit_is_in_one_list(self):
        found = compare_returned_story(WENT, came(a="하나둘", b="둘"))
        assert [names(entries) for entries in found] == [["a.1", "b.1"], ["c.1"], [], [], [], ["d.1"]]
        assert [taken.html for taken in found.accepted] == ["하나둘", "둘"]

    def test_straight_quotation_marks_of_a_tool_are_no_change(self):
        now = WENT._replace(units=(unit("One", "“하나”", "a.1"), *WENT.units[1:]))
        assert "a.1" in compare_returned_story(now, came(a='"하나"')).unchanged
        [taken] = compare_returned_story(WENT, came(b='"둘"')).accepted
        assert taken.html == "“둘”"

    def test_a_translation_is_never_emptied(self):
        [dropped] = compare_returned_story(WENT, came(a="  ")).rejected
        assert (dropped.id, document.describe_rejection(dropped)[:20]) == ("a.1", "The file has no text")

    def test_a_changed_source_makes_its_unit_stale(self):
        now = WENT._replace(digest="d1", units=WENT.units[1:])
        [stale] = compare_returned_story(now, came(a="하나둘", b="둘")).outdated
        assert stale == ("a.1", "One", "하나둘")

    def test_without_a_change_of_the_source_the_unit_is_unknown(self):
        now = WENT._replace(units=WENT.units[1:])
        assert [(d.id, d.reason) for d in compare_returned_story(now, came(a="하나둘")).rejected] == [
            ("a.1", "unknown")
        ]

    def test_what_is_gone_and_was_never_translated_is_not_worth_a_word(self):
        now = WENT._replace(digest="d1", units=WENT.units[:1])
        assert names(compare_returned_story(now, came()).outdated) == ["c.1"]

    def test_what_changed_here_meanwhile_is_not_overwritten_by_what_went_out(self):
        now = WENT._replace(units=(unit("One", "우리 하나", "a.1"), *WENT.units[1:]))
        assert "a.1" in compare_returned_story(now, came()).untouched

    def test_what_changed_on_both_sides_is_a_conflict(self):
        now = WENT._replace(units=(unit("One", "우리 하나", "a.1"), *WENT.units[1:]))
        found = compare_returned_story(now, came(a="그들의 하나"))
        assert (names(found.conflicts), found.accepted) == (["a.1"], ())

    def test_what_no_segment_could_hold_is_not_even_looked_at(self):
        for text in ("가" * 50_000, '<pc id="1">가</pc>' * 8_000):
            [dropped] = compare_returned_story(WENT, came(a=text)).rejected
            assert (dropped.reason, len(dropped.target)) == ("long", 20_000)
        assert compare_returned_story(WENT, came(a="하나 둘" + " " * 50_000)).accepted

    def test_where_the_tool_lost_what_went_out_a_translation_here_is_not_overwritten(self):
        text = re.sub(' newsroom:sent="[^"]*"', "", write_xliff([WENT], "2.1").decode())
        text = text.replace("<target>하나<", "<target>그들의 하나<")
        text = text.replace("Two</source>", "Two</source><target>둘</target>")
        found = compare_returned_story(WENT, read_xliff(text.encode()).stories[0])
        assert (names(found.conflicts), names(found.accepted)) == (["a.1"], ["b.1"])

    def test_what_both_sides_changed_alike_is_unchanged(self):
        now = WENT._replace(units=(unit("One", "같은 하나", "a.1"), *WENT.units[1:]))
        assert "a.1" in compare_returned_story(now, came(a="같은 하나")).unchanged

    def test_units_that_are_not_in_the_file_are_untouched(self):
        now = WENT._replace(units=(*WENT.units, unit("Five", "다섯", "e.1")))
        assert "e.1" in compare_returned_story(now, came()).untouched

    def test_characters_are_cleaned_before_they_are_compared(self):
        decomposed = "\u1112\u1161\u1102\u1161\u200b"
        assert "a.1" in compare_returned_story(WENT, came(a=f" {decomposed}\n")).unchanged

    def test_a_unit_that_says_two_things_is_dropped(self):
        text = write_xliff([WENT]).decode()
        text = text.replace('id="c.1"', 'id="a.1"')
        found = compare_returned_story(WENT, read_xliff(text.encode()).stories[0])
        assert [(d.id, d.reason) for d in found.rejected] == [("a.1", "repeated")]

    def test_a_unit_that_says_one_thing_twice_is_read_once(self):
        text = write_xliff([WENT]).decode().replace('id="d.1"', 'id="b.1"')
        assert "b.1" in compare_returned_story(WENT, read_xliff(text.encode()).stories[0]).untouched

    def test_plain_marks_that_the_target_has_already_are_kept(self):
        now = story(unit("H2O", "H<sub>2</sub>O", "a.1"))
        text = write_xliff([now]).decode().replace("O</target>", "O이다</target>")
        [taken] = compare_returned_story(now, read_xliff(text.encode()).stories[0]).accepted
        assert (taken.html, taken.problems) == ("H<sub>2</sub>O이다", ())

    def test_the_story_may_have_a_number_for_an_id(self):
        assert compare_returned_story(WENT._replace(id=7), came(b="둘")).accepted
        with pytest.raises(TranslationFileRefused):
            compare_returned_story(WENT._replace(id=70), came(b="둘"))


@pytest.mark.parametrize("kind", document.PROBLEMS)
def test_every_problem_has_words(kind):
    assert "⟨3⟩" in document.describe_tag_error(TagError(kind, 3))
