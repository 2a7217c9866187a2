"""The newsroom's clock: the clock of the database, which all servers share.

On PostgreSQL, each process measures once a second how far its own clock differs, so that a server
with a wrong clock does not show a story early. SQLite has no clock: the clock of the process is used.

In a restored copy on hold, the clock is stopped at the instant of the backup. No scheduled edition
begins there, whether in lists, on pages or in the functions that publish.
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

INTERVAL = 1.0  # seconds between two measurements
INSTANT = timedelta(microseconds=1)  # the shortest interval that the database distinguishes
TOLERANCE = timedelta(milliseconds=500)  # a larger difference is logged as an error


class ClockMeasurement:
    """The latest measurement of this process.

    difference   the database's clock minus the process's
    taken_at     time.monotonic() of the measurement
    is_followed  whether the database's clock is used
    stopped_at   the instant of the stopped clock, or None
    asked_at     time.monotonic() when stopped_at was read
    """

    difference = timedelta(0)
    taken_at = float("-inf")
    is_followed = True
    stopped_at: datetime | None = None
    asked_at = float("-inf")


_readers: list[Callable[[], datetime | None]] = []


def stand_still_at(read: Callable[[], datetime | None]) -> None:
    """Register a function, called once a second, that returns the instant of a stopped clock, or None."""
    _readers[:] = [read]


def stopped_at() -> datetime | None:
    """Return the instant of the newsroom's stopped clock, or None if it runs."""
    if ClockMeasurement.is_followed and time.monotonic() - ClockMeasurement.asked_at >= INTERVAL:
        read_stop()
    return ClockMeasurement.stopped_at


def read_stop() -> None:
    """Read now whether the clock is stopped. If the database does not answer, keep the last result."""
    ClockMeasurement.asked_at = time.monotonic()
    try:
        for read in _readers:
            ClockMeasurement.stopped_at = read()
    except Error:
        ClockMeasurement.taken_at = ClockMeasurement.asked_at  # do not measure now: it would only wait again


def now() -> datetime:
    """Return the newsroom's current instant. Once a second this takes a query, on PostgreSQL two."""
    return stopped_at() or true_now()


def asks_at() -> float:
    """Return the time.monotonic() when `now` next queries the database; infinity if it never does."""
    if not ClockMeasurement.is_followed:
        return inf
    taken_at = ClockMeasurement.taken_at if _has_clock() else inf
    return min(ClockMeasurement.asked_at, taken_at) + INTERVAL


def true_now() -> datetime:
    """Return the current instant, even if the newsroom's clock is stopped."""
    if _has_clock() and time.monotonic() - ClockMeasurement.taken_at >= INTERVAL:
        _measure()
    return timezone.now() + ClockMeasurement.difference


def read_database_clock() -> datetime:
    """Return the newsroom's current instant, read from the database by this call."""
    return stopped_at() or _read_database_clock()


def _read_database_clock():
    if not _has_clock():
        return timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


def read_database_clock_with(sql: str, values: list) -> tuple:
    """Execute a SELECT that begins with clock_timestamp(). Return its row, the newsroom's instant first."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        now, *others = cursor.fetchone()
    return (stopped_at() or (now if ClockMeasurement.is_followed else timezone.now()), *others)


def difference() -> timedelta:
    """Return how far this process's clock is behind the database's; negative if it is ahead."""
    true_now()
    return ClockMeasurement.difference


@contextmanager
def process_clock() -> Iterator[None]:
    """Context manager: use only the clock of the process, for a demonstration or a test that sets it."""
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
        return  # the next query reports the error; until then, the last measurement holds
    was_wrong = abs(ClockMeasurement.difference) > TOLERANCE
    ClockMeasurement.difference = middle - before
    if abs(ClockMeasurement.difference) > TOLERANCE and not was_wrong:
        seconds = ClockMeasurement.difference.total_seconds()
        logger.error("The clock of this server differs from the database's by %.1f seconds.", seconds)
