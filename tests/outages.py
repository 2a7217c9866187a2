"""A database that is away, for tests: refused, lost, full or read-only."""

import sqlite3
from contextlib import contextmanager
from unittest import mock

import psycopg
from django.db import InternalError, OperationalError
from django.db.backends.base.base import BaseDatabaseWrapper


def caused_by(cause, kind=OperationalError):
    error = kind(str(cause))
    error.__cause__ = cause
    return error


def sqlite_error(code):
    error = sqlite3.OperationalError("unable to open database file")
    error.sqlite_errorcode = code
    return error


REFUSED = caused_by(psycopg.OperationalError("connection refused"))
READ_ONLY = caused_by(psycopg.errors.ReadOnlySqlTransaction("cannot execute UPDATE"), InternalError)


@contextmanager
def database_away(error=REFUSED):
    """Make each use of the database raise the error."""
    with mock.patch.object(BaseDatabaseWrapper, "_cursor", side_effect=error):
        yield
