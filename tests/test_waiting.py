"""Waits of browser tests for a page, and requests that tests answer in place of the server."""

import re
from pathlib import Path

import pytest

from tests.waiting import intercept

TESTS = Path(__file__).resolve().parent
BUSY = """() => {
    const work = () => {
        const end = Date.now() + 120;
        while (Date.now() < end);
        setTimeout(work);
    };
    setTimeout(work);
    document.addEventListener("keydown", async () => {
        document.title = (await fetch("/nowhere/")).status;
    });
}"""


@pytest.mark.long
@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_a_busy_page_sends_nothing_past_an_interception(new_page):
    page = new_page()
    page.goto("/en/search/")
    page.evaluate(BUSY)
    for _turn in range(15):  # plain page.route() would fail in two or three of them
        page.evaluate("document.title = ''")
        intercept(page, "**/nowhere/", lambda route: route.fulfill(status=418))
        page.keyboard.press("a")
        page.wait_for_function("() => document.title !== ''")
        assert page.title() == "418"
        page.unroute_all()


@pytest.fixture(scope="module")
def scripts():
    """Return {module name: text} of the tests, without tests/waiting.py and this module."""
    own = {"waiting.py", "test_waiting.py"}
    return {path.name: path.read_text() for path in TESTS.rglob("*.py") if path.name not in own}


class TestOtherTests:
    def test_intercept_requests_by_the_function_that_waits(self, scripts):
        assert [name for name, text in scripts.items() if re.search(r"\b\w+\.route\(", text)] == []

    def test_wait_for_functions_since_the_policy_lets_expressions_be_read_once_only(self, scripts):
        expression = re.compile(r"wait_for_function\(\s*\"(?!async |\(|\w+ =>)")
        assert [name for name, text in scripts.items() if expression.search(text)] == []
