"""Event consumers: code that reacts to logged events later, at its own pace.

Each consumer stores the id of the last event that it has read, and continues from there. Publishing never
waits for a consumer, and a failing consumer cannot make it fail. An app imports its consumers when it is
ready:

    @event_consumer("purge", wanted=lambda events: events.filter(type=EventType.PUBLISHED))
    def purge(events):
        …runs in the transaction that stores the id…
        return count

    purge.catch_up()

`manage.py follow_log` repeatedly lets all consumers catch up. A page that shows their results
calls `catch_up_for_page` once, so that it works without that process, and says if it is not up to date.
"""

import logging
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db import DatabaseError, transaction
from django.db.models import Max, Min, QuerySet, Subquery

from articles.models import Event
from articles.models.event import ConsumerPosition

PAGE_EVENTS = 50  # maximum events that all consumers together read for a page
MOST_COUNTED = 10_000  # unread events, and backlog rows, that are counted for a consumer

logger = logging.getLogger(__name__)
_consumers = {}


@dataclass(frozen=True)
class Backlog:
    """Rows that a consumer processes besides events, for changes that write no event.

    work   called with a number of batches to process, or None for all; returns the number of objects made
    rows   returns the QuerySet of waiting rows
    since  the column with the instant since which a row has waited
    """

    work: Callable[[int | None], int]
    rows: Callable[[], QuerySet]
    since: str

    def lag(self):
        """Return (number of rows, since when the first has waited or None). One or two queries.

        At most MOST_COUNTED rows are counted.
        """
        count = self.rows()[:MOST_COUNTED].count()
        return count, self.rows().aggregate(first=Min(self.since))["first"] if count else None


@dataclass(frozen=True)
class EventConsumer:
    """A function that reads events, with the name of its stored position in the log.

    read       called with a list of events in order; returns the number of objects that it made
    wanted     called with the QuerySet of unread events; returns those to read
    at_once    number of events read in one transaction
    prepare    called with the list before that transaction begins, for slow work without locks
    for_pages  whether pages of the admin let it catch up
    backlog    the Backlog to process after the events, but not for pages
    """

    name: str
    read: Callable
    wanted: Callable
    at_once: int
    prepare: Callable | None = None
    for_pages: bool = False
    backlog: Backlog | None = None

    def is_behind(self):
        """Return whether there are unread events or backlog rows, with one query for each."""
        latest, seen = self._ids()
        return latest != seen or (self.backlog is not None and self.backlog.rows().exists())

    def _ids(self):
        """Return (id of the last event, id of the last event read), each or None. One query."""
        seen = ConsumerPosition.objects.filter(name=self.name).values("last_event_id")[:1]
        ids = Event.objects.annotate(seen=Subquery(seen)).values_list("id", "seen").first()
        return ids or (None, None)

    def catch_up(self, *, batches=None):
        """Read all unread events, or `batches` batches of them. Return the number of objects made.

        Then process all of the backlog, or `batches` batches of it. Several processes may call this
        concurrently, because each batch is read under the consumer's lock.
        """
        made, left = 0, batches
        while left is None or left > 0:
            latest, seen = self._ids()
            if latest == seen:
                break
            if self.prepare:
                self.prepare(self._next(seen or 0, self.at_once))
            made += self._read_on(is_new=seen is None)[0]
            left = left and left - 1
        return made + (self.backlog.work(batches) if self.backlog else 0)

    def read_for_page(self, at_most):
        """Read up to `at_most` events and return their number; 0 on errors, or if another process reads."""
        try:
            latest, seen = self._ids()
            if latest == seen:
                return 0
            return self._read_on(min(at_most, self.at_once), wait=False, is_new=seen is None)[1]
        except DatabaseError:
            logger.warning("The event consumer “%s” could not catch up.", self.name, exc_info=True)
            return 0

    def _next(self, event_id, at_most):
        last = Event.objects.order_by("-id").values("id")[:1]
        return list(self.wanted(Event.objects.after(event_id)).annotate(last_id=Subquery(last))[:at_most])

    @contextmanager
    def lock(self, *, wait=True, is_new=True):
        """Open a transaction that locks the consumer's ConsumerPosition, and yield this row.

        No other process can then read for the consumer. If another process has the lock and `wait` is False,
        yield None.

        is_new  whether the position may not exist yet
        """
        if is_new:
            ConsumerPosition.objects.get_or_create(name=self.name)  # committed, so no one waits for this row
        with transaction.atomic():
            rows = ConsumerPosition.objects.select_for_update(skip_locked=not wait)
            yield rows.filter(name=self.name).first()

    def _read_on(self, at_most=None, *, wait=True, is_new=True):
        """Read one batch, and store the new position even if it had no wanted event.

        Return (number of objects made, number of events read).
        """
        at_most = at_most or self.at_once
        with self.lock(wait=wait, is_new=is_new) as position:
            if position is None:
                return 0, 0
            events = self._next(position.last_event_id, at_most)
            last = events[0].last_id if events else Event.objects.aggregate(last=Max("id"))["last"] or 0
            if position.last_event_id > last:  # a backup was restored: start again with its log
                events = self._next(0, at_most)
            made = self.read(events) if events else 0
            position.last_event_id = events[-1].id if len(events) == at_most else last
            position.save(update_fields=["last_event_id"])
        return made, len(events)


def event_consumer(
    name: str, *, wanted=lambda events: events, at_once=200, prepare=None, for_pages=False, backlog=None
) -> Callable[[Callable], EventConsumer]:
    """Return a decorator that registers a function as an EventConsumer with the given attributes."""

    def register(read):
        _consumers[name] = EventConsumer(name, read, wanted, at_once, prepare, for_pages, backlog)
        return _consumers[name]

    return register


def catch_up_for_page() -> None:
    """Let consumers with `for_pages` read at most PAGE_EVENTS events in total.

    A page calls it once. It does not wait for other processes, and logs database errors.
    """
    left = PAGE_EVENTS
    for consumer in _consumers.values():
        if consumer.for_pages and left > 0:
            left -= consumer.read_for_page(left)


def consumer_positions() -> dict[str, int]:
    """Return {name: id of the last event read} for the registered consumers. One query."""
    stored = dict(ConsumerPosition.objects.values_list("name", "last_event_id"))
    return {name: stored.get(name, 0) for name in _consumers}


class ConsumerLag(NamedTuple):
    """The backlog of one consumer.

    events  number of unread events and waiting Backlog rows, at most MOST_COUNTED of each
    since   since when the first of them has waited, or None
    """

    name: str
    events: int
    since: datetime | None


def consumer_lags() -> list[ConsumerLag]:
    """Return the lag of each consumer, sorted by name.

    Two queries, one or two for each backlog, and two for each consumer with unread events.
    """
    positions = dict(ConsumerPosition.objects.values_list("name", "last_event_id"))
    latest = Event.objects.aggregate(last=Max("id"))["last"] or 0
    lags = []
    for name, consumer in sorted(_consumers.items()):
        count, since = consumer.backlog.lag() if consumer.backlog else (0, None)
        if positions.get(name, 0) < latest:
            unread = Event.objects.after(positions.get(name, 0))
            count += unread[:MOST_COUNTED].count()
            since = min(filter(None, [since, unread.values_list("at", flat=True).first()]), default=None)
        lags.append(ConsumerLag(name, count, since))
    return lags


class CatchUpResult(NamedTuple):
    """The names of the consumers that failed, and whether any of the others has more to read."""

    failed: set
    has_more: bool


def catch_up_all(*, batches=None, without=()) -> CatchUpResult:
    """Let every consumer read all events, or `batches` batches. Continue if a consumer fails.

    without  names of consumers to skip
    """
    failed, has_more = set(), False
    for consumer in _consumers.values():
        if consumer.name in without:
            continue
        try:
            consumer.catch_up(batches=batches)
            has_more = consumer.is_behind() or has_more
        except Exception:
            logger.exception(
                "The event consumer “%s” could not catch up; the next try is in a minute.", consumer.name
            )
            failed.add(consumer.name)
    return CatchUpResult(failed, has_more)
