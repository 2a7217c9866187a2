"""The keys of a page: names of the objects that it shows, used to find the pages that a change concerns.

While a page is made, the code that reads its rows reports them: `depend_on("story", 12)`. The page then
depends on the key "story-12". Every page depends on SITE, and on LISTS unless `depend_on_parts_alone` is
called. `expire_at` is for scheduled changes. newsroom.pagecache.changes finds the keys of a change.

newsroom.public.responses.public_page collects the dependencies of a view and adds them to the response as
`dependencies`. The handler caches the page with these.
"""

from collections.abc import Iterable, Iterator, Set
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import Protocol

from django.utils import timezone

SITE = "site"  # parts of every page: the frame, the banner
LISTS = "lists"  # lists of stories: most changes that readers can notice may change one of them
SEARCH = "search"  # the search index
TERMS = "terms"  # the glossary forms in the search index
ADVERTISING = "advertising"  # the advertisements beside stories and lists
STATEMENTS = "statements"  # statements of press law, above stories and on front pages: a few a year
COVERAGES = "coverages"  # the stories with live coverage, which lists mark
MANY = "many"  # too many keys to list: a CDN drops these pages at each change


@dataclass
class PageDependencies:
    """The rows and the time that a page depends on.

    at     the instant of its content
    keys   the keys of the objects that it shows
    until  the first instant of a scheduled change, or None
    """

    at: datetime
    keys: set[str]
    until: datetime | None = None


class PagePart(Protocol):
    """A part of a page, with the keys of its objects and the instant when it expires."""

    @property
    def keys(self) -> Set[str]: ...
    @property
    def until(self) -> datetime | None: ...


_collected: ContextVar[PageDependencies | None] = ContextVar(
    "the dependencies of the page that is being made", default=None
)


@contextmanager
def collect_dependencies(at: datetime, keys: Iterable[str] = (SITE, LISTS)) -> Iterator[PageDependencies]:
    """Collect the dependencies of the page or part made in this block, and yield the PageDependencies.

    at    the instant of the content
    keys  the initial keys
    """
    dependencies = PageDependencies(at, set(keys))
    token = _collected.set(dependencies)
    try:
        yield dependencies
    finally:
        _collected.reset(token)


def collected_dependencies() -> PageDependencies | None:
    """Return the dependencies collected so far for the current page or part, or None without one."""
    return _collected.get()


def end_of_day(at: datetime) -> datetime:
    """Return the next midnight in the newsroom's time zone or in UTC, whichever is first.

    Dates on pages may change then.
    """
    return _first_midnight(at, timezone.get_default_timezone())


@lru_cache(maxsize=8)  # each part of a page calls it with the same instant
def _first_midnight(at: datetime, newsroom_zone: tzinfo) -> datetime:
    midnights = []
    for zone in (UTC, newsroom_zone):
        day = at.astimezone(zone).date() + timedelta(days=1)
        midnights.append(datetime(day.year, day.month, day.day, tzinfo=zone))
    return min(midnights)


def key_of(kind: str, name: int | str) -> str:
    """Return the key of one object: "story-12", "most-read-ko"."""
    return f"{kind}-{name}"


def depend_on(kind: str, *names: int | str) -> None:
    """Record that the page shows these rows, or shows that they do not exist: depend_on("story", 12, 13).

    No effect outside collect_dependencies.
    """
    if (page := _collected.get()) is not None:
        page.keys.update([key_of(kind, name) for name in names])


def depend_on_keys(*keys: str) -> None:
    """Record that the page depends on keys without a number, such as SEARCH or STATEMENTS."""
    if (page := _collected.get()) is not None:
        page.keys.update(keys)


def depend_on_parts_alone() -> None:
    """Record that the page shows no list of stories, so that `depend_on` names all its dependencies."""
    if (page := _collected.get()) is not None:
        page.keys.discard(LISTS)


def depend_on_part(part: PagePart) -> None:
    """Record that the page shows a part, and depends on its `keys` and `until`."""
    if (page := _collected.get()) is not None:
        page.keys.update(part.keys)
        until = part.until  # the same as expire_at, but faster
        if until and until > page.at and (page.until is None or until < page.until):
            page.until = until


def expire_at(instants: Iterable[datetime | None]) -> None:
    """Record that the page expires at the first of these instants that is in the future.

    None means never.
    """
    if (page := _collected.get()) is not None:
        ahead = [at for at in instants if at and at > page.at]
        page.until = min(filter(None, [page.until, *ahead]), default=None)
