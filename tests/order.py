"""A pytest plugin that sorts the tests of a parallel run."""

import pytest


@pytest.hookimpl(trylast=True)  # runs after pytest-django
def pytest_collection_modifyitems(config, items):
    """Sort tests that wait for browsers and servers first, so that other workers compute at the same time.

    If they were last, all workers would wait in them together, and the cores would be idle.
    """
    if hasattr(config, "workerinput"):
        items.sort(key=turn)


def turn(item):
    """Return the sort key of a test: 0 to 2. Tests with the same key keep the order of pytest-django.

    Tests with a database are the last: they take the longest in total, and can be shared out at the end.
    """
    if any(item.get_closest_marker(mark) for mark in ("browser", "server", "slow")):
        return 0
    return 2 if item.get_closest_marker("database") else 1
