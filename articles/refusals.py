"""The base class of refusals, and errors of databases that wait too long or are away, and of full disks."""

import errno
import sqlite3

import psycopg
from django.db import Error, InterfaceError, OperationalError

# PostgreSQL: lock_timeout, statement_timeout, deadlock, serialization, idle_in_transaction_session_timeout.
WAITED_TOO_LONG = {"55P03", "57014", "40P01", "40001", "25P03"}
SQLITE_BUSY, SQLITE_LOCKED = 5, 6
# PostgreSQL: no connection, one that was ended, a server that starts, ends, has no room for one more, or only
# reads, because another one has taken over; and files that it cannot read.
AWAY = {"57P01", "57P02", "57P03", "57P05", "53300", "25006", "58000", "58030"}
AWAY_CLASSES = ("08",)
SQLITE_AWAY = {8, 10, 14}  # only reads, disk error, cannot be opened
DISK_FULL = "53100"  # PostgreSQL
MOST_CAUSES = 5


class Refused(Exception):
    """A change, or a text or file of a user, that is refused; `reasons` say why, in the user's language."""

    def __init__(self, *reasons):
        self.reasons = list(reasons)
        super().__init__(*reasons)

    def __str__(self):
        return " ".join(str(reason) for reason in self.reasons)


def has_waited_too_long(error: Exception) -> bool:
    """Return whether a database gave up waiting, after which the transaction has written nothing."""
    cause = error.__cause__
    if not isinstance(error, OperationalError):
        return False
    code = getattr(cause, "sqlite_errorcode", 0) & 0xFF  # the rest says which kind of busy
    return getattr(cause, "sqlstate", "") in WAITED_TOO_LONG or code in (SQLITE_BUSY, SQLITE_LOCKED)


def is_database_away(error: BaseException | None) -> bool:
    """Return whether an error says that there is no database at the moment, or only one to read from.

    Errors of the database alone count: one in the code that deals with them remains an error of the code.
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
    # Without a code, the connection has failed, or there is none any more.
    is_of_connection = isinstance(error, (InterfaceError, psycopg.InterfaceError))
    return isinstance(error, psycopg.OperationalError) or (
        is_of_connection and "connection" in str(error) and "closed" in str(error)
    )


def is_disk_full(error: BaseException | None) -> bool:
    """Return whether an exception, or one that led to it, says that there is no space left."""
    for _step in range(MOST_CAUSES):
        if error is None:
            return False
        is_file = isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)
        is_sqlite = isinstance(error, OperationalError) and "database or disk is full" in str(error)
        if is_file or is_sqlite or getattr(error, "sqlstate", "") == DISK_FULL:
            return True
        error = error.__cause__ or error.__context__
    return False
