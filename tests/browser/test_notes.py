"""Must-show: at 390 px a note is answered and a name chosen by keyboard; unsaved typing is never lost."""

import itertools
import re

import pytest
from playwright.sync_api import expect

from articles.models import Article, Note
from articles.workflow.notes import write_note
from tests.browser.axe import faults
from tests.factories import make_article, make_user

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def at_desk(page_of):
    """A function that opens an address as the writer of the newsroom."""
    make_user("desk", first_name="Bora", last_name="Testman", name_ko="김보라")
    writer = make_user("writer", role="Reporters")

    def open_desk(address, **options):
        page = page_of(writer, address, **options)
        page.wait_for_load_state()
        return page

    return open_desk


def note_on(article, **told):
    desk = article._meta.apps.get_model("accounts", "User").objects.get(username="desk")
    return write_note(article, "Who says so?", by=desk, **told)


def luminance(colour):
    """The relative luminance of “rgb(29, 79, 128)”, as WCAG computes it."""
    parts = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


# Whether a button lies over the lines around the selection, or over the bar.
COVERS = """button => {
    const one = button.getBoundingClientRect();
    const text = getSelection().anchorNode.parentElement.closest("p");
    const lines = [text.previousElementSibling, text, text.nextElementSibling];
    return [...lines, document.querySelector(".bar")].some((other) => {
        const box = other.getBoundingClientRect();
        return one.left < box.right && box.left < one.right && one.top < box.bottom && box.top < one.bottom;
    });
}"""


def address(article, page="change"):
    return f"/admin/articles/article/{article.pk}/{page}/"


class TestOnAPhone:
    def test_a_note_is_answered_and_a_name_chosen_by_keyboard(self, at_desk):
        article = make_article()
        note = note_on(article, language="en", field="body", passage="The harbor opens.")
        page = at_desk(address(article, "notes"), width=390)
        sizes = page.eval_on_selector_all(
            ".notes :is(button, select, textarea)",
            "all => all.map((one) => one.offsetHeight).filter(Boolean)",
        )
        assert min(sizes) >= 44, "what is pressed is large enough"
        assert page.evaluate("document.documentElement.scrollWidth") == 390, "nothing is cut"
        answer = page.get_by_role("textbox", name="Reply")
        answer.click()
        page.keyboard.type("The mayor, @bo")
        options = page.locator(".mentions [role=option]")
        expect(options).to_have_text(["Bora Testman desk"])
        page.keyboard.press("Enter")
        page.keyboard.type("asks.")
        assert answer.input_value() == "The mayor, @Bora Testman asks."
        page.get_by_role("button", name="Reply").click()
        page.get_by_text("Reply saved.").wait_for()
        reply = note.replies.get()
        assert reply.text == "The mayor, @Bora Testman asks."
        assert [person.username for person in reply.mentions.all()] == ["desk"]

    def test_without_scripts_it_is_a_plain_form(self, at_desk):
        article = make_article()
        note = note_on(article)
        page = at_desk(address(article, "notes"), width=390, java_script_enabled=False)
        page.get_by_role("textbox", name="Reply").fill("The mayor.")
        page.get_by_role("button", name="Reply").click()
        assert note.replies.get().text == "The mayor."


class TestNames:
    def test_the_list_follows_what_is_composed_and_leaves_its_keys_alone(self, at_desk):
        article = make_article()
        page = at_desk(address(article, "notes"), locale="ko-KR")
        field = page.locator("#note-text")
        field.focus()
        page.keyboard.insert_text("@김")
        page.locator(".mentions [role=option]").wait_for()
        field.dispatch_event("keydown", {"key": "Enter", "keyCode": 229, "isComposing": True})
        assert field.input_value() == "@김"
        page.keyboard.press("Escape")
        assert page.locator(".mentions [role=option]").count() == 0

    def test_an_address_calls_nobody(self, at_desk):
        page = at_desk(address(make_article(), "notes"))
        page.locator("#note-text").press_sequentially("desk@bo")
        assert page.locator(".mentions [role=option]").count() == 0


class TestBesideTheText:
    def test_a_note_is_written_on_a_passage_and_unsaved_typing_stays(self, at_desk):
        article = make_article()
        page = at_desk(address(article))
        page.locator("#id_title_en").fill("Harbor opens early")
        assert not page.get_by_role("button", name="Add a note").is_visible()
        page.locator(".language-en .ProseMirror p").click(click_count=3)
        page.get_by_role("button", name="Add a note").click()
        page.locator(".note-about blockquote", has_text="The harbor opens.").wait_for()
        page.keyboard.type("Which harbor?")
        page.keyboard.press("Control+Enter")
        page.get_by_text("Note saved.").wait_for()
        note = Note.objects.get()
        assert (note.language, note.field, note.passage) == ("en", "body", "The harbor opens.")
        assert page.locator("#id_title_en").input_value() == "Harbor opens early"
        expect(page.locator("[data-notes-open] .count")).to_have_text("1")
        assert Article.objects.get().title_en == "Harbor opens"

    def test_the_button_covers_neither_the_passage_nor_the_bar(self, at_desk):
        lines = "".join(f"<p>The harbor opens at {number}.</p>" for number in range(1, 9))
        page = at_desk(address(make_article(body_en=lines)))
        self.selected_words_are_legible(page)
        for width in (1440, 1800, 390):
            page.set_viewport_size({"width": width, "height": 900})
            page.reload()
            page.wait_for_load_state()
            texts = page.locator(".ProseMirror p, .language-reading p").locator("visible=true")
            texts.nth(3).click(click_count=3)
            button = page.get_by_role("button", name="Add a note")
            button.wait_for()
            assert button.evaluate(COVERS) is False, width
            assert button.evaluate("button => button.getBoundingClientRect().right <= innerWidth"), width

    def selected_words_are_legible(self, page):
        for scheme in ("dark", "light"):
            page.emulate_media(color_scheme=scheme)
            colours = page.locator(".language-en .ProseMirror p").first.evaluate(
                """p => {
                    const style = getComputedStyle(p, "::selection");
                    return [style.color, style.backgroundColor];
                }"""
            )
            light, dark = sorted((luminance(colour) for colour in colours), reverse=True)
            assert (light + 0.05) / (dark + 0.05) >= 7, (scheme, colours)

    def test_g_n_opens_it_escape_closes_it_and_go_there_finds_the_passage(self, at_desk):
        article = make_article()
        note_on(article, language="en", field="body", passage="harbor opens")
        page = at_desk(address(article))
        page.keyboard.press("g")
        page.keyboard.press("n")
        page.get_by_role("link", name="Show", exact=True).click()
        assert page.evaluate("getSelection().toString()") == "harbor opens"
        page.locator("#notes-drawer h2").focus()
        page.keyboard.press("Escape")
        assert not page.locator("#notes-drawer").is_visible()
        assert page.evaluate("document.activeElement.matches('[data-notes-open]')")

    def test_it_opens_where_one_writes_and_a_note_that_is_not_sent_outlives_the_page(self, at_desk):
        article = make_article()
        page = at_desk(address(article))
        page.keyboard.press("g")
        page.keyboard.press("n")
        text = page.locator("#note-text")
        expect(text).to_be_focused()
        assert text.input_value() == ""
        text.fill("Half a thought")
        page.locator("[data-notes-open]").click()
        page.reload()
        page.locator("[data-notes-open]").click()
        expect(text).to_have_value("Half a thought")
        text.fill("")
        note_on(article)
        page.reload()
        page.locator("[data-notes-open]").click()
        expect(page.locator("#notes-drawer h2")).to_be_focused()  # there is something to read


def test_axe_finds_nothing(at_desk):
    article = make_article()
    note_on(article, language="en", field="body", passage="The harbor opens.")
    note_on(article)
    page = at_desk(address(article, "notes"))
    for width, where in itertools.product((1440, 390), ("notes", "change")):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(address(article, where))
        page.wait_for_load_state()
        if where == "change":
            page.locator("[data-notes-open]").click()
        page.locator("#note-text").fill("@bo")
        page.locator("#note-text").press("End")
        page.locator(".mentions [role=option]").wait_for()
        assert not faults(page, within=".notes"), (width, where)
