"""A gallery on the page of a story: rows of one height, on a telephone a strip, all without script."""

import io

import pytest
from django.core.files.base import ContentFile
from PIL import Image as Pillow

from articles.models import Image
from tests.browser.axe import faults, is_wider
from tests.factories import make_published

pytestmark = pytest.mark.django_db(transaction=True)

BOXES = """(all) => all.map((one) => {
    const { x, y, width, height } = one.getBoundingClientRect()
    return { x, y, width, height }
})"""
SIZES = [(300, 200), (200, 250), (300, 200), (300, 225), (400, 200)]


def make_image(number, size):
    out = io.BytesIO()
    Pillow.new("RGB", size, "navy").save(out, "PNG")
    texts = {"alt_en": f"Picture {number}", "caption_en": f"Caption {number}."}
    return Image.objects.create(file=ContentFile(out.getvalue(), name=f"{number}.png"), **texts)


@pytest.fixture
def address():
    images = [make_image(number, size) for number, size in enumerate(SIZES, 1)]
    figures = (f'<figure data-image="{image.pk}"><figcaption></figcaption></figure>' for image in images)
    story = make_published(
        body_en=f'<p>Text.</p><div data-kind="gallery">{"".join(figures)}</div><p>After.</p>'
    )
    return f"/en/articles/{story.pk}/any/"


def opened(same_page, address, **options):
    page = same_page(java_script_enabled=False, **options)
    page.goto(address)
    gallery = page.get_by_role("group", name="Gallery, 5 pictures")
    return page, gallery, gallery.locator("img").evaluate_all(BOXES)


def test_rows_have_one_height_each_and_fill_the_width(same_page, address):
    _page, gallery, boxes = opened(same_page, address)
    rows = {}
    for box in boxes:
        rows.setdefault(round(box["y"]), []).append(box)
    assert [len(row) for row in rows.values()] == [3, 2]
    whole = gallery.bounding_box()
    for row in rows.values():
        assert max(box["height"] for box in row) - min(box["height"] for box in row) < 1
        assert row[0]["x"] == pytest.approx(whole["x"], abs=1)
        assert row[-1]["x"] + row[-1]["width"] == pytest.approx(whole["x"] + whole["width"], abs=1)


def test_on_a_telephone_it_is_a_strip_that_the_keyboard_moves(same_page, address):
    page, gallery, boxes = opened(same_page, address, width=390)
    assert len({round(box["y"]) for box in boxes}) == len({round(box["height"]) for box in boxes}) == 1
    assert not is_wider(page)
    last = gallery.get_by_role("link").last
    last.focus()
    box = last.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    last.press("Enter")
    page.wait_for_url("**/whole-400.webp")


@pytest.mark.parametrize("width", [390, 1440])
def test_it_is_accessible(same_page, address, width):
    page = same_page(width=width)
    page.goto(address)
    assert faults(page) == []


def test_print_has_every_picture(same_page, address):
    page, _gallery, _boxes = opened(same_page, address, width=700)
    page.emulate_media(media="print")
    boxes = page.locator(".insert--gallery img").evaluate_all(BOXES)
    assert all(box["width"] > 50 and box["x"] >= 0 and box["x"] + box["width"] <= 700 for box in boxes)
