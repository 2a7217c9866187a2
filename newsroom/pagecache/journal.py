"""The journal of changes known to this process, which decides whether a cached page is still valid.

Each process reads new data once a second: events of the log, the positions of consumers that compute rows
shown on pages, and the ranking of the most read stories. It reads planned changes an hour ahead, so that an
embargo lifts on time even if the database is unreachable.

PageFigures counts answers without a lock, which costs a cached page next to nothing. Threads that count at
the same instant may lose one. newsroom.operations.metrics reads the figures.
"""

import logging
import time
from collections import deque
from collections.abc import Iterable, Set
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import Protocol

from django.db import Error, close_old_connections, connection

from articles import clock
from articles.models.event import ConsumerPosition, Event, EventType
from newsroom.pagecache.changes import MOST_EVENTS, changes_of, computed_keys, planned_changes
from newsroom.pagecache.page_keys import key_of
from newsroom.pageviews.counters import ranked_stories, ranking_ends
from newsroom.pageviews.models import MostRead

INTERVAL = 1.0  # seconds between two readings
MOST_STALE = 3600.0  # seconds without the database until cached pages are no longer shown
MOST_KEYS = 100_000  # keys in ChangeJournal.changes; if there are more, all pages count as changed
PLANNED_AHEAD = timedelta(hours=1)
# Largest difference between the clocks of two processes: each follows the database clock (articles.clock).
CLOCK_DIFFERENCE = timedelta(milliseconds=100)
NEVER, FAR = datetime(1, 1, 2, tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
MOST_DELAYS = 1_000  # delays kept until they are collected; if there are more, the oldest are dropped

logger = logging.getLogger(__name__)


class PageFigures:
    """Numbers of answers since the process started, by source, and the delays of changes.

    hits    from the cache
    stale   from the cache, while the database did not answer
    made    made by Django, and cached if possible
    own     made for one logged-in reader only, or for an address that is never cached
    delays  seconds from a publishing event until this process read it; cleared when collected
    """

    def __init__(self) -> None:
        self.hits = self.stale = self.made = self.own = 0
        self.delays: deque[float] = deque(maxlen=MOST_DELAYS)


FIGURES = PageFigures()


class DatedContent(Protocol):
    """A cached page or part; for the attributes see newsroom.pagecache.cached_page.CachedPage."""

    @property
    def keys(self) -> Set[str]: ...
    @property
    def at(self) -> datetime: ...
    @property
    def until(self) -> datetime | None: ...
    @property
    def position(self) -> int: ...


class ExpiringPage(DatedContent, Protocol):
    """A cached page, which always has an instant when it expires."""

    @property
    def until(self) -> datetime: ...


class ChangeJournal:
    """The changes known to this process, by page key.

    position      id of the last event that was read
    known_since   (event id, instant): earlier changes are unknown, so older pages are invalid
    changes       {key: (id of the last event that concerned it, instant of its last change)}
    planned       [(instant, keys)] of future changes, in order, until `planned_until`
    consumers     {name: id of the last event that the consumer has read}; None before the first reading
    ranked        {language: ids of the most read stories}, shown until `ranked_until`; None at first
    latest        the result of latest_ids at the last reading; None before the first reading
    must_read     whether the next request reads at once, because this process may have changed something
    has_redacted  whether text was removed for legal reasons; PageCacheHandler then drops all cached pages
    stamp         a new object after each reading, and after each change that may invalidate a page
    """

    def __init__(self) -> None:
        self.reading, self.writing = Lock(), Lock()
        self.changes: dict[str, tuple[int, datetime]] = {}
        self.planned: list[tuple[datetime, frozenset[str]]] = []
        self.position, self.known_since = 0, (0, NEVER)
        self.consumers: dict[str, int] | None = None
        self.ranked: dict[str, list[int]] | None = None
        self.latest: set[tuple[str, int]] | None = None
        self.planned_from = self.planned_until = self.ranked_until = NEVER
        # By time.monotonic(): start and end of the latest reading, and end of the latest successful one.
        self.began_at = self.ended_at = self.read_at = float("-inf")
        self.must_read = self.has_redacted = False
        self.stamp = object()

    def look_again(self) -> None:
        """Make the next request read at once, because this process may have changed something."""
        self.must_read = True
        self.stamp = object()

    def follow(self) -> None:
        """Read new changes, unless a thread tried within the last second.

        While one thread reads, the others continue with the known changes. If the known changes are too old,
        the others wait up to a second, unless the reading has already taken longer than a second.
        """
        now = time.monotonic()
        if not self._is_due(now):
            return
        if not self.reading.locked():
            self.began_at = now  # set before the lock is taken, or other threads could assume a hang
        is_old = self.must_read or now - self.ended_at > 2 * INTERVAL
        has_hung = now - self.began_at > INTERVAL
        if not self.reading.acquire(timeout=INTERVAL if is_old and not has_hung else 0):
            return
        try:
            if self._is_due(time.monotonic()):
                self._try_to_read()
        finally:
            self.reading.release()

    def _is_due(self, now: float) -> bool:
        return self.must_read or now - self.ended_at >= INTERVAL

    @property
    def is_stale(self) -> bool:
        """Return whether the database has not answered for more than two seconds."""
        return time.monotonic() - self.read_at > 2 * INTERVAL

    def holds(self, page: DatedContent, now: datetime) -> bool:
        """Return whether a page is still valid: nothing that it shows has changed since it was made.

        No page is valid if the database has not answered for MOST_STALE seconds.
        """
        if self.planned and self.planned[0][0] <= now:
            self._note_begun_plans(now)
        first_id, first_at = self.known_since
        if page.position < first_id or page.at < first_at or (page.until and now >= page.until):
            return False
        if time.monotonic() - self.read_at > MOST_STALE:
            return False
        for key in page.keys:
            change = self.changes.get(key)
            if change and (change[0] > page.position or change[1] > page.at):
                return False
        return True

    @property
    def asks_at(self) -> float:
        """Time when cached pages must be checked again, by time.monotonic()."""
        return min(self.ended_at + INTERVAL, self.read_at + 2 * INTERVAL)

    def seconds_unchanged(self, page: ExpiringPage, now: datetime) -> float:
        """Return for how many seconds a valid page needs no check: until the next planned change."""
        first = min([page.until, *(at for at, _keys in self.planned[:1])])
        return (first - now).total_seconds()

    def seconds_known(self, page: ExpiringPage, now: datetime) -> int:
        """Return for how many whole seconds a page stays valid if no new change is made; 0 if `is_stale`.

        A CDN may cache the page for this time.
        """
        ahead = [at for at, keys in list(self.planned) if not keys.isdisjoint(page.keys)]
        first = min([page.until, self.planned_until, *ahead[:1]])
        return 0 if self.is_stale else max(0, int((first - now).total_seconds()))

    def _try_to_read(self) -> None:
        was_stale, self.began_at, self.must_read = self.is_stale, time.monotonic(), False
        try:
            close_old_connections()
            self._read()
            self.read_at = time.monotonic()
        except Error as problem:
            connection.close()
            if not was_stale:
                reason = str(problem).partition("\n")[0]
                logger.warning("Changes could not be read; cached pages may be outdated: %s", reason)
        finally:
            self.ended_at, self.stamp = time.monotonic(), object()
            close_old_connections()

    def _read(self) -> None:
        now, latest = clock.now(), latest_ids()
        if latest == self.latest and now < min(self.ranked_until, self.planned_until - PLANNED_AHEAD / 2):
            return
        self._read_changes(now)
        self.latest = latest

    def _read_changes(self, now: datetime) -> None:
        if self.consumers is None:
            self._forget(now)
        events = list(Event.objects.after(self.position)[:MOST_EVENTS])
        consumers = dict(ConsumerPosition.objects.values_list("name", "last_event_id"))
        ranked = ranked_stories(now)
        if len(events) == MOST_EVENTS or len(self.changes) > MOST_KEYS:
            self._forget(now)
            events, self.has_redacted = [], True  # one of these events may be a redaction
        self.has_redacted = self.has_redacted or any(event.type == EventType.REDACTED for event in events)
        FIGURES.delays.extend(
            (now - event.at).total_seconds() for event in events if event.type in EventType.MOVES
        )
        changes = changes_of(events, ranked)
        for change in changes:
            self._note(change.keys, change.at, change.event_id)
        if now >= self.ranked_until:  # since then, pages were made without the ranking
            self.ranked = {code: [] for code in ranked}
        self._note_computed(consumers, ranked)
        if changes or now + PLANNED_AHEAD / 2 > self.planned_until:
            self._plan(now)
        self.consumers, self.ranked = consumers, ranked
        self.ranked_until = ranking_ends(now) or FAR
        if events:  # last, so that a page made during the reading counts as made before these events
            self.position = events[-1].id

    def _forget(self, now: datetime) -> None:
        """Make all pages count as changed."""
        self.position = Event.objects.order_by("-id").values_list("id", flat=True).first() or 0
        self.known_since = self.position, now
        self.planned_from, self.planned_until = now, NEVER
        self.changes = {}

    def _note_computed(self, consumers: dict[str, int], ranked: dict[str, list[int]]) -> None:
        """Record changes to computed rows. They have no instant, but all happened before now."""
        if self.consumers is None or self.ranked is None:  # both are None before the first reading
            return
        keys = {key_of("most-read", code) for code in ranked if ranked[code] != self.ranked[code]}
        for name, position in consumers.items():
            before = self.consumers.get(name, 0)
            if position != before:
                keys |= computed_keys(name, before, position)
        if keys:
            self._note(keys, clock.now() + CLOCK_DIFFERENCE)

    def _plan(self, now: datetime) -> None:
        """Read the changes planned from the last reading until an hour ahead, including new plans."""
        until = now + PLANNED_AHEAD
        planned = planned_changes(self.planned_from, until, self.ranked or {})
        with self.writing:
            self.planned, self.planned_from, self.planned_until = planned, now, until

    def _note_begun_plans(self, now: datetime) -> None:
        """Record the planned changes that have begun."""
        for at, keys in list(self.planned):
            if at <= now:
                self._note(keys, at)
        with self.writing:
            self.planned = [change for change in self.planned if change[0] > now]

    def _note(self, keys: Iterable[str], at: datetime, event_id: int = 0) -> None:
        with self.writing:
            for key in keys:
                known = self.changes.get(key, (0, NEVER))
                self.changes[key] = max(known[0], event_id), max(known[1], at)
        self.stamp = object()


def latest_ids() -> set[tuple[str, int]]:
    """Return a set of (name, id): the last event, the last event that each consumer has read, the ranking.

    The names in the ranking contain its time. Each process runs this one statement every second. If the
    result is unchanged, nothing else is read.
    """
    log, consumers, ranking = (model._meta.db_table for model in (Event, ConsumerPosition, MostRead))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT 'log', (SELECT MAX(id) FROM {log})"  # noqa: S608
            f" UNION ALL SELECT name, last_event_id FROM {consumers}"
            f" UNION ALL SELECT language || ' ' || place || ' ' || counted_at, article_id FROM {ranking}"
        )
        return set(cursor.fetchall())
