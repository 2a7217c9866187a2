"""Fonts of a newspaper in a browser: they are shown, and nothing moves, whether they come or not."""

import pytest
from django.contrib.staticfiles import finders

from newsroom.demo.content import LOOK
from newsroom.identity import font_subsets
from tests.factories import make_publication
from tests.public.newsdesk import tell
from tests.waiting import intercept

pytestmark = pytest.mark.django_db(transaction=True)

SHIFTS = """
window.shifts = 0;
new PerformanceObserver(list => { for (const one of list.getEntries()) window.shifts += one.value })
  .observe({type: "layout-shift", buffered: true});
"""
MOST_SHIFT = 0.01  # largest cumulative layout shift of a page that counts as still
SHOWN = "[...document.fonts].filter(font => font.status === 'loaded').map(font => font.family)"


@pytest.fixture
def open_front(new_page, settings, tmp_path):
    """A function that opens a front page with the demonstration's fonts, and returns the page."""
    settings.SITE_DIR, settings.MEDIA_ROOT = LOOK, tmp_path / "media"
    finders.get_finder.cache_clear()
    font_subsets._known.clear()
    make_publication()
    for number in range(4):
        tell(languages=("en", "ko"), title_en=f"Harbor Opens {number}", title_ko=f"항구 다시 열려 {number}")

    def opened(language, width, *, has_files=True):
        page = new_page(width=width)
        page.add_init_script(SHIFTS)
        if not has_files:
            intercept(page, "**/*.woff2", lambda route: route.abort())
        page.goto(f"/{language}/", wait_until="networkidle")
        page.evaluate("document.fonts.ready.then(() => null)")
        return page

    yield opened
    font_subsets._known.clear()
    finders.get_finder.cache_clear()


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("language", ["en", "ko"])
def test_headlines_are_in_the_font_and_nothing_moves(open_front, language, width):
    page = open_front(language, width)
    assert f"headline-{language}" in page.evaluate(SHOWN)
    assert page.evaluate("window.shifts") <= MOST_SHIFT


def test_without_the_file_a_font_of_the_system_stands_in(open_front):
    page = open_front("ko", 390, has_files=False)
    assert "headline-ko" not in page.evaluate(SHOWN)
    assert page.get_by_role("link", name="항구 다시 열려 3").first.is_visible()
    assert page.evaluate("window.shifts") <= MOST_SHIFT
