"""The editor in a real Chromium: what is loaded, typed and composed is what the form sends."""

import random

import pytest
from playwright.sync_api import expect

from articles.body import sanitise
from tests.articles.body.test_sanitise import CANONICAL
from tests.browser.writing import Desk, InputMethod
from tests.waiting import intercept

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls("tests.browser.editor_page")]

EVERYTHING = "".join(CANONICAL)
READ_AND_WRITE = """async (bodies) => {
    const {read, write} = await import("newsroom-editor/html")
    return bodies.map((html) => write(read(html)))
}"""

TAGS = """
    p h2 h3 hr ul ol li blockquote cite figcaption table thead tbody tr th td caption strong em sub sup br div
    h2|data-label='lead' aside|data-kind='lead' aside|data-kind='insight' figure|data-image='3' td|colspan=2
    td|rowspan=2 a|href='https://example.org/?a=1&b=2' a|data-article=3 span|lang=ko span|lang=ja
""".split()
WORDS = ["word", " ", "한국", "&amp;", "&lt;b&gt;", "10\u00a0km", "“q”", '"', " a  b ", "é"]


def random_body(chance):
    """A body as the sanitiser leaves it when it is given nonsense."""
    html, opened = [], []
    for _ in range(chance.randint(3, 40)):
        kind = chance.choice(["word", "word", "open", "open", "close"])
        if kind == "word":
            html.append(chance.choice(WORDS))
        elif kind == "open":
            tag = chance.choice(TAGS)
            html.append(f"<{tag.replace('|', ' ')}>")
            opened.append(tag.split("|")[0])
        elif opened:
            html.append(f"</{opened.pop()}>")
    return sanitise("".join(html))


@pytest.fixture
def desk(same_page):
    def open_desk(english="", korean=""):
        return Desk(same_page(), english, korean)

    return open_desk


class TestLoading:
    def test_whatever_can_be_stored_comes_back_as_it_was(self, desk):
        chance = random.Random(5)
        random_bodies = [body for body in (random_body(chance) for _ in range(500)) if body]
        bodies = [*CANONICAL, EVERYTHING, *random_bodies]
        assert desk().page.evaluate(READ_AND_WRITE, bodies) == bodies

    def test_whoever_types_before_it_is_there_goes_on_in_it(self, new_page):
        page, held = new_page(), []
        intercept(page, "**/js/editor/start*.js", lambda route: held.append(route))
        with page.expect_request("**/js/editor/start*.js"):
            page.goto("/bodies/", wait_until="commit")
        page.get_by_label("Text (Korean)").focus()
        page.keyboard.type("Har")
        held[0].continue_()
        text = page.locator(".ProseMirror").nth(1)
        expect(text).to_be_focused()
        page.keyboard.type("bor")
        expect(text).to_have_text("Harbor")

    def test_an_untouched_body_is_sent_byte_for_byte(self, desk):
        page = desk(EVERYTHING, "<p>아직 <b>정리되지</b> 않은 글").page
        assert page.locator("[name=body_en]").input_value() == EVERYTHING
        assert page.locator("[name=body_ko]").input_value() == "<p>아직 <b>정리되지</b> 않은 글"

    def test_what_was_typed_and_taken_back_is_no_change(self, desk):
        desk = desk(EVERYTHING)
        desk.put_cursor("text")
        desk.type(" more")
        assert desk.posted() != EVERYTHING
        desk.press("Control+z")
        assert desk.posted() == EVERYTHING

    def test_an_empty_body_stays_empty(self, desk):
        desk = desk()
        desk.text().click()
        desk.type("a")
        desk.press("Backspace", "Enter", "Enter")
        assert desk.posted() == ""

    def test_text_is_marked_with_its_language_and_named_by_its_label(self, desk):
        desk = desk()
        assert desk.text("body_ko").get_attribute("lang") == "ko"
        assert desk.text("body_ko").get_attribute("spellcheck") == "true"
        assert desk.page.get_by_role("textbox", name="Text (Korean)").count() == 1

    def test_a_click_on_the_label_leads_into_the_text(self, desk):
        desk = desk("<p>a</p>")
        desk.page.get_by_text("Text (English)").click()
        desk.type("b")
        assert desk.stored() in ("<p>ab</p>", "<p>ba</p>")

    def test_a_long_body_opens_and_types_without_delay(self, desk):
        blocks = "".join(f"<h2>Part {n}</h2><p>{'Words of a story. ' * 20}</p>" for n in range(150))
        desk = desk(blocks)
        desk.put_cursor("Part 75")
        times = desk.text().evaluate(
            """async (root) => {
                const times = []
                for (const letter of "typing quickly") {
                    const start = performance.now()
                    document.execCommand("insertText", false, letter)
                    await new Promise((done) => setTimeout(done))
                    times.push(performance.now() - start)
                }
                return times.sort((a, b) => a - b)
            }"""
        )
        assert "Part 75typing quickly" in desk.posted()
        assert times[0] < 100  # milliseconds; other tests on the machine only add to it

    def test_without_script_the_textarea_is_sent(self, new_page):
        page = new_page(java_script_enabled=False)
        page.goto("/bodies/?body_en=<p>a</p>")
        page.locator("[name=body_en]").fill("<p>b</p>")
        page.get_by_role("button", name="Save").click()
        assert page.locator("[name=body_en]").input_value() == "<p>b</p>"


class TestTyping:
    def test_the_field_holds_every_keystroke_at_once(self, desk):
        desk = desk("<p>Harbor</p>")
        desk.put_cursor("Harbor")
        for typed in ["s", " ", "o", "pen"]:
            desk.type(typed)
            assert desk.posted().endswith(f"{typed}</p>")
        assert desk.posted() == "<p>Harbors open</p>"

    def test_spaces_stay_plain_spaces(self, desk):
        desk = desk()
        desk.text().click()
        desk.type("a  b ")
        assert desk.posted() == "<p>a  b </p>"

    def test_the_form_sends_what_was_typed(self, desk):
        desk = desk()
        desk.text("body_ko").click()
        desk.type("hello")
        desk.page.get_by_role("button", name="Save").click()
        assert desk.posted("body_ko") == "<p>hello</p>"

    def test_beginnings_of_markdown_set_the_line(self, desk):
        cases = {
            "## Heading": "<h2>Heading</h2>",
            "### Heading": "<h3>Heading</h3>",
            "- one\ntwo": "<ul><li><p>one</p></li><li><p>two</p></li></ul>",
            "1. one\ntwo": "<ol><li><p>one</p></li><li><p>two</p></li></ol>",
            "> said": "<blockquote><p>said</p></blockquote>",
            "- one\n\nafter": "<ul><li><p>one</p></li></ul><p>after</p>",
            "## a\nb": "<h2>a</h2><p>b</p>",
        }
        desk = desk()
        for typed, stored in cases.items():
            desk.open()
            desk.text().click()
            desk.type(typed)
            assert desk.stored() == stored, typed

    def test_the_keyboard_reaches_marks_and_breaks(self, desk):
        desk = desk()
        desk.text().click()
        desk.press("Control+b")
        desk.type("bold")
        desk.press("Control+b", "Control+i")
        desk.type("em")
        desk.press("Control+i", "Shift+Enter")
        desk.type("H")
        desk.press("Control+,")
        desk.type("2")
        assert desk.stored() == "<p><strong>bold</strong><em>em</em><br>H<sub>2</sub></p>"

    def test_a_split_heading_keeps_its_label_once(self, desk):
        desk = desk('<h2 data-label="lead">one two</h2>')
        desk.put_cursor("one")
        desk.press("Enter")
        assert desk.stored() == '<h2 data-label="lead">one</h2><h2>two</h2>'

    def test_backspace_takes_an_item_out_of_its_list(self, desk):
        desk = desk("<ul><li><p>a</p></li><li><p>b</p></li><li><p>c</p></li></ul>")
        desk.put_cursor("b", before=True)
        desk.press("Backspace")
        assert desk.stored() == "<ul><li><p>a</p></li></ul><p>b</p><ul><li><p>c</p></li></ul>"

    def test_captions_speakers_and_cells_do_not_melt_into_their_neighbours(self, desk):
        before = (
            '<p>p</p><figure data-image="12"><figcaption>q</figcaption></figure>'
            "<table><caption>r</caption><tbody><tr><td>s</td><td>t</td></tr></tbody></table><p>u</p>"
        )
        desk = desk(before)
        for key in ("Backspace", "Delete"):
            for letter in "qrst":
                desk.put_cursor(letter, before=key == "Backspace")
                desk.press(key)
                assert desk.posted() == before, (key, letter)

    def test_enter_leads_out_of_a_caption_and_breaks_a_cell(self, desk):
        desk = desk(
            '<figure data-image="12"><figcaption>q</figcaption></figure>'
            "<table><tbody><tr><td>s</td><td>t</td></tr></tbody></table>"
        )
        desk.put_cursor("q")
        desk.press("Enter")
        desk.type("after")
        desk.put_cursor("s")
        desk.press("Enter")
        desk.type("2")
        assert desk.stored() == (
            '<figure data-image="12"><figcaption>q</figcaption></figure><p>after</p>'
            "<table><tbody><tr><td>s<br>2</td><td>t</td></tr></tbody></table>"
        )

    def test_one_can_write_above_what_begins_and_below_what_ends_a_body(self, desk):
        desk = desk('<aside data-kind="background"><p>inside</p></aside>')
        desk.put_cursor("inside", before=True)
        desk.press("ArrowUp")
        desk.type("above")
        desk.put_cursor("inside")
        desk.press("Control+Enter")
        desk.type("below")
        assert desk.stored() == '<p>above</p><aside data-kind="background"><p>inside</p></aside><p>below</p>'


class TestInputMethod:
    PLACES = [
        "<p>{}</p>",
        "<h2>{}</h2>",
        "<ul><li><p>{}</p></li></ul>",
        "<p><strong>{}</strong></p>",
        '<figure data-image="12"><figcaption>{}</figcaption></figure>',
        "<blockquote><p>a</p><cite>{}</cite></blockquote>",
        "<table><tbody><tr><td>{}</td></tr></tbody></table>",
    ]

    def test_syllables_are_composed_where_the_cursor_is(self, desk):
        text = "".join(place.format(f"우리{number} 말") for number, place in enumerate(self.PLACES))
        desk = desk(korean=text)
        method = InputMethod(desk.page)
        for number, place in enumerate(self.PLACES):
            desk.put_cursor(f"우리{number} ", "body_ko")
            for steps in [("ㅎ", "하", "한"), ("ㄱ", "구", "국"), ("ㅇ", "어")]:
                method.compose(*steps)
                method.commit(steps[-1])
            text = text.replace(f"우리{number} 말", f"우리{number} 한국어말")
            assert desk.posted("body_ko") == text, place

    def test_the_field_follows_a_syllable_that_is_still_composed(self, desk):
        desk = desk(korean="<p>가</p>")
        desk.put_cursor("가", "body_ko")
        InputMethod(desk.page).compose("ㄴ", "나")
        desk.settle()
        assert desk.posted("body_ko") == "<p>가나</p>"

    def test_enter_while_composing_neither_splits_nor_repeats(self, desk):
        desk = desk(korean="<p>가</p>")
        desk.put_cursor("가", "body_ko")
        method = InputMethod(desk.page)
        method.compose("ㅎ", "하", "한")
        method.press_enter()
        method.commit("한")
        desk.settle()
        assert desk.posted("body_ko") == "<p>가한</p>"
        desk.press("Enter")
        method.compose("ㄱ", "그")
        method.commit("글")
        assert desk.posted("body_ko") == "<p>가한</p><p>글</p>"

    def test_a_composition_in_an_empty_line_keeps_the_hint_out_of_the_text(self, desk):
        desk = desk(korean='<figure data-image="12"><figcaption></figcaption></figure>')
        desk.text("body_ko").locator("figcaption").click()
        method = InputMethod(desk.page)
        method.compose("ㅎ", "하", "항")
        method.commit("항")
        assert desk.posted("body_ko") == '<figure data-image="12"><figcaption>항</figcaption></figure>'

    def test_a_sign_of_markdown_before_a_composition_is_left_alone(self, desk):
        desk = desk()
        desk.text("body_ko").click()
        desk.type("##")
        method = InputMethod(desk.page)
        method.compose("ㅎ", "하")
        method.commit("하")
        assert desk.posted("body_ko") == "<p>##하</p>"
