import psycopg
import pytest
from django.db import InterfaceError, OperationalError, ProgrammingError

from articles.refusals import has_waited_too_long, is_database_away
from tests.outages import READ_ONLY, REFUSED, caused_by, sqlite_error


@pytest.mark.parametrize(
    "error",
    [
        REFUSED,
        READ_ONLY,
        caused_by(psycopg.errors.AdminShutdown("terminating connection")),
        caused_by(psycopg.errors.TooManyConnections("sorry, too many clients already")),
        caused_by(psycopg.errors.CannotConnectNow("the database system is starting up")),
        caused_by(psycopg.errors.ConnectionFailure("lost")),
        caused_by(psycopg.OperationalError("the connection is closed")),
        InterfaceError("connection already closed"),
        caused_by(sqlite_error(14)),
        caused_by(sqlite_error(8 | 1 << 8)),
        psycopg.OperationalError("before Django wraps it"),
    ],
)
def test_a_database_that_is_away_is_recognized(error):
    assert is_database_away(error)
    assert not has_waited_too_long(error)


@pytest.mark.parametrize(
    "error",
    [
        None,
        ValueError("no number"),
        OperationalError("raised by the code itself"),
        caused_by(psycopg.errors.UndefinedColumn("no such column"), ProgrammingError),
        caused_by(psycopg.InterfaceError("the cursor is closed"), InterfaceError),
        caused_by(psycopg.errors.LockNotAvailable("waited")),
        caused_by(sqlite_error(5)),
    ],
)
def test_any_other_error_is_not(error):
    assert not is_database_away(error)


def test_an_error_of_the_code_that_deals_with_one_is_an_error_of_the_code():
    error = NameError("undefined")
    error.__context__ = REFUSED
    assert not is_database_away(error)


def test_what_follows_a_lost_connection_in_a_transaction_counts_as_the_loss():
    error = ProgrammingError("Cannot open a new connection in an atomic block.")
    error.__context__ = REFUSED
    assert is_database_away(error)
