"""Pull quotes: stored, shown next to the text with the same words, and not counted as words."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.body import plain_html, sanitise, without_pull_quotes, without_repetitions
from articles.body.content import are_said_in_text, pull_quotes, quoted_words
from articles.text.canonical_html import parse_body, write_body
from articles.text.segments import segments_in
from tests.articles.body.test_render import Resolver, shown
from tests.inline import canonical, often

TEXT = "<p>“We sail at dawn,” Han said. The others wait.</p>"


def pull_quote(words, speaker=""):
    cite = f"<cite>{speaker}</cite>" if speaker else ""
    return f'<blockquote data-kind="pull-quote"><p>{words}</p>{cite}</blockquote>'


class TestStoredText:
    @often
    @given(canonical, st.sampled_from(["", "Han, <em>captain</em>"]))
    def test_comes_back_from_segments_as_it_was(self, words, speaker):
        body = TEXT + pull_quote(words or "x", speaker) + TEXT
        assert sanitise(body) == body
        assert write_body(parse_body(body)) == body
        segments = segments_in(body)
        assert [one.role for one in segments] == ["p", "p", *(["cite"] if speaker else []), "p"]
        assert all(segments_in(one.wrapped()) == [one] for one in segments)

    def test_of_an_unknown_kind_is_a_quote(self):
        html = '<blockquote data-kind="x" onclick="y"><p>a</p></blockquote>'
        assert sanitise(html) == "<blockquote><p>a</p></blockquote>"

    def test_without_words_is_a_paragraph_of_its_speaker(self):
        assert sanitise(pull_quote("", "Han")) == "<p>Han</p>"


class TestShown:
    @pytest.mark.parametrize(("language", "label"), [("en", "Pull quote"), ("ko", "발췌 인용")])
    def test_words_that_the_text_does_not_say_are_heard(self, language, label):
        html = shown(pull_quote("Never."), language)
        assert html == (
            f'<aside class="insert insert--pull-quote" role="note" aria-label="{label}">'
            "<blockquote><p>Never.</p></blockquote></aside>"
        )

    def test_words_that_the_text_says_are_heard_once(self):
        html = shown(TEXT + pull_quote("We sail at dawn", "Han"))
        assert html.endswith(
            '<aside class="insert insert--pull-quote" aria-hidden="true"><blockquote><p>We sail at dawn</p>'
            '</blockquote><p class="quote__speaker">Han</p></aside>'
        )

    def test_links_lead_on_from_the_text_alone(self):
        words = '<a href="https://example.org/">We sail at dawn</a>'
        assert "<a " not in shown(TEXT + pull_quote(words))
        assert "<a " in shown(f"{pull_quote('We sail')}<p>{words}</p>")

    def test_quote_after_it_is_a_quote(self):
        html = shown(pull_quote("Never.") + "<blockquote><p>a</p></blockquote>")
        assert html.endswith("</aside><blockquote><p>a</p></blockquote>")

    def test_other_publishers_get_those_alone_that_the_text_does_not_say(self):
        body = TEXT + pull_quote("We sail at dawn") + pull_quote("Never.", "Han") + "<p>b</p>"
        assert plain_html(body, language="en", resolver=Resolver()).endswith(
            "</p>\n<blockquote><p>Never.</p>\n<p>— Han</p>\n</blockquote>\n<p>b</p>"
        )


class TestWords:
    @pytest.mark.parametrize(
        ("words", "is_said"),
        [
            ("We sail at dawn", True),
            ("“WE SAIL, at dawn!”", True),
            ("We sail … wait", True),
            ("We [Han and the others] sail at dawn", True),
            ("The others … we sail", False),
            ("We sail at daw", False),
            ("We sailed at dawn", False),
            ("…", True),
        ],
    )
    def test_are_found_whatever_their_signs(self, words, is_said):
        assert are_said_in_text(TEXT + pull_quote(words, "Somebody Else")) == [is_said]

    def test_may_have_a_particle_behind_them_in_korean(self):
        text = "<p>한 선장은 “우리는 새벽에 떠난다”고 했다.</p>"
        assert are_said_in_text(text + pull_quote("우리는 새벽에 떠난다") + pull_quote("우리는 떠난다")) == [
            True,
            False,
        ]

    def test_are_not_said_by_another_pull_quote(self):
        assert are_said_in_text(pull_quote("Never.") * 2) == [False, False]

    def test_are_left_out_where_words_are_counted(self):
        assert without_pull_quotes(TEXT + pull_quote("a", "b") + TEXT) == TEXT + TEXT

    @pytest.mark.parametrize("words", ["We sail late", "“We sail at dawn,", "WE SAIL"])
    def test_are_checked_unless_the_text_has_them_sign_by_sign(self, words):
        assert without_repetitions(TEXT + pull_quote("We sail at dawn")) == TEXT
        body = TEXT + pull_quote(words)
        assert without_repetitions(body) == body

    def test_of_one_are_those_of_its_paragraphs(self):
        body = TEXT + pull_quote("a</p><p>b <em>c</em>", "d")
        assert [quoted_words(one) for one in pull_quotes(body)] == ["a b c"]

    @pytest.mark.parametrize("part", ['<blockquote data-kind="pull-quote">', "[", "… ", "<cite>"])
    def test_take_linear_time(self, part):
        start = time.perf_counter()
        are_said_in_text(part * 20_000)
        are_said_in_text(TEXT + pull_quote(part * 20_000))
        assert time.perf_counter() - start < 5
