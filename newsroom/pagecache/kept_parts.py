"""Page parts shared by many pages, cached in memory by each process while they are valid.

The journal checks them as it checks cached pages. A page that has to be made again reuses all valid parts.
"""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from articles.recently_used import RecentlyUsed
from newsroom.pagecache.journal import ChangeJournal
from newsroom.pagecache.page_keys import (
    SITE,
    collect_dependencies,
    collected_dependencies,
    depend_on,
    depend_on_part,
    key_of,
)

# Parts cached by one process: 2 KB each, more in feeds. Above this, the least recently used are dropped.
MOST_PARTS = 6_000


@dataclass(slots=True, frozen=True)
class KeptPart:
    """A cached value; for the other attributes see newsroom.pagecache.cached_page.CachedPage."""

    value: Any
    keys: frozenset[str]
    at: datetime
    until: datetime | None
    position: int


# The name of a part, with everything that its value depends on except the database, such as its language.
type PartName = tuple[object, ...]
type KeptParts = RecentlyUsed[PartName, KeptPart]

# The journal and the parts of the process, while it makes a page with cached parts.
_serving: ContextVar[tuple[ChangeJournal, KeptParts] | None] = ContextVar(
    "the journal and the kept parts of the process that answers", default=None
)


@contextmanager
def keeping_parts(journal: ChangeJournal | None, parts: KeptParts | None = None) -> Iterator[None]:
    """Let the page made in this block use the cached parts, and cache the parts that it makes.

    If one of the arguments is None, the page makes all its parts itself and caches none.
    """
    token = _serving.set((journal, parts) if journal and parts is not None else None)
    try:
        yield
    finally:
        _serving.reset(token)


def kept_part[Value](name: PartName, make: Callable[[], Value]) -> Value:
    """Return the cached value of this name if it is still valid, else the result of `make`, which is cached.

    name  identifies the part; it includes all that the value depends on except the database, such as its
          language

    The part depends on SITE and on the rows that `make` reports by depend_on. Other pages share the value, so
    the caller must not change it. Outside keeping_parts, `make` is called each time.
    """
    serving, page = _serving.get(), collected_dependencies()
    if serving is None or page is None:
        return make()
    journal, parts = serving
    part = parts.get(name)
    if part is None or not journal.holds(part, page.at):
        position = journal.position
        with collect_dependencies(page.at, {SITE}) as dependencies:
            value = make()
        part = KeptPart(value, frozenset(dependencies.keys), page.at, dependencies.until, position)
        parts.keep(name, part)
    depend_on_part(part)
    return cast("Value", part.value)


def kept_rows[Value](
    kind: str,
    numbers: Collection[int],
    variant: tuple[object, ...],
    read: Callable[[set[int]], Callable[[int], Value | None]],
    *,
    has_key: bool = True,
) -> dict[int, Value]:
    """Return {id: value} of rows, each cached separately. Rows whose value is None are left out.

    kind     name of the kind of row; the page depends on the key of each row (page_keys.depend_on)
    numbers  ids of the rows
    variant  all that a value depends on except the database, such as its language
    read     called once with the set of ids that are not cached; returns a function from an id to its value.
             A value has the dependencies that were reported while it was made and while the rows were read
    has_key  False if the rows have no key of their own
    """
    numbers = set(numbers)
    if has_key:
        depend_on(kind, *numbers)
    serving, page = _serving.get(), collected_dependencies()
    if serving is None or page is None:
        if not numbers:
            return {}
        make = read(numbers)
        made = {number: make(number) for number in numbers}
        return {number: value for number, value in made.items() if value is not None}
    journal, parts = serving
    kept: dict[int, Any] = {number: parts.get((kind, number, *variant)) for number in numbers}
    lacking = {number for number, part in kept.items() if not (part and journal.holds(part, page.at))}
    if lacking:
        position = journal.position
        with collect_dependencies(page.at, {SITE}) as shared:
            make = read(lacking)
        for number in lacking:
            with collect_dependencies(page.at, {key_of(kind, number)} if has_key else ()) as own:
                depend_on_part(shared)
                value = make(number)
            kept[number] = KeptPart(value, frozenset(own.keys), page.at, own.until, position)
            parts.keep((kind, number, *variant), kept[number])
    for part in kept.values():
        depend_on_part(part)
    return {number: part.value for number, part in kept.items() if part.value is not None}
