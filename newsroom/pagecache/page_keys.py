"""The keys of a page: names of what it shows, by which a change finds the pages that it concerns.

While a page is made, whatever reads rows for it says which: `depend_on("story", 12)`. The page then depends
on the key "story-12". Every page depends on SITE, and on LISTS unless it says `depend_on_parts_alone`.
`newsroom.pagecache.changes` says which keys a change concerns.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.utils import timezone

SITE = "site"  # what every page shows: the frame, the banner
LISTS = "lists"  # what any list shows: each change that readers can notice
SEARCH = "search"  # the search index
TERMS = "terms"  # the forms of the glossary in it
ADVERTISING = "advertising"  # the advertisements that there are, beside stories and lists
STATEMENTS = "statements"  # of press law, above stories and on front pages: a few a year
COVERAGES = "coverages"  # the stories that are live, which lists mark
MANY = "many"  # too many keys to name: a CDN forgets these pages at each change

_collected = ContextVar("the dependencies of the page that is being made", default=None)


@dataclass
class PageDependencies:
    """The keys of a page, the instant that it shows, and the first at which it changes by itself, or None."""

    at: datetime
    keys: set[str]
    until: datetime | None = None


@contextmanager
def collect_dependencies(at: datetime, keys: Iterable[str] = (SITE, LISTS)) -> Iterator[PageDependencies]:
    """Collect what is said until the block ends, of a page or a part that shows an instant.

    keys  what it depends on in any case
    """
    token = _collected.set(PageDependencies(at, set(keys)))
    try:
        yield _collected.get()
    finally:
        _collected.reset(token)


def collected_dependencies() -> PageDependencies | None:
    """Return what has been said so far of the page or part that is being made, or None outside of one."""
    return _collected.get()


def end_of_day(at: datetime) -> datetime:
    """Return the next midnight of the newsroom or of UTC: what pages say of days changes then."""
    midnights = []
    for zone in (UTC, timezone.get_default_timezone()):
        day = at.astimezone(zone).date() + timedelta(days=1)
        midnights.append(datetime(day.year, day.month, day.day, tzinfo=zone))
    return min(midnights)


def key_of(kind: str, name: int | str) -> str:
    return f"{kind}-{name}"


def depend_on(kind: str, *names: int | str) -> None:
    """Say that the page shows what is stored under these names, or shows that nothing is."""
    if (page := _collected.get()) is not None:
        page.keys.update([key_of(kind, name) for name in names])


def depend_on_keys(*keys: str) -> None:
    """Say that the page shows what keys such as SEARCH or STATEMENTS name, or that there is none of it."""
    if (page := _collected.get()) is not None:
        page.keys.update(keys)


def depend_on_parts_alone() -> None:
    """Say that the page shows no list of stories but what is said by `depend_on`."""
    if (page := _collected.get()) is not None:
        page.keys.discard(LISTS)


def depend_as(part) -> None:
    """Say that the page shows a part, with its `keys` and `until`."""
    if (page := _collected.get()) is not None:
        page.keys.update(part.keys)
        until = part.until  # as change_at does, but faster
        if until and until > page.at and (page.until is None or until < page.until):
            page.until = until


def change_at(instants: Iterable[datetime | None]) -> None:
    """Say that the page changes by itself at those of these instants that lie ahead; None is never."""
    if (page := _collected.get()) is not None:
        ahead = [at for at in instants if at and at > page.at]
        page.until = min(filter(None, [page.until, *ahead]), default=None)
