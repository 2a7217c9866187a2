"""Unsaved typing survives the end of browser, server and login. Other users of the form are named."""

import os
import re
import shutil
import signal

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from playwright.sync_api import expect

from articles.models import Article, LanguageProgress, Presence, Stage, UnsavedTyping
from newsroom.confidential.models import RestrictedStory, RestrictedStoryDraft
from tests.browser.test_two_at_once import BODY, browser_of, two, write_in
from tests.browser.writing import IS_SAVED, InputMethod, drafts_held, save, settle
from tests.conftest import BROWSER_ARGUMENTS, BROWSERS
from tests.factories import make_article, make_author, make_user
from tests.waiting import PATIENCE, intercept, until

__all__ = ["browser_of", "two"]

pytestmark = pytest.mark.django_db(transaction=True)

# Typing is kept after 2.5 s, and sent again after 3 s. Here a fifth of that, so that tests need not wait.
HASTE = """{
    const later = window.setTimeout
    const hasten = (delay) => (delay === 2500 || delay === 3000 ? delay / 5 : delay)
    window.setTimeout = (act, delay, ...more) => later(act, hasten(delay), ...more)
}"""
A_WHILE = 1000  # milliseconds: longer than the delay of an autosave


@pytest.fixture(scope="module")
def hastened():
    """The contexts of pages that are in haste already."""
    return set()


@pytest.fixture
def same_page(same_page, hastened):
    """Pages in haste."""

    def open_page(**options):
        page = same_page(**options)
        if page.context not in hastened:
            page.context.add_init_script(HASTE)
            hastened.add(page.context)
        return page

    return open_page


@pytest.fixture
def reporter():
    return make_user("reporter", role="Reporters", first_name="Bora", last_name="Example")


def stage_of(article):
    return LanguageProgress.objects.get(article=article, language="en").stage


def log_in(page, user, live_server):
    """Log a user in, in another window of the page's browser."""
    client = Client()
    client.force_login(user)
    session = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    page.context.add_cookies([session])


def kept_fields():
    """Return the names of the fields that are autosaved."""
    return {name for kept in UnsavedTyping.objects.all() for name in kept.fields}


def until_kept(page):
    """Wait for the first draft. That a later one is kept, too, the page does not say."""
    page.locator(".bar-saved", has_text="Draft saved").wait_for()


def until_held(page, words, drafts=UnsavedTyping):
    """Wait until the server keeps words, beside what it may have kept before they were typed."""
    assert until(page, lambda: any(words in str(kept.fields) for kept in drafts.objects.all()))


@pytest.fixture
def doomed(chromium, live_server):
    """A function that opens a story's form in a browser of its own, and one that kills that browser."""
    browser = chromium.browser_type.launch(
        executable_path=next(filter(None, map(shutil.which, BROWSERS))), args=BROWSER_ARGUMENTS
    )

    def open_doomed(article, user):
        client = Client()
        client.force_login(user)
        context = browser.new_context(base_url=live_server.url, locale="en-US")
        context.set_default_timeout(PATIENCE)
        context.add_init_script(HASTE)
        session = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
        context.add_cookies([session])
        page = context.new_page()
        page.goto(f"/admin/articles/article/{article.pk}/change/")
        page.wait_for_load_state()
        return page

    def kill():
        processes = browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")["processInfo"]
        [main] = [one["id"] for one in processes if one["type"] == "browser"]
        os.kill(main, signal.SIGKILL)

    yield open_doomed, kill
    if browser.is_connected():
        browser.close()


class TestKilledBrowser:
    def test_what_was_typed_five_seconds_before_is_offered_and_taken_in(self, doomed, browser_of, reporter):
        open_doomed, kill = doomed
        article = make_article(languages=("en", "ko"), body_en=BODY)
        page = open_doomed(article, reporter)
        write_in(page, 0, " It is old.")
        page.fill("#id_title_ko", "항구 일찍 문 열어")
        assert until(page, lambda: kept_fields() == {"body_en", "title_ko"})
        page.get_by_role("button", name="Add a source").click()
        page.fill("#id_sources-0-name_en", "Harbor office")
        until_held(page, "Harbor office")
        kill()
        again = browser_of(article, reporter)
        assert "You have unsaved changes from" in again.locator(".draft").inner_text()
        again.get_by_role("link", name="Restore them").click()
        again.wait_for_load_state()
        expect(again.locator(".language-en .ProseMirror")).to_contain_text("It is old.")
        assert again.input_value("#id_title_ko") == "항구 일찍 문 열어"
        assert again.input_value("#id_sources-0-name_en") == "Harbor office"
        expect(again.locator(".bar-saved")).to_have_text(re.compile("Unsaved changes|Draft saved"))
        save(again)
        article.refresh_from_db()
        assert "It is old." in article.body_en and article.title_ko == "항구 일찍 문 열어"
        assert article.sources.get().name_en == "Harbor office"
        assert not UnsavedTyping.objects.exists()

    def test_a_page_that_is_closed_sends_the_rest(self, browser_of, reporter):
        article = make_article(body_en=BODY)
        page = browser_of(article, reporter)
        write_in(page, 0, " It is old.")
        again = page.context.new_page()
        page.close(run_before_unload=False)
        assert until(again, lambda: kept_fields() == {"body_en"})
        again.goto(f"/admin/articles/article/{article.pk}/change/")
        expect(again.locator(".draft")).to_have_count(1)

    def test_a_new_story_is_offered_where_a_new_one_begins(self, browser_of, reporter):
        page = browser_of(make_article(), reporter)
        page.goto("/admin/articles/article/add/")
        page.fill("#id_title_en", "Harbor closes")
        until_kept(page)
        page.goto("/admin/articles/article/add/")
        page.get_by_role("link", name="Restore them").click()
        page.wait_for_load_state()
        assert page.input_value("#id_title_en") == "Harbor closes"
        save(page)
        assert Article.objects.filter(title_en="Harbor closes").count() == 1
        assert not UnsavedTyping.objects.exists()


class TestRestrictedStory:
    def test_it_is_kept_in_its_own_table_and_restored(self, browser_of, reporter):
        story = RestrictedStory.objects.create(title_en="Harbor chief", body_en=BODY, held_by=reporter)
        page = browser_of(make_article(), reporter)
        address = f"/admin/confidential/restrictedstory/{story.pk}/change/"
        page.goto(address)
        page.fill("#id_title_en", "Harbor chief is dead")
        page.locator(".field-body_en .ProseMirror > *").first.click()
        settle(page)
        page.keyboard.press("End")
        page.keyboard.type(" It is old.")
        until_held(page, "It is old.", RestrictedStoryDraft)
        again = page.context.new_page()
        page.close(run_before_unload=False)
        again.goto(address)
        again.get_by_role("link", name="Restore them").click()
        again.wait_for_load_state()
        assert again.input_value("#id_title_en") == "Harbor chief is dead"
        save(again)
        story.refresh_from_db()
        assert "It is old." in story.body_en
        assert not (RestrictedStoryDraft.objects.exists() or UnsavedTyping.objects.exists())


class TestKeeping:
    def test_it_is_said_once_and_nothing_is_asked_on_leaving(self, browser_of, reporter):
        article = make_article(body_en=BODY)
        page = browser_of(article, reporter, is_new=True)
        asked = []
        page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
        with drafts_held(page):
            write_in(page, 0, " It is old.")
            assert page.locator(".bar-saved").inner_text() == "Unsaved changes"
        until_kept(page)
        assert until(page, lambda: Presence.objects.count() == 1)
        page.goto("/admin/")
        assert asked == []
        assert until(page, lambda: Presence.objects.count() == 0), "who leaves the page is gone"
        assert article.history.count() == 1

    def test_what_is_not_new_is_not_kept(self, browser_of, reporter):
        make_author(user=reporter)
        page = browser_of(make_article(), reporter)
        self.leave_a_new_story_with_their_byline(page)
        page.go_back()
        page.fill("#id_title_en", "Harbor closes")
        until_kept(page)
        page.fill("#id_title_en", "Harbor opens")
        assert until(page, lambda: not UnsavedTyping.objects.exists()), "it came back to where it was"
        page.fill("#id_title_en", "Harbor closes")
        until_held(page, "Harbor closes")
        page.fill("#id_title_en", "Harbor closes early")
        save(page)
        page.wait_for_timeout(A_WHILE)
        assert not UnsavedTyping.objects.exists(), "a save keeps nothing"
        assert page.locator(".bar-saved").inner_text() == "All changes saved"

    def leave_a_new_story_with_their_byline(self, page):
        """See that it is not kept before they write."""
        page.goto("/admin/articles/article/add/")
        expect(page.locator("#id_bylines-0-author option[selected]")).to_have_count(1)
        page.wait_for_timeout(A_WHILE)
        assert not UnsavedTyping.objects.exists()

    def test_a_save_that_leaves_the_form_waits_for_the_draft_that_was_sent_before_it(
        self, browser_of, reporter
    ):
        page = browser_of(make_article(), reporter)
        drafts, saves = [], []
        intercept(page, "**/autosave/", lambda route: drafts.append(route))
        page.on("request", lambda one: saves.append(one) if one.url.endswith("/change/") else None)
        page.fill("#id_title_en", "Harbor closes")
        assert until(page, lambda: any("typed" in route.request.post_data for route in drafts))
        page.fill("#id_title_en", "Harbor closes early")
        page.locator(".bar-story > summary").click()
        page.get_by_role("button", name="Save and close").first.click()
        page.wait_for_timeout(A_WHILE / 2)
        assert saves == []
        with page.expect_navigation():
            for route in drafts:
                route.continue_()
        assert [one.method for one in saves] == ["POST"]
        assert Article.objects.get().title_en == "Harbor closes early"
        assert not UnsavedTyping.objects.exists()

    def test_dropped_typing_is_not_offered_again_and_what_was_typed_since_is_kept(self, browser_of, reporter):
        page = browser_of(make_article(), reporter)
        page.fill("#id_title_en", "Harbor closes")
        until_kept(page)
        page.reload()
        with page.expect_navigation():
            page.get_by_role("button", name="Discard").press("Enter")
        assert page.locator(".draft").count() == 0
        assert page.input_value("#id_title_en") == "Harbor opens"
        page.fill("#id_title_en", "Harbor closes")
        until_kept(page)
        page.reload()
        page.fill("#id_summary_en", "It was just typed.")
        with page.expect_navigation():
            page.get_by_role("button", name="Discard").click()
        assert "Summary" in page.locator(".draft").inner_text()
        assert "Headline" in page.locator(".dropped").first.inner_text()
        page.get_by_role("link", name="Restore the draft").first.click()
        page.wait_for_load_state()
        assert page.input_value("#id_title_en") == "Harbor closes"


class TestLogin:
    def test_an_expired_login_is_told_and_typing_goes_on_after_the_next(self, browser_of, reporter):
        article = make_article()
        page = browser_of(article, reporter)
        Session.objects.all().delete()
        page.fill("#id_title_en", "Harbor closes")
        page.wait_for_selector(".presence-out:visible")
        assert "You are logged out" in page.locator(".presence-out").inner_text()
        assert until(page, lambda: "Harbor closes" in page.evaluate("JSON.stringify(localStorage)"))
        with page.context.expect_page() as opened:
            page.get_by_role("link", name="Log in (opens in a new window)").click()
        window = opened.value
        window.fill("[name=login]", "reporter")
        window.fill("[name=password]", "correct horse battery")
        window.locator("[type=submit]").first.click()
        window.wait_for_url("**/change/")
        until_kept(page)
        save(page)
        article.refresh_from_db()
        assert article.title_en == "Harbor closes"


class TestServerAway:
    def test_this_browser_keeps_what_cannot_be_sent_and_saving_waits(self, browser_of, reporter):
        article = make_article()
        page = browser_of(article, reporter, expect_problems=True)
        page.context.set_offline(True)
        page.fill("#id_title_en", "Harbor closes")
        page.wait_for_selector(".presence-lost:visible")
        page.context.set_offline(False)
        page.wait_for_selector(".presence-lost", state="hidden")
        assert UnsavedTyping.objects.get().fields == {"title_en": ["Harbor closes"]}
        page.context.set_offline(True)
        page.get_by_role("button", name="Save", exact=True).click()
        notice = page.get_by_text("Saving waits until it does")
        notice.wait_for()
        page.mouse.wheel(0, 20_000)
        page.wait_for_function("() => scrollY > 300")
        bar = page.locator(".bar").bounding_box()
        assert abs(notice.bounding_box()["y"] - bar["y"] - bar["height"]) < 24
        page.fill("#id_title_en", "Harbor closes early")
        page.context.set_offline(False)
        page.wait_for_function(IS_SAVED)
        article.refresh_from_db()
        assert article.title_en == "Harbor closes early"

    def test_an_action_is_taken_only_once_its_person_is_back(self, browser_of, reporter, live_server):
        article = make_article()
        page = browser_of(article, reporter, expect_problems=True)
        Session.objects.all().delete()
        page.fill("#id_title_en", "Harbor closes")
        page.wait_for_selector(".presence-out:visible")
        log_in(page, make_user("dana"), live_server)
        with page.expect_response("**/autosave/"):
            page.get_by_role("button", name="Submit English").click()
        page.wait_for_event("response", lambda one: one.url.endswith("/autosave/"))  # it is asked again
        assert stage_of(article) == Stage.WRITING
        with page.expect_navigation():
            log_in(page, reporter, live_server)
        assert stage_of(article) == Stage.IN_REVIEW

    def test_two_windows_are_kept_apart(self, browser_of, reporter):
        page = browser_of(make_article(), reporter, expect_problems=True)
        other = page.context.new_page()
        pages = [page, other]
        for one in pages:
            one.goto("/admin/articles/article/add/")
        page.context.set_offline(True)
        for one, words in zip(pages, ("Harbor closes", "Bridge opens"), strict=True):
            one.fill("#id_title_en", words)
            one.wait_for_selector(".presence-lost:visible")
        again = page.context.new_page()
        for one in pages:
            one.close(run_before_unload=False)
        page.context.set_offline(False)
        again.goto("/admin/articles/article/add/")
        again.wait_for_selector(".draft >> nth=1")
        assert again.locator(".draft").count() == 2


class TestPresence:
    def test_two_people_see_each_other_and_what_the_other_does(self, two):
        article = make_article(languages=("en", "ko"), body_en=BODY)
        one, other = two(article)
        other.reload()
        other.wait_for_selector(".presence-people li")
        assert "Bora Example has this story open." in other.locator(".presence-people").inner_text()
        one.fill("#id_title_en", "Harbor closes")
        until_kept(one)
        other.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        other.wait_for_selector(".presence-people .is-typing")
        told = other.locator(".presence-people").inner_text()
        assert "Bora Example has unsaved changes to the English text." in told
        save(one)
        other.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        other.wait_for_selector(".presence-saved:visible")
        assert "Bora Example saved the English text." in other.locator(".presence-saved").inner_text()
        other.get_by_role("link", name="Review changes").click()
        expect(other.locator("#id_title_en")).to_have_value("Harbor closes")


class TestComposing:
    def test_an_input_method_is_left_alone_while_typing_is_kept(self, browser_of, reporter):
        page = browser_of(make_article(languages=("ko",)), reporter)
        page.locator(".language-ko .ProseMirror").click()
        method = InputMethod(page)
        method.compose("ㅎ", "하")
        page.wait_for_timeout(A_WHILE)
        method.compose("한", "한ㄱ")
        method.commit("한글")
        until_kept(page)
        assert "한글" in page.locator(".language-ko .ProseMirror").inner_text()
