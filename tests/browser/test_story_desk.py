"""The story's form as a writing desk, in a real browser: the bar, the views, the keys, a phone."""

import pytest
from playwright.sync_api import Locator, expect

from articles.models import Article, LanguageProgress, Stage
from articles.publishing import withdraw
from tests.browser.writing import IS_SAVED, InputMethod, drafts_held, settle
from tests.factories import approve, make_article, make_published, make_user, make_whole_article, rewrite
from tests.waiting import intercept, until

pytestmark = pytest.mark.django_db(transaction=True)

LONG = "".join(
    f"<p>The harbor opens on day {number}, said everybody who was asked.</p>" for number in range(60)
)
IS_BELOW_THE_TOOLS = """() => {
    const cursor = getSelection().getRangeAt(0).getBoundingClientRect()
    return cursor.top >= document.querySelector(".body-editor__head").getBoundingClientRect().bottom
}"""
# The small field with the focus, if something lies over its middle, or it is off the screen.
HIDDEN_FIELD = """async () => {
    const active = document.activeElement;
    if (!active.matches("#article_form *") || active.offsetHeight >= 300) return null;
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    const { left, top, width, height } = active.getBoundingClientRect();
    const there = document.elementFromPoint(left + width / 2, top + height / 2);
    return there && (active.contains(there) || there.contains(active)) ? null : active.outerHTML;
}"""


@pytest.fixture
def desk(page_of):
    """Return a function that opens an address as a user with a role."""

    def open_desk(address, role="Managing editors", **options):
        page = page_of(make_user("somebody", role=role), address, **options)
        page.wait_for_load_state()
        return page

    return open_desk


def form_of(article):
    return f"/admin/articles/article/{article.pk}/change/"


def stage(article, language="en"):
    return LanguageProgress.objects.get(article=article, language=language).stage


def put_in_review(article, language):
    LanguageProgress.objects.filter(article=article, language=language).update(stage=Stage.IN_REVIEW)


def side_scroll(page):
    """Return by how many pixels the page is wider than its window."""
    return page.evaluate("document.documentElement.scrollWidth - innerWidth")


def resize(page, width, height):
    """Open the page again at another size, as a script of the views reads the width first of all."""
    page.set_viewport_size({"width": width, "height": height})
    page.reload()
    page.wait_for_load_state()


def fail_in_place(route):
    """Answer a script's request with an error, and let the browser's own pass."""
    if route.request.resource_type == "fetch":
        route.fulfill(status=500)
    else:
        route.continue_()


class TestActionPage:
    def test_a_change_of_a_live_story_is_published_or_scheduled(self, desk):
        article = make_published()
        rewrite(article, title_en="Harbor closes")
        approve(article, "en")
        action = f"/admin/articles/article/{article.pk}/action/en/"
        page = desk(f"{action}publish-as/")
        assert page.locator(".submit-row input").input_value() == "Publish the change"
        page.get_by_label("Correction").check()
        expect(page.get_by_role("button", name="Publish as correction")).to_be_visible()
        page.goto(f"{action}schedule/")
        page.wait_for_load_state()
        page.get_by_label("Minor change").check()
        page.get_by_label("Goes live at").press_sequentially("0301")
        page.get_by_role("button", name="Schedule as minor change").click()
        expect(page.get_by_label("Goes live at")).to_be_focused()
        assert page.locator(".errorlist").count() == 0, "a half-typed date is not sent as none"


class TestBar:
    def test_a_button_saves_first_what_was_typed(self, desk):
        article = make_article(languages=("en", "ko"))
        page = desk(form_of(article), "Korean desk")
        page.fill("#id_title_ko", "항구 일찍 문 열어")
        with page.expect_navigation():
            page.get_by_role("button", name="Submit Korean").click()
        assert (stage(article, "ko"), Article.objects.get().title_ko) == (
            Stage.IN_REVIEW,
            "항구 일찍 문 열어",
        )

    def test_it_stays_in_sight_and_hides_no_field_that_has_the_focus(self, desk):
        page = desk(form_of(make_article(body_en=LONG, languages=("en", "ko"))), height=600)
        text = page.locator(".language-en .body-editor__text")
        assert text.evaluate("(box) => box.scrollHeight - box.clientHeight") <= 1, "it is as high as its text"
        assert text.bounding_box()["height"] > 1500
        page.evaluate("scrollTo(0, 1500)")
        assert page.locator(".bar").bounding_box()["y"] == 0
        self.go_through_fields(page)
        resize(page, 390, 600)
        page.evaluate("scrollTo(0, 1500)")
        bar = page.locator(".bar").bounding_box()
        assert round(bar["y"] + bar["height"]) == 600
        self.go_through_fields(page)

    def go_through_fields(self, page):
        page.evaluate("scrollTo(0, 0)")
        for key in ["Tab"] * 40 + ["Shift+Tab"] * 40:
            page.keyboard.press(key)
            assert page.evaluate(HIDDEN_FIELD) is None

    def test_the_cursor_is_in_sight_and_a_save_comes_back_to_it(self, desk):
        page = desk(form_of(make_article(body_en=LONG)), height=600)
        page.locator(".language-en .ProseMirror p").nth(50).click()
        for _line in range(30):
            page.keyboard.press("ArrowUp")
        # The editor scrolls after the browser's event about the new position of the cursor.
        page.wait_for_function(IS_BELOW_THE_TOOLS)
        page.locator(".language-en .ProseMirror p").nth(40).click()
        settle(page)
        page.keyboard.press("End")
        settle(page)
        page.keyboard.type(" First")
        place = page.evaluate("scrollY")
        page.keyboard.press("Control+s")
        page.wait_for_function(IS_SAVED)
        expect(page.locator(".language-en .ProseMirror")).to_be_focused()
        assert abs(page.evaluate("scrollY") - place) < 120
        settle(page)
        page.keyboard.type(" and second")
        page.keyboard.press("Control+s")
        page.wait_for_function(IS_SAVED)
        assert "asked. First and second</p>" in Article.objects.get().body_en
        self.write_before_the_page_is_whole(page)

    def write_before_the_page_is_whole(self, page):
        """Go on in another field while the page that a save in place fell back to still loads."""
        page.keyboard.type(" and third")
        held = []
        intercept(page, "**/css/shortcuts.css*", lambda route: held.append(route))
        intercept(page, "**/change/", fail_in_place)
        with page.expect_navigation(wait_until="commit"):
            page.keyboard.press("Control+s")
        page.locator("#id_title_en").focus()
        assert until(page, lambda: held)
        assert page.evaluate("document.readyState") != "complete"
        held[0].continue_()
        page.wait_for_load_state()
        settle(page)
        expect(page.locator("#id_title_en")).to_be_focused()

    def test_its_panels_close_and_it_fits_beside_a_change_of_what_is_live(self, desk):
        article = make_published(languages=("en", "ko"))
        rewrite(article, title_en="Harbor opens early", title_ko="항구 일찍 문 열어")
        page = desk(form_of(article))
        self.close_a_panel(page)
        for width in (768, 390, 320):
            resize(page, width, 700)
            shown = page.locator(".bar :is(summary, .chip, button):visible").all()
            boxes = [one.bounding_box() for one in shown]
            assert len(boxes) > 5
            assert [box for box in boxes if box["x"] < 0 or box["x"] + box["width"] > width] == [], width
            page.locator(".languages details").evaluate_all("all => all.forEach((one) => one.open = true)")
            page.get_by_role("button", name="Add a source").click()
            assert side_scroll(page) <= 0, width

    def close_a_panel(self, page):
        """Close it with Escape, then by leaving it with the focus."""
        first = page.locator(".bar-panel").first
        first.locator("summary").click()
        page.keyboard.press("Escape")
        assert first.get_attribute("open") is None
        assert page.evaluate("document.activeElement.matches('.bar-panel summary')")
        page.keyboard.press("Enter")
        assert first.get_attribute("open") is not None
        for _stop in range(24):
            page.keyboard.press("Tab")
        assert first.get_attribute("open") is None

    def test_it_fits_a_withdrawn_story_and_breaks_no_word(self, desk):
        article = make_published(languages=("en", "ko"))
        withdraw(article, "en", by=None, note="It was wrong.")
        put_in_review(article, "ko")
        page = desk(form_of(article), width=390, height=700)
        page.evaluate("document.documentElement.lang = 'ko'")
        for width in (390, 320):
            page.set_viewport_size({"width": width, "height": 700})
            shown = page.locator(".bar-buttons :is(button, a, summary):visible")
            assert shown.evaluate_all("all => all.filter((one) => one.scrollWidth > one.clientWidth)") == []
            assert max(box["x"] + box["width"] for box in map(Locator.bounding_box, shown.all())) <= width
            assert page.locator(".bar-buttons .save").bounding_box()["height"] < 48, width


class TestViews:
    def test_texts_stand_side_by_side_or_one_alone_which_is_remembered(self, desk):
        page = desk(form_of(make_article(languages=("en", "ko"))))
        boxes = [page.locator(f".language-{code}").bounding_box() for code in ("en", "ko")]
        assert boxes[0]["y"] == boxes[1]["y"]
        assert min(box["width"] for box in boxes) > 600
        page.set_viewport_size({"width": 1000, "height": 900})
        boxes = [page.locator(f".language-{code}").bounding_box() for code in ("en", "ko")]
        assert boxes[1]["y"] > boxes[0]["y"], "there is no room for two columns"
        assert page.is_visible("#id_title_en") and page.is_visible("#id_title_ko")
        page.set_viewport_size({"width": 1440, "height": 900})
        page.locator(".views").get_by_role("button", name="Korean").click()
        assert not page.is_visible("#id_title_en") and page.is_visible("#id_title_ko")
        page.reload()
        assert not page.is_visible("#id_title_en") and page.is_visible("#id_title_ko")
        page.locator(".views").get_by_role("button", name="Both").click()
        assert page.is_visible("#id_title_en")
        self.go_there_by_keys(page)

    def go_there_by_keys(self, page):
        page.evaluate("document.activeElement.blur()")
        page.keyboard.press("v")
        assert page.locator(".languages").get_attribute("data-shown") == "translation"
        page.keyboard.press("t")
        page.keyboard.press("s")
        assert page.evaluate("document.activeElement.lang") == "en"
        page.keyboard.press("Control+Alt+t")
        assert page.evaluate("document.activeElement.lang") == "ko"
        page.evaluate("document.activeElement.blur()")
        page.keyboard.press("t")
        page.keyboard.press("f")
        assert page.evaluate("document.activeElement.textContent.trim()") == "Story settings"

    def test_a_new_story_begins_in_its_headline_with_lines_of_full_length(self, desk):
        page = desk("/admin/articles/article/add/")
        page.keyboard.type("Harbor")
        assert page.input_value("#id_title_en") == "Harbor"
        for width, least in ((1440, 700), (900, 700), (390, 340)):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.locator("#id_title_en").bounding_box()["width"] > least, width

    def test_a_headline_is_seen_whole_beside_a_language_that_others_will_begin(self, desk):
        page = desk(form_of(make_article(title_en="Harbor opens " * 12)), "English desk")
        assert page.locator("#id_title_en").evaluate("(box) => box.scrollHeight - box.clientHeight") <= 1
        assert page.locator("#id_title_en").bounding_box()["width"] > 700

    def test_the_text_that_waits_comes_first_and_is_returned_or_approved_with_a_tap(self, desk):
        article = make_whole_article(languages=("en", "ko"))
        put_in_review(article, "ko")
        page = desk(form_of(article), "Korean desk", width=900)
        assert page.is_visible("#text-ko") and not page.is_visible("#text-en"), "below each other"
        resize(page, 390, 844)
        assert page.locator(".language-reading:visible").inner_text().startswith("항구 문 열어")
        assert not page.is_visible("#id_title_ko"), "on a phone it is read first"
        page.get_by_text("Edit Korean").click()
        assert page.is_visible("#id_title_ko")
        page.get_by_role("button", name="Return…").click()
        page.fill("[name=reason]", "표를 확인해 주세요.")
        with page.expect_navigation():
            page.get_by_role("button", name="Return to writer").click()
        assert stage(article, "ko") == Stage.WRITING
        assert page.get_by_text("표를 확인해 주세요.").is_visible()
        put_in_review(article, "ko")
        page.reload()
        with page.expect_navigation():
            page.get_by_role("button", name="Approve Korean").click()
        assert stage(article, "ko") == Stage.APPROVED


class TestShortcuts:
    def test_letters_stay_letters_where_one_writes_and_the_next_step_has_keys(self, desk):
        article = make_article(languages=("en", "ko"))
        page = desk(form_of(article))
        self.open_the_list(page)
        assert page.locator(".bar-saved").inner_text() == "All changes saved"
        with drafts_held(page):
            page.fill("#id_title_en", "")
            page.keyboard.type("n?/gfv")
            assert page.input_value("#id_title_en") == "n?/gfv"
            assert page.locator(".bar-saved").inner_text() == "Unsaved changes"
            page.locator(".language-en .ProseMirror").focus()
            page.keyboard.type("?n")
            assert "?n" in page.locator(".language-en .ProseMirror").inner_text()
            assert not page.get_by_role("dialog").is_visible()
        with page.expect_navigation():
            page.keyboard.press("Control+Alt+Enter")
        assert stage(article) == Stage.IN_REVIEW

    def open_the_list(self, page):
        dialog = page.get_by_role("dialog", name="Keyboard shortcuts")
        page.keyboard.press("?")
        assert dialog.get_by_text("Submit English").is_visible()
        page.keyboard.press("Escape")
        assert not dialog.is_visible()
        page.locator(".shortcuts-button").click()
        assert dialog.is_visible()
        page.keyboard.press("Escape")

    def test_an_input_method_that_composes_is_left_alone(self, desk):
        page = desk(form_of(make_article(languages=("ko",))))
        page.focus("#id_title_ko")
        method = InputMethod(page)
        with drafts_held(page):
            method.compose("ㅎ", "하")
            method.press_enter()
            method.commit("하")
            assert page.locator(".bar-saved").inner_text() == "Unsaved changes"
        assert page.input_value("#id_title_ko").startswith("하")

    def test_a_list_is_gone_through_by_keys_of_which_single_letters_can_be_switched_off(self, desk):
        make_article(title_en="First story")
        make_article(title_en="Second story")
        page = desk("/admin/articles/article/")
        page.keyboard.press("j")
        page.keyboard.press("j")
        second = page.evaluate("document.activeElement.closest('tr').rowIndex")
        page.keyboard.press("k")
        assert page.evaluate("document.activeElement.closest('tr').rowIndex") == second - 1
        page.keyboard.press("/")
        assert page.evaluate("document.activeElement.id") == "searchbar"
        page.evaluate("document.activeElement.blur()")
        with page.expect_navigation():
            page.keyboard.press("n")
        assert page.url.endswith("/add/")
        page.goto("/admin/articles/article/")
        page.locator(".shortcuts-button").click()
        page.get_by_label("Use shortcuts without Ctrl or ⌘").uncheck()
        page.keyboard.press("Escape")
        page.keyboard.press("?")
        page.keyboard.press("n")
        assert not page.get_by_role("dialog").is_visible()
        page.reload()
        page.locator(".shortcuts-button").click()
        assert not page.get_by_label("Use shortcuts without Ctrl or ⌘").is_checked()
