"""Base class of refusals, and detection of database timeouts and outages and of full disks."""

import errno
import sqlite3
from typing import Any

import psycopg
from django.db import Error, InterfaceError, OperationalError

# PostgreSQL: lock_timeout, statement_timeout, deadlock, serialization, idle_in_transaction_session_timeout.
WAITED_TOO_LONG = {"55P03", "57014", "40P01", "40001", "25P03"}
SQLITE_BUSY, SQLITE_LOCKED = 5, 6
# PostgreSQL: no connection, a closed one, a server that is starting, stopping or out of connections, or is
# read-only after a failover; and unreadable files.
AWAY = {"57P01", "57P02", "57P03", "57P05", "53300", "25006", "58000", "58030"}
AWAY_CLASSES = ("08",)
SQLITE_AWAY = {8, 10, 14}  # read-only, disk error, cannot be opened
DISK_FULL = "53100"  # PostgreSQL
MOST_CAUSES = 5  # exceptions of a chain that are examined


class Refused(Exception):
    """A refused change, text or file; `reasons` explain it in the user's language."""

    def __init__(self, *reasons: object) -> None:
        self.reasons: list[Any] = list(reasons)
        super().__init__(*reasons)

    def __str__(self) -> str:
        return " ".join(str(reason) for reason in self.reasons)


def has_waited_too_long(error: BaseException) -> bool:
    """Return whether a database gave up waiting. The transaction has then written nothing."""
    cause = error.__cause__
    if not isinstance(error, OperationalError):
        return False
    code = getattr(cause, "sqlite_errorcode", 0) & 0xFF  # the other bits specify the kind of busy
    return getattr(cause, "sqlstate", "") in WAITED_TOO_LONG or code in (SQLITE_BUSY, SQLITE_LOCKED)


def is_database_away(error: BaseException | None) -> bool:
    """Return whether an error means that the database is unavailable or read-only.

    An exception of another class, even if raised while handling a database error, is a fault of the code.
    """
    for _step in range(MOST_CAUSES):
        if not isinstance(error, (Error, psycopg.Error, sqlite3.Error)):
            return False
        if _says_away(error):
            return True
        error = error.__cause__ or error.__context__
    return False


def _says_away(error):
    code = getattr(error, "sqlstate", None)
    if code:
        return code in AWAY or code.startswith(AWAY_CLASSES)
    if getattr(error, "sqlite_errorcode", 0) & 0xFF in SQLITE_AWAY:
        return True
    # Without a code, the connection failed or was closed.
    is_of_connection = isinstance(error, (InterfaceError, psycopg.InterfaceError))
    return isinstance(error, psycopg.OperationalError) or (
        is_of_connection and "connection" in str(error) and "closed" in str(error)
    )


def is_disk_full(error: BaseException | None) -> bool:
    """Return whether an exception, or one of its causes, reports that the disk is full."""
    for _step in range(MOST_CAUSES):
        if error is None:
            return False
        is_file = isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)
        is_sqlite = isinstance(error, OperationalError) and "database or disk is full" in str(error)
        if is_file or is_sqlite or getattr(error, "sqlstate", "") == DISK_FULL:
            return True
        error = error.__cause__ or error.__context__
    return False
