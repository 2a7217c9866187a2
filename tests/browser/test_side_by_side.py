"""Both languages of a story on one page: two columns, or one after the other, in a real browser."""

import pytest
from playwright.sync_api import expect

from articles.models import EditionKind
from tests.browser.axe import faults
from tests.factories import make_publication, rewrite
from tests.public.newsdesk import make_image, publish_again, tell
from tests.public.test_side_by_side import RICH_EN, RICH_KO

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def address():
    """Return the address of a story with all kinds of passages. Its source changed after the translation."""
    make_publication()
    story = tell(languages=("en", "ko"), body_en=f"<p>One.</p><p>Alone.</p>{RICH_EN}",
                 body_ko=f"<p>하나.</p>{RICH_KO}", lead_image=make_image())  # fmt: skip
    rewrite(story, body_en=f"<p>One and a half.</p><p>Alone.</p>{RICH_EN}")
    publish_again(story, kind=EditionKind.UPDATE)
    return f"/en/articles/{story.pk}/x/side-by-side/"


def sides(page, number):
    """The boxes of both sides of a passage."""
    return [side.bounding_box() for side in page.locator(f"#p{number} > .pair__side").all()]


def test_axe_finds_nothing_in_light_and_in_dark(same_page, address):
    page = same_page()
    page.goto(address)
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 900})
        assert not faults(page), width


def test_passages_stand_beside_each_other_where_there_is_room_and_on_paper(same_page, address):
    page = same_page(width=1440)
    page.goto(address)
    left, right = sides(page, 1)
    assert left["y"] == right["y"] and left["x"] + left["width"] < right["x"]
    expect(page.locator(".both__choice")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    reach_a_passage_by_keyboard(page)
    page.set_viewport_size({"width": 700, "height": 900})
    page.emulate_media(media="print")
    left, right = sides(page, 1)
    assert left["y"] == right["y"] and left["x"] < right["x"]
    expect(page.locator(".both__choice")).to_be_hidden()


def reach_a_passage_by_keyboard(page):
    before = page.locator("#p1").evaluate("one => getComputedStyle(one).backgroundColor")
    page.locator("#p1 .pair__number").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{page.url.split('#')[0]}#p1")
    after = page.locator("#p1").evaluate("one => getComputedStyle(one).backgroundColor")
    assert before != after, "both sides of the row are marked"


def test_one_under_the_other_or_one_alone_on_a_telephone(same_page, address):
    page = same_page(width=390, height=844)
    page.goto(address)
    first, second = sides(page, 1)
    assert first["x"] == second["x"] and first["y"] + first["height"] <= second["y"]
    korean = page.locator("#p1 > .pair__side[lang=ko]")
    assert page.locator(".pair__picture img").bounding_box()["height"] > 100, "though it has not come yet"
    page.get_by_role("radio", name="English").check()
    expect(korean).to_be_hidden()
    page.get_by_role("radio", name="Korean").check()
    expect(korean).to_be_visible()
    expect(page.locator("#p1 > .pair__side[lang=en]")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
