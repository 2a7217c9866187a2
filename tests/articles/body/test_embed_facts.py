"""Titles, authors and pictures of embeds: their storage and readers' HTML."""

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.body import embed_names, plain_html, references, render, sanitise, shown_embeds
from articles.body.content import ShownEmbed
from articles.body.field import length_messages
from articles.redaction.registry import Removal
from articles.text.canonical_html import parse_body, write_body
from articles.text.segment_positions import TranslationLayout
from articles.text.segments import segments_in
from tests.inline import canonical, often

NAME = "youtube:dQw4w9WgXcQ"
OPENING = f'figure data-embed="{NAME}" data-image="12" data-title="The launch" data-author="Harbor TV"'
FIGURE = f"<{OPENING}><figcaption>Cranes</figcaption></figure>"
KOREAN = FIGURE.replace("The launch", "항구의 첫 배").replace("Harbor TV", "항구방송")
HOSTILE = [
    *('"><script>alert(1)</script>', "<img src=x onerror=alert(1)>", "' onclick='alert(1)", "&quot;&gt;<b>"),
    *(
        "</figure><p>out</p>",
        "a\u0338b",
        "\ud800",
        "\u202egnp.exe",
        "{% load x %}",
        "%(site)s",
        "\x00\x1b[2J",
    ),
]


class Resolver:
    shows_frames = True
    external_rel = "sponsored noopener"

    def article(self, number):
        return None

    topic = article

    def image(self, number):
        texts = {"alt": "A crane", "caption": "of the library", "credit": "YouTube"}
        return {"src": f"/media/{number}.jpg", "width": 640, "height": 360} | texts if number == 12 else None


def shown(html, language="en"):
    return render(html, language=language, resolver=Resolver())


class TestStored:
    def test_figure_keeps_picture_title_and_author(self):
        assert sanitise(FIGURE) == FIGURE
        assert shown_embeds(FIGURE) == [ShownEmbed(NAME, "12", "The launch", "Harbor TV")]
        assert embed_names(FIGURE) == [NAME]
        assert references(FIGURE).images == {12}

    def test_attributes_come_into_one_order_and_empty_ones_go(self):
        facts = 'data-author="" data-title=" The \n launch " data-image="0"'
        written = f'<figure {facts} data-embed="{NAME}">a</figure>'
        assert sanitise(written) == (
            f'<figure data-embed="{NAME}" data-title="The launch"><figcaption>a</figcaption></figure>'
        )

    def test_pictures_of_the_library_have_none(self):
        written = '<figure data-image="12" data-title="a"><figcaption></figcaption></figure>'
        assert sanitise(written) == '<figure data-image="12"><figcaption></figcaption></figure>'

    @often
    @given(st.text() | st.sampled_from(HOSTILE), st.text() | st.sampled_from(HOSTILE), canonical)
    def test_any_words_come_back_from_a_body_and_its_segments(self, title, author, caption):
        title, author = (text.encode("utf-8", "ignore").decode() for text in (title, author))
        opening = ShownEmbed(NAME, "12", title, author).opening
        body = sanitise(f"<p>before</p><{opening}><figcaption>{caption}</figcaption></figure><p>after</p>")
        assert sanitise(body) == body
        assert write_body(parse_body(body)) == body
        before, segment, after = segments_in(body)
        assert (segment.embed, segment.figure) == (NAME, f'figure data-embed="{NAME}"')
        assert (segment.picture, segment.html) == (12, caption)
        assert before.wrapped() + segment.wrapped() + after.wrapped() == body

    def test_too_long_title_is_refused_by_name(self):
        assert list(length_messages(FIGURE)) == []
        [message] = length_messages(FIGURE.replace("The launch", "a" * 301))
        assert "title of an embed" in message

    def test_words_are_removed_from_them(self):
        assert 'data-title="The ███"' in Removal(["launch"]).text(FIGURE)


class TestTranslation:
    """They belong to the embed, and may differ between the languages."""

    SOURCE = f"<p>One</p>{FIGURE}"

    def test_embed_comes_with_them_into_the_other_language(self):
        layout = TranslationLayout(self.SOURCE, "<p>하나</p>", {0: [0]})
        layout.insert(1, "기중기")
        assert layout.html() == f"<p>하나</p>{FIGURE.replace('Cranes', '기중기')}"

    def test_embed_with_another_title_is_the_same_embed(self):
        empty = KOREAN.replace("Cranes", "")
        layout = TranslationLayout(self.SOURCE, f"<p>하나</p>{empty}", {0: [0]})
        layout.insert(1, "기중기")
        assert layout.html() == f"<p>하나</p>{KOREAN.replace('Cranes', '기중기')}"


class TestReaders:
    def test_get_our_picture_the_title_and_the_author_before_a_click(self):
        html = shown(FIGURE)
        picture = '<img src="/media/12.jpg" width="640" height="360" alt="A crane"'
        assert f'<div class="embed__picture">{picture}' in html
        assert '<p class="embed__title"><cite>The launch</cite></p>' in html
        assert '<p class="embed__author">Harbor TV</p>' in html
        assert 'data-name="Video on YouTube: The launch"' in html
        assert '<span class="picture__caption">Cranes</span>' in html
        assert '<span class="picture__credit">YouTube</span>' in html
        assert "of the library" not in html

    def test_get_no_picture_that_may_not_be_shown(self):
        html = shown(FIGURE.replace('"12"', '"13"'))
        assert "embed__picture" not in html
        assert "The launch" in html

    def test_get_a_title_in_the_other_language_labelled(self):
        html = shown(KOREAN)
        title = (
            '<cite><span lang="ko">항구의 첫 배</span></cite> <span class="language-note">(in Korean)</span>'
        )
        assert title in html
        assert '<p class="embed__author"><span lang="ko">항구방송</span></p>' in html
        title = '<cite><span lang="en">The launch</span></cite> <span class="language-note">(영어)</span>'
        assert title in shown(FIGURE, "ko")
        assert "<cite>항구의 첫 배</cite></p>" in shown(KOREAN, "ko")

    def test_get_the_link_with_the_rel_of_the_story(self):
        assert 'rel="sponsored noopener">Open on YouTube</a>' in shown(FIGURE)

    @pytest.mark.parametrize("words", HOSTILE)
    def test_get_words_and_no_markup_of_them(self, words):
        body = sanitise(f"<{ShownEmbed(NAME, '', words, words).opening}><figcaption></figcaption></figure>")
        for html in (shown(body), plain_html(body, language="en", resolver=Resolver())):
            tree = html5lib.parseFragment(html, namespaceHTMLElements=False)
            known = {"figure", "p", "div", "button", "a", "code", "cite", "span"}
            assert {element.tag for element in tree.iter()} - {tree.tag} <= known
            assert {name for element in tree.iter() for name in element.attrib} <= {
                *("class", "data-frame", "data-name", "hidden", "type", "lang", "href", "rel"),
            }

    def test_mark_of_removed_words_is_said(self):
        assert 'aria-label="removed">███</span>' in shown(Removal(["launch"]).text(FIGURE))

    def test_other_publishers_get_them_in_the_link(self):
        html = plain_html(FIGURE, language="en", resolver=Resolver())
        address = "https://www.youtube.com/watch?v=dQw4w9WgXcQ"
        assert html == f'<p><a href="{address}">Video on YouTube: The launch</a> (Harbor TV) Cranes</p>'
