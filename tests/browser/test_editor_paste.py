"""Pasted text from word processors, web pages and Markdown, and what is dropped from it."""

from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import expect

from tests.articles.admin.editor.test_pickers import make_image
from tests.browser.writing import Desk
from tests.factories import make_user

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls("tests.browser.editor_page")]


def pasted(program):
    """Return the HTML that a program puts on the clipboard."""
    return (Path(__file__).parent / "pasted" / f"{program}.html").read_text()


@pytest.fixture
def desk(same_page):
    def open_desk(english="", korean=""):
        desk = Desk(same_page(), english, korean)
        desk.text().click()
        desk.settle()
        return desk

    return open_desk


class TestPrograms:
    def test_word(self, desk):
        desk = desk()
        desk.paste(pasted("word"), "…")
        assert desk.stored() == (
            "<h2>Harbor</h2><p>First <strong>bold</strong> and <em>em</em>, H<sub>2</sub>O.</p>"
            "<ul><li><p>one</p></li><li><p>two</p></li></ul><ol><li><p>three</p></li></ol>"
            "<table><tbody><tr><td>a</td><td>b<br>c</td></tr></tbody></table><p>Last.</p>"
        )
        assert "Images were left out" in desk.said()

    def test_tracked_changes_are_accepted_and_that_is_said(self, desk):
        desk = desk()
        desk.paste("<p>Fares rise <del>3</del><ins>4</ins> percent.</p>", "Fares rise 34 percent.")
        assert desk.stored() == "<p>Fares rise 4 percent.</p>"
        assert "tracked changes" in desk.said()

    def test_google_docs(self, desk):
        desk = desk()
        desk.paste(pasted("google_docs"), "…")
        assert desk.stored() == (
            "<h2>Heading</h2><p><strong>bold</strong><em> em</em> 10<sup>2</sup></p>"
            "<ul><li><p>one</p></li><li><p>inner</p></li><li><p>two</p></li></ul>"
            '<p><a href="https://example.org/a">link</a></p>'
        )

    def test_hangul_word_processor(self, desk):
        desk = desk()
        desk.paste(pasted("hwp"), "…")
        assert desk.stored() == (
            "<p><strong>보도자료</strong></p><p>항구가 <em>다시</em> 열린다.</p>"
            "<table><tbody><tr><td>구분</td><td>수</td></tr>"
            "<tr><td>배</td><td>3</td></tr></tbody></table>"
        )

    def test_web_page(self, desk):
        desk = desk()
        desk.paste(pasted("web"), "…")
        expect(desk.page.locator(".body-editor__status").first).not_to_be_empty()
        assert desk.stored() == (
            "<h2>Title</h2><h3>Small</h3><p>Loose text</p>"
            '<p>inner relative script <a href="https://example.org/">absolute</a></p>'
            "<blockquote><p>Said.</p><cite>She</cite></blockquote><hr><p>code</p><p>Caption kept</p>"
        )

    def test_links_within_a_document_are_dropped(self, desk):
        desk = desk()
        here = desk.page.url.partition("#")[0]
        desk.paste(f"<p>A note<a href='#_ftn1'>[1]</a> and one<a href='{here}#_ftn2'>[2]</a>.</p>", "…")
        assert desk.stored() == "<p>A note[1] and one[2].</p>"

    def test_of_what_another_site_plays_the_address_stays(self, desk):
        players = {
            "<iframe src='https://video.example/embed/7'></iframe>": "https://video.example/embed/7",
            "<iframe src='//video.example/embed/8'></iframe>": "https://video.example/embed/8",
            "<video><source src='https://video.example/7.mp4'></video>": "https://video.example/7.mp4",
            "<object data='https://video.example/7'></object>": "https://video.example/7",
        }
        desk = desk()
        desk.paste(f"<p>Before.</p>{'<p>Between.</p>'.join(players)}<p>After.</p>", "…")
        links = [f'<p><a href="{address}">{address}</a></p>' for address in players.values()]
        assert desk.stored() == f"<p>Before.</p>{'<p>Between.</p>'.join(links)}<p>After.</p>"
        assert "Their addresses stay as links" in desk.said()

    def test_pictures_of_the_library_make_a_gallery_and_others_are_named(self, desk):
        desk, images = desk(), [make_image() for _ in range(2)]
        client = Client()
        client.force_login(make_user("reporter", role="Reporters"))
        cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value}
        own = desk.page.url.split("/bodies")[0]
        desk.page.context.add_cookies([cookie | {"url": own}])
        shown = "".join(
            f'<figure class="wp-block-image"><img src="{own}/media/{image.file.name}">'
            f"<figcaption>Picture {number}</figcaption></figure>"
            for number, image in enumerate(images, 1)
        )
        gone = '<figure class="wp-block-image"><img src="https://old.example/gull.jpg"></figure>'
        title = "<figcaption>Harbor at work</figcaption>"
        desk.paste(
            f'<p>Before.</p><figure class="wp-block-gallery">{shown}{gone}{title}</figure><p>After.</p>', "…"
        )
        expect(desk.page.locator(".body-editor__status").first).to_contain_text("Left out: gull.jpg")
        figures = "".join(
            f'<figure data-image="{image.pk}"><figcaption>Picture {number}</figcaption></figure>'
            for number, image in enumerate(images, 1)
        )
        assert desk.stored() == (
            f'<p>Before.</p><div data-kind="gallery"><h3>Harbor at work</h3>{figures}</div><p>After.</p>'
        )

    def test_what_was_copied_here_comes_back_whole(self, desk):
        whole = (
            '<h2 data-label="lead">a</h2><aside data-kind="insight"><p>b</p></aside>'
            '<p><a data-article="3">c</a></p>'
            '<figure data-image="12"><figcaption>d</figcaption></figure>'
            "<table><caption>e</caption><thead><tr><th>f</th></tr></thead>"
            "<tbody><tr><td>g</td></tr></tbody></table><p>h</p>"
        )
        desk = desk(whole)
        desk.press("Control+a", "Control+c")
        desk.text("body_ko").click()
        desk.settle()
        desk.press("Control+v")
        desk.settle()
        assert desk.stored("body_ko") == whole


class TestMarkdown:
    TEXT = """# Title

The **bold** and *em* and `code`, [link](https://example.org/a_b_c) and <https://example.org/>.
## Heading ##
- one
- **two**

1. first
2. second

> Said on Monday.
> — Bora Testman, minister

---
| a | b |
|---|---|
| 1 | 2 |
2 * 3 * 4 and snake_case_name"""

    STORED = (
        "<h2>Title</h2><p>The <strong>bold</strong> and <em>em</em> and code, "
        '<a href="https://example.org/a_b_c">link</a> and '
        '<a href="https://example.org/">https://example.org/</a>.</p>'
        "<h2>Heading</h2><ul><li><p>one</p></li><li><p><strong>two</strong></p></li></ul>"
        "<ol><li><p>first</p></li><li><p>second</p></li></ol>"
        "<blockquote><p>Said on Monday.</p><cite>Bora Testman, minister</cite></blockquote><hr>"
        "<table><thead><tr><th>a</th><th>b</th></tr></thead>"
        "<tbody><tr><td>1</td><td>2</td></tr></tbody></table>"
        "<p>2 * 3 * 4 and snake_case_name</p>"
    )

    def test_text_with_clear_signs_is_read(self, desk):
        desk = desk()
        desk.paste(text=self.TEXT)
        assert desk.stored() == self.STORED
        assert "Markdown" in desk.said()

    def test_it_is_read_out_of_the_coloured_html_of_a_code_editor(self, desk):
        desk = desk()
        html = "".join(
            f"<div><span style='color:#333'>{line or '<br>'}</span></div>" for line in ["## a", "**b**"]
        )
        desk.paste(html, "## a\n**b**")
        assert desk.stored() == "<h2>a</h2><p><strong>b</strong></p>"

    def test_korean_particles_do_not_hold_bold_up(self, desk):
        desk = desk()
        desk.paste(text="**한국은행**은 **금리**를 올렸다.")
        assert desk.stored() == "<p><strong>한국은행</strong>은 <strong>금리</strong>를 올렸다.</p>"

    def test_wrapped_lines_are_joined_and_short_ones_are_not(self, desk):
        long = "A line of a paragraph that was wrapped by an editor at its edge"
        desk = desk()
        desk.paste(text=f"**a**\n\n{long}\nand goes on.\n\nShort one\nShort two")
        assert desk.stored() == (
            f"<p><strong>a</strong></p><p>{long} and goes on.</p><p>Short one</p><p>Short two</p>"
        )

    def test_plain_text_keeps_its_paragraphs_and_signs(self, desk):
        desk = desk()
        desk.paste(text="One < two & 3*4\r\n\r\nTwo\nThree 3. 2. 발표")
        assert desk.posted() == "<p>One &lt; two &amp; 3*4</p><p>Two</p><p>Three 3. 2. 발표</p>"

    def test_undo_first_keeps_it_as_pasted_and_then_takes_it_back(self, desk):
        desk = desk("<p>a</p>")
        desk.paste(text="## b\n\n**c** d")
        assert desk.posted() == "<p>ab</p><p><strong>c</strong> d</p>"
        desk.press("Control+z")
        assert desk.posted() == "<p>a## b</p><p>**c** d</p>"
        desk.press("Control+z")
        assert desk.posted() == "<p>a</p>"


class TestPlaces:
    def test_one_line_joins_the_paragraph_of_the_cursor(self, desk):
        desk = desk("<p>before after</p>")
        desk.put_cursor("before ")
        desk.paste("<p>the <b>bold</b> </p>", "the bold")
        assert desk.stored() == "<p>before the <strong>bold</strong>after</p>"

    def test_lines_that_cannot_be_split_take_all_of_it_as_one(self, desk):
        places = [
            '<figure data-image="12"><figcaption>{}</figcaption></figure>',
            "<blockquote><p>a</p><cite>{}</cite></blockquote>",
            "<table><caption>{}</caption><tbody><tr><td>a</td></tr></tbody></table>",
            "<table><tbody><tr><td>{}</td><td>a</td></tr></tbody></table>",
        ]
        text = "".join(place.format(f"line {number}:") for number, place in enumerate(places))
        desk = desk(text)
        for number, place in enumerate(places):
            desk.put_cursor(f"line {number}:")
            desk.paste("<h2>one</h2><ul><li>two</li></ul>", "one two")
            text = text.replace(f"line {number}:", f"line {number}:one<br>two")
            assert desk.posted() == text, place

    def test_a_list_pasted_into_a_list_goes_on_with_it(self, desk):
        desk = desk("<ul><li><p>a</p></li></ul>")
        desk.put_cursor("a")
        desk.press("Enter")
        desk.paste("<ul><li>b</li><li>c</li></ul>", "b c")
        assert desk.stored() == "<ul><li><p>a</p></li><li><p>b</p></li><li><p>c</p></li></ul>"

    def test_an_address_pasted_over_words_links_them(self, desk):
        desk = desk("<p>the words here</p>")
        desk.select("words")
        desk.paste(text=" https://example.org/a?b=c ")
        assert desk.stored() == '<p>the <a href="https://example.org/a?b=c">words</a> here</p>'

    def test_nothing_that_runs_or_loads_comes_in(self, desk):
        desk = desk()
        desk.page.evaluate("() => { window.ran = 0 }")
        requests = []
        desk.paste(
            "<p>a<img src='https://evil.example/x' onerror='window.ran = 1'>"
            "<svg onload='window.ran = 1'></svg>"
            "<a href='javascript:window.ran=1'>b</a><iframe src='https://evil.example'></iframe></p>"
            "<p data-pm-slice='0 0 []' onclick='window.ran = 1'>c</p>",
            "a",
        )
        desk.settle()
        assert desk.page.evaluate("() => window.ran") == 0
        assert requests == []
        assert "evil" not in desk.posted()
