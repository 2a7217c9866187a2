"""The newsroom's clock: that of the database, which all servers share.

PostgreSQL has a clock, and each process measures once a second how far its own differs, so that a server
whose clock is wrong shows no story early. An SQLite file has none: there it is the clock of the process.

In a restored copy that is held, the clock stands still at the instant of the backup. So no scheduled edition
begins there, whatever asks for it: lists, pages and the functions that publish.
"""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from math import inf

from django.db import Error, connection
from django.utils import timezone

logger = logging.getLogger(__name__)

INTERVAL = 1.0  # seconds from one measurement to the next
INSTANT = timedelta(microseconds=1)  # the shortest interval that the database tells apart
TOLERANCE = timedelta(milliseconds=500)  # a greater difference is a fault of which administrators are told


class ClockMeasurement:
    """The latest measurement of this process.

    difference   the database's clock minus the process's
    taken_at     time.monotonic() when it was taken
    is_followed  whether the database is asked at all
    stopped_at   the instant at which the clock stands still, or None
    asked_at     time.monotonic() when that was read
    """

    difference = timedelta(0)
    taken_at = float("-inf")
    is_followed = True
    stopped_at = None
    asked_at = float("-inf")


_readers: list[Callable[[], datetime | None]] = []


def stand_still_at(read: Callable[[], datetime | None]) -> None:
    """Ask a function, once a second, for the instant at which the clock stands still; None: it goes."""
    _readers[:] = [read]


def stopped_at() -> datetime | None:
    """Return the instant at which the clock of this newsroom stands still, None if it goes."""
    if ClockMeasurement.is_followed and time.monotonic() - ClockMeasurement.asked_at >= INTERVAL:
        read_stop()
    return ClockMeasurement.stopped_at


def read_stop() -> None:
    """Read at once whether the clock stands still. If the database does not answer, the last answer holds."""
    ClockMeasurement.asked_at = time.monotonic()
    try:
        for read in _readers:
            ClockMeasurement.stopped_at = read()
    except Error:
        ClockMeasurement.taken_at = ClockMeasurement.asked_at  # to measure would only take as long again


def now() -> datetime:
    """Return the present instant of the newsroom; once a second this is a query, or two on PostgreSQL."""
    return stopped_at() or true_now()


def asks_at() -> float:
    """Return the time.monotonic() from which `now` asks the database again; infinity if it never does."""
    if not ClockMeasurement.is_followed:
        return inf
    taken_at = ClockMeasurement.taken_at if _has_clock() else inf
    return min(ClockMeasurement.asked_at, taken_at) + INTERVAL


def true_now() -> datetime:
    """Return the present instant, even where the clock of the newsroom stands still."""
    if _has_clock() and time.monotonic() - ClockMeasurement.taken_at >= INTERVAL:
        _measure()
    return timezone.now() + ClockMeasurement.difference


def read_database_clock() -> datetime:
    """Ask the database for the present instant of the newsroom."""
    return stopped_at() or _read_database_clock()


def _read_database_clock():
    if not _has_clock():
        return timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


def read_database_clock_with(sql: str, values: list) -> tuple:
    """Execute a statement that selects clock_timestamp() first; return its row, the present instant first."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        now, *others = cursor.fetchone()
    return (stopped_at() or (now if ClockMeasurement.is_followed else timezone.now()), *others)


def difference() -> timedelta:
    """Return how far the clock of this process is behind the database's; negative if it is ahead."""
    true_now()
    return ClockMeasurement.difference


@contextmanager
def process_clock() -> Iterator[None]:
    """Ask the process alone for the time: for a demonstration or a test that sets the clock."""
    names = ("is_followed", "difference", "stopped_at")
    before = {name: getattr(ClockMeasurement, name) for name in names}
    ClockMeasurement.is_followed = False
    ClockMeasurement.difference, ClockMeasurement.stopped_at = timedelta(0), None
    try:
        yield
    finally:
        for name, value in before.items():
            setattr(ClockMeasurement, name, value)


def _has_clock():
    return ClockMeasurement.is_followed and connection.vendor == "postgresql"


def _measure():
    ClockMeasurement.taken_at = time.monotonic()
    try:
        before = timezone.now()
        middle = _read_database_clock() - (timezone.now() - before) / 2
    except Error:
        return  # whoever asks the database next is told; until then the last measurement holds
    was_wrong = abs(ClockMeasurement.difference) > TOLERANCE
    ClockMeasurement.difference = middle - before
    if abs(ClockMeasurement.difference) > TOLERANCE and not was_wrong:
        seconds = ClockMeasurement.difference.total_seconds()
        logger.error("The clock of this server differs from the database's by %.1f seconds.", seconds)
