"""The keys of a page: names of what it shows, by which a change finds the pages that it concerns.

While a page is made, whatever reads rows for it says which: `depend_on("story", 12)`. The page then depends
on the key "story-12". Every page depends on SITE, and on LISTS unless it says `depend_on_parts_alone`.
`newsroom.pagecache.changes` says which keys a change concerns. `expire_at` is for changes by time alone.

newsroom.public.responses.public_page begins to collect for a view, and puts what was collected into the
response as `dependencies`, by which the handler keeps the page.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from django.utils import timezone

SITE = "site"  # what every page shows: the frame, the banner
LISTS = "lists"  # what any list may show: each change that readers can notice
SEARCH = "search"  # the search index
TERMS = "terms"  # the forms of the glossary in it
ADVERTISING = "advertising"  # the advertisements that there are, beside stories and lists
STATEMENTS = "statements"  # statements of press law, above stories and on front pages: a few a year
COVERAGES = "coverages"  # the stories with live coverage, which lists mark
MANY = "many"  # too many keys to name: a CDN forgets these pages at each change

_collected = ContextVar("the dependencies of the page that is being made", default=None)


@dataclass
class PageDependencies:
    """The rows and the time that a page depends on.

    at     the instant that it shows
    keys   the keys of what it shows
    until  the first instant at which it changes by itself, or None
    """

    at: datetime
    keys: set[str]
    until: datetime | None = None


@contextmanager
def collect_dependencies(at: datetime, keys: Iterable[str] = (SITE, LISTS)) -> Iterator[PageDependencies]:
    """Collect the dependencies of the page or part that is made in this block, as of an instant.

    keys  those that it has in any case
    """
    token = _collected.set(PageDependencies(at, set(keys)))
    try:
        yield _collected.get()
    finally:
        _collected.reset(token)


def collected_dependencies() -> PageDependencies | None:
    """Return the dependencies collected so far for the page or part being made; None outside of one."""
    return _collected.get()


def end_of_day(at: datetime) -> datetime:
    """Return the next midnight of the newsroom or of UTC: what pages say of days changes then."""
    return _first_midnight(at, timezone.get_default_timezone())


@lru_cache(maxsize=8)  # each of its parts asks for the instant of one page
def _first_midnight(at, newsroom_zone):
    midnights = []
    for zone in (UTC, newsroom_zone):
        day = at.astimezone(zone).date() + timedelta(days=1)
        midnights.append(datetime(day.year, day.month, day.day, tzinfo=zone))
    return min(midnights)


def key_of(kind: str, name: int | str) -> str:
    """Return the key of one row or thing: "story-12", "most-read-ko"."""
    return f"{kind}-{name}"


def depend_on(kind: str, *names: int | str) -> None:
    """Say that the page shows these rows, or shows that they do not exist: depend_on("story", 12, 13)."""
    if (page := _collected.get()) is not None:
        page.keys.update([key_of(kind, name) for name in names])


def depend_on_keys(*keys: str) -> None:
    """Say that the page depends on keys without a number, such as SEARCH or STATEMENTS."""
    if (page := _collected.get()) is not None:
        page.keys.update(keys)


def depend_on_parts_alone() -> None:
    """Say that the page shows no list of stories, so that `depend_on` names all that it depends on."""
    if (page := _collected.get()) is not None:
        page.keys.discard(LISTS)


def depend_on_part(part) -> None:
    """Say that the page shows a part, and depends on its `keys` and `until`."""
    if (page := _collected.get()) is not None:
        page.keys.update(part.keys)
        until = part.until  # the same as expire_at, but faster
        if until and until > page.at and (page.until is None or until < page.until):
            page.until = until


def expire_at(instants: Iterable[datetime | None]) -> None:
    """Say that the page changes by itself at the first of these instants that lies ahead.

    None stands for never.
    """
    if (page := _collected.get()) is not None:
        ahead = [at for at in instants if at and at > page.at]
        page.until = min(filter(None, [page.until, *ahead]), default=None)
