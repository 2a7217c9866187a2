"""The menu of the admin folds and stays folded; on a phone it starts so."""

from functools import partial

import pytest

from tests.factories import make_user


@pytest.fixture
def desk(page_of, transactional_db):
    """A function that opens the first screen."""
    return partial(page_of, make_user(), "/admin/")


def state(page):
    return page.is_visible("#sidebar"), page.get_attribute("#sidebar-button", "aria-expanded")


def test_a_folded_menu_stays_folded_on_the_next_screen(desk):
    page = desk()
    assert state(page) == (True, "true")
    page.click("#sidebar-button")
    assert state(page) == (False, "false")
    page.goto("/admin/articles/topic/")
    assert state(page) == (False, "false")


def test_a_menu_folds_where_nothing_can_be_kept(desk):
    page = desk(is_new=True)
    # Django's own scripts do without their storage less calmly.
    refuse = "(name) => { if (name === 'desk.menu') throw new DOMException('It is off.'); return null }"
    page.add_init_script(f"Storage.prototype.getItem = Storage.prototype.setItem = {refuse}")
    page.goto("/admin/articles/topic/")
    assert state(page) == (True, "true")
    page.click("#sidebar-button")
    assert state(page) == (False, "false")


def test_a_phone_starts_folded_and_opens_for_one_screen(desk):
    page = desk(width=390, is_mobile=True)  # which counts 980 px until it has read the viewport
    assert state(page) == (False, "false")
    page.click("#sidebar-button")
    assert state(page) == (True, "true")
    page.click("#sidebar a[href='/admin/articles/topic/']")
    page.wait_for_url("**/topic/")
    assert state(page) == (False, "false")


def test_no_screen_scrolls_sideways_at_320_px(desk):
    page = desk(width=320)
    for address in ("", "articles/article/", "articles/image/", "articles/event/"):
        page.goto(f"/admin/{address}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, address
