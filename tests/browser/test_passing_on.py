"""How a story is passed on: by the system's own sheet, else by its short address, and without any script."""

import pytest
from playwright.sync_api import expect

from tests.factories import make_publication, make_published

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SHEET = "navigator.share = async (told) => { window.told = told; }"
CLOSED = "navigator.share = async () => { throw new DOMException('', 'AbortError'); }"
NO_SHEET = "Object.defineProperty(Navigator.prototype, 'share', {value: undefined})"
NO_CLIPBOARD = "navigator.clipboard.writeText = async () => { throw new Error(); }"
COPYING = {"permissions": ["clipboard-read", "clipboard-write"]}


@pytest.fixture
def story():
    make_publication()
    return make_published(languages=("en", "ko"))


def open_story(page, story, language="en", *, before=""):
    if before:
        page.add_init_script(before)
    page.goto(f"/{language}/articles/{story.pk}/")
    return f"{page.evaluate('location.origin')}/{language}/articles/{story.pk}/"


def test_share_opens_the_sheet_of_the_system(new_page, story):
    page = new_page(width=390)
    address = open_story(page, story, before=SHEET)
    page.get_by_text("Share", exact=True).press("Enter")
    assert page.evaluate("window.told") == {"title": "Harbor opens", "url": address}
    expect(page.locator(".share__address")).to_be_hidden()


def test_a_sheet_that_the_reader_closes_leaves_no_trace(new_page, story):
    page = new_page()
    open_story(page, story, before=CLOSED)
    page.get_by_text("Share", exact=True).click()
    expect(page.locator(".share__address")).to_be_hidden()
    expect(page.get_by_role("status")).to_be_empty()


def test_without_a_sheet_the_short_address_is_copied_and_that_is_said(new_page, story):
    page = new_page(**COPYING)
    address = open_story(page, story, "ko", before=NO_SHEET)
    page.get_by_text("공유", exact=True).click()
    expect(page.get_by_role("status")).to_have_text("짧은 주소를 복사했습니다.")
    expect(page.locator(".share__address")).to_have_text(address)
    assert page.evaluate("navigator.clipboard.readText()") == address
    page.get_by_text("공유", exact=True).click()
    expect(page.locator(".share__address")).to_be_hidden()
    expect(page.get_by_role("status")).to_be_empty()


def test_where_copying_is_forbidden_the_address_is_marked_to_be_copied(new_page, story):
    page = new_page()
    address = open_story(page, story, before=NO_SHEET + ";" + NO_CLIPBOARD)
    page.get_by_text("Share", exact=True).click()
    expect(page.locator(".share__address")).to_be_visible()
    assert page.evaluate("getSelection().toString()") == address
    expect(page.get_by_role("status")).to_be_empty()


def test_without_a_script_the_short_address_is_there(new_page, story):
    page = new_page(java_script_enabled=False)
    page.goto(f"/en/articles/{story.pk}/")
    page.get_by_text("Share", exact=True).click()
    expect(page.locator(".share__address")).to_be_visible()
    expect(page.locator(".share__address")).to_contain_text(f"/en/articles/{story.pk}/")
