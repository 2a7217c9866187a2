"""Saving the form of a story without leaving it: cursor, undo history, rows, errors."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.test import Client
from playwright.sync_api import expect

from articles.models import Article, Source
from tests.browser.test_two_at_once import BODY, browser_of, write_in
from tests.browser.writing import IS_SAVED, settle
from tests.factories import make_article, make_user
from tests.waiting import intercept, until

__all__ = ["browser_of"]

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def form_of(browser_of):
    """A function that opens a story's form as a managing editor, and marks the page."""

    def open_form(article, **options):
        page = browser_of(article, make_user("editor", role="Managing editors"), **options)
        page.evaluate("() => { window.isFirst = true }")
        return page

    return open_form


def is_first(page):
    return page.evaluate("() => window.isFirst === true")


def save(page):
    page.keyboard.press("Control+s")
    expect(page.locator(".bar-saved")).to_have_text("All changes saved")


class TestEditor:
    def test_cursor_and_undo_history_outlive_the_save(self, form_of):
        page = form_of(make_article(body_en=BODY))
        write_in(page, 0, " It is old.")
        save(page)
        assert "It is old." in Article.objects.get().body_en
        page.keyboard.press("Control+z")
        expect(page.locator(".language-en .ProseMirror")).not_to_contain_text("It is old.")
        expect(page.locator(".bar-saved")).to_have_text("Unsaved changes")
        save(page)
        assert Article.objects.get().body_en == BODY
        page.fill("#id_title_en", "Harbor opens late")
        page.locator("#id_title_en").press("Home")
        save(page)
        assert is_first(page)
        focus = page.evaluate("() => [document.activeElement.id, document.activeElement.selectionEnd]")
        assert focus == ["id_title_en", 0]
        expect(page.locator("h1")).to_have_text("Harbor opens late")
        page.locator("#id_title_en").press("Control+z")
        assert page.input_value("#id_title_en") != "Harbor opens late"

    def test_quotation_marks_of_the_server_are_shown_without_a_conflict(self, form_of):
        page = form_of(make_article(body_en=BODY))
        write_in(page, 0, ' He says: "Come in." ')
        save(page)
        text = page.locator(".language-en .ProseMirror")
        expect(text).to_contain_text("“Come in.”")
        page.keyboard.type("Now.")
        save(page)
        assert "“Come in.” Now." in Article.objects.get().body_en
        expect(page.locator(".messagelist .warning, .errornote")).to_have_count(0)


class TestRows:
    def test_a_new_row_that_is_saved_twice_is_one_and_a_deleted_one_is_gone(self, form_of):
        article = make_article(body_en=BODY)
        for name in "abc":
            Source.objects.create(article=article, url=f"https://example.org/{name}")
        page = form_of(article)
        self.add_row(page, 3, "d")
        save(page)
        page.fill("#id_sources-3-name_en", "Harbor office")
        save(page)
        assert Source.objects.get(name_en="Harbor office").url == "https://example.org/d"
        assert Source.objects.count() == 4
        self.add_row(page, 4, "e")
        page.check("#id_sources-0-DELETE")
        save(page)
        expect(page.locator("#sources-group .inline-related:not(.empty-form)")).to_have_count(4)
        self.add_row(page, 4, "f")  # the others are counted again
        page.locator("#id_sources-1-DELETE").check()
        save(page)
        assert is_first(page)
        urls = Source.objects.order_by("pk").values_list("url", flat=True)
        assert "".join(url[-1] for url in urls) == "bdef"

    def add_row(self, page, number, name):
        page.locator("#sources-group .add-row a").click()
        page.fill(f"#id_sources-{number}-url", f"https://example.org/{name}")


class TestRefusal:
    def test_errors_stand_at_their_fields_and_the_text_stays(self, form_of):
        page = form_of(make_article(body_en=BODY))
        write_in(page, 0, " It is old.")
        page.locator("#sources-group .add-row a").click()
        page.fill("#id_sources-0-url", "nowhere at all")
        page.keyboard.press("Control+s")
        expect(page.locator("#sources-0 .errorlist")).to_be_visible()
        expect(page.locator("#id_sources-0-url")).to_be_focused()
        expect(page.locator(".errornote a")).to_have_count(1)
        expect(page.locator(".bar-saved")).to_have_text(re.compile("Unsaved changes|Draft saved"))
        page.fill("#id_sources-0-url", "https://example.org/a")
        save(page)
        assert is_first(page)
        expect(page.locator(".errornote, .errorlist, [aria-invalid]")).to_have_count(0)
        assert "It is old." in Article.objects.get().body_en
        assert Source.objects.count() == 1


class TestAnswers:
    def test_what_is_typed_before_the_answer_is_not_saved_and_says_so(self, form_of):
        page = form_of(make_article(body_en=BODY))
        held = []
        intercept(page, "**/change/", lambda route: route.continue_() if held else held.append(route))
        write_in(page, 0, " It is old.")
        page.keyboard.press("Control+s")
        expect(page.locator(".bar-saved")).to_have_text("Saving…")
        page.keyboard.type(" Very old.")
        assert until(page, lambda: held)
        held[0].continue_()
        expect(page.locator(".bar-saved")).to_have_text(re.compile("Unsaved changes|Draft saved"))
        assert "It is old. Very old." in page.locator(".language-en .ProseMirror").inner_text()
        page.wait_for_function("() => document.querySelector('[name=version_en]').value > 1")
        save(page)
        assert "It is old. Very old." in Article.objects.get().body_en
        assert page.locator(".messagelist .warning").count() == 0

    def test_a_busy_server_is_asked_again_and_so_is_one_after_an_expired_login(self, form_of, live_server):
        page = form_of(make_article(body_en=BODY), expect_problems=True)
        answers = []

        def answer(route):
            if route.request.method == "POST" and not answers:
                answers.append(route.fulfill(status=503, content_type="text/html", body="busy"))
            else:
                route.continue_()

        intercept(page, "**/change/", answer)
        write_in(page, 0, " It is old.")
        page.keyboard.press("Control+s")
        expect(page.locator(".presence-lost")).to_contain_text("Saving waits until it does")
        page.wait_for_function(IS_SAVED)
        assert is_first(page)
        assert "It is old." in Article.objects.get().body_en
        page.unroute("**/change/")
        self.save_after_the_next_login(page, live_server)

    def save_after_the_next_login(self, page, live_server):
        write_in(page, 0, " Very old.")
        Session.objects.all().delete()
        page.keyboard.press("Control+s")
        expect(page.locator(".presence-out")).to_be_visible()
        client = Client()
        client.force_login(get_user_model().objects.get(username="editor"))
        session = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
        page.context.add_cookies([session])
        page.wait_for_function(IS_SAVED)
        assert is_first(page)
        assert "It is old. Very old." in Article.objects.get().body_en

    def test_a_refusal_that_is_not_expected_is_submitted_once_and_as_usual(self, form_of):
        page = form_of(make_article(body_en=BODY), expect_problems=True)
        posts = []

        def refuse_the_first(route):
            if route.request.method == "POST":
                posts.append(route.request.is_navigation_request())
            if posts == [False]:
                return route.fulfill(status=403, content_type="text/html", body="No.")
            return route.continue_()

        intercept(page, "**/change/", refuse_the_first)
        # The script of the drafts hears nothing, and holds back what is submitted until it does.
        intercept(
            page,
            "**/autosave/",
            lambda route: route.abort() if route.request.method == "POST" else route.continue_(),
        )
        write_in(page, 0, " It is old.")
        expect(page.locator(".presence-lost")).to_be_visible()
        with page.expect_navigation():
            page.keyboard.press("Control+s")
        assert posts == [False, True]
        assert "It is old." in Article.objects.get().body_en

    @pytest.mark.parametrize("is_refused", [False, True])
    def test_another_button_waits_and_is_pressed_only_if_the_page_stays(self, form_of, is_refused):
        page = form_of(make_article(body_en=BODY), expect_problems=True)
        posts = []

        def hold_the_first(route):
            if route.request.method == "POST":
                posts.append(route)
            if len(posts) != 1:
                route.continue_()

        intercept(page, "**/change/", hold_the_first)
        write_in(page, 0, " It is old.")
        page.keyboard.press("Control+s")
        expect(page.locator(".bar-saved")).to_have_text("Saving…")
        page.locator(".bar-story > summary").click()
        page.get_by_role("button", name="Save and close").first.click()
        assert until(page, lambda: posts)
        with page.expect_navigation():
            posts[0].fulfill(status=403, body="No.") if is_refused else posts[0].continue_()
        page.wait_for_load_state()
        assert page.url.endswith("/change/") == is_refused
        assert ["_save" in route.request.post_data for route in posts] == [False, not is_refused]
        assert "It is old." in Article.objects.get().body_en

    def test_a_draft_that_is_kept_before_the_server_is_found_there_saves_once(self, form_of):
        page = form_of(make_article(body_en=BODY))
        asked, is_away, posts = [], [True], []

        def answer(route):
            if route.request.method == "GET":
                asked.append(route)
            elif is_away:
                route.abort()
            else:
                route.continue_()

        intercept(page, "**/autosave/", answer)
        page.on("request", lambda one: posts.append(one) if one.url.endswith("/change/") else None)
        write_in(page, 0, " It is old.")
        expect(page.locator(".presence-lost")).to_be_visible()
        page.keyboard.press("Control+s")
        assert until(page, lambda: asked)
        is_away.clear()
        page.wait_for_function(IS_SAVED)
        with page.expect_response(lambda one: one.url.endswith("/autosave/") and one.request.method == "GET"):
            asked[0].continue_()
        settle(page)
        assert [one.method for one in posts] == ["POST", "GET"]
        assert "It is old." in Article.objects.get().body_en

    def test_a_refusal_shows_that_the_server_is_there_whose_answer_to_a_draft_was_lost(self, form_of):
        page = form_of(make_article(body_en=BODY), expect_problems=True)
        drafts = []

        def refuse_in_place(route):
            if route.request.resource_type == "fetch":
                route.fulfill(status=403, content_type="text/html", body="No.")
            else:
                route.continue_()

        intercept(page, "**/autosave/", lambda route: drafts.append(route))
        intercept(page, "**/change/", refuse_in_place)
        write_in(page, 0, " It is old.")
        assert until(page, lambda: drafts)
        page.keyboard.press("Control+s")
        with page.expect_navigation(wait_until="commit"):
            drafts[0].abort()
        assert "GET" not in [one.request.method for one in drafts]
        assert "It is old." in Article.objects.get().body_en
