"""The story's form as a writing desk, in a real browser: the bar, the views, the keys, a phone."""

import pytest
from django.test import Client
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
# Whether something lies over the middle of what has the focus, or it is off the screen.
IS_SEEN = """async () => {
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    const { left, top, width, height } = document.activeElement.getBoundingClientRect();
    const there = document.elementFromPoint(left + width / 2, top + height / 2);
    const active = document.activeElement;
    return there !== null && (active.contains(there) || there.contains(active));
}"""


@pytest.fixture
def desk(new_page, live_server):
    """A function that opens an address as somebody of a role."""

    def open_desk(address, role="Managing editors", **options):
        client = Client()
        client.force_login(make_user("somebody", role=role))
        page = new_page(**options)
        session = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
        page.context.add_cookies([session])
        page.goto(address)
        page.wait_for_load_state()
        return page

    return open_desk


def form_of(article):
    return f"/admin/articles/article/{article.pk}/change/"


def change_of_a_live_story(action):
    article = make_published()
    rewrite(article, title_en="Harbor closes")
    approve(article, "en")
    return f"/admin/articles/article/{article.pk}/action/en/{action}/"


def stage(article, language="en"):
    return LanguageProgress.objects.get(article=article, language=language).stage


def put_in_review(article, language):
    LanguageProgress.objects.filter(article=article, language=language).update(stage=Stage.IN_REVIEW)


def fail_in_place(route):
    """Answer a script's request with an error, and let the browser's own pass."""
    if route.request.resource_type == "fetch":
        route.fulfill(status=500)
    else:
        route.continue_()


class TestActionPage:
    def test_the_button_says_what_the_chosen_kind_does(self, desk):
        page = desk(change_of_a_live_story("publish-as"))
        assert page.locator(".submit-row input").input_value() == "Publish the change"
        page.get_by_label("Correction").check()
        expect(page.get_by_role("button", name="Publish as correction")).to_be_visible()

    def test_a_half_typed_date_is_not_sent_as_none(self, desk):
        page = desk(change_of_a_live_story("schedule"))
        page.get_by_label("Minor change").check()
        page.get_by_label("Goes live at").press_sequentially("0301")
        page.get_by_role("button", name="Schedule as minor change").click()
        expect(page.get_by_label("Goes live at")).to_be_focused()
        assert page.locator(".errorlist").count() == 0


class TestBar:
    @pytest.mark.parametrize(
        ("role", "expected"),
        [
            ("Reporters", "Submit English"),
            ("Korean translators", "Save"),
            ("Korean desk", "Approve Korean"),
            ("Managing editors", "Approve Korean"),
        ],
    )
    def test_one_thing_is_next_for_each_person(self, desk, role, expected):
        article = make_article(languages=("en", "ko"))
        put_in_review(article, "ko")
        page = desk(form_of(article), role)
        assert page.locator(".bar .next").all_inner_texts() == [expected]

    def test_what_is_next_is_done(self, desk):
        article = make_whole_article(languages=("en", "ko"))
        put_in_review(article, "ko")
        page = desk(form_of(article), "Korean desk")
        with page.expect_navigation():
            page.get_by_role("button", name="Approve Korean").click()
        assert stage(article, "ko") == Stage.APPROVED

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

    def test_it_says_in_words_whether_all_is_saved(self, desk):
        page = desk(form_of(make_article()))
        told = page.locator(".bar-saved")
        assert told.inner_text() == "All changes saved"
        with drafts_held(page):
            page.locator(".language-en .ProseMirror").click()
            page.keyboard.type("x")
            assert told.inner_text() == "Unsaved changes"

    @pytest.mark.parametrize("width", [390, 1440])
    def test_it_hides_no_field_that_has_the_focus(self, desk, width):
        page = desk(form_of(make_article(body_en=LONG, languages=("en", "ko"))), width=width, height=600)
        for key in ["Tab"] * 40 + ["Shift+Tab"] * 40:
            page.keyboard.press(key)
            is_field = page.evaluate("document.activeElement.matches('#article_form *')")
            is_small = page.evaluate("document.activeElement.offsetHeight < 300")
            if is_field and is_small:
                assert page.evaluate(IS_SEEN), page.evaluate("document.activeElement.outerHTML")

    def test_it_stays_in_sight(self, desk):
        page = desk(form_of(make_article(body_en=LONG)), height=600)
        page.evaluate("scrollTo(0, 1500)")
        assert page.locator(".bar").bounding_box()["y"] == 0
        page.set_viewport_size({"width": 390, "height": 600})
        bar = page.locator(".bar").bounding_box()
        assert round(bar["y"] + bar["height"]) == 600

    def test_a_cursor_that_moves_up_is_seen_below_the_tools(self, desk):
        page = desk(form_of(make_article(body_en=LONG)), height=600)
        page.locator(".language-en .ProseMirror p").nth(50).click()
        for _line in range(30):
            page.keyboard.press("ArrowUp")
        # The editor scrolls once the browser has told it of the new place of the cursor.
        page.wait_for_function(IS_BELOW_THE_TOOLS)
        assert page.evaluate(IS_BELOW_THE_TOOLS)

    def test_its_panels_close_with_escape_and_when_the_focus_leaves(self, desk):
        page = desk(form_of(make_published()))
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

    def test_a_save_comes_back_to_where_one_wrote(self, desk):
        article = make_article(body_en=LONG)
        page = desk(form_of(article), height=600)
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

    def test_whoever_writes_before_the_page_is_whole_stays_there(self, desk):
        page = desk(form_of(make_article(body_en=LONG)))
        page.locator(".language-en .ProseMirror p").nth(3).click()
        page.keyboard.type("First ")
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
        page.wait_for_timeout(100)
        expect(page.locator("#id_title_en")).to_be_focused()


class TestViews:
    def test_one_language_alone_and_remembered(self, desk):
        article = make_article(languages=("en", "ko"))
        page = desk(form_of(article))
        assert page.is_visible("#id_title_en") and page.is_visible("#id_title_ko")
        page.locator(".views").get_by_role("button", name="Korean").click()
        assert not page.is_visible("#id_title_en") and page.is_visible("#id_title_ko")
        page.reload()
        assert not page.is_visible("#id_title_en") and page.is_visible("#id_title_ko")
        page.locator(".views").get_by_role("button", name="Both").click()
        assert page.is_visible("#id_title_en")

    def test_texts_stand_side_by_side_where_there_is_room(self, desk):
        page = desk(form_of(make_article(languages=("en", "ko"))))
        boxes = [page.locator(f".language-{code}").bounding_box() for code in ("en", "ko")]
        assert boxes[0]["y"] == boxes[1]["y"]
        assert min(box["width"] for box in boxes) > 600
        page.set_viewport_size({"width": 1000, "height": 900})
        boxes = [page.locator(f".language-{code}").bounding_box() for code in ("en", "ko")]
        assert boxes[1]["y"] > boxes[0]["y"]

    @pytest.mark.parametrize(("width", "least"), [(390, 340), (900, 700), (1440, 700)])
    def test_a_new_story_has_lines_of_full_length(self, desk, width, least):
        page = desk("/admin/articles/article/add/", width=width)
        assert page.locator("#id_title_en").bounding_box()["width"] > least

    def test_a_new_story_begins_in_its_headline(self, desk):
        page = desk("/admin/articles/article/add/")
        page.keyboard.type("Harbor")
        assert page.input_value("#id_title_en") == "Harbor"

    def test_a_language_that_others_will_begin_takes_no_room(self, desk):
        page = desk(form_of(make_article()), "English desk")
        assert page.locator("#id_title_en").bounding_box()["width"] > 700

    def test_texts_that_stand_below_each_other_begin_with_the_one_that_waits(self, desk):
        article = make_article(languages=("en", "ko"))
        put_in_review(article, "ko")
        page = desk(form_of(article), "Korean desk", width=900)
        assert page.is_visible("#text-ko") and not page.is_visible("#text-en")

    def test_an_editor_is_as_high_as_its_text(self, desk):
        page = desk(form_of(make_article(body_en=LONG)))
        text = page.locator(".language-en .body-editor__text")
        assert text.evaluate("(box) => box.scrollHeight - box.clientHeight") <= 1
        assert text.bounding_box()["height"] > 1500

    def test_a_long_headline_is_seen_whole(self, desk):
        page = desk(form_of(make_article(title_en="Harbor opens " * 12)))
        assert page.locator("#id_title_en").evaluate("(box) => box.scrollHeight - box.clientHeight") <= 1


class TestShortcuts:
    def test_the_list_opens_and_closes(self, desk):
        page = desk(form_of(make_article()))
        dialog = page.get_by_role("dialog", name="Keyboard shortcuts")
        page.keyboard.press("?")
        assert dialog.get_by_text("Submit English").is_visible()
        page.keyboard.press("Escape")
        assert not dialog.is_visible()
        page.locator(".shortcuts-button").click()
        assert dialog.is_visible()

    def test_letters_stay_letters_where_one_writes(self, desk):
        page = desk(form_of(make_article()))
        page.fill("#id_title_en", "")
        page.keyboard.type("n?/gfv")
        assert page.input_value("#id_title_en") == "n?/gfv"
        page.locator(".language-en .ProseMirror").focus()
        page.keyboard.type("?n")
        assert "?n" in page.locator(".language-en .ProseMirror").inner_text()
        assert not page.get_by_role("dialog").is_visible()

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

    def test_two_keys_lead_to_a_text_and_to_a_part(self, desk):
        page = desk(form_of(make_article(languages=("en", "ko"))))
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

    def test_the_next_step_has_keys_too(self, desk):
        article = make_article()
        page = desk(form_of(article))
        page.focus("#id_title_en")
        with page.expect_navigation():
            page.keyboard.press("Control+Alt+Enter")
        assert stage(article) == Stage.IN_REVIEW

    def test_single_letters_can_be_switched_off(self, desk):
        page = desk("/admin/articles/article/")
        page.locator(".shortcuts-button").click()
        page.get_by_label("Use shortcuts without Ctrl or ⌘").uncheck()
        page.keyboard.press("Escape")
        page.keyboard.press("?")
        page.keyboard.press("n")
        assert not page.get_by_role("dialog").is_visible()
        page.reload()
        page.locator(".shortcuts-button").click()
        assert not page.get_by_label("Use shortcuts without Ctrl or ⌘").is_checked()

    def test_a_list_is_gone_through_by_keys(self, desk):
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


class TestPhone:
    def test_the_text_that_waits_is_read_first(self, desk):
        article = make_article(languages=("en", "ko"))
        put_in_review(article, "ko")
        page = desk(form_of(article), "Korean desk", width=390, height=844)
        assert page.locator(".language-reading:visible").inner_text().startswith("항구 문 열어")
        assert not page.is_visible("#id_title_ko")
        page.get_by_text("Edit Korean").click()
        assert page.is_visible("#id_title_ko")

    def test_a_text_is_approved_with_one_tap_and_returned_with_two(self, desk):
        article = make_whole_article(languages=("en", "ko"))
        put_in_review(article, "ko")
        page = desk(form_of(article), "Korean desk", width=390, height=844)
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

    @pytest.mark.parametrize("width", [320, 390, 768])
    def test_the_bar_fits_whatever_the_languages_stand_at(self, desk, width):
        article = make_published(languages=("en", "ko"))
        rewrite(article, title_en="Harbor opens early", title_ko="항구 일찍 문 열어")
        page = desk(form_of(article), width=width, height=700)
        boxes = [one.bounding_box() for one in page.locator(".bar :is(summary, .chip, button):visible").all()]
        assert len(boxes) > 5
        assert [box for box in boxes if box["x"] < 0 or box["x"] + box["width"] > width] == []

    @pytest.mark.parametrize("width", [320, 390])
    def test_the_bar_of_a_withdrawn_story_fits_and_breaks_no_word(self, desk, width):
        article = make_published(languages=("en", "ko"))
        withdraw(article, "en", by=None, note="It was wrong.")
        put_in_review(article, "ko")
        page = desk(form_of(article), width=width, height=700)
        page.evaluate("document.documentElement.lang = 'ko'")
        shown = page.locator(".bar-buttons :is(button, a, summary):visible")
        assert shown.evaluate_all("all => all.filter((one) => one.scrollWidth > one.clientWidth)") == []
        assert max(box["x"] + box["width"] for box in map(Locator.bounding_box, shown.all())) <= width
        assert page.locator(".bar-buttons .save").bounding_box()["height"] < 48

    @pytest.mark.parametrize("width", [320, 390, 768])
    def test_nothing_scrolls_sideways(self, desk, width):
        page = desk(form_of(make_published(languages=("en", "ko"))), width=width)
        page.locator(".languages details").evaluate_all("all => all.forEach((one) => { one.open = true })")
        page.get_by_role("button", name="Add a source").click()
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
