"""Pages that the tests of a module share, for most of the work of opening a page is compiling its scripts."""

import pytest
from django.test import Client

from tests.conftest import policy_breach
from tests.waiting import PATIENCE

AS_OPENED = {"color_scheme": "light", "reduced_motion": "reduce"}
# Options of a context, whose pages are shared by the tests that give the same.
OF_CONTEXT = {"locale", "has_touch", "java_script_enabled", "user_agent"}
# On the same origin: the browser ends the process with the compiled scripts when the origin changes.
SMALL_PAGE = "/static/admin/js/cancel.js"


class SharedPage:
    """A page in a context of its own, which looks new to each test."""

    def __init__(self, browser, address, options):
        self.problems = []
        self.context = browser.new_context(**{"base_url": address, "locale": "en-US"} | AS_OPENED | options)
        self.context.set_default_timeout(PATIENCE)
        self.page = self.context.new_page()
        self.page.on("pageerror", lambda error: self.problems.append(f"{self.page.url}: {error}"))
        self.page.on("console", lambda message: self.problems.extend(policy_breach(self.page, message)))

    def leave(self):
        """Take away all that the last test left, and return the problems that its page had."""
        self.context.set_offline(False)
        self.context.clear_permissions()
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
    """Pages of a module by their options: a test that opens two, as for two people, gets the first two."""
    pages = {}
    yield pages
    for shared in [shared for alike in pages.values() for shared in alike]:
        shared.context.close()


@pytest.fixture
def same_page(chromium, shared_pages, new_page, live_server):
    """A function that opens a page as `new_page` does, but gives the one that the last test had, if it can.

    It has one for each locale, and so on (OF_CONTEXT). Any other option, except sizes and `color_scheme`,
    gives a new page, and so does `is_new`: for a test that adds scripts, keeps listening to dialogs or stops
    the clock, which would not end with it.
    """
    opened = []

    def open_page(*, width=1440, height=900, is_new=False, **options):
        if is_new or options.keys() - AS_OPENED.keys() - OF_CONTEXT:
            return new_page(width=width, height=height, **options)
        media = {name: options.pop(name) for name in AS_OPENED if name in options}
        options = {"locale": "en-US"} | options
        alike = shared_pages.setdefault(frozenset(options.items()), [])
        shared = next((shared for shared in alike if shared not in opened), None)
        if shared is None:
            shared = SharedPage(chromium, live_server.url, options)
            alike.append(shared)
        opened.append(shared)
        shared.page.set_viewport_size({"width": width, "height": height})
        if media:
            shared.page.emulate_media(**media)
        return shared.page

    yield open_page
    problems = []
    for shared in opened:
        if shared.page.is_closed():
            for alike in shared_pages.values():
                alike[:] = [other for other in alike if other is not shared]
            shared.context.close()
            problems += shared.problems
        else:
            problems += shared.leave()
    assert not problems, "\n".join(problems)


@pytest.fixture
def page_of(same_page, live_server):
    """A function that opens an address as a user: page_of(user, "/admin/", width=390)."""

    def open_page(user, address, **options):
        page = same_page(**options)
        client = Client()
        client.force_login(user)
        session = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
        page.context.add_cookies([session])
        page.goto(address)
        return page

    return open_page
