"""A reader's own colours and text size, in a real browser."""

import pytest

from tests.factories import make_publication, make_published

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def story():
    make_publication()
    return make_published()


def background(page):
    return page.evaluate("getComputedStyle(document.documentElement).backgroundColor")


def text_size(page):
    return page.evaluate("parseFloat(getComputedStyle(document.querySelector('.body')).fontSize)")


def choose(page, name):
    page.locator(".comfort > summary").click()
    page.get_by_label(name, exact=True).check()


def test_choice_holds_on_the_next_page(same_page, story):
    page = same_page()
    page.goto("/en/")
    light = background(page)
    choose(page, "Dark")
    dark = background(page)
    assert dark != light
    page.goto(f"/en/articles/{story.pk}/harbor-opens/")
    assert background(page) == dark
    choose(page, "Use device setting")
    assert background(page) == light


def browser_colour(page):
    """Return the colour of the browser's bars: the first that counts, as the standard has it."""
    return page.evaluate(
        "[...document.querySelectorAll('meta[name=theme-color]')]"
        ".find(one => matchMedia(one.media).matches).content"
    )


@pytest.mark.parametrize("device", ["light", "dark"])
def test_bars_of_the_browser_follow_the_choice(same_page, story, device):
    page = same_page(color_scheme=device)
    page.goto("/en/")
    colours = {"light": "#fffdf9", "dark": "#161513"}
    assert browser_colour(page) == colours[device]
    for name in ("Dark", "Light"):
        choose(page, name)
        assert browser_colour(page) == colours[name.lower()]
        page.goto(f"/en/articles/{story.pk}/harbor-opens/")
        assert browser_colour(page) == colours[name.lower()]
    choose(page, "Use device setting")
    assert browser_colour(page) == colours[device]


def test_text_grows_and_shrinks(same_page, story):
    page = same_page()
    page.goto(f"/en/articles/{story.pk}/harbor-opens/")
    medium = text_size(page)
    choose(page, "Extra large")
    assert text_size(page) > medium * 1.25
    page.reload()
    assert text_size(page) > medium * 1.25
    choose(page, "Small")
    assert text_size(page) < medium


def test_panel_closes_by_escape_and_by_a_click_beside_it(same_page, story):
    page = same_page()
    page.goto("/en/")
    panel, summary = page.locator(".comfort__panel"), page.locator(".comfort > summary")
    summary.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    assert not panel.is_visible()
    assert summary.evaluate("element => element === document.activeElement")
    summary.click()
    page.locator("h1").click(position={"x": 1, "y": 1})
    assert not panel.is_visible()


def test_nothing_moves_when_the_control_appears(same_page, story):
    page = same_page(width=390, height=844, is_new=True)
    page.add_init_script(
        "window.shift = 0; new PerformanceObserver(list => list.getEntries().forEach("
        "entry => window.shift += entry.value)).observe({type: 'layout-shift', buffered: true})"
    )
    page.goto(f"/en/articles/{story.pk}/harbor-opens/")
    page.wait_for_timeout(300)
    assert page.evaluate("window.shift") == 0


def test_without_a_script_the_control_is_not_there(same_page, story):
    page = same_page(java_script_enabled=False)
    page.goto("/en/")
    assert not page.locator(".comfort > summary").is_visible()
