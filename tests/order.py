"""A pytest plugin for the order in which the workers of a run take up tests."""

import pytest


@pytest.hookimpl(trylast=True)  # after pytest-django
def pytest_collection_modifyitems(config, items):
    """Let one worker begin with what waits for browsers and servers, while the others compute.

    They would all come to it in the end, and the cores would wait with them.
    """
    if hasattr(config, "workerinput"):
        items.sort(key=turn)


def turn(item):
    """Return when a worker takes up a test; the order of pytest-django stays within a turn.

    Tests with a database are the last: they take the longest together, and their end can be shared out.
    """
    if any(item.get_closest_marker(mark) for mark in ("browser", "server", "slow")):
        return 0
    return 2 if item.get_closest_marker("database") else 1
