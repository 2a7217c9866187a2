"""Fixtures of the tests of the page cache."""

import pytest
import time_machine
from django.core.cache import caches

from newsroom.pagecache import journal
from newsroom.pagecache.handler import PageCacheHandler
from tests.factories import NOON, make_publication


@pytest.fixture(autouse=True)
def _one_connection(monkeypatch):
    """Keep the connection of the test, whose transaction is rolled back at its end."""
    monkeypatch.setattr(journal, "close_old_connections", lambda: None)


@pytest.fixture
def handler():
    """Return the handler of a new process, with an empty cache."""
    caches["pages"].clear()
    handler = PageCacheHandler()
    # The release digest selects the cache slots of pages. With the digest of the code, two searches would
    # share a slot in one commit of fifty, and each would displace the other.
    handler.release = "tests"
    return handler


@pytest.fixture
def at_noon(db):
    """Make a publication without stories, and yield its clock, stopped at noon until a test moves it."""
    with time_machine.travel(NOON, tick=False) as traveller:
        make_publication()
        yield traveller
