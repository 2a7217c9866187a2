"""Numbered tags, as translators see them, and tags read from translators' typing."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.body import content, sanitise
from articles.text import canonical_html
from articles.text.inline_tags import TagError, decode_tags, encode_tags, unused_tags
from tests.inline import LINK, STORY, canonical, often

TAGS = (STORY, "strong", "br", "em", 'span lang="ko"', "sub", "sup", LINK)
TYPED = st.lists(
    st.sampled_from("⟨1⟩ ⟨/1⟩ ⟨2⟩ ⟨/2⟩ ⟨3/⟩ ⟨4⟩ ⟨/4⟩ ⟨6⟩ ⟨/6⟩ ⟨7⟩ ⟨/7⟩ ⟨9⟩ ⟨em⟩ ⟨/em⟩ ⟨br/⟩ ⟨8/⟩ ⟨⟨".split())
    | st.sampled_from(
        ["a", "가", " ", "  ", "\n", "<b", "&amp;", "⟨", "⟩", "⟨x⟩", "⟨0⟩", "⟨1234567890⟩", "\u0338"]
    ),
    max_size=16,
).map("".join)


def trouble(text, tags=TAGS):
    with pytest.raises(TagError) as caught:
        decode_tags(text, tags)
    return caught.value.kind, caught.value.label


class TestTagged:
    def test_pairs_and_breaks_are_numbered_in_order(self):
        text, tags = encode_tags(f"<{LINK}>a <strong>b</strong></a><br>c")
        assert (text, tags) == ("⟨1⟩a ⟨2⟩b⟨/2⟩⟨/1⟩⟨3/⟩c", (LINK, "strong", "br"))

    def test_characters_are_themselves(self):
        assert encode_tags("1 &lt; 2 &amp; 10&nbsp;km ⟨1⟩").text == "1 < 2 & 10\u00a0km ⟨⟨1⟩"

    def test_what_html_must_cut_is_one_pair(self):
        text, tags = encode_tags(f"<strong>a </strong><{STORY}><strong>b</strong></a><strong> c</strong>")
        assert (text, tags) == ("⟨1⟩a ⟨2⟩b⟨/2⟩ c⟨/1⟩", ("strong", STORY))
        text, tags = encode_tags(f"<{STORY}><strong>b</strong></a><strong> c</strong>")
        assert (text, tags) == ("⟨1⟩⟨2⟩b⟨/2⟩ c⟨/1⟩", ("strong", STORY))

    def test_a_target_has_the_numbers_of_its_source(self):
        target = f"<em>b</em> <{STORY}>a</a>"
        assert encode_tags(target, (STORY, "em")) == ("⟨2⟩b⟨/2⟩ ⟨1⟩a⟨/1⟩", (STORY, "em"))

    def test_equal_tags_take_equal_ones_of_the_source_in_turn(self):
        assert encode_tags("<em>a</em> <em>b</em>", ("em", "br", "em")).text == "⟨1⟩a⟨/1⟩ ⟨3⟩b⟨/3⟩"

    def test_what_the_source_lacks_has_a_name_or_a_further_number(self):
        target = f"<em>a</em> <em>b</em><br><{STORY}>c</a>"
        assert encode_tags(target, ("em",)) == ("⟨1⟩a⟨/1⟩ ⟨em⟩b⟨/em⟩⟨br/⟩⟨2⟩c⟨/2⟩", ("em", STORY))
        assert encode_tags("<em>a</em>", ()) == ("⟨em⟩a⟨/em⟩", ())

    def test_elements_of_no_segment_are_left_out(self):
        assert encode_tags('<u>a</u><img src="x"></em>b') == ("ab", ())


class TestHtml:
    def test_tags_follow_their_numbers(self):
        assert decode_tags("⟨4⟩나⟨/4⟩ ⟨1⟩가⟨/1⟩", TAGS) == f"<em>나</em> <{STORY}>가</a>"

    def test_plain_marks_are_known_by_name(self):
        assert decode_tags("H⟨sub⟩2⟨/sub⟩O⟨br/⟩⟨em⟩b⟨/em⟩ ⟨em⟩c⟨/em⟩", ()) == (
            "H<sub>2</sub>O<br><em>b</em> <em>c</em>"
        )

    def test_marks_are_nested_as_bodies_have_them(self):
        assert decode_tags("⟨em⟩a ⟨2⟩b⟨/2⟩⟨/em⟩", TAGS) == "<em>a </em><strong><em>b</em></strong>"

    def test_the_inner_one_wins_where_both_cannot_be(self):
        assert decode_tags("⟨1⟩a⟨8⟩b⟨/8⟩⟨/1⟩ ⟨sub⟩c⟨sup⟩d⟨/sup⟩⟨/sub⟩", TAGS) == (
            f"<{STORY}>a</a><{LINK}>b</a> <sub>c</sub><sup>d</sup>"
        )

    @pytest.mark.parametrize(
        "text", ["<b>x</b>", "⟨script⟩", "⟨a href=x⟩", "&lt;", "⟨0x1⟩", "⟨ ⟩", "⟨1234567890⟩"]
    )
    def test_all_else_is_text(self, text):
        assert encode_tags(decode_tags(text, ())).text.replace("⟨⟨", "⟨") == text

    def test_a_doubled_bracket_is_a_bracket(self):
        assert decode_tags("⟨⟨1⟩ ⟨⟨⟨⟨em⟩", TAGS) == "⟨1⟩ ⟨⟨em⟩"

    def test_blanks_are_as_bodies_have_them(self):
        assert decode_tags(" a\n ⟨2⟩ ⟨/2⟩  b ⟨3/⟩⟨br/⟩ c⟨4⟩⟨/4⟩ ", TAGS) == "a b<br>c"

    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("⟨9⟩a⟨/9⟩", ("unknown", 9)),
            ("⟨0⟩", ("unknown", 0)),
            ("⟨1⟩a⟨/1⟩⟨1⟩b⟨/1⟩", ("doubled", 1)),
            ("⟨3/⟩a⟨3/⟩b", ("doubled", 3)),
            ("⟨em⟩a⟨em⟩b⟨/em⟩⟨/em⟩", ("doubled", "em")),
            ("a⟨/em⟩", ("unopened", "em")),
            ("a⟨/3⟩", ("unopened", 3)),
            ("⟨2⟩a", ("unclosed", 2)),
            ("⟨2/⟩a", ("unclosed", 2)),
            ("⟨1⟩a⟨2⟩b⟨/1⟩c⟨/2⟩", ("crossing", 2)),
            ("⟨1⟩a⟨2⟩b⟨/1⟩", ("unclosed", 2)),
        ],
    )
    def test_refuses_what_it_cannot_use(self, text, found):
        assert trouble(text) == found

    @pytest.mark.parametrize(
        ("text", "expected", "found"),
        [
            ("⟨9⟩a⟨/9⟩ ⟨2⟩b⟨/2⟩", "a <strong>b</strong>", [("unknown", 9)]),
            ("⟨2⟩a⟨/2⟩ ⟨2⟩b⟨/2⟩", "<strong>a</strong> b", [("doubled", 2)]),
            ("⟨4⟩a⟨/2⟩ ⟨9⟩b", "a b", [("unopened", 2), ("unknown", 9), ("unclosed", 4)]),
            ("⟨2⟩a⟨4⟩b⟨/2⟩c⟨/4⟩", "<strong>a<em>b</em></strong><em>c</em>", [("crossing", 4)]),
            ("⟨2⟩a⟨9⟩b⟨/2⟩c⟨/9⟩", "<strong>ab</strong>c", [("unknown", 9)]),
            ("⟨9⟩a⟨2⟩b⟨/9⟩c⟨/2⟩", "a<strong>bc</strong>", [("unknown", 9)]),
        ],
    )
    def test_leniently_keeps_what_it_can(self, text, expected, found):
        problems = []
        assert decode_tags(text, TAGS, problems) == expected
        assert [(problem.kind, problem.label) for problem in problems] == found


def test_missing_numbers_are_named():
    assert unused_tags("⟨2⟩a⟨/2⟩⟨3/⟩ ⟨⟨1⟩", ("em", "strong", "br", LINK)) == [1, 4]


@pytest.mark.parametrize("often", ["⟨1⟩a", "⟨9⟩a", "⟨em⟩a", "a⟨/9⟩", "⟨1⟩a⟨/1⟩", "⟨3/⟩", "⟨", " "])
def test_long_texts_take_no_longer_a_word(often):
    begin = time.process_time()
    decode_tags(often * 20_000, TAGS, [])
    assert time.process_time() - begin < 5


class TestProperties:
    @often
    @given(canonical)
    def test_there_and_back_is_the_identity(self, inline):
        assert decode_tags(*encode_tags(inline)) == inline

    @often
    @given(canonical, canonical)
    def test_a_target_comes_back_with_the_tags_of_its_source(self, source, target):
        base = encode_tags(source).tags
        text, tags = encode_tags(target, base)
        assert tags[: len(base)] == base
        assert decode_tags(text, tags) == target

    @often
    @given(TYPED)
    def test_whatever_is_typed_a_body_holds_it_unchanged(self, text):
        inline = decode_tags(text, TAGS, [])
        assert sanitise(f"<p>{inline}</p>") == (f"<p>{inline}</p>" if inline else "")
        assert set(re.findall(r"<([^/>]*)>", inline)) <= {*TAGS, "em", "br"}

    @often
    @given(TYPED | st.text(), st.lists(st.sampled_from(TAGS), max_size=3).map(tuple))
    def test_strictly_all_is_used_or_refused(self, text, tags):
        problems = []
        leniently = decode_tags(text, tags, problems)
        try:
            assert (decode_tags(text, tags), problems) == (leniently, [])
        except TagError as error:
            assert error.args == problems[0].args


def test_a_break_is_the_void_element_that_is_no_block():
    assert {canonical_html.BREAK_NAME} == set(content.VOID) - set(content.BLOCKS)
