"""Parts of pages that many pages share, kept in memory by each process as long as they are true.

The same journal that tells whether a kept page holds tells it of a part, so that a page that is made anew
makes only what is its own.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime

from newsroom.pagecache.journal import ChangeJournal
from newsroom.pagecache.page_keys import SITE, collect_dependencies, collected_dependencies, depend_as

MOST_PARTS = 500  # kept by one process

_serving = ContextVar("the journal and the kept parts of the process that answers", default=None)


@dataclass(slots=True, frozen=True)
class KeptPart:
    """A value that was made once; for the other attributes see newsroom.pagecache.cached_page.CachedPage."""

    value: object
    keys: frozenset[str]
    at: datetime
    until: datetime | None
    position: int


@contextmanager
def keeping_parts(journal: ChangeJournal | None, parts: dict | None = None) -> Iterator[None]:
    """Let the page that is made in this block use kept parts and keep its own; with None, neither."""
    token = _serving.set((journal, parts) if journal else None)
    try:
        yield
    finally:
        _serving.reset(token)


def kept_part[Value](name: tuple, make: Callable[[], Value]) -> Value:
    """Return what `make` returns, or what it returned before under this name, if that still holds.

    name  of the part, with all that it depends on beside the database: its language, for example
    The part depends on SITE and on what `make` says. Whoever gets it must not change it.
    """
    serving, page = _serving.get(), collected_dependencies()
    if serving is None or page is None:
        return make()
    journal, parts = serving
    part = parts.get(name)
    if part is None or not journal.holds(part, page.at):
        position = journal.position
        with collect_dependencies(page.at, {SITE}) as found:
            value = make()
        part = KeptPart(value, frozenset(found.keys), page.at, found.until, position)
        if len(parts) >= MOST_PARTS:
            parts.clear()
        parts[name] = part
    depend_as(part)
    return part.value
