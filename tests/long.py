"""A pytest plugin that leaves tests marked `long` to `.ci/long`, which runs only them, with `--long`."""

import pytest

LEFT_OUT = pytest.StashKey[int]()


def pytest_addoption(parser):
    parser.addoption("--long", action="store_true", help="run the tests marked long, and only these")


def pytest_collection_modifyitems(config, items):
    is_long = config.getoption("--long")
    left_out = [item for item in items if has_mark(item) != is_long]
    if left_out:
        items[:] = [item for item in items if has_mark(item) == is_long]
        config.hook.pytest_deselected(items=left_out)
    config.stash[LEFT_OUT] = 0 if is_long else len(left_out)


def pytest_report_collectionfinish(config):
    number = config.stash.get(LEFT_OUT, 0)
    return f"{number} long tests are left out; --long runs them" if number else None


def has_mark(item):
    return item.get_closest_marker("long") is not None
