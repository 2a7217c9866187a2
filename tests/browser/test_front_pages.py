"""Front pages in a real browser: by mouse, by finger, by keys, without scripts, on a phone, under axe."""

import pytest
from playwright.sync_api import expect

from newsroom.frontpage.models import Placement
from tests.browser.axe import faults, is_wider
from tests.factories import make_published, make_user

pytestmark = pytest.mark.django_db(transaction=True)

ADDRESS = "/admin/front-pages/?language=en"


@pytest.fixture
def newsroom(transactional_db):
    """Make a user who may place stories, and six stories. “Harbor opens 5” is the newest."""
    for number in range(6):
        make_published(languages=("en", "ko"), number=f" {number}")
    return make_user()


@pytest.fixture
def open_page(page_of, newsroom):
    """A function that opens an address as that person."""

    def open_as(address=ADDRESS, *, language="", **options):
        newsroom.language = language
        newsroom.save()
        return page_of(newsroom, address, **options)

    return open_as


def shelved(page, headline):
    return page.locator(".front-story", has=page.get_by_role("heading", name=headline, exact=True))


def middle_of(thing):
    box = thing.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def lead(page):
    return page.locator("#place-lead-1")


def test_a_story_is_dragged_from_the_shelf_to_its_place_and_taken_back(open_page):
    page = open_page()
    page.mouse.move(*middle_of(shelved(page, "Harbor opens 2").get_by_role("heading")))
    page.mouse.down()
    page.mouse.move(*middle_of(lead(page)), steps=6)
    expect(page.locator(".drag-ghost")).to_have_text("Harbor opens 2")
    page.mouse.up()
    expect(lead(page)).to_contain_text("Harbor opens 2")
    expect(page.locator("#front-live")).to_contain_text("is now in “Lead story”")
    expect(page.locator("#front-live [lang=en]")).to_have_text("Harbor opens 2")
    page.get_by_role("button", name="Undo last step").click()
    expect(lead(page)).to_contain_text("Harbor opens 5")
    assert Placement.objects.count() == 1
    # Headlines are spoken in their own language.
    page.goto("/admin/front-pages/?language=ko")
    expect(page.locator("#place-lead-1 .grip [lang=ko]")).to_have_count(1)
    label = page.locator("#place-lead-1 .place-acts button .visually-hidden").first
    expect(label).to_have_attribute("lang", "ko")


def test_a_story_is_carried_by_keys_and_told_on_its_way(open_page):
    page = open_page()
    # Escape leaves it where it was.
    shelved(page, "Harbor opens 1").get_by_role("button", name="Drag: Harbor opens 1").press("Enter")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    expect(page.locator("#front-live")).to_have_text("Canceled.")
    assert not Placement.objects.exists()
    grip = shelved(page, "Harbor opens 1").get_by_role("button", name="Drag: Harbor opens 1")
    grip.press("Enter")
    expect(page.locator("#front-live")).to_contain_text("Picked up: Harbor opens 1.")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#front-live")).to_have_text("Over: Top of the page: 1, Harbor opens 4")
    expect(page.locator("#front-live [lang=en]")).to_have_text("Harbor opens 4")
    page.keyboard.press("Enter")
    expect(page.locator("#place-second-1.place-held")).to_contain_text("Harbor opens 1")
    expect(page.locator("#place-second-1")).to_be_focused()
    page.get_by_role("button", name="Move up: Harbor opens 1").press("Enter")
    expect(lead(page)).to_contain_text("Harbor opens 1")


def test_whoever_leaves_the_grip_for_the_search_field_types_there(open_page):
    page = open_page()
    shelved(page, "Harbor opens 1").get_by_role("button", name="Drag: Harbor opens 1").press("Enter")
    page.keyboard.press("ArrowDown")
    page.get_by_role("searchbox").click()
    expect(page.locator("#front-live")).to_have_text("Canceled.")
    page.keyboard.type("a b")
    expect(page.get_by_role("searchbox")).to_have_value("a b")
    assert not Placement.objects.exists()
    page.goto(ADDRESS)
    the_picture_of_a_card_is_dragged_with_its_card(page)


def the_picture_of_a_card_is_dragged_with_its_card(page):
    file = "{ id: 'picture', src: '/static/img/share.png' }"
    picture = f"card => card.prepend(Object.assign(new Image(60, 40), {file}))"
    page.locator("#place-second-2").evaluate(picture)
    expect(page.locator("#picture")).to_have_js_property("complete", True)
    page.mouse.move(*middle_of(page.locator("#picture")))
    page.mouse.down()
    page.mouse.move(*middle_of(lead(page)), steps=6)
    expect(page.locator(".drag-ghost")).to_have_text("Harbor opens 3")
    page.mouse.up()
    expect(page.locator("#place-lead-1.place-held")).to_contain_text("Harbor opens 3")


def test_a_finger_takes_the_grip(open_page):
    page = open_page(width=390, has_touch=True)
    x, y = middle_of(page.locator("#place-second-1 .grip"))
    to_x, to_y = middle_of(lead(page))
    touch = page.context.new_cdp_session(page)
    for kind, points in [("touchStart", [{"x": x, "y": y}]), ("touchMove", [{"x": x, "y": y - 30}]),
                         ("touchMove", [{"x": to_x, "y": to_y}]), ("touchEnd", [])]:  # fmt: skip
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    expect(page.locator("#place-lead-1.place-held")).to_contain_text("Harbor opens 4")


def test_without_scripts_the_same_is_done_by_forms(open_page):
    page = open_page(java_script_enabled=False)
    page.locator("#place-second-2").get_by_role("button", name="Keep here").click()
    expect(page.locator("#place-second-2.place-held")).to_contain_text("Harbor opens 3")
    shelved(page, "Harbor opens 0").get_by_role("link", name="Place…").click()
    page.get_by_label("Slot").select_option("banner-1")
    page.get_by_label("Banner text").fill("The harbor is open")
    page.get_by_role("button", name="Place here").click()
    expect(page.locator(".front-banner")).to_contain_text("The harbor is open")


def test_two_editors_at_one_place_are_told_of_each_other(open_page):
    one, other = open_page(), open_page()
    one.locator("#place-lead-1").get_by_role("button", name="Keep here").click()
    expect(one.locator("#place-lead-1.place-held")).to_be_visible()
    grip = shelved(other, "Harbor opens 0").get_by_role("button", name="Drag: Harbor opens 0")
    grip.press("Enter")
    other.keyboard.press("ArrowDown")
    other.keyboard.press("Enter")
    expect(other.get_by_role("alert")).to_contain_text("placed “Harbor opens 5” here in the meantime")
    expect(other.locator("#front-live [lang=en]")).to_have_text("Harbor opens 5")
    assert Placement.objects.count() == 1


@pytest.mark.parametrize("language", ["en", "ko"])
def test_axe_finds_nothing_and_a_phone_is_not_scrolled_sideways(open_page, language):
    page = open_page(language=language)
    page.locator("#place-lead-1 .place-acts button").first.click()
    expect(page.locator("#place-lead-1.place-held")).to_be_visible()
    page.locator("#place-second-1 .place-acts a").click()
    expect(page.locator("#front-panel")).to_be_visible()
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 844})
        assert not faults(page)
        assert not is_wider(page)


def test_a_layout_is_previewed_before_it_is_saved(open_page):
    page = open_page()
    lead(page).get_by_role("button", name="Keep here").click()
    lead(page).get_by_role("link", name="Layout, headline, until…").click()
    page.get_by_label("Layout of the page").select_option(label="Big news: the headline over the whole page")
    page.get_by_label("Headline on the front page").fill("Harbor opens at last")
    page.get_by_label("Kicker").fill("Port strike")
    with page.expect_popup() as opened:
        page.get_by_role("button", name="Preview", exact=True).click()
    preview = opened.value
    expect(preview.get_by_role("heading", name="Harbor opens at last")).to_be_visible()
    expect(preview.get_by_text("Nothing has been placed yet.")).to_be_visible()
    assert list(Placement.objects.values_list("layout", flat=True)) == ["calm"]
    assert (faults(preview), is_wider(preview)) == ([], False)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(lead(page)).to_contain_text("Big news")
    assert Placement.objects.latest("pk").lead_kicker == "Port strike"
