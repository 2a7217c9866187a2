"""A pytest plugin that leaves long tests to `.ci/long`, which runs only them, with `--long`.

Tests marked `long` are long on both databases, tests marked `long_on_postgresql` only there: `.ci/run` has
shown their result on SQLite.
"""

import pytest

from tests.skips import database

LEFT_OUT = pytest.StashKey[int]()


def pytest_addoption(parser):
    parser.addoption("--long", action="store_true", help="run the tests marked long, and only these")


def pytest_collection_modifyitems(config, items):
    is_long = config.getoption("--long")
    left_out = [item for item in items if is_marked(item) != is_long]
    if left_out:
        items[:] = [item for item in items if is_marked(item) == is_long]
        config.hook.pytest_deselected(items=left_out)
    config.stash[LEFT_OUT] = 0 if is_long else len(left_out)


def pytest_report_collectionfinish(config):
    number = config.stash.get(LEFT_OUT, 0)
    return f"{number} long tests are left out; --long runs them" if number else None


def is_marked(item):
    """Return whether a test is long on the database of this run."""
    marks = ["long", *["long_on_postgresql"] * (database() == "postgresql")]
    return any(map(item.get_closest_marker, marks))
