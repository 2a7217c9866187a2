"""Undo of a step, and the changes made by the desk: by visible labels, with the number of clicks."""

import pytest
from playwright.sync_api import expect

from articles.models import LanguageProgress, Stage
from articles.workflow.transitions import perform
from tests.browser.axe import faults
from tests.browser.clicks import Clicks
from tests.browser.test_two_at_once import browser_of
from tests.factories import make_article, make_user, make_whole_article, rewrite

__all__ = ["browser_of"]

pytestmark = pytest.mark.django_db(transaction=True)
WIDTHS = pytest.mark.parametrize("width", [1440, 390])


def stage(article):
    return LanguageProgress.objects.get(article=article, language="en").stage


def button(page, name):
    return page.get_by_role("button", name=name, exact=True)


@WIDTHS
def test_a_submission_is_undone_with_one_click_and_recalled_with_one(browser_of, width):
    writer = make_user("writer", role="Reporters")
    article = make_article(by=writer)
    page = browser_of(article, writer, width=width)
    clicks = Clicks(page)
    clicks.click(button(page, "Submit English"))
    undo = page.get_by_role("listitem").get_by_role("button", name="Undo")
    undo.focus()  # it stays, however long the tests below take
    page.wait_for_load_state()
    assert undo.bounding_box()["height"] >= 44
    assert faults(page) == []
    clicks.click(undo)
    expect(page.get_by_text("English: Undone.")).to_be_visible()
    assert stage(article) == Stage.WRITING
    page.wait_for_load_state()
    clicks.click(button(page, "Submit English"))
    clicks.click(button(page, "Recall English"))
    expect(page.get_by_text("You can go on writing.")).to_be_visible()
    assert stage(article) == Stage.WRITING
    clicks.report(f"submit, undo, submit, recall at {width} px")
    assert (clicks.count, clicks.pages) == (4, 4)


def test_the_button_goes_after_ten_seconds_unless_somebody_is_on_it(browser_of):
    writer = make_user("writer", role="Reporters")
    page = browser_of(make_article(by=writer), writer, is_new=True)
    page.clock.install()
    button(page, "Submit English").click()
    undo = page.get_by_role("listitem").get_by_role("button", name="Undo")
    undo.focus()
    page.clock.run_for(11_000)
    expect(undo).to_be_visible()
    undo.blur()
    page.mouse.move(0, 0)
    page.clock.run_for(2_000)
    expect(undo).to_be_hidden()


@WIDTHS
def test_two_letters_changed_by_the_editor_are_approved_and_shown_to_the_writer(browser_of, width):
    writer, desk = make_user("writer", role="Reporters"), make_user("desk", role="English desk")
    article = make_whole_article(by=writer)
    rewrite(article, by=writer, title_en="Harbor opens today")  # a version with the byline
    perform("submit", article, language="en", by=writer)
    rewrite(article, by=desk, title_en="Harbour opens today")
    page = browser_of(article, desk, width=width)
    clicks = Clicks(page)
    clicks.click(button(page, "Approve English"))
    expect(page.get_by_text("English: Approved.")).to_be_visible()
    clicks.report(f"approve a corrected story at {width} px")
    assert (clicks.count, clicks.pages, stage(article)) == (1, 1, Stage.APPROVED)
    page = browser_of(article, writer, width=width)
    expect(page.get_by_text("The desk changed 1 word.")).to_be_visible()
    assert faults(page) == []
    clicks = Clicks(page)
    clicks.click(page.get_by_role("link", name="Show – English"))
    expect(page.get_by_text("Harbour")).not_to_have_count(0)
    clicks.report(f"see what the desk changed at {width} px")
    assert (clicks.count, clicks.pages) == (1, 1)
