"""Actions in the drawer beside the text of a story, by visible labels."""

import re

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from articles.models import Edition, LanguageProgress, Stage
from articles.workflow.notes import write_note
from articles.workflow.transitions import perform
from tests.browser.axe import faults, is_wider
from tests.browser.clicks import Clicks
from tests.browser.test_two_at_once import browser_of
from tests.factories import LANGUAGES, approve, make_article, make_published, make_user, make_whole_article
from tests.waiting import intercept

__all__ = ["browser_of"]

pytestmark = pytest.mark.django_db(transaction=True)
WIDTHS = pytest.mark.parametrize("width", [1440, 390])


@pytest.fixture
def editor():
    return make_user("dana", first_name="Dana")


def button(page, name):
    return page.get_by_role("button", name=name, exact=True)


def drawer(page):
    return page.get_by_role("dialog")


def stage(article, language="en"):
    return LanguageProgress.objects.get(article=article, language=language).stage


def in_review():
    article = make_whole_article()
    perform("submit", article, language="en", by=make_user("writer", role="Reporters"))
    return article


class TestPublishing:
    @WIDTHS
    def test_warnings_and_open_notes_are_read_beside_the_text_and_it_is_published(
        self, browser_of, editor, width
    ):
        article = make_article()
        approve(article, "en")
        place = {"language": "en", "field": "title", "passage": "Harbor opens"}
        write_note(article, "Which harbor?", by=editor, **place)
        page = browser_of(article, editor, width=width)
        clicks = Clicks(page)
        clicks.click(button(page, "Publish English"))
        expect(drawer(page).get_by_role("heading", name="English: Publish now")).to_be_visible()
        expect(drawer(page).get_by_role("heading", name="1 open note")).to_be_visible()
        expect(drawer(page).get_by_text("Which harbor?").first).to_be_visible()
        assert not faults(page)
        assert not is_wider(page)
        clicks.click(drawer(page).get_by_label("I have reviewed these."))
        clicks.click(button(drawer(page), "Publish now"))
        expect(page.get_by_text("English: Published.")).to_be_visible()
        clicks.report(f"Publish with warnings from the drawer at {width} px")
        address = Edition.objects.get().get_absolute_url()
        link = page.get_by_role("link", name="View the English page", exact=True)
        expect(link).to_have_attribute("href", address)
        assert not faults(page)
        assert (clicks.count, clicks.pages, Edition.objects.count()) == (3, 1, 1)

    def test_open_notes_are_read_before_an_approval(self, browser_of, editor):
        article = in_review()
        write_note(article, "Which harbor?", by=editor, language="en")
        page = browser_of(article, editor, width=390)
        button(page, "Approve English").click()
        expect(drawer(page).get_by_role("heading", name="1 open note")).to_be_visible()
        assert stage(article) == Stage.IN_REVIEW
        button(drawer(page), "Approve").click()
        expect(page.get_by_text("English: Approved.")).to_be_visible()
        assert stage(article) == Stage.APPROVED

    @pytest.mark.parametrize(
        ("width", "locale", "words"),
        [
            (1440, "en-US", "Publishing will show these findings. They do not block the approval."),
            (390, "ko-KR", "발행할 때 나올 점검 결과입니다. 승인을 막지는 않습니다."),
        ],
    )
    def test_findings_are_read_before_an_approval_and_one_press_more_approves(
        self, browser_of, editor, width, locale, words
    ):
        article = in_review()
        article.sources.all().delete()
        page = browser_of(article, editor, width=width, locale=locale)
        clicks = Clicks(page)
        clicks.click(page.locator("button[value='approve:en']").first)
        expect(drawer(page).get_by_text(words)).to_be_visible()
        assert not faults(page)
        assert not is_wider(page)
        assert stage(article) == Stage.IN_REVIEW
        with page.expect_navigation():
            clicks.click(drawer(page).locator(".submit-row [type=submit]"))
        clicks.report(f"approve with findings from the drawer at {width} px")
        assert (stage(article), clicks.count) == (Stage.APPROVED, 2)

    @WIDTHS
    def test_a_refused_publication_keeps_what_was_typed(self, browser_of, editor, width):
        article = make_published(languages=LANGUAGES)
        page = browser_of(article, editor, width=width)
        expect(button(page, "Publish the change…")).to_be_hidden()
        page.get_by_text("English", exact=True).first.click()
        button(page, "Add a correction note to the same text…").click()
        expect(drawer(page).get_by_text("Nothing differs from the live edition.")).to_be_visible()
        assert not faults(page)
        button(drawer(page), "Add a correction note to the same text…").click()
        expect(page.get_by_label("Correction", exact=True)).to_be_checked()
        page.get_by_label("Public note").first.fill("We said Monday.")
        button(drawer(page), "Publish as correction").click()
        expect(drawer(page).locator(".errorlist").first).to_be_visible()
        expect(page.get_by_label("Public note").first).to_have_value("We said Monday.")
        expect(button(drawer(page), "Publish as correction")).to_be_visible()
        assert Edition.objects.count() == 2


class TestDrawer:
    @WIDTHS
    def test_it_gives_the_focus_back_and_a_story_goes_back_to_its_writer(self, browser_of, editor, width):
        article = in_review()
        page = browser_of(article, editor, width=width)
        button(page, "Return…").click()
        reason = drawer(page).get_by_label("Reason")
        expect(reason).to_be_focused()
        reason.fill("Who says so?")
        page.keyboard.press("Escape")
        expect(drawer(page)).to_be_hidden()
        expect(button(page, "Return…")).to_be_focused()
        page.keyboard.press("Enter")
        expect(reason).to_have_value("Who says so?")
        drawer(page).get_by_role("button", name="Close").click()
        expect(button(page, "Return…")).to_be_focused()
        button(page, "Return…").click()
        reason.fill("")
        drawer(page).get_by_role("button", name="Return to writer").click()
        expect(drawer(page).get_by_text("This field is required.")).to_be_visible()
        expect(reason).to_be_focused()
        reason.fill("Who says so?")
        drawer(page).get_by_role("button", name="Return to writer").click()
        expect(page.get_by_text("English: Returned to writer.")).to_be_visible()
        assert stage(article) == Stage.WRITING
        expect(page.get_by_role("listitem").get_by_role("button", name="Undo")).to_be_visible()

    def test_it_is_accessible_in_korean_too_and_gives_the_focus_back(self, browser_of, editor):
        article = make_published(languages=LANGUAGES)
        page = browser_of(article, editor, width=1440, locale="ko-KR")
        page.get_by_text("한국어", exact=True).first.click()
        opener = page.locator("button[value='publish-as:ko']").first
        for width in (1440, 390):
            page.set_viewport_size({"width": width, "height": 900})
            opener.click()
            expect(drawer(page)).to_be_visible()
            assert not faults(page), width
            assert not is_wider(page), width
            ids = page.evaluate("[...document.querySelectorAll('[id]')].map((one) => one.id)")
            assert [one for one in set(ids) if ids.count(one) > 1] == []
            page.keyboard.press("Escape")
            expect(drawer(page)).to_be_hidden()
            expect(opener).to_be_focused()


class TestBeside:
    def test_the_text_is_read_and_written_beside_it(self, browser_of, editor):
        article = make_published(languages=LANGUAGES)
        page = browser_of(article, editor)
        page.get_by_label("Summary (English)").first.fill("The harbor opens on Tuesday.")
        button(page, "Publish the change…").click()
        expect(page.get_by_text("Monday → Tuesday")).to_be_visible()
        field, box = page.get_by_label("Summary (English)").first, drawer(page).bounding_box()
        assert field.bounding_box()["x"] + field.bounding_box()["width"] <= box["x"]
        page.get_by_label("Public note").first.fill("It opens on Tuesday.")
        field.fill("The harbor opens on Wednesday.")
        page.get_by_label("Minor change").check()
        button(drawer(page), "Publish as minor change").click()
        expect(page.get_by_text("Monday → Wednesday")).to_be_visible()
        expect(page.get_by_text("You have changed the story in the meantime.")).to_be_visible()
        expect(page.get_by_label("Public note").first).to_have_value("It opens on Tuesday.")
        expect(page.get_by_label("Minor change")).to_be_checked()
        assert Edition.objects.count() == 2
        article.refresh_from_db()
        assert article.summary_en == "The harbor opens on Wednesday."

    def test_a_story_that_cannot_be_saved_leaves_the_drawer_as_it_is(self, browser_of, editor):
        page = browser_of(in_review(), editor)
        button(page, "Return…").click()
        drawer(page).get_by_label("Reason").fill("Who says so?")
        page.locator("#sources-group .add-row a").click()
        page.fill("#id_sources-1-url", "nowhere at all")
        button(page, "Approve English").click()
        expect(page.locator("#sources-1 .errorlist")).to_be_visible()
        expect(drawer(page).get_by_label("Reason")).to_have_value("Who says so?")

    def test_a_passage_of_a_note_is_shown_in_the_text(self, browser_of, editor):
        article = make_whole_article()
        approve(article, "en")
        place = {"language": "en", "field": "title", "passage": article.title_en}
        write_note(article, "Which harbor?", by=editor, **place)
        page = browser_of(article, editor)
        button(page, "Publish English").click()
        drawer(page).get_by_role("link", name=re.compile("^Show")).click()
        expect(page.locator("#id_title_en")).to_be_focused()
        drawer(page).get_by_role("link", name=re.compile("^Open the note")).click()
        expect(drawer(page)).to_be_hidden()
        expect(page.get_by_role("complementary", name="Notes").get_by_text("Which harbor?")).to_be_visible()

    def test_another_tab_shows_the_page(self, browser_of, editor):
        page = browser_of(in_review(), editor)
        with page.context.expect_page() as opened:
            button(page, "Return…").click(modifiers=["Control"])
        expect(opened.value.get_by_role("heading", name="English: Return to writer")).to_be_visible()
        expect(opened.value.get_by_role("button", name="Back to the story")).to_be_visible()


class TestTrouble:
    def test_the_login_ends_and_the_words_are_sent_after_the_next(self, browser_of, editor):
        article = in_review()
        page = browser_of(article, editor, expect_problems=True)
        button(page, "Return…").click()
        drawer(page).get_by_label("Reason").fill("Who says so?")
        Session.objects.all().delete()
        drawer(page).get_by_role("button", name="Return to writer").click()
        expect(drawer(page).get_by_text("You are logged out.")).to_be_visible()
        with page.context.expect_page() as opened:
            drawer(page).get_by_role("link", name="Log in (opens in a new window)").click()
        window = opened.value
        window.fill("[name=login]", "dana")
        window.fill("[name=password]", "correct horse battery")
        window.locator("[type=submit]").first.click()
        window.wait_for_url("**/change/")
        drawer(page).get_by_role("button", name="Return to writer").click()
        expect(page.get_by_text("English: Returned to writer.")).to_be_visible()
        assert stage(article) == Stage.WRITING

    def test_a_server_that_is_away_or_fails_keeps_the_words_and_offers_the_page(self, browser_of, editor):
        page = browser_of(in_review(), editor, expect_problems=True)
        button(page, "Return…").click()
        drawer(page).get_by_label("Reason").fill("Who says so?")
        intercept(page, "**/action/**", lambda route: route.abort())
        drawer(page).get_by_role("button", name="Return to writer").click()
        expect(drawer(page).get_by_text("The server did not respond.")).to_be_visible()
        page.unroute("**/action/**")
        intercept(page, "**/action/**", lambda route: route.fulfill(status=500, body="<h1>Error</h1>"))
        drawer(page).get_by_role("button", name="Return to writer").click()
        expect(drawer(page).get_by_text("Something went wrong.")).to_be_visible()
        expect(drawer(page).get_by_label("Reason")).to_have_value("Who says so?")
        page.unroute("**/action/**")
        page.on("dialog", lambda dialog: dialog.accept())
        drawer(page).get_by_role("link", name="Open the page").click()
        expect(page.get_by_role("button", name="Back to the story")).to_be_visible()
        expect(page.get_by_label("Reason")).to_have_value("Who says so?")

    def test_what_somebody_else_did_meanwhile_is_said_beside_the_words(self, browser_of, editor):
        article = in_review()
        page = browser_of(article, editor)
        button(page, "Return…").click()
        drawer(page).get_by_label("Reason").fill("Who says so?")
        page.keyboard.press("Escape")
        perform("approve", article, language="en", by=editor)
        button(page, "Return…").click()
        expect(drawer(page).get_by_text("is not available at this stage")).to_be_visible()
        expect(drawer(page).get_by_label("Reason")).to_have_value("Who says so?")
