"""Corrections, schedules and withdrawals at the desk, clicked through by visible labels."""

import re

import pytest
from playwright.sync_api import expect

from articles.checks.registry import examine
from articles.models import Edition, EditionKind
from articles.publishing import publish
from articles.workflow.withdrawal_checklist import STEPS, read_checklist
from tests.browser.axe import faults, is_wider
from tests.browser.clicks import Clicks
from tests.factories import LANGUAGES, approve, make_article, make_published, make_user, make_whole_article

pytestmark = pytest.mark.django_db(transaction=True)

WIDTHS = pytest.mark.parametrize("width", [1440, 390])


@pytest.fixture
def desk(page_of):
    """A function that opens the form of a story as a managing editor, and returns the page and a counter."""

    def open_desk(article, width):
        page = page_of(
            make_user("somebody"), f"/admin/articles/article/{article.pk}/change/", width=width, height=900
        )
        page.wait_for_load_state()
        return page, Clicks(page)

    return open_desk


def published():
    """Return a story live in both languages, published with confirmed warnings."""
    article, editor = make_article(languages=LANGUAGES), make_user("publisher")
    for language in LANGUAGES:
        approve(article, language)
        found = examine(article, article.progress.get(language=language))
        publish(article, language, by=editor, confirmed=[one.fingerprint for one in found])
    return article


def ready():
    """A story whose preflight finds nothing, approved in English."""
    article = make_whole_article()
    approve(article, "en")
    return article


def type_summary(page, words):
    """Type into the English summary, which a phone shows as it reads first."""
    field = page.get_by_label("Summary (English)").first
    if not field.is_visible():
        page.get_by_text("Edit English").click()
    field.fill(words)


def button(page, name):
    return page.get_by_role("button", name=name, exact=True)


@WIDTHS
def test_a_correction_takes_four_clicks_after_typing(desk, width):
    article = published()
    page, clicks = desk(article, width)
    type_summary(page, "The harbor opens on Tuesday.")
    clicks.click(button(page, "Publish the change…"))
    expect(page.get_by_text("Monday → Tuesday")).to_be_visible()
    assert not faults(page)
    assert not is_wider(page)
    clicks.click(page.get_by_label("Correction", exact=True))
    page.get_by_label("Public note").first.fill("We said Monday. It opens on Tuesday.")
    page.get_by_label("Reason for approving your own text").fill("Nobody else is here.")
    clicks.click(page.get_by_label("Only the English text was wrong"))
    clicks.click(button(page, "Publish as correction"))
    expect(page.get_by_text("English: Published.")).to_be_visible()
    clicks.report(f"Correction at {width} px")
    assert (clicks.count, Edition.objects.filter(kind=EditionKind.CORRECTION).count()) == (4, 1)


def test_both_languages_are_corrected_in_one_go(desk):
    article = published()
    page, clicks = desk(article, 1440)
    type_summary(page, "The harbor opens on Tuesday.")
    page.get_by_label("Summary (Korean)").first.fill("항구가 화요일에 문을 연다.")
    clicks.click(button(page, "Publish the change…"))
    clicks.click(page.get_by_label("Correction", exact=True))
    page.get_by_label("Public note").first.fill("We said Monday. It opens on Tuesday.")
    page.get_by_label("Public note").last.fill("월요일이라고 썼으나 화요일에 엽니다.")
    page.get_by_label("Reason for approving your own text").fill("Nobody else is here.")
    clicks.click(page.get_by_label("Also Korean, at the same time: both or neither"))
    clicks.click(button(page, "Publish as correction"))
    expect(page.get_by_text("English: Published.")).to_be_visible()
    clicks.report("Correction of both languages at 1440 px")
    assert Edition.objects.filter(kind=EditionKind.CORRECTION).count() == 2


@WIDTHS
def test_scheduling_and_rescheduling_take_two_clicks_each(desk, width):
    page, clicks = desk(ready(), width)
    clicks.click(button(page, "Schedule…"))
    expect(page.get_by_role("group", name="Schedule").get_by_role("button").last).to_be_visible()
    assert not faults(page)
    assert not is_wider(page)
    clicks.click(page.get_by_role("group", name="Schedule").get_by_role("button").last)
    expect(page.get_by_text("English: Scheduled.")).to_be_visible()
    clicks.report(f"Schedule at {width} px")
    assert (clicks.count, Edition.objects.ahead().count()) == (2, 1)
    clicks = Clicks(page)
    clicks.click(button(page, "Reschedule English…"))
    clicks.click(page.get_by_role("group", name="Reschedule").get_by_role("button").last)
    expect(page.get_by_text("English: Rescheduled.")).to_be_visible()
    clicks.report(f"Reschedule at {width} px")
    assert clicks.count == 2


@WIDTHS
def test_a_quick_fix_of_a_figure_goes_on_as_a_correction(desk, width):
    article = make_published(body_en="<p>The harbor has 3 ships.</p>")
    page, clicks = desk(article, width)
    clicks.click(page.get_by_text("English", exact=True).first)
    clicks.click(button(page, "Quick fix of the live text…"))
    page.get_by_label("Summary").fill("The harbor opens on Tuesday.")
    clicks.click(button(page, "Quick fix of the live text"))
    expect(page.get_by_role("heading", name="This is more than a slip")).to_be_visible()
    assert not faults(page)
    assert not is_wider(page)
    clicks.click(button(page, "Go on as a correction"))
    expect(page.get_by_label("Correction", exact=True)).to_be_checked()
    expect(page.get_by_role("heading", name=re.compile("Changes from what readers see"))).to_be_visible()
    clicks.report(f"Quick fix that becomes a correction at {width} px")


@WIDTHS
def test_a_withdrawal_ends_on_its_checklist(desk, width):
    article = make_published()
    page, clicks = desk(article, width)
    clicks.click(page.get_by_text("English", exact=True).first)
    clicks.click(button(page, "Withdraw…"))
    page.get_by_label("Public note").fill("It was wrong.")
    clicks.click(button(page, "Withdraw"))
    expect(page.get_by_role("heading", name="Withdrawal checklist")).to_be_visible()
    assert not faults(page)
    assert not is_wider(page)
    clicks.click(page.get_by_label("Google Search"))
    clicks.click(button(page, "Save, and mark the rest as not needed"))
    expect(page.get_by_text(f"{len(STEPS)} steps recorded.")).to_be_visible()
    clicks.report(f"Withdrawal with its checklist at {width} px")
    assert read_checklist(article).open_count == 0
