"""Accompanying texts are kept like segments, on either of their pages, in a real Chromium."""

import json

import pytest
from playwright.sync_api import expect

from articles.models import LanguageProgress, RelatedLink, Stage
from articles.workflow.edit_session import editing
from tests.browser.axe import faults
from tests.browser.test_translation_screen import BODY, fields, korean, screen_of, translator, until_saved
from tests.factories import make_article

__all__ = ["screen_of", "translator"]

pytestmark = pytest.mark.django_db(transaction=True)

WORDS = "밀물과 썰물"
BOTH = pytest.mark.parametrize("page_of_its_own", ["", "around/"])


@pytest.fixture
def article():
    article = make_article(body_en=BODY)
    with editing(article.pk) as story:
        story.related_links.create(url="https://a.example/tides", title_en="Tides")
    return article


@pytest.fixture
def page_of_its_own():
    return ""


@pytest.fixture
def page(article, screen_of, translator, page_of_its_own):
    page = screen_of(article, translator)
    page.goto(f"{page.url}{page_of_its_own}")
    return page


def title_on(page):
    return page.get_by_label("Related story 1, Title (Korean)")


def write(page, text=WORDS):
    title_on(page).focus()
    page.keyboard.insert_text(text)


def offered(page):
    return page.locator(".translation-unsaved")


def kept(page):
    """Return the accompanying texts that this browser stores: {key: texts}."""
    stored = page.evaluate("({...localStorage})")
    return {key: json.loads(told)["texts"] for key, told in stored.items() if key.startswith("surroundings ")}


def keep(page, name, *texts):
    """As an earlier page would have left it."""
    user, story = page.locator(".translation-screen").evaluate("({dataset}) => [dataset.user, dataset.story]")
    key, told = f"surroundings {user} {story} ko {name}", json.dumps({"texts": texts})
    page.evaluate("([key, told]) => localStorage.setItem(key, told)", [key, told])
    page.reload()


def written():
    return RelatedLink.objects.get().title_ko


def key():
    return f"related-{RelatedLink.objects.get().pk}-title"


class TestLoss:
    @BOTH
    def test_what_never_reached_the_server_is_offered_and_put_back(self, page):
        page.evaluate("() => { globalThis.fetch = () => Promise.reject(new Error('The line is cut.')) }")
        write(page)
        page.locator("[data-translation-offline]").wait_for()
        page.reload()
        assert written() == "" and title_on(page).input_value() == ""
        expect(offered(page)).to_contain_text(WORDS)
        page.get_by_role("button", name="Restore").click()
        expect(title_on(page)).to_be_focused()
        assert title_on(page).input_value() == WORDS
        until_saved(page)
        assert written() == WORDS and kept(page) == {}

    @BOTH
    def test_after_an_expired_login_it_is_saved_once_one_is_back(self, page):
        cookies = page.context.cookies()
        page.context.clear_cookies(name="sessionid")
        write(page)
        page.locator("[data-translation-logged-out]").wait_for()
        assert list(kept(page).values()) == [[WORDS]]
        page.context.add_cookies(cookies)
        until_saved(page)
        assert written() == WORDS and kept(page) == {}

    def test_what_is_refused_stops_a_submission_and_is_kept_and_offered_again(self, page, article):
        title_on(page).evaluate("field => field.removeAttribute('maxlength')")
        write(page, "밀" * 201)
        page.locator(".seg-refused").wait_for()
        expect(page.locator("[data-translation-saved]")).to_have_attribute("data-state", "unsent")
        fields(page).first.focus()
        page.keyboard.press("Control+Alt+Enter")
        expect(title_on(page)).to_be_focused()
        assert korean(article) == "" and page.locator(".messagelist").count() == 0
        page.reload()
        expect(offered(page)).to_contain_text("밀" * 201)
        assert written() == ""

    def test_what_somebody_else_has_overtaken_is_offered_again(self, page):
        RelatedLink.objects.update(title_ko="썰물")
        write(page)
        page.get_by_role("button", name="Keep mine").wait_for()
        page.reload()
        expect(offered(page)).to_contain_text(WORDS)
        assert title_on(page).input_value() == "썰물"


class TestOffers:
    def test_what_is_dropped_is_not_offered_again(self, page):
        keep(page, key(), "썰물")
        page.get_by_role("button", name="Discard").press("Enter")
        expect(title_on(page)).to_be_focused()
        page.reload()
        assert offered(page).count() == 0 and kept(page) == {}

    def test_typing_on_beside_an_offer_leaves_it_there(self, page):
        keep(page, key(), "썰물")
        write(page)
        until_saved(page)
        expect(offered(page)).to_contain_text("썰물")
        assert written() == WORDS
        page.reload()
        expect(offered(page)).to_contain_text("썰물")

    def test_what_is_saved_is_forgotten_and_comes_back_when_a_restored_text_is_undone(self, page):
        write(page)
        until_saved(page)
        assert written() == WORDS and kept(page) == {}
        page.reload()
        assert offered(page).count() == 0
        keep(page, key(), "썰물")
        page.get_by_role("button", name="Restore").click()
        page.keyboard.press("Control+z")
        assert title_on(page).input_value() == WORDS

    def test_what_is_not_beside_the_story_any_more_is_shown(self, page):
        keep(page, "related-999-title", "썰물")
        expect(offered(page)).to_contain_text("썰물")
        assert page.get_by_role("button", name="Restore").count() == 0

    def test_an_offer_that_lies_folded_is_opened(self, page):
        RelatedLink.objects.update(title_ko="밀물")
        keep(page, key(), "썰물")
        expect(offered(page)).to_be_visible()


class TestSubmission:
    def test_what_is_typed_beside_the_story_is_saved_first(self, page, article):
        texts = ["항구 문 열어", "시험항구가 문을 연다.", "열린다.", "⟨1⟩계획⟨/1⟩", "곡물"]
        for place, text in enumerate(texts):
            fields(page).nth(place).fill(text)
            page.keyboard.press("Control+Enter")
        until_saved(page)
        write(page)
        page.keyboard.press("Control+Alt+Enter")
        page.locator(".messagelist .success").wait_for()
        assert written() == WORDS
        assert LanguageProgress.objects.get(article=article, language="ko").stage == Stage.IN_REVIEW


class TestStatus:
    def test_what_is_typed_and_taken_back_is_saved(self, page):
        for field in (title_on(page), fields(page).nth(2)):
            field.focus()
            page.keyboard.insert_text("밀")
            page.keyboard.press("Backspace")
            until_saved(page)
            assert field.input_value() == "" and kept(page) == {}


class TestKeyboard:
    def test_up_and_down_go_on_beside_the_story_and_no_verb_reaches_a_segment_from_there(self, page, article):
        fields(page).nth(4).focus()
        page.keyboard.press("Alt+ArrowDown")
        expect(title_on(page)).to_be_focused()
        page.keyboard.press("Alt+ArrowUp")
        expect(fields(page).nth(4)).to_be_focused()
        fields(page).nth(2).fill("열린다.")
        title_on(page).focus()
        until_saved(page)
        for keys in ("Alt+a", "Alt+l", "Alt+p", "Alt+1", "Control+b"):
            page.keyboard.press(keys)
        expect(title_on(page)).to_be_focused()
        assert page.locator(".seg[data-draft]").count() == 1
        assert title_on(page).input_value() == "" and korean(article) == "<p>열린다.</p>"


class TestAccessibility:
    @BOTH
    def test_axe_finds_nothing_where_words_are_offered_and_nothing_is_saved(
        self, screen_of, article, translator, page_of_its_own
    ):
        page = screen_of(article, translator, width=390, expect_problems=True)
        page.goto(f"{page.url}{page_of_its_own}")
        keep(page, key(), "썰물")
        page.context.clear_cookies(name="sessionid")
        write(page)
        page.locator("[data-translation-logged-out]").wait_for()
        for width in (390, 1440):
            page.set_viewport_size({"width": width, "height": 900})
            assert not faults(page), width
            assert page.evaluate("document.documentElement.scrollWidth") <= width
