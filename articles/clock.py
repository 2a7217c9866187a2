"""The newsroom's clock: that of the database, which all servers share.

PostgreSQL has a clock, and each process measures once a second how far its own differs, so that a server
whose clock is wrong shows no story early. An SQLite file has none: there it is the clock of the process.
"""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import DatabaseError, connection
from django.utils import timezone

logger = logging.getLogger(__name__)

INTERVAL = 1.0  # seconds from one measurement to the next
TOLERANCE = timedelta(milliseconds=500)  # a greater difference is a fault of which administrators are told


class ClockMeasurement:
    """The latest measurement of this process.

    difference   the database's clock minus the process's
    taken_at     time.monotonic() when it was taken
    is_followed  whether the database is asked at all
    """

    difference = timedelta(0)
    taken_at = float("-inf")
    is_followed = True


def now() -> datetime:
    """Return the present instant; once a second this is a query on PostgreSQL."""
    if _has_clock() and time.monotonic() - ClockMeasurement.taken_at >= INTERVAL:
        _measure()
    return timezone.now() + ClockMeasurement.difference


def read_database_clock() -> datetime:
    """Ask the database for the present instant."""
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
    return (now if ClockMeasurement.is_followed else timezone.now(), *others)


def difference() -> timedelta:
    """Return how far the clock of this process is behind the database's; negative if it is ahead."""
    now()
    return ClockMeasurement.difference


@contextmanager
def process_clock() -> Iterator[None]:
    """Ask the process alone for the time: for a demonstration or a test that sets the clock."""
    before = ClockMeasurement.is_followed, ClockMeasurement.difference
    ClockMeasurement.is_followed, ClockMeasurement.difference = False, timedelta(0)
    try:
        yield
    finally:
        ClockMeasurement.is_followed, ClockMeasurement.difference = before


def _has_clock():
    return ClockMeasurement.is_followed and connection.vendor == "postgresql"


def _measure():
    ClockMeasurement.taken_at = time.monotonic()
    try:
        before = timezone.now()
        middle = read_database_clock() - (timezone.now() - before) / 2
    except DatabaseError:
        return  # whoever asks the database next is told; until then the last measurement holds
    was_wrong = abs(ClockMeasurement.difference) > TOLERANCE
    ClockMeasurement.difference = middle - before
    if abs(ClockMeasurement.difference) > TOLERANCE and not was_wrong:
        seconds = ClockMeasurement.difference.total_seconds()
        logger.error("The clock of this server differs from the database's by %.1f seconds.", seconds)
