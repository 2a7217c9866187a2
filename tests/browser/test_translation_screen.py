"""The translation screen in a real Chromium, with a keyboard and an input method."""

import re

import pytest
from playwright.sync_api import expect

from articles.models import Article, LanguageProgress, Stage
from articles.translations.segments import leave_out_unit, segment_change
from articles.workflow.edit_session import editing
from articles.workflow.transitions import perform
from tests.browser.writing import InputMethod
from tests.factories import make_article, make_user
from tests.waiting import intercept, until

pytestmark = pytest.mark.django_db(transaction=True)

BODY = (
    "<p>The harbor opens on Monday. Ships wait.</p>"
    '<p>See <a href="https://a.example/">the plan</a> for details.</p>'
    "<ul><li><p>Grain for the north</p></li></ul>"
)
KOREAN = [
    "항구 문 열어",
    "시험항구가 다음 주 월요일에 문을 연다고 항만사무소가 밝혔다.",
    "항구가 월요일에 열린다.",
]


@pytest.fixture
def translator():
    return make_user("translator", role="Korean translators")


@pytest.fixture
def screen_of(page_of):
    """Return a function that opens the translation screen of a story as a user."""

    def open_screen(article, user, **options):
        page = page_of(user, f"/admin/translations/{article.pk}/ko/", **options)
        page.wait_for_load_state()
        return page

    return open_screen


def fields(page):
    return page.locator(".seg textarea")


def until_saved(page):
    page.wait_for_timeout(50)
    page.locator("[data-translation-saved][data-state=saved]").wait_for()


def korean(article):
    return Article.objects.get(pk=article.pk).body_ko


class TestKeyboard:
    def test_a_story_is_translated_and_submitted_without_the_mouse(self, screen_of, translator):
        article = make_article(body_en=BODY)
        page = screen_of(article, translator)
        page.keyboard.press("Alt+ArrowDown")
        for text in KOREAN:
            page.keyboard.insert_text(text)
            page.keyboard.press("Control+Enter")
        page.keyboard.insert_text("자세한 내용은 ")
        page.keyboard.press("Alt+1")
        page.keyboard.insert_text("계획")
        page.keyboard.press("End")
        page.keyboard.insert_text("을 보라.")
        page.keyboard.press("Control+Enter")
        page.locator(".seg:focus-within.role-li").wait_for()
        page.keyboard.insert_text("북쪽으로 가는 곡물")
        page.keyboard.press("Control+Enter")
        until_saved(page)
        assert page.locator("[data-translation-rows] .seg.is-settled").count() == 5
        page.keyboard.press("Control+Alt+Enter")
        page.locator(".messagelist .success").wait_for()
        assert '<a href="https://a.example/">계획</a>을 보라.' in korean(article)
        assert LanguageProgress.objects.get(article=article, language="ko").stage == Stage.IN_REVIEW

    def test_what_is_saved_already_is_submitted_by_mouse_as_well(self, screen_of, translator):
        article = make_article(body_en=BODY, title_ko="항구 문 열어")
        page = screen_of(article, translator)
        page.get_by_role("button", name="Submit for review").click()
        reasons = page.locator(".messagelist .error")
        expect(reasons).to_have_count(2)  # nothing but the headline is written
        assert LanguageProgress.objects.get(article=article, language="ko").stage == Stage.WRITING
        fields(page).nth(1).fill(KOREAN[1])
        expect(reasons).to_have_count(1)
        fields(page).nth(2).fill(KOREAN[2])
        expect(page.locator(".messagelist")).to_have_count(0)

    def test_who_has_submitted_goes_on_to_the_next_story_by_key(self, screen_of, translator):
        article, waiting = make_article(languages=("en", "ko"), number=" a"), make_article(number=" b")
        perform("submit", waiting, language="en", by=None)
        page = screen_of(article, translator)
        page.keyboard.press("Control+Alt+Enter")
        page.locator(".messagelist .success a").wait_for()
        page.keyboard.press("Alt+q")
        page.wait_for_url(f"**/translations/{waiting.pk}/ko/")
        assert waiting.title_en in page.locator(".seg [lang=en]").first.inner_text()

    def test_a_composition_outlives_the_save_of_its_row_and_keeps_its_keys(self, screen_of, translator):
        article = make_article(body_en=BODY)
        page = screen_of(article, translator)
        page.keyboard.press("Alt+ArrowDown")
        method = InputMethod(page)
        page.keyboard.insert_text("항구 ")
        method.compose("ㅁ", "무", "문")
        page.locator(".seg[data-draft]").wait_for()
        method.compose("문")
        method.commit("문 열어")
        assert fields(page).first.input_value() == "항구 문 열어"
        until_saved(page)
        assert Article.objects.get(pk=article.pk).title_ko == "항구 문 열어"
        self.compose_with_keys_of_the_screen(page, method)
        page.reload()
        page.keyboard.press("Control+Enter")
        expect(page.locator("textarea:focus")).to_have_value("항구 문 열어")
        page.wait_for_load_state("networkidle")
        focused = page.locator(".seg:focus-within[data-draft]")
        assert focused.count() == 1, "the first key leads to what is open and does nothing to it"

    def compose_with_keys_of_the_screen(self, page, method):
        fields(page).nth(1).focus()
        method.compose("ㅎ", "하", "항")
        method.press_enter()
        modifiers = {"altKey": True, "isComposing": True, "bubbles": True, "cancelable": True}
        taken = (
            fields(page)
            .nth(1)
            .evaluate(
                """(field, options) => ["KeyA", "ArrowDown", "Digit1", "KeyL"].filter((code) =>
                !field.dispatchEvent(new KeyboardEvent("keydown", {...options, code, key: code.at(-1)})))""",
                modifiers,
            )
        )
        assert taken == []
        method.commit("항구")
        assert fields(page).nth(1).input_value() == "항구"
        assert fields(page).nth(1).evaluate("field => field === document.activeElement")
        until_saved(page)

    def test_a_change_of_the_source_is_shown_and_mended(self, screen_of, translator):
        texts = {
            "body_en": "<p>One boat left. Two came.</p><p>Rain fell.</p>",
            "body_ko": "<p>배 한 척이 떠났다.</p><p>비가 왔다.</p>",
        }
        article = make_article(languages=("en", "ko"), **texts)
        with editing(article.pk) as story:
            story.body_en = "<p>One boat left. Three came.</p><p>Rain fell.</p>"
        page = screen_of(article, translator)
        [stale] = page.locator(".seg-stale").all()
        assert stale.locator("del").inner_text().endswith("Two")
        assert stale.locator("ins").inner_text().endswith("Three")
        page.keyboard.press("f")
        page.keyboard.press("s")
        expect(page).to_have_url(re.compile("show=stale$"))
        assert page.locator(".seg:visible").count() == 1
        page.keyboard.press("Alt+ArrowDown")
        page.keyboard.insert_text(" 세 척이 왔다.")
        page.keyboard.press("Control+Enter")
        until_saved(page)
        assert page.locator(".seg-stale").count() == 0
        assert korean(article) == "<p>배 한 척이 떠났다. 세 척이 왔다.</p><p>비가 왔다.</p>"


class TestTwoWindows:
    def test_both_words_are_shown_and_one_decides(self, screen_of, translator):
        article = make_article(body_en=BODY)
        mine, theirs = (screen_of(article, translator) for _ in range(2))
        fields(theirs).nth(2).fill("그쪽 말이다.")
        until_saved(theirs)
        fields(mine).nth(2).fill("내 말이다.")
        box = mine.locator(".seg-message[role=alert]")
        box.wait_for()
        assert "그쪽 말이다." in box.inner_text()
        assert fields(mine).nth(2).input_value() == "내 말이다."
        assert korean(article) == "<p>그쪽 말이다.</p>"
        box.get_by_role("button", name="Keep this version").click()
        until_saved(mine)
        assert korean(article) == "<p>내 말이다.</p>"

    def test_to_finish_while_the_draft_is_on_its_way_is_no_conflict_with_oneself(self, screen_of, translator):
        article, held = make_article(body_en=BODY), []
        page = screen_of(article, translator)
        intercept(page, "**/segment/", lambda route: held.append(route), times=1)
        with page.expect_request("**/segment/"):
            fields(page).nth(2).fill("항구가 월요일에")
        fields(page).nth(2).fill("항구가 월요일에 열린다.")
        fields(page).nth(2).press("Control+Enter")
        assert until(page, lambda: held)
        held[0].continue_()
        page.locator(".seg.is-settled").first.wait_for()
        assert page.locator(".seg-message[role=alert]").count() == 0
        assert korean(article) == "<p>항구가 월요일에 열린다.</p>"

    def test_words_whose_segment_was_left_out_are_kept(self, screen_of, translator):
        article = make_article(body_en=BODY, body_ko="<p>항구가 열린다.</p>")
        page = screen_of(article, translator)
        unit = page.locator(".seg").nth(2).get_attribute("data-unit")
        segment_change(leave_out_unit)(article, "ko", unit, by=make_user("desk"), reason="Known here.")
        fields(page).nth(2).fill("항구가 월요일에 열린다.")
        page.locator(".seg-left_out").wait_for()
        for _opened in range(2):
            assert "항구가 월요일에 열린다." in page.locator(".translation-unsaved").inner_text()
            assert page.locator(".seg-message[role=alert]").count() == 0
            page.reload()
        page.locator(".seg-left_out").click()
        page.keyboard.press("Alt+l")
        page.locator(".seg-left_out").wait_for(state="detached")
        page.reload()
        page.get_by_role("button", name="Restore").click()
        until_saved(page)
        assert korean(article) == "<p>항구가 월요일에 열린다.</p>"

    def test_words_whose_source_went_are_kept(self, screen_of, translator):
        article, held = make_article(body_en=BODY), []
        page = screen_of(article, translator)
        intercept(page, "**/segment/", lambda route: held.append(route), times=1)
        with page.expect_request("**/segment/"):
            fields(page).nth(2).focus()
            page.keyboard.insert_text("항구가 월요일에 열린다.")
        with editing(article.pk) as story:
            story.body_en = BODY.replace(
                "The harbor opens on Monday. Ships wait.", "Nothing of this is left here now."
            )
        assert until(page, lambda: held)
        held[0].continue_()
        lost = page.locator(".translation-unsaved")
        lost.wait_for()
        assert "항구가 월요일에 열린다." in lost.inner_text()
        lost.get_by_role("button", name="Restore").click()
        until_saved(page)
        assert korean(article) == "<p>항구가 월요일에 열린다.</p>"


class TestLoss:
    def test_typing_that_never_reached_the_server_is_offered_again(self, screen_of, translator):
        article = make_article(body_en=BODY)
        page = screen_of(article, translator)
        intercept(page, "**/segment/", lambda route: route.abort())
        fields(page).nth(2).focus()
        page.keyboard.insert_text("항구가 월요일에")
        page.locator("[data-translation-offline]").wait_for()
        page.goto("/admin/")
        page.unroute("**/segment/")
        assert korean(article) == ""
        page.goto(f"/admin/translations/{article.pk}/ko/")
        page.get_by_role("button", name="Restore").click()
        assert fields(page).nth(2).input_value() == "항구가 월요일에"
        until_saved(page)
        assert korean(article) == "<p>항구가 월요일에</p>"
        self.lose_a_paragraph_that_is_being_added(page)
        assert korean(article) == "<p>항구가 월요일에</p><p>이 항구는 지난해에 닫혔다.</p>"

    def lose_a_paragraph_that_is_being_added(self, page):
        """See that it is offered as one."""
        intercept(page, "**/segment/", lambda route: route.abort())
        fields(page).nth(2).focus()
        page.keyboard.press("Alt+p")
        page.keyboard.insert_text("이 항구는 지난해에 닫혔다.")
        page.locator("[data-translation-offline]").wait_for()
        page.reload()
        page.unroute("**/segment/")
        assert page.locator(".translation-unsaved").inner_text().startswith("You typed this")
        page.get_by_role("button", name="Restore").click()
        until_saved(page)
        page.locator(".seg-added").wait_for()

    def test_after_an_expired_login_it_is_saved_once_one_is_back(self, screen_of, translator):
        article = make_article(body_en=BODY)
        page = screen_of(article, translator)
        cookies = page.context.cookies()
        page.context.clear_cookies(name="sessionid")
        fields(page).nth(2).focus()
        page.keyboard.insert_text("항구가 월요일에")
        page.locator("[data-translation-logged-out]").wait_for()
        expect(page.locator("[data-translation-saved]")).to_have_attribute("data-state", "unsent")
        page.context.add_cookies(cookies)
        until_saved(page)
        expect(page.locator("[data-translation-logged-out]")).to_be_hidden()
        assert korean(article) == "<p>항구가 월요일에</p>"

    def test_what_the_server_will_not_take_keeps_nothing_else_waiting(self, screen_of, translator):
        article = make_article(body_en=BODY)
        page = screen_of(article, translator)
        refused = {"status": 403, "content_type": "text/html", "body": ""}
        intercept(page, "**/segment/", lambda route: route.fulfill(**refused), times=3)
        fields(page).nth(2).fill("항구가 월요일에")
        page.locator(".seg-refused").wait_for()
        fields(page).nth(4).fill("북쪽으로 가는 곡물")
        page.locator(".role-li[data-draft]").wait_for()
        assert "곡물" in korean(article) and "월요일" not in korean(article)

    @pytest.fixture
    def stale(self, screen_of, translator):
        """Return the page of a story with one stale segment, with the cursor at its end."""
        texts = {"body_en": "<p>Two came.</p>", "body_ko": "<p>둘이 왔다.</p>"}
        article = make_article(languages=("en", "ko"), **texts)
        with editing(article.pk) as story:
            story.body_en = "<p>Three came.</p>"
        page = screen_of(article, translator)
        page.locator(".seg-stale textarea").focus()
        page.keyboard.press("End")
        return page

    def test_what_is_refused_is_not_accepted_and_what_is_typed_while_it_is_saved_is_saved_too(self, stale):
        stale.keyboard.insert_text(" 셋⟨9⟩")
        stale.keyboard.press("Alt+a")
        stale.locator(".seg-stale .seg-refused").wait_for()
        stale.wait_for_load_state("networkidle")
        assert stale.locator(".seg-stale textarea").input_value() == "둘이 왔다. 셋⟨9⟩"
        expect(stale.locator("[data-translation-saved]")).to_have_attribute("data-state", "unsent")
        for _character in "⟨9⟩":
            stale.keyboard.press("Backspace")
        held = []
        intercept(stale, "**/segment/", lambda route: held.append(route), times=1)
        with stale.expect_request("**/segment/"):
            stale.keyboard.press("Alt+a")
        stale.keyboard.insert_text("이다.")
        assert until(stale, lambda: held)
        held[0].continue_()
        assert until(stale, lambda: "셋이다." in Article.objects.get().body_ko)

    def test_typing_on_beside_an_offer_leaves_it_there(self, screen_of, translator):
        page = screen_of(make_article(body_en=BODY), translator)
        page.evaluate(
            """() => {
                const {user, story} = document.querySelector(".translation-screen").dataset;
                const {unit} = document.querySelectorAll(".seg")[2].dataset;
                localStorage.setItem(`translations ${user} ${story} ko ${unit}`, '{"texts": ["먼저 쓴 말"]}');
            }"""
        )
        page.reload()
        fields(page).nth(2).fill("나중에 쓴 말")
        until_saved(page)
        page.reload()
        assert "먼저 쓴 말" in page.locator(".translation-unsaved").inner_text()
        assert fields(page).nth(2).input_value() == "나중에 쓴 말"
