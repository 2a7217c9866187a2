"""Event consumers: code that reacts to events after the fact and at its own pace.

Each consumer stores the id of the last event that it has read, and reads on from there. Publishing never
waits for one, and none can make it fail. The app of a consumer imports its module when it is ready:

    @event_consumer("purge", wanted=lambda events: events.filter(type=EventType.PUBLISHED))
    def purge(events):
        …runs in the transaction that stores the id…
        return count

    purge.catch_up()

`manage.py follow_log` lets all of them catch up, again and again.
"""

import logging
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from typing import NamedTuple

from django.db import DatabaseError, transaction
from django.db.models import Max, Subquery

from articles.models import Event
from articles.models.event import ConsumerPosition

logger = logging.getLogger(__name__)
_consumers = {}


@dataclass(frozen=True)
class EventConsumer:
    """A function that reads events, with the name under which its position in the log is stored.

    read     takes a list of events in order; returns the number of objects that it made
    wanted   filters the QuerySet of events
    at_once  number of events read in one transaction
    prepare  takes the list before that transaction begins: the place for slow work, while nothing is locked
    """

    name: str
    read: Callable
    wanted: Callable
    at_once: int
    prepare: Callable | None = None

    def is_behind(self):
        """Return whether there are events to read; one query."""
        seen = ConsumerPosition.objects.filter(name=self.name).values("last_event_id")[:1]
        latest = Event.objects.annotate(seen=Subquery(seen)).values_list("id", "seen").first()
        return latest is not None and latest[0] != latest[1]

    def catch_up(self, *, batches=None):
        """Read all unread events, or a number of batches; return the number of objects that were made.

        May be called by any number of processes at once: each batch is read under the lock of the consumer.
        """
        made = 0
        while (batches is None or batches > 0) and self.is_behind():
            if self.prepare:
                positions = ConsumerPosition.objects.filter(name=self.name)
                seen = positions.values_list("last_event_id", flat=True).first()
                self.prepare(self._next(seen or 0))
            made += self._read_on()
            batches = batches and batches - 1
        return made

    def catch_up_quietly(self):
        """Catch up for a page that can be shown without it: log database errors and return 0."""
        try:
            return self.catch_up()
        except DatabaseError:
            logger.warning("The event consumer “%s” could not catch up.", self.name, exc_info=True)
            return 0

    def _next(self, event_id):
        return list(self.wanted(Event.objects.after(event_id))[: self.at_once])

    @contextmanager
    def lock(self):
        """Open a transaction with the consumer's position locked, so that no other process reads as it."""
        with transaction.atomic():
            ConsumerPosition.objects.get_or_create(name=self.name)
            yield ConsumerPosition.objects.select_for_update().get(name=self.name)

    def _read_on(self):
        """Read one batch, and store the position after it even if it had no wanted event."""
        with self.lock() as position:
            last = Event.objects.aggregate(last=Max("id"))["last"] or 0
            if position.last_event_id > last:  # the log is another one: a backup was restored
                position.last_event_id = 0
            events = self._next(position.last_event_id)
            made = self.read(events) if events else 0
            position.last_event_id = events[-1].id if len(events) == self.at_once else last
            position.save(update_fields=["last_event_id"])
        return made


def event_consumer(
    name: str, *, wanted=lambda events: events, at_once=200, prepare=None
) -> Callable[[Callable], EventConsumer]:
    """Make an EventConsumer of a function that reads a list of events, and register it."""

    def register(read):
        _consumers[name] = EventConsumer(name, read, wanted, at_once, prepare)
        return _consumers[name]

    return register


class CatchUpResult(NamedTuple):
    """The consumers that failed, by name, and whether another has more to read."""

    failed: set
    has_more: bool


def catch_up_all(*, batches=None, without=()) -> CatchUpResult:
    """Let every consumer read all events, or a number of batches; one that fails does not stop the others.

    without  names of consumers to leave out
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
