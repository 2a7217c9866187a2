"""The newsroom at a glance in a real browser: by keyboard, on a phone, on paper, under axe."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from articles.events.log import record
from articles.models import EventType, LanguageProgress
from articles.publishing import publish
from articles.workflow.transitions import perform
from tests.browser.axe import faults, is_wider
from tests.factories import HOUR, approve, make_article, make_publication, make_published, make_user

pytestmark = pytest.mark.django_db(transaction=True)

SCREENS = ["board/", "board/?column=writing", "calendar/", "calendar/?ahead=48h", "report/"]


@pytest.fixture
def newsroom(transactional_db):
    """Make a user, and one story for each state that the screen shows."""
    make_publication()
    user, now = make_user(), timezone.now()
    late = make_article(number=" late", by=user)
    desk = LanguageProgress.objects.filter(article=late)
    desk.filter(language="en").update(due_at=now - HOUR, priority=2, assignee=user)
    desk.filter(language="ko").update(due_at=now - HOUR, planned_on=now.date() - timedelta(days=3))
    perform("submit", make_article(number=" b", languages=("ko",)), language="ko", by=None)
    make_published(number=" c", languages=("en", "ko"))
    ahead = make_article(number=" d", languages=("en", "ko"))
    for language in ("en", "ko"):
        approve(ahead, language)
        publish(ahead, language, by=None, at=now + 20 * HOUR)
    record(EventType.APPROVED, late, by=user, language="en", reason="Alone at night.", alone=True)
    return user


@pytest.fixture
def desk(page_of, newsroom):
    """A function that opens an address as a managing editor."""

    def open_desk(address, *, language="", **options):
        newsroom.language = language
        newsroom.save()
        page = page_of(newsroom, address, **options)
        page.wait_for_load_state()
        return page

    return open_desk


@pytest.mark.parametrize(("language", "width", "other_width"), [("en", 390, 1440), ("ko", 1440, 390)])
def test_nobody_is_kept_out(desk, language, width, other_width):
    """axe looks at each width in one language; nothing is too wide at either width in either language."""
    page, found = desk("/admin/", language=language, width=width), []
    for address in SCREENS:
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"/admin/{address}")
        found += faults(page)
        assert not is_wider(page), address
        page.set_viewport_size({"width": other_width, "height": 900})
        assert not is_wider(page), (address, other_width)
    assert not found, "\n".join(found)


def test_keys_lead_to_every_screen_and_through_it(desk):
    page = desk("/admin/")
    for keys, address in (("gb", "board/"), ("gk", "calendar/"), ("gr", "report/")):
        page.keyboard.type(keys)
        page.wait_for_url(f"**/admin/{address}")
        page.wait_for_load_state()
    page.keyboard.press("[")
    page.wait_for_url("**/report/?day=*")
    page.wait_for_load_state()
    page.keyboard.type("gb")
    page.wait_for_url("**/admin/board/")
    page.wait_for_load_state()
    page.keyboard.press("3")
    for _stop in ("the handle of the card", "its headline"):
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.innerText") == "Harbor opens late"
    page.keyboard.press("Enter")
    page.wait_for_url("**/change/")


def test_columns_of_a_phone_are_a_tap_away_and_the_report_prints_without_its_frame(desk):
    page = desk("/admin/board/", width=390, height=844)
    page.get_by_role("link", name="Scheduled 2").click()
    expect(page.locator("#heading-scheduled")).to_be_in_viewport()
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto("/admin/report/")
    page.emulate_media(media="print")
    assert page.locator("#sidebar").is_hidden()
    assert page.get_by_text("Alone at night.").is_visible()
