"""Followers of the log: whatever reacts to the newsroom's events, after the fact and at its own pace.

Each keeps the number of the last event that it has seen and reads on from there. Nothing pushes; no verb of
the desk waits for a follower or fails by it. `follows` names one, when its app is ready:

    @follows("purge", wanted=lambda events: events.filter(happening=Happening.PUBLISHED))
    def purge(events):
        …in one transaction with the number that is kept…
        return how_many_came_of_it

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
_followers = {}


@dataclass(frozen=True)
class EventConsumer:
    """One follower.

    read     takes a list of events in order, returns how many things came of them
    wanted   narrows the events to those that it has any business with
    at_once  how many of these are read in one transaction
    prepare  takes the list before that transaction begins, for what takes its time: nobody waits for it then
    """

    name: str
    read: Callable
    wanted: Callable
    at_once: int
    prepare: Callable | None = None

    def is_behind(self):
        """Whether there is something to read: one query."""
        seen = ConsumerPosition.objects.filter(name=self.name).values("number")[:1]
        latest = Event.objects.annotate(seen=Subquery(seen)).values_list("number", "seen").first()
        return latest is not None and latest[0] != latest[1]

    def catch_up(self, *, batches=None):
        """Read every event since the last that was seen, or so many batches; return how much came of it.

        May be called by any number of processes at once: each batch is read under the follower's lock.
        """
        made = 0
        while (batches is None or batches > 0) and self.is_behind():
            if self.prepare:
                self.prepare(self._next(self._seen()))
            made += self._read_on()
            batches = batches and batches - 1
        return made

    def catch_up_quietly(self, *, batches=None):
        """The same for a page on which this is beside the point: it is shown whatever happens here."""
        try:
            return self.catch_up(batches=batches)
        except DatabaseError:
            logger.warning("The follower “%s” could not catch up.", self.name, exc_info=True)
            return 0

    def _seen(self):
        return ConsumerPosition.objects.filter(name=self.name).values_list("number", flat=True).first() or 0

    def _next(self, number):
        return list(self.wanted(Event.objects.after(number))[: self.at_once])

    @contextmanager
    def alone(self):
        """A transaction in which nobody else reads as this follower, or writes what it writes: its row."""
        with transaction.atomic():
            ConsumerPosition.objects.get_or_create(name=self.name)
            yield ConsumerPosition.objects.select_for_update().get(name=self.name)

    def _read_on(self):
        """One batch. The number goes where the batch ended, even where nothing came of it."""
        with self.alone() as follower:
            return self._read_as(follower)

    def _read_as(self, follower):
        last = Event.objects.aggregate(last=Max("number"))["last"] or 0
        if follower.number > last:  # the log is another one: a backup was restored
            follower.number = 0
        events = self._next(follower.number)
        made = self.read(events) if events else 0
        follower.number = events[-1].number if len(events) == self.at_once else last
        follower.save(update_fields=["number"])
        return made


def event_consumer(name, *, wanted=lambda events: events, at_once=200, prepare=None):
    """Make a follower of a function that reads a list of events."""

    def register(read):
        _followers[name] = EventConsumer(name, read, wanted, at_once, prepare)
        return _followers[name]

    return register


class CatchUpResult(NamedTuple):
    """The consumers that failed, by name, and whether another has more to read."""

    failed: set
    has_more: bool


def catch_up_all(*, batches=None, without=()):
    """Let every follower read all, or so many batches; one that fails keeps nobody from reading.

    without  the names of those that do not have a turn
    """
    failed, has_more = set(), False
    for follower in _followers.values():
        if follower.name in without:
            continue
        try:
            follower.catch_up(batches=batches)
            has_more = follower.is_behind() or has_more
        except Exception:
            logger.exception(
                "The follower “%s” could not catch up; the next try is in a minute.", follower.name
            )
            failed.add(follower.name)
    return CatchUpResult(failed, has_more)
