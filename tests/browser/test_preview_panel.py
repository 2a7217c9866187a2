"""The preview beside the form of a story: it follows what is typed, and nothing is saved."""

import pytest
from playwright.sync_api import expect

from articles.models import Article
from tests.browser.axe import faults, is_wider
from tests.browser.test_two_at_once import BODY, browser_of, write_in
from tests.browser.writing import IS_SAVED
from tests.factories import make_article, make_publication, make_user

__all__ = ["browser_of"]

pytestmark = pytest.mark.django_db(transaction=True)


SCROLL = """async (frame) => {
    if (frame.contentDocument.readyState !== "complete")
        await new Promise((done) => frame.addEventListener("load", done))
    frame.contentWindow.scrollTo(0, 900)
    return frame.contentWindow.scrollY
}"""


@pytest.fixture
def form_of(browser_of):
    def open_form(article, **options):
        make_publication()
        return browser_of(article, make_user("editor", role="Managing editors"), **options)

    return open_form


def preview(page):
    return page.frame_locator(".preview-stage iframe")


class TestPanel:
    def test_a_typed_word_is_shown_where_it_is_scrolled_to_without_a_save(self, form_of):
        page = form_of(make_article(body_en=BODY * 40, languages=("en", "ko")), width=1440)
        page.get_by_role("button", name="Preview panel").click()
        expect(preview(page).locator("main")).to_contain_text("The mayor speaks.")
        assert page.locator(".preview-stage iframe").evaluate(SCROLL) == 900
        write_in(page, 2, " He is late.")
        expect(preview(page).locator("main")).to_contain_text("He is late.")
        assert page.locator(".preview-stage iframe").evaluate("frame => frame.contentWindow.scrollY") == 900
        expect(page.locator(".preview-note")).to_contain_text("With unsaved changes. Bylines, topics,")
        assert Article.objects.get().body_en == BODY * 40
        page.keyboard.press("Control+s")
        page.wait_for_function(IS_SAVED)
        expect(page.locator(".preview-note")).to_have_text("The last saved version.")

    def test_language_width_and_place_are_remembered(self, form_of):
        article = make_article(languages=("en", "ko"), body_en=BODY, title_ko="항구 문 열어")
        page = form_of(article, width=1440)
        page.get_by_role("button", name="Preview panel").click()
        panel = page.get_by_role("complementary", name="Preview")
        panel.get_by_role("button", name="Desktop").click()
        panel.get_by_role("button", name="Korean").click()
        expect(preview(page).locator("h1")).to_have_text("항구 문 열어")
        frame = page.locator(".preview-stage iframe")
        assert frame.evaluate("frame => frame.offsetWidth") == 1280
        assert frame.bounding_box()["width"] <= panel.bounding_box()["width"]
        page.reload()
        expect(preview(page).locator("h1")).to_have_text("항구 문 열어")
        panel.get_by_role("button", name="Close").click()
        expect(panel).to_be_hidden()
        expect(page.get_by_role("button", name="Preview panel")).to_be_focused()


@pytest.mark.parametrize("locale", ["en-US", "ko-KR"])
def test_axe_finds_nothing(form_of, locale):
    page = form_of(make_article(body_en=BODY), locale=locale)
    for width in (390, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        page.locator("[data-preview-open]").click()
        expect(preview(page).locator("main")).to_contain_text("The mayor speaks.")
        assert faults(page) == [], width
        assert not is_wider(page), width
        page.keyboard.press("Escape") if width == 390 else page.locator("[data-preview-close]").click()
        expect(page.locator(".preview-panel")).to_be_hidden()
        expect(page.locator("[data-preview-open]")).to_be_focused()
