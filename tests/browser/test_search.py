"""Searching in a real browser: by keyboard, while composing Hangul, without a script, and for everybody."""

import re

import pytest
from playwright.sync_api import expect

from newsroom.search import suggestions
from tests.browser.axe import faults, is_wider
from tests.browser.writing import settle
from tests.factories import HOUR, NOON, make_author, make_publication, make_topic
from tests.public.newsdesk import tell
from tests.waiting import intercept

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def stories():
    make_publication()
    filing = {"topics": [make_topic(name_ko="반도체", name_en="Chips")], "authors": [make_author()]}
    return [tell(languages=("en", "ko"), number=f" {number}", **filing) for number in range(2)]


@pytest.fixture
def suggested(monkeypatch):
    """Serve three suggestions that end in the typed text; return the list of the typed texts."""
    asked = []

    def suggest(words, language, at, *, recent=None):
        asked.append(words)
        topic = suggestions.Suggestion(f"반도체 {words}", "topic", f"/{language}/topics/harbours/")
        return [
            topic,
            suggestions.Suggestion(f"반도 {words}", "", ""),
            suggestions.Suggestion(f"chips {words}", "", ""),
        ]

    monkeypatch.setattr(suggestions, "suggest", suggest)
    return asked


def box(page):
    return page.locator("form[role=search] input[name=q]")


def options(page):
    return page.locator(".suggestions [role=option]")


def type_for_suggestions(page, words):
    """Type words and wait for their suggestions. Suggestions for the first letters may arrive before."""
    box(page).press_sequentially(words)
    expect(options(page)).to_have_count(3)
    expect(options(page).last).to_contain_text(f"chips {words}")


class TestSuggestions:
    def test_are_chosen_by_keyboard(self, same_page, stories, suggested):
        page = same_page()
        page.goto("/ko/search/")
        type_for_suggestions(page, "반ㄷ")
        expect(box(page)).to_have_attribute("aria-expanded", "true")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        second = options(page).nth(1)
        expect(second).to_have_attribute("aria-selected", "true")
        expect(box(page)).to_have_attribute("aria-activedescendant", second.get_attribute("id"))
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile(r"/ko/search/\?q="))
        expect(box(page)).to_have_value("반도 반ㄷ")

    def test_lead_to_the_page_of_a_topic(self, same_page, stories, suggested):
        page = same_page()
        page.goto("/ko/")
        page.goto(f"/ko/articles/{stories[0].pk}/")
        box(page).press_sequentially("반")
        options(page).first.click()
        page.wait_for_url("**/ko/topics/harbours/")
        expect(page.locator("h1")).to_have_text("반도체")

    def test_go_around_close_and_open_again_by_keys(self, same_page, stories, suggested):
        page = same_page()
        page.goto("/en/search/")
        type_for_suggestions(page, "chi")
        expect(page.get_by_role("status")).to_have_text("Suggestions: 3")
        expect(options(page).locator("[lang=ko]")).to_have_count(2)
        # Around and back to the box.
        page.keyboard.press("ArrowUp")
        expect(options(page).last).to_have_attribute("aria-selected", "true")
        page.keyboard.press("ArrowDown")
        expect(page.locator(".suggestions [aria-selected=true]")).to_have_count(0)
        assert box(page).get_attribute("aria-activedescendant") is None
        # Closed by Escape, which keeps the typed words, and opened again.
        page.keyboard.press("Escape")
        expect(options(page)).to_have_count(0)
        expect(box(page)).to_have_value("chi")
        expect(box(page)).to_have_attribute("aria-expanded", "false")
        page.keyboard.press("ArrowDown")
        expect(options(page)).to_have_count(3)
        # Closed by the way to the next field.
        page.keyboard.press("Tab")
        expect(options(page)).to_have_count(0)

    def test_are_asked_for_once_one_pauses_and_those_of_older_words_are_not_shown(
        self, same_page, stories, suggested
    ):
        page = same_page()
        page.goto("/en/search/")
        box(page).evaluate("""(box) => { for (const letter of "harbor") {
            box.value += letter;
            box.dispatchEvent(new InputEvent("input"));
        } }""")
        expect(options(page)).to_have_count(3)
        assert suggested == ["harbor"]
        # An older question is answered after a newer one.
        held = []
        intercept(page, re.compile("q=first"), lambda route: held.append(route))
        with page.expect_request(re.compile("q=first")):
            box(page).fill("first")
        box(page).fill("second")
        expect(options(page).last).to_have_text("chips second")
        assert len(held) == 1
        held[0].continue_()
        settle(page)
        expect(options(page).last).to_have_text("chips second")
        # Newer words get no answer.
        intercept(page, "**/suggestions/**", lambda route: route.abort())
        box(page).press_sequentially("ps")
        expect(options(page)).to_have_count(0)
        expect(box(page)).to_have_attribute("aria-expanded", "false")


class TestBox:
    def test_shows_that_it_has_the_focus(self, same_page, stories):
        page = same_page()
        for address in ("search/", "sections/economy/", "nonsense/"):
            page.goto(f"/en/{address}")
            page.locator("form[role=search] button").first.focus()
            page.keyboard.press("Shift+Tab")
            expect(box(page), address).to_be_focused()
            expect(box(page), address).to_have_css("outline-style", "solid")


class TestComposing:
    """Keys belong to the input method while it composes Hangul."""

    COMPOSING = """([key, isComposing, keyCode]) => {
        const told = {key, isComposing, keyCode, bubbles: true, cancelable: true};
        return document.querySelector("input[name=q]").dispatchEvent(new KeyboardEvent("keydown", told));
    }"""

    def test_moves_nothing_and_sends_nothing(self, same_page, stories, suggested):
        page = same_page()
        page.goto("/ko/search/")
        type_for_suggestions(page, "반ㄷ")
        for browser, *event in (("standard", True, 0), ("Safari", False, 229)):
            for key in ("ArrowDown", "Enter", "Escape"):
                assert page.evaluate(self.COMPOSING, [key, *event]), (browser, key)
        expect(options(page)).to_have_count(3)
        expect(page.locator(".suggestions [aria-selected=true]")).to_have_count(0)
        assert page.url.endswith("/ko/search/")

    def test_half_a_syllable_already_finds(self, same_page, stories, suggested):
        page = same_page(is_new=True)
        page.clock.install(time=NOON)
        page.clock.pause_at(NOON + HOUR)  # no pause between two keys, also on a busy machine
        page.goto("/ko/search/")
        box(page).focus()
        session = page.context.new_cdp_session(page)
        for text in ("ㅂ", "바", "반"):
            session.send("Input.imeSetComposition", {"text": text, "selectionStart": 1, "selectionEnd": 1})
        page.clock.run_for(1000)
        expect(options(page).last).to_have_text("chips 반")
        session.send("Input.insertText", {"text": "반"})
        expect(box(page)).to_have_value("반")
        page.clock.run_for(1000)
        assert set(suggested) == {"반"}


class TestWithoutScript:
    def test_one_searches_narrows_and_goes_back(self, same_page, stories):
        page = same_page(width=390, height=844, java_script_enabled=False)
        page.goto("/en/")
        page.get_by_role("button", name="Search").click()
        page.wait_for_url("**/en/search/?q=")
        box(page).fill("harbor")
        box(page).press("Enter")
        page.wait_for_url(re.compile("q=harbor"))
        page.get_by_text("Filters").click()
        page.get_by_label("Section", exact=True).select_option("Economy")
        page.locator(".search-filters button").click()
        page.wait_for_url(re.compile("section=economy"))
        page.get_by_role("link", name="Remove filter Section: Economy").click()
        page.wait_for_url("**/en/search/?q=harbor")
        page.go_back()
        expect(page.get_by_role("link", name="Remove filter Section: Economy")).to_be_visible()


@pytest.mark.parametrize(("language", "width", "other_width"), [("en", 390, 1440), ("ko", 1440, 390)])
def test_everybody_can_use_it(same_page, stories, suggested, language, width, other_width):
    """axe looks at each width in one language; nothing is too wide at either width in either language."""
    page, found = same_page(width=width), []
    queries = ["", "?q=harbor+항구&section=economy&order=date", "?q=zzzz", "?q=a&since=x&section=x"]
    for query in queries:
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"/{language}/search/{query}")
        page.locator("details").evaluate_all("all => all.forEach((one) => { one.open = true; })")
        found += faults(page)
        assert not is_wider(page), query
        page.set_viewport_size({"width": other_width, "height": 900})
        assert not is_wider(page), (query, other_width)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"/{language}/search/")
    type_for_suggestions(page, "항")
    page.keyboard.press("ArrowDown")
    found += faults(page)
    assert not is_wider(page)
    page.set_viewport_size({"width": other_width, "height": 900})
    assert not is_wider(page)
    assert not found, "\n".join(found)
