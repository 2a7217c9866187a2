"""Layouts of the front page in a real browser: wide and narrow, light and dark, with few stories and many."""

import re
from itertools import accumulate, cycle, takewhile

import pytest
from playwright.sync_api import expect

from articles.models import Wanted
from newsroom.frontpage.models import LayoutKind, LeadPresentation, Placement, SlotPosition
from newsroom.frontpage.placements import place_story
from tests.browser.axe import faults
from tests.browser.layout import layout_faults
from tests.factories import NOON, make_publication, make_section
from tests.public.newsdesk import MINUTE, make_image, print_many, tell
from tests.waiting import intercept
from tools.screens.sheets import WIDTHS

pytestmark = pytest.mark.django_db(transaction=True)

SECTIONS = ("economy", "strait", "city", "environment", "culture")
WORDS = {
    "en": "Harbor council delays the night ferry timetable until pilots of both ports agree on channel codes",
    "ko": "항만협의회 야간 여객선 시간표 확정 미루고 두 항구 도선사 공동 신호 합의까지 현행 유지하기로",
}
SUMMARIES = {
    "en": "The new timetable was to begin on Monday. Pilots say that the buoys of both ports still send "
    "different signals, and want a month of tests before ships rely on them.",
    "ko": "새 시간표는 월요일부터 시행될 예정이었다. 도선사들은 두 항구의 부표가 아직 서로 다른 "
    "신호를 보낸다며 한 달간 시험이 필요하다고 말한다.",
}
PICTURE = "<svg xmlns='http://www.w3.org/2000/svg' width='1200' height='800'/>"


def lay_out(layout, stories, *, pictured):
    make_publication()
    section = make_section()
    image = make_image() if pictured else None
    leads = [tell(section=section, number=f" {number}", lead_image=image) for number in range(2)]
    print_many(stories, section=section, since=NOON)
    lead_with([article.pk for article in leads], "en", layout)


def lead_with(leads, language, layout):
    """Place two stories at the top of a front page, the first with a layout, or give it another one."""
    lead, second = leads
    shown = LeadPresentation(layout, kicker="Port strike")
    place_story(lead, SlotPosition(language, "front", "lead"), by=None, presentation=shown)
    if not Placement.objects.filter(article=second).exists():
        place_story(second, SlotPosition(language, "front", "second", 1), by=None)


def print_newspaper(language, *, characters, pictured):
    """Print 120 stories of five sections, whose headlines have so many characters; return the last two."""
    make_publication()
    image, editions = make_image() if pictured else None, []
    for number, slug in enumerate(SECTIONS):
        headline = words_of_length(language, characters - 3, first=3 * number)  # a number follows
        editions += print_many(
            24,
            section=make_section(slug),
            since=NOON + number * MINUTE / 5,
            image=image,
            language=language,
            words=headline,
            summary=SUMMARIES[language],
        )
    return [edition.article for edition in editions[-2:]]


def words_of_length(language, characters, *, first):
    """Return words that are at most so many characters long together, beginning with one of WORDS."""
    words = WORDS[language].split()
    lines = accumulate(cycle(words[first:] + words[:first]), "{} {}".format)
    return list(takewhile(lambda line: len(line) <= characters, lines))[-1]


def open_front(same_page, language, width):
    """Open a front page whose pictures need no files."""
    page = same_page(width=width)
    intercept(
        page, re.compile("/media/"), lambda route: route.fulfill(content_type="image/svg+xml", body=PICTURE)
    )
    page.goto(f"/{language}/")
    return page


def show(page, leads, language, layout):
    """Give the front page that is open another layout, and load it again."""
    lead_with(leads, language, layout)
    page.reload()
    shown = LayoutKind.BIG_NEWS if layout == LayoutKind.LIVE else layout  # without live coverage
    expect(page.locator(f".front--{shown}")).to_contain_text("Port strike")


def ends(page, selector):
    """Return the lower edges of the boxes that match."""
    script = "boxes => boxes.map(box => Math.round(box.getBoundingClientRect().bottom))"
    return page.locator(selector).evaluate_all(script)


@pytest.mark.parametrize("pictured", [True, False], ids=["pictured", "text"])
def test_every_layout_keeps_the_rules_and_axe_finds_nothing(same_page, pictured):
    leads = print_newspaper("en", characters=60, pictured=pictured)
    page = open_front(same_page, "en", 390)
    for layout in LayoutKind.values:  # the first has no placed stories
        if layout != LayoutKind.CALM:
            show(page, leads, "en", layout)
        for width in (390, 768, 960, 1120, 1440):
            assert not list(layout_faults(page, [width])), layout
            assert width in (768, 960) or not faults(page), (layout, width)


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("characters", [30, 90])
@pytest.mark.parametrize("pictured", [True, False], ids=["pictured", "text"])
def test_a_full_newspaper_keeps_the_rules(same_page, language, characters, pictured):
    leads = print_newspaper(language, characters=characters, pictured=pictured)
    page = open_front(same_page, language, 1440)
    if pictured and language == "en":
        the_picture_of_the_lead_ends_with_its_words_or_the_list_beside_it(page)
    found = list(layout_faults(page, [*WIDTHS, 1280, 1920]))
    page.evaluate("document.documentElement.dataset.size = 'largest'")
    found += layout_faults(page, [1280, 1920])
    if pictured and characters == 90:  # the longest headlines in the layouts that show them largest
        for layout in (LayoutKind.BIG_NEWS, LayoutKind.PACKAGE):
            show(page, leads, language, layout)
            found += layout_faults(page, WIDTHS)
    assert not found, "\n".join(found)


def the_picture_of_the_lead_ends_with_its_words_or_the_list_beside_it(page):
    picture, lead = (page.locator(f".front__lead {one}").bounding_box() for one in ("img", ".card"))
    assert picture["height"] == pytest.approx(lead["height"], abs=1)
    assert 0.9 < picture["width"] / picture["height"] < 1.8
    assert ends(page, ".front__rail") == ends(page, ".front")


def test_the_columns_of_a_calm_page_end_together(same_page):
    lay_out(LayoutKind.CALM, 40, pictured=True)
    page = same_page(width=1440, height=900)
    page.goto("/en/")
    [rail], [top] = ends(page, ".front__rail"), ends(page, ".front")
    [last] = ends(page, ".front__rail .latest li:last-child")
    assert rail == top
    assert rail - last < 30
    lefts = "items => items.map(item => Math.round(item.getBoundingClientRect().left))"
    assert len(set(page.locator(".latest li").evaluate_all(lefts))) == 1


def test_a_brief_alone_fills_its_row(same_page):
    make_publication()
    for number in range(4):
        tell(languages=("en", "ko"), number=f" {number}")
    tell(languages=("ko", "en"), wanted={"en": Wanted.BRIEF}, number=" brief", body_en="")
    page = same_page()
    page.goto("/en/")
    box = "box => [box.getBoundingClientRect().left, box.getBoundingClientRect().top]"
    for width in (768, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        row = page.locator(".briefs__cards").bounding_box()
        left, top = page.locator(".briefs .card__summary").evaluate(box)
        assert left >= row["x"] + row["width"] / 2, width
        assert abs(top - row["y"]) < 1, width


def test_three_stories_fill_the_width(same_page):
    lay_out(LayoutKind.CALM, 1, pictured=True)
    page = same_page(width=1440, height=900)
    page.goto("/en/")
    widths = "boxes => boxes.map(box => Math.round(box.getBoundingClientRect().right))"
    [right] = page.locator(".front").evaluate_all(widths)
    assert max(page.locator(".front .card").evaluate_all(widths)) == right
