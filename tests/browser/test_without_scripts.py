"""A reader without JavaScript: front page, section, story, all that hangs on it, and the search."""

import re

import pytest
from playwright.sync_api import expect

from articles.models import Publication
from tests.factories import make_publication, make_section
from tests.public.newsdesk import tell

pytestmark = pytest.mark.django_db(transaction=True)

WORDS = {
    "en": {
        "headline": "Harbor opens",
        "section": "Economy",
        "other": "한국어로 읽기",
        "share": "Short link",
        "search": "Search",
    },
    "ko": {
        "headline": "항구 문 열어",
        "section": "경제",
        "other": "Read this in English",
        "share": "짧은 주소",
        "search": "검색",
    },
}


@pytest.fixture
def newspaper():
    make_publication(
        license_name_en="License",
        license_terms_en="As it is.",
        license_name_ko="약관",
        license_terms_ko="그대로.",
    )
    section = make_section(name_ko="경제")
    for number in ("", " again", " once more"):
        tell(languages=("en", "ko"), section=section, number=number)
    return Publication.objects.get()


@pytest.mark.parametrize("language", ["en", "ko"])
def test_every_step_is_a_link(same_page, newspaper, language):
    words = WORDS[language]
    page = same_page(width=390, java_script_enabled=False, locale={"en": "en-US", "ko": "ko-KR"}[language])
    page.goto("/")
    expect(page.locator("html")).to_have_attribute("lang", language)
    page.locator("header").get_by_role("link", name=words["section"], exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(words["section"])
    page.get_by_role("link", name=words["headline"], exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(words["headline"])
    expect(page.locator(".body")).to_be_visible()
    expect(page.get_by_role("link", name=words["share"])).to_be_visible()
    page.locator(".story-actions > a").click()
    expect(page.get_by_role("textbox")).to_have_value(re.compile(words["headline"]))
    page.go_back()
    page.get_by_role("link", name=words["other"]).click()
    expect(page.locator("html")).not_to_have_attribute("lang", language)
    page.go_back()
    page.get_by_role("button", name=words["search"]).click()
    page.get_by_role("searchbox").fill(words["headline"])
    page.get_by_role("searchbox").press("Enter")
    expect(page).to_have_url(re.compile(f"/{language}/search/\\?q="))
    expect(page.get_by_role("searchbox")).to_have_value(words["headline"])
    nothing_is_offered_that_would_not_work(page, language)


def nothing_is_offered_that_would_not_work(page, language):
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(f"/{language}/")
    expect(page.locator("button:not(form button)")).to_have_count(0)
    expect(page.locator(".comfort > summary")).to_be_hidden()
