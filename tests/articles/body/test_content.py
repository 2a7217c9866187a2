"""Queries of a stored body."""

import pytest

from articles.body import body_blocks, body_passages, link_words, mute_marks, plain_text, references, sanitise
from articles.body.content import without_tables

BODY = (
    '<h2 data-label="lead">Heading &amp; more</h2><p>One <a data-article="3">two</a><br>three</p><hr>'
    '<aside data-kind="insight"><p>four</p><blockquote><p>five</p><cite>six</cite></blockquote></aside>'
    '<ul><li><p>seven</p></li><li><p><a data-topic="4">eight</a></p></li></ul>'
    '<figure data-image="5"><figcaption>nine</figcaption></figure>'
    '<figure data-image="6"><figcaption></figcaption></figure>'
    "<table><caption>ten</caption><thead><tr><th>a</th><th>b</th></tr></thead>"
    "<tbody><tr><td>1&nbsp;km</td><td>2</td></tr></tbody></table>"
)


class TestReferences:
    def test_are_numbers_by_kind(self):
        found = references(BODY)
        assert (found.articles, found.topics, found.images) == ({3}, {4}, {5, 6})

    def test_of_terms_are_those_that_are_marked(self):
        html = '<p><a data-term="7">one</a> <a data-term="8">two</a> <a data-term="7">three</a></p>'
        assert references(html).terms == {7, 8}
        assert link_words(html) == {("term", 7): "one", ("term", 8): "two"}

    def test_are_not_found_in_text(self):
        body = sanitise('<p>write data-image="7" and &lt;a data-article="8"&gt;</p>')
        assert references(body) == (set(), set(), set(), set())


class TestPlainText:
    def test_has_a_line_for_each_block(self):
        assert plain_text(BODY).split("\n") == [
            "Heading & more", "One two three", "four", "five", "six", "seven", "eight", "nine", "ten", "a b",
            "1\u00a0km 2",
        ]  # fmt: skip

    def test_of_nothing_is_empty(self):
        assert plain_text("") == ""

    def test_may_leave_tables_out(self):
        assert plain_text(without_tables(BODY)).split("\n")[-1] == "nine"
        assert without_tables("<p>A table.</p>") == "<p>A table.</p>"


class TestBlocks:
    def test_are_the_top_level_and_join_to_the_body(self):
        names = [block[1:].split(">")[0].split(" ")[0] for block in body_blocks(BODY)]
        assert names == ["h2", "p", "hr", "aside", "ul", "figure", "figure", "table"]
        assert "".join(body_blocks(BODY)) == BODY

    def test_are_bodies_of_their_own(self):
        assert [sanitise(block) for block in body_blocks(BODY)] == body_blocks(BODY)

    @pytest.mark.parametrize(("body", "expected"), [("", []), ("<hr><hr>", ["<hr>", "<hr>"])])
    def test_of_small_bodies(self, body, expected):
        assert body_blocks(body) == expected


def test_passages_are_what_is_read_as_one():
    html = (
        '<h2 data-label="lead">Head</h2><p>One <strong>two</strong>.</p><ul><li><p>Item</p></li></ul>'
        "<blockquote><p>Said.</p><cite>Somebody</cite></blockquote><aside><p>In.</p></aside>"
        '<figure data-image="1"><figcaption>Cap</figcaption></figure>'
        "<table><caption>T</caption><tbody><tr><th>A</th><td>1</td></tr></tbody></table>"
    )
    assert body_passages(html) == [
        ("h2", "Head"),
        ("p", "One two."),
        ("li", "Item"),
        ("p", "Said."),
        ("cite", "Somebody"),
        ("p", "In."),
        ("figcaption", "Cap"),
        ("caption", "T"),
        ("th", "A"),
        ("td", "1"),
    ]


def test_muted_hides_the_letters_of_what_is_marked_as_another_language():
    html = '<p>He said <span lang="ko">네 &amp; <em>그래</em></span> &amp; left.</p>'
    assert body_passages(mute_marks(html)) == [("p", "He said 0 & 00 & left.")]
