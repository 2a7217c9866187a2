"""A page view on its way from a search engine's reader to the charts of the desk."""

from unittest import mock

import pytest
from playwright.sync_api import expect

from newsroom.pageviews.counters import PageViewCounter
from newsroom.public.article import views
from tests.browser.axe import faults, is_wider
from tests.browser.clicks import Clicks
from tests.browser.test_reading import FAST, PERSON
from tests.factories import make_publication, make_published, make_user

pytestmark = pytest.mark.django_db(transaction=True)
SIZES = (1440, 390)


@pytest.fixture
def read_from_search(same_page, live_server):
    """A story that a reader has read who came from a search engine."""
    make_publication()
    story = make_published(languages=("en", "ko"))
    reader = same_page(is_new=True, user_agent="Mozilla/5.0 Chrome/140.0 Safari/537.36")
    for script in (PERSON, FAST):
        reader.add_init_script(script)
    with mock.patch.object(views, "counter", PageViewCounter()):
        with reader.expect_response("**/en/read/") as answer:
            reader.goto(f"/en/articles/{story.pk}/harbor-opens/", referer="https://www.google.com/search?q=x")
        assert answer.value.request.post_data.endswith(" search")
    return story


@pytest.fixture
def open_desk(page_of):
    """A function that opens the first screen of the desk."""

    def opened(**options):
        return page_of(make_user(language=options.pop("language", "")), "/admin/", **options)

    return opened


def test_a_reader_from_a_search_engine_is_in_the_charts(read_from_search, open_desk):
    page = open_desk()
    for width in SIZES:
        page.set_viewport_size({"width": width, "height": 900})
        page.goto("/admin/")
        clicks = Clicks(page)
        clicks.click(page.get_by_role("link", name="Readership").last)  # below the day's work, not the menu's
        referrers = page.get_by_role("region", name="Where readers come from")
        expect(referrers).to_contain_text("Search and portals")
        assert faults(page) == []
        assert not is_wider(page)
        clicks.click(page.get_by_role("link", name="Harbor opens"))
        page.get_by_role("heading", name="Readership of a story").wait_for()
        expect(page.get_by_role("region", name="Page views over time").locator("rect")).to_have_count(1)
        assert faults(page) == []
        assert not is_wider(page)
        clicks.report(f"readership of a story at {width} px")
        assert clicks.pages == 2


def test_the_charts_are_korean_and_chosen_by_keyboard(read_from_search, open_desk):
    page = open_desk(language="ko", locale="ko-KR")
    for width in SIZES:
        page.set_viewport_size({"width": width, "height": 900})
        page.goto("/admin/readership/")
        page.get_by_role("link", name="30일").focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**period=month**")
        assert "검색·포털" in page.get_by_role("region", name="유입 경로").inner_text()
        page.get_by_text("표로 보기").focus()
        page.keyboard.press("Enter")
        assert page.get_by_role("rowheader").first.is_visible()
        assert faults(page) == []
        assert not is_wider(page)
