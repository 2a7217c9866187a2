"""Fact boxes: a title, paragraphs and lists, stored in one form and shown as a part of the page."""

import pytest
from hypothesis import given

from articles.body import plain_html, render_parts, sanitise
from articles.text.canonical_html import parse_body, write_body
from articles.text.segments import segments_in
from tests.articles.body.test_render import Resolver, shown
from tests.inline import canonical, often


def box(title, inside="<p>a</p>"):
    title = f"<h3>{title}</h3>" if title else ""
    return f'<aside data-kind="fact-box">{title}{inside}</aside>'


class TestStoredText:
    @often
    @given(canonical, canonical)
    def test_comes_back_from_segments_as_it_was(self, title, words):
        inside = f"<p>{words or 'x'}</p><ul><li><p>{words or 'x'}</p></li></ul>"
        body = f"<p>before</p>{box(title, inside)}<p>after</p>"
        assert sanitise(body) == body
        assert write_body(parse_body(body)) == body
        segments = segments_in(body)
        assert [one.role for one in segments] == ["p", *(["h3"] if title else []), "p", "li", "p"]
        assert all(segments_in(one.wrapped()) == [one] for one in segments)

    @pytest.mark.parametrize(
        ("html", "expected"),
        [
            (box("", "<h2>T</h2><p>a</p>"), box("T")),
            (box("", "<p>a</p><h3>T</h3>"), box("", "<p>a</p><p>T</p>")),
            (box("T", "<h3>b</h3>"), box("T", "<p>b</p>")),
            (box("T", "words"), box("T", "<p>words</p>")),
            (box("T", "<blockquote><p>a</p><cite>b</cite></blockquote>"), box("T", "<p>a</p><p>b</p>")),
            (box("T", ""), box("T", "")),
            (box("", " "), ""),
            (box("T", box("b", "<p>c</p>")), box("T", "<p>b</p><p>c</p>")),
            (
                f'<aside data-kind="lead">{box("T")}</aside>',
                '<aside data-kind="lead"><p>T</p><p>a</p></aside>',
            ),
            (
                box("T", '<p>a</p><figure data-image="1"></figure>'),
                box("T") + '<figure data-image="1"><figcaption></figcaption></figure>',
            ),
        ],
    )
    def test_has_one_title_and_nothing_but_paragraphs_and_lists(self, html, expected):
        assert sanitise(html) == expected
        assert sanitise(expected) == expected


class TestShown:
    def test_is_named_by_its_title_which_has_an_address(self):
        assert shown("<h2>One</h2>" + box("The <em>line</em>")).endswith(
            '<aside class="insert insert--fact-box" aria-labelledby="s-the-line">'
            '<h3 class="insert__title" id="s-the-line">The <em>line</em></h3><p>a</p></aside>'
        )

    def test_leaves_no_level_out_above_the_first_heading(self):
        assert '<h2 class="insert__title" id="s-t">T</h2>' in shown(box("T"))
        assert shown("<h3>b</h3>").endswith("<h3>b</h3>")

    @pytest.mark.parametrize(("language", "label"), [("en", "Fact box"), ("ko", "정보 상자")])
    def test_without_a_title_it_says_what_it_is(self, language, label):
        assert shown(box(""), language) == (
            f'<aside class="insert insert--fact-box" aria-label="{label}"><p>a</p></aside>'
        )

    def test_no_two_have_one_address(self):
        html = shown(box("T") + box("T") + "<h2>T</h2>")
        assert [html.count(f'id="{name}"') for name in ("s-t", "s-t-2", "s-t-3")] == [1, 1, 1]

    def test_its_parts_can_stand_alone(self):
        parts = render_parts(["<h3>T</h3>", "<p>a</p>"], language="en", resolver=Resolver())
        assert parts == ["<h3>T</h3>", "<p>a</p>"]

    def test_other_publishers_get_its_words(self):
        assert plain_html(box("T"), language="en", resolver=Resolver()) == "<h3>T</h3>\n<p>a</p>"
