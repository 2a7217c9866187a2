"""A pytest plugin that limits which tests may be skipped.

Tests marked `postgresql` or `sqlite` are skipped on the other database. Pages in a browser are the same on
both, so tests marked `browser` run on SQLite, and on PostgreSQL only if they have both marks. In CI (the
variable CI is true) every other skip is a failure, so that a missing browser does not go unnoticed. A test
marked `mount` may be skipped there too, because many containers permit no mount.
"""

import os

import pytest

DATABASES = {"postgresql", "sqlite"}


def is_ci():
    return os.environ.get("CI", "").lower() in {"1", "true", "yes"}


def database():
    return "postgresql" if os.environ.get("DATABASE_URL", "").startswith("postgres") else "sqlite"


def is_for_other_database(item):
    marks = {mark.name for mark in item.iter_markers()}
    chosen = DATABASES & marks or ({"sqlite"} if "browser" in marks else DATABASES)
    return database() not in chosen


def pytest_collection_modifyitems(items):
    for item in items:
        if is_for_other_database(item):
            item.add_marker(pytest.mark.skip(reason=f"not for {database()}; see DATABASE_URL"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item):
    report = yield
    is_permitted = is_for_other_database(item) or item.get_closest_marker("mount")
    if not hasattr(report, "wasxfail") and not is_permitted:
        refuse_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report():
    report = yield
    refuse_skip(report)
    return report


def refuse_skip(report):
    """Turn the report of a skip into the report of a failure, in CI."""
    if report.skipped and is_ci():
        report.outcome = "failed"
        report.longrepr = f"{report.nodeid} was skipped, but CI runs every test: {report.longrepr}"
