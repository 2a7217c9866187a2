"""Pages that the tests of a module share, for most of the work of opening a page is compiling its scripts."""

import pytest

from tests.conftest import policy_breach
from tests.waiting import PATIENCE

AS_OPENED = {"color_scheme": "light", "reduced_motion": "reduce"}
# Of the same origin, for the process that has compiled the scripts ends where another origin begins.
SMALL_PAGE = "/static/admin/js/cancel.js"


class SharedPage:
    """A page in a context of its own, which looks new to each test."""

    def __init__(self, browser, address):
        self.problems = []
        self.context = browser.new_context(base_url=address, locale="en-US", **AS_OPENED)
        self.context.set_default_timeout(PATIENCE)
        self.page = self.context.new_page()
        self.page.on("pageerror", lambda error: self.problems.append(f"{self.page.url}: {error}"))
        self.page.on("console", lambda message: self.problems.extend(policy_breach(self.page, message)))

    def leave(self):
        """Take away all that the last test left, and return the problems that its page had."""
        self.context.set_offline(False)
        for page in self.context.pages:
            if page is not self.page:
                page.close()
        self.page.unroute_all(behavior="ignoreErrors")
        self.page.goto(SMALL_PAGE)
        self.page.evaluate("() => { localStorage.clear(); sessionStorage.clear() }")
        self.context.clear_cookies()
        self.page.mouse.move(0, 0)
        self.page.emulate_media(media="null", **AS_OPENED)
        problems, self.problems[:] = list(self.problems), []
        return problems


@pytest.fixture(scope="module")
def shared_pages(chromium):
    """The pages of a module: a test that opens two, as for two people, gets the first two."""
    pages = []
    yield pages
    for shared in pages:
        shared.context.close()


@pytest.fixture
def same_page(chromium, shared_pages, new_page, live_server):
    """A function that opens a page as `new_page` does, but gives the one that the last test had, if it can.

    An option other than sizes and `color_scheme` gives a new page, and so does `is_new`: for a test that
    keeps listening to dialogs or stops the clock, which would not end with it.
    """
    opened = []

    def open_page(*, width=1440, height=900, is_new=False, **options):
        if is_new or options.keys() - AS_OPENED.keys():
            return new_page(width=width, height=height, **options)
        if len(shared_pages) == len(opened):
            shared_pages.append(SharedPage(chromium, live_server.url))
        shared = shared_pages[len(opened)]
        opened.append(shared)
        shared.page.set_viewport_size({"width": width, "height": height})
        if options:
            shared.page.emulate_media(**options)
        return shared.page

    yield open_page
    problems = []
    for shared in opened:
        if shared.page.is_closed():
            shared_pages.remove(shared)
            shared.context.close()
            problems += shared.problems
        else:
            problems += shared.leave()
    assert not problems, "\n".join(problems)
