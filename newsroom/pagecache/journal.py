"""The journal of changes: what this process knows of changes, and whether a kept page still holds.

Each process reads once a second what is new: events of the log, the positions of consumers whose rows pages
show, the ranking of the most read stories. What is planned for the next hour it knows ahead, so that an
embargo lifts at its instant, whatever happens to the database.

The figures on answered pages are plain numbers that cost a kept page next to nothing. Whoever wants them
reads them now and then (newsroom.operations.metrics). Threads that count at the same instant may lose one.
"""

import logging
import time
from collections import deque
from datetime import UTC, datetime, timedelta
from threading import Lock

from django.db import Error, close_old_connections, connection

from articles import clock
from articles.models.event import ConsumerPosition, Event, EventType
from newsroom.pagecache.changes import MOST_EVENTS, changes_of, computed_keys, planned_changes
from newsroom.pagecache.page_keys import key_of
from newsroom.pageviews.counters import ranked_stories, ranking_ends
from newsroom.pageviews.models import MostRead

INTERVAL = 1.0  # seconds from one reading to the next
MOST_STALE = 3600.0  # seconds without the database after which no page is shown any more
MOST_KEYS = 100_000  # remembered; after more, all pages count as changed
PLANNED_AHEAD = timedelta(hours=1)
# The most by which the clocks of two processes differ: each follows that of the database (articles.clock).
CLOCK_DIFFERENCE = timedelta(milliseconds=100)
NEVER, FAR = datetime(1, 1, 2, tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
MOST_DELAYS = 1_000  # remembered until they are read

logger = logging.getLogger(__name__)


class PageFigures:
    """Answers since the process began, by where they came from, and the delays of changes.

    hits    from what is kept
    stale   from what is kept, while the database did not answer
    made    made by Django, and perhaps kept
    own     made for one reader alone, who is logged in, or for an address that is never kept
    delays  seconds from the event of a publication until this process knew of it, not yet read
    """

    def __init__(self):
        self.hits = self.stale = self.made = self.own = 0
        self.delays = deque(maxlen=MOST_DELAYS)


FIGURES = PageFigures()


class ChangeJournal:
    """The changes that this process knows of, by key.

    position   the id of the last event that was read
    known_since  (event id, instant): changes before these are not known, so that no older page holds
    changes    {key: (id of the last event that concerned it, instant of its last change)}
    planned    [(instant, keys)] of what lies ahead, in order, until `planned_until`
    consumers  {name: id of the last event that it has read}
    ranked     {language: ids of the most read stories}, shown until `ranked_until`
    latest     the result of latest_ids when these were read
    must_read  whether the next request reads at once, because this process may have changed something
    has_redacted  whether words were removed for legal reasons; PageCacheHandler then drops all kept pages
    stamp      a new object after each reading, and whenever a page that held may hold no longer
    """

    def __init__(self):
        self.reading, self.writing = Lock(), Lock()
        self.changes, self.planned = {}, []
        self.position, self.known_since = 0, (0, NEVER)
        self.consumers = self.ranked = self.latest = None
        self.planned_from = self.planned_until = self.ranked_until = NEVER
        # By time.monotonic(): when the latest reading began, when it ended, and when one last succeeded.
        self.began_at = self.ended_at = self.read_at = float("-inf")
        self.must_read = self.has_redacted = False
        self.stamp = object()

    def look_again(self) -> None:
        """Let the next request read at once: this process may have changed something."""
        self.must_read = True
        self.stamp = object()

    def follow(self) -> None:
        """Read what is new, unless that was tried in the last second.

        While one thread reads, the others go on with what is known, or wait for it if that is too old; but
        not for a database that has not answered for a second. That is left alone for a second.
        """
        now = time.monotonic()
        if not self._is_due(now):
            return
        if not self.reading.locked():
            self.began_at = now  # before anybody can find it locked, and take it for one that hangs
        is_old = self.must_read or now - self.ended_at > 2 * INTERVAL
        has_hung = now - self.began_at > INTERVAL
        if not self.reading.acquire(timeout=INTERVAL if is_old and not has_hung else 0):
            return
        try:
            if self._is_due(time.monotonic()):
                self._try_to_read()
        finally:
            self.reading.release()

    def _is_due(self, now):
        return self.must_read or now - self.ended_at >= INTERVAL

    @property
    def is_stale(self):
        """Return whether the database has not answered for more than two seconds."""
        return time.monotonic() - self.read_at > 2 * INTERVAL

    def holds(self, page, now: datetime) -> bool:
        """Return whether nothing that a page shows has changed since it was made."""
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
    def asks_at(self):
        """The time.monotonic() from which the next request reads, or finds that the database is away."""
        return min(self.ended_at + INTERVAL, self.read_at + 2 * INTERVAL)

    def seconds_unchanged(self, page, now: datetime) -> float:
        """Return for how many seconds a page that holds needs no check: until anything planned begins."""
        first = min([page.until, *(at for at, _keys in self.planned[:1])])
        return (first - now).total_seconds()

    def seconds_known(self, page, now: datetime) -> int:
        """Return for how many whole seconds a page will hold unless people change something: for a CDN."""
        ahead = [at for at, keys in list(self.planned) if not keys.isdisjoint(page.keys)]
        first = min([page.until, self.planned_until, *ahead[:1]])
        return 0 if self.is_stale else max(0, int((first - now).total_seconds()))

    def _try_to_read(self):
        was_stale, self.began_at, self.must_read = self.is_stale, time.monotonic(), False
        try:
            close_old_connections()
            self._read()
            self.read_at = time.monotonic()
        except Error as problem:
            connection.close()
            if not was_stale:
                reason = str(problem).partition("\n")[0]
                logger.warning("Changes could not be read, pages are shown as they were: %s", reason)
        finally:
            self.ended_at, self.stamp = time.monotonic(), object()
            close_old_connections()

    def _read(self):
        now, latest = clock.now(), latest_ids()
        if latest == self.latest and now < min(self.ranked_until, self.planned_until - PLANNED_AHEAD / 2):
            return
        self._read_changes(now)
        self.latest = latest

    def _read_changes(self, now):
        if self.consumers is None:
            self._forget(now)
        events = list(Event.objects.after(self.position)[:MOST_EVENTS])
        consumers = dict(ConsumerPosition.objects.values_list("name", "last_event_id"))
        ranked = ranked_stories(now)
        if len(events) == MOST_EVENTS or len(self.changes) > MOST_KEYS:
            self._forget(now)
            events, self.has_redacted = [], True  # perhaps: the events are not examined
        self.has_redacted = self.has_redacted or any(one.type == EventType.REDACTED for one in events)
        FIGURES.delays.extend((now - one.at).total_seconds() for one in events if one.type in EventType.MOVES)
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
        if events:  # at the end, so that a page made meanwhile counts as made before these events
            self.position = events[-1].id

    def _forget(self, now):
        """Let all pages count as changed."""
        self.position = Event.objects.order_by("-id").values_list("id", flat=True).first() or 0
        self.known_since = self.position, now
        self.planned_from, self.planned_until = now, NEVER
        self.changes = {}

    def _note_computed(self, consumers, ranked):
        """Note changes of rows that consumers compute. They have no instant; all happened before now."""
        if self.consumers is None:
            return
        keys = {key_of("most-read", code) for code in ranked if ranked[code] != self.ranked[code]}
        for name, position in consumers.items():
            before = self.consumers.get(name, 0)
            if position != before:
                keys |= computed_keys(name, before, position)
        if keys:
            self._note(keys, clock.now() + CLOCK_DIFFERENCE)

    def _plan(self, now):
        """Read what begins from the last reading to an hour ahead; it may have been planned just now."""
        until = now + PLANNED_AHEAD
        planned = planned_changes(self.planned_from, until, self.ranked or {})
        with self.writing:
            self.planned, self.planned_from, self.planned_until = planned, now, until

    def _note_begun_plans(self, now):
        """Note as changes what was planned and has begun."""
        for at, keys in list(self.planned):
            if at <= now:
                self._note(keys, at)
        with self.writing:
            self.planned = [change for change in self.planned if change[0] > now]

    def _note(self, keys, at, event_id=0):
        with self.writing:
            for key in keys:
                known = self.changes.get(key, (0, NEVER))
                self.changes[key] = max(known[0], event_id), max(known[1], at)
        self.stamp = object()


def latest_ids() -> set[tuple[str, int]]:
    """Return the ids of the last event, of what consumers have read, and of the ranking with its time.

    One statement, for each process asks it every second: if it says the same as before, there is nothing new.
    """
    log, consumers, ranking = (model._meta.db_table for model in (Event, ConsumerPosition, MostRead))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT 'log', (SELECT MAX(id) FROM {log})"  # noqa: S608
            f" UNION ALL SELECT name, last_event_id FROM {consumers}"
            f" UNION ALL SELECT language || ' ' || place || ' ' || counted_at, article_id FROM {ranking}"
        )
        return set(cursor.fetchall())
