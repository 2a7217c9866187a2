"""The focal point of a picture, set by pointer and by keyboard, beside fields that need no script."""

import pytest
from playwright.sync_api import expect

from articles.models import Image
from tests.factories import make_user
from tests.public.test_media import make_photograph

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def form(page_of):
    """A function that opens the form of a picture, and returns page and picture."""

    def open_form(**options):
        image = make_photograph(1500, 1000)
        return page_of(make_user(), f"/admin/articles/image/{image.pk}/change/", **options), image

    return open_form


def test_click_sets_it_and_shows_the_cuts(form):
    page, image = form()
    picture = page.locator(".focal > img")
    box = picture.bounding_box()
    picture.click(position={"x": box["width"] * 0.9, "y": box["height"] * 0.25})
    expect(page.get_by_label("focal point from the left")).to_have_value("90")
    expect(page.get_by_label("focal point from the top")).to_have_value("25")
    square = page.locator("img[data-crop='1 1']")
    expect(square).to_have_css("object-position", "100% 50%")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist")).to_be_visible()
    image = Image.objects.get(pk=image.pk)
    assert (image.focal_x, image.focal_y) == (90, 25)


def test_keys_numbers_and_the_pointer_move_it(form):
    page, _image = form()
    handle = page.get_by_role("button", name="Focal point in percent: 50 from the left, 50 from the top.")
    handle.focus()
    for key in ("ArrowRight", "ArrowRight", "Shift+ArrowUp", "Shift+ArrowUp"):
        page.keyboard.press(key)
    expect(page.get_by_label("focal point from the left")).to_have_value("52")
    moved = page.get_by_role("button", name="Focal point in percent: 52 from the left, 30 from the top.")
    expect(moved).to_be_focused()
    # Typed numbers move it too.
    page.get_by_label("focal point from the left").fill("10")
    expect(page.get_by_role("button", name="in percent: 10 from the left, 30 from the top")).to_be_visible()
    expect(page.locator("img[data-crop='1 1']")).to_have_css("object-position", "0% 50%")
    # It is dragged, and stays on the picture.
    page.get_by_label("focal point from the left").fill("50")
    handle = page.locator(".focal-handle")
    box = handle.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] - 2000, box["y"], steps=4)
    page.mouse.up()
    expect(page.get_by_label("focal point from the left")).to_have_value("0")


def test_without_a_script_there_are_the_fields_and_the_cuts_as_they_are(form):
    page, image = form(java_script_enabled=False)
    expect(page.locator(".focal-crops img")).to_have_count(3)
    expect(page.locator(".focal-handle")).to_have_count(0)
    page.get_by_label("focal point from the left").fill("20")
    page.get_by_role("button", name="Save", exact=True).click()
    assert Image.objects.get(pk=image.pk).focal_x == 20
