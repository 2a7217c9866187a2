"""Sharing of a story: by the system's sheet, by its short address, and without scripts."""

import re
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from articles.models import Publication
from tests.factories import make_publication, make_published

pytestmark = pytest.mark.django_db(transaction=True)

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
    page.get_by_role("button", name="Share").press("Enter")
    assert page.evaluate("window.told") == {"title": "Harbor opens", "url": address}


def test_a_sheet_that_the_reader_closes_leaves_no_trace(new_page, story):
    page = new_page()
    open_story(page, story, before=CLOSED)
    page.get_by_role("button", name="Share").click()
    expect(page.get_by_role("main").get_by_role("status")).to_be_empty()


def test_the_short_address_is_copied_and_that_is_said(new_page, story):
    page = new_page(**COPYING)
    address = open_story(page, story, "ko", before=NO_SHEET)
    expect(page.get_by_role("button", name="공유")).to_be_hidden()
    page.get_by_role("button", name="링크 복사").click()
    expect(page.get_by_role("main").get_by_role("status")).to_have_text("짧은 주소를 복사했습니다.")
    assert page.evaluate("navigator.clipboard.readText()") == address


def test_where_copying_is_forbidden_the_address_is_marked_to_be_copied(new_page, story):
    page = new_page()
    address = open_story(page, story, before=NO_CLIPBOARD)
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_role("main").get_by_role("status")).to_have_text(address)
    assert page.evaluate("getSelection().toString()") == address


def test_without_a_script_the_short_address_and_the_mail_are_there(new_page, story):
    page = new_page(java_script_enabled=False)
    page.goto(f"/en/articles/{story.pk}/")
    address = page.get_by_role("link", name="Short link").get_attribute("href")
    assert address.endswith(f"/en/articles/{story.pk}/")
    mail = page.get_by_role("main").get_by_role("link", name="Email").get_attribute("href")
    assert mail == f"mailto:?subject=Harbor%20opens&body={quote(address, safe='')}"
    expect(page.get_by_role("button", name="Copy link")).to_be_hidden()


@pytest.fixture
def text_to_copy(story):
    """The address of the page with the text to copy."""
    publication = Publication.objects.get()
    publication.license_name_en, publication.license_terms_en = "Test License", "Leave it as it is."
    publication.save()
    return f"/en/articles/{story.pk}/harbor-opens/republish/"


def test_the_text_to_republish_is_copied_whole_and_that_is_said(new_page, text_to_copy):
    page = new_page(**COPYING)
    page.goto(text_to_copy)
    page.get_by_role("button", name="Copy text").click()
    expect(page.get_by_role("main").get_by_role("status")).to_have_text("Text copied.")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.get_by_role("textbox").input_value()
    assert copied.startswith("<h1>Harbor opens</h1>")


def test_without_a_script_the_text_to_republish_is_there_without_a_button(new_page, text_to_copy):
    page = new_page(java_script_enabled=False)
    page.goto(text_to_copy)
    expect(page.get_by_role("textbox")).to_have_value(re.compile("<h1>Harbor opens</h1>"))
    expect(page.locator(".copy")).to_be_hidden()
