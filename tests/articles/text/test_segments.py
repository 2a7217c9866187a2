from hypothesis import given
from hypothesis import strategies as st

from articles.body import sanitise
from articles.text.canonical_html import parse_body, write_body
from articles.text.segments import segments_digest, segments_in, segments_of
from tests.articles.text.bodies import EVERYTHING, join_parts, split_at_segments

TAGS = "p h2 h3 ul ol li blockquote cite aside table caption thead tr th td strong em br hr figure".split()
PIECES = st.sampled_from(
    [f"<{tag}>" for tag in TAGS]
    + [f"</{tag}>" for tag in TAGS]
    + [
        '<figure data-image="3">',
        '<aside data-kind="insight">',
        '<blockquote data-kind="pull-quote">',
        '<aside data-kind="fact-box">',
        '<div data-kind="gallery">',
        "</div>",
        '<a href="/a">',
        "</a>",
        "words ",
        "a & b < c",
    ]
)
BODIES = st.lists(PIECES, max_size=40).map(lambda pieces: sanitise("".join(pieces)))


class TestSplit:
    @given(BODIES)
    def test_join_of_split_is_the_identity_on_every_body(self, body):
        assert join_parts(split_at_segments(body)) == body
        assert write_body(parse_body(body)) == body

    def test_every_element_of_the_vocabulary_is_a_segment_with_its_place(self):
        roles = [segment.role for segment in segments_in(EVERYTHING)]
        assert roles == (
            "h2 p li li figcaption p li caption th td td td p cite".split() + 5 * ["figcaption"] + ["h3"]
        )

    @given(BODIES)
    def test_a_segment_is_kept_as_a_body_of_its_own_and_found_in_it_again(self, body):
        for segment in segments_in(body):
            assert segments_in(segment.wrapped()) == [segment]

    def test_headline_and_summary_stand_before_the_body_with_their_signs_escaped(self):
        first, second, third = segments_of("Q&A", "", "<p>x</p>") + segments_of("", "a < b", "")
        assert (first.role, first.html, first.words) == ("headline", "Q&amp;A", "Q&A")
        assert (second.role, third.role, third.words) == ("p", "summary", "a < b")


class TestKey:
    def test_white_space_and_no_break_spaces_change_nothing(self):
        plain, spaced = segments_in("<p>Ten ships wait.</p>"), segments_in("<p>Ten\u00a0ships  wait. </p>")
        assert plain[0].key == spaced[0].key
        assert segments_digest(plain) == segments_digest(spaced)

    def test_the_same_words_at_another_place_are_another_segment(self):
        keys = {
            segments_in(html)[0].key
            for html in ("<p>Ten</p>", "<h2>Ten</h2>", "<ul><li><p>Ten</p></li></ul>")
        }
        assert len(keys) == 3

    def test_nothing_written_has_no_digest(self):
        assert segments_digest([]) == ""
