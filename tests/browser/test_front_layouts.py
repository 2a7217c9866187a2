"""Layouts of the front page in a real browser: wide and narrow, light and dark, with few stories and many."""

import pytest

from articles.models import Wanted
from newsroom.frontpage.models import LayoutKind, LeadPresentation, SlotPosition
from newsroom.frontpage.placements import place_story
from tests.browser.axe import faults
from tests.browser.layout import layout_faults
from tests.factories import NOON, make_publication, make_section
from tests.public.newsdesk import make_image, print_many, tell

pytestmark = pytest.mark.django_db(transaction=True)


def lay_out(layout, stories, *, pictured):
    make_publication()
    section = make_section()
    image = make_image() if pictured else None
    leads = [tell(section=section, number=f" {number}", lead_image=image) for number in range(2)]
    print_many(stories, section=section, since=NOON)
    shown = LeadPresentation(layout, kicker="Port strike")
    place_story(leads[0], SlotPosition("en", "front", "lead"), by=None, presentation=shown)
    place_story(leads[1], SlotPosition("en", "front", "second", 1), by=None)


def ends(page, selector):
    """Return the lower edges of the boxes that match."""
    script = "boxes => boxes.map(box => Math.round(box.getBoundingClientRect().bottom))"
    return page.locator(selector).evaluate_all(script)


@pytest.mark.parametrize("layout", LayoutKind.values)
@pytest.mark.parametrize("pictured", [True, False], ids=["pictured", "text"])
def test_every_width_keeps_the_rules_and_axe_finds_nothing(new_page, layout, pictured):
    lay_out(layout, 40, pictured=pictured)
    page = new_page(width=390)
    page.goto("/en/")
    for width in (390, 768, 960, 1120, 1440):
        assert not list(layout_faults(page, [width]))
        assert width in (768, 960) or not faults(page), width


def test_the_columns_of_a_calm_page_end_together(new_page):
    lay_out(LayoutKind.CALM, 40, pictured=True)
    page = new_page(width=1440, height=900)
    page.goto("/en/")
    [rail], [top] = ends(page, ".front__rail"), ends(page, ".front")
    [last] = ends(page, ".front__rail .latest li:last-child")
    assert rail == top
    assert rail - last < 30
    lefts = "items => items.map(item => Math.round(item.getBoundingClientRect().left))"
    assert len(set(page.locator(".latest li").evaluate_all(lefts))) == 1


@pytest.mark.parametrize("width", [768, 1440])
def test_a_brief_alone_fills_its_row(new_page, width):
    make_publication()
    for number in range(4):
        tell(languages=("en", "ko"), number=f" {number}")
    tell(languages=("ko", "en"), wanted={"en": Wanted.BRIEF}, number=" brief", body_en="")
    page = new_page(width=width, height=900)
    page.goto("/en/")
    box = "box => [box.getBoundingClientRect().left, box.getBoundingClientRect().top]"
    row = page.locator(".briefs__cards").bounding_box()
    left, top = page.locator(".briefs .card__summary").evaluate(box)
    assert left >= row["x"] + row["width"] / 2
    assert abs(top - row["y"]) < 1


def test_three_stories_fill_the_width(new_page):
    lay_out(LayoutKind.CALM, 1, pictured=True)
    page = new_page(width=1440, height=900)
    page.goto("/en/")
    widths = "boxes => boxes.map(box => Math.round(box.getBoundingClientRect().right))"
    [right] = page.locator(".front").evaluate_all(widths)
    assert max(page.locator(".front .card").evaluate_all(widths)) == right
