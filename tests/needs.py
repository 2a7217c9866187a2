"""A pytest plugin that marks tests by what they need: a database, a server, a browser.

The marks follow from fixtures and base classes, so that `make check` needs no list of tests.
"""

import pytest

FIXTURES = {
    "database": {"django_db_setup", "live_server"},  # every fixture with a database depends on the first
    "server": {"live_server", "serve", "object_storage"},
    "browser": {"chromium"},
}


@pytest.hookimpl(tryfirst=True)  # before tests.skips and the option -m, which read the marks
def pytest_collection_modifyitems(items):
    for item in items:
        for need in needs_of(item):
            item.add_marker(need)


def needs_of(item):
    """Return the needs of a test as a set of marks."""
    fixtures = set(getattr(item, "fixturenames", ()))
    needs = {need for need, names in FIXTURES.items() if names & fixtures}
    # The test cases of Django say by `databases` whether they use one.
    if item.get_closest_marker("django_db") or getattr(getattr(item, "cls", None), "databases", None):
        needs.add("database")
    return needs
