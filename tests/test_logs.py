"""The log never contains values that the database quotes in an error."""

import io
import logging
import traceback
from unittest import mock

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils.log import AdminEmailHandler

from newsroom import logs
from newsroom.gunicorn_config import ErrorLogger
from newsroom.logs import FaultHandler
from newsroom.notifications import admin as notifications
from tests.factories import make_user

WORD = "Geheimsache"  # a word of an unpublished text
pytestmark = pytest.mark.django_db


@pytest.fixture
def table():
    """Create a table for words of at most three letters, each once."""
    with connection.cursor() as cursor:
        checked = "CONSTRAINT word_is_short CHECK (length(word) <= 3 OR word LIKE '%twice')"
        cursor.execute(f"CREATE TABLE kept (word text CONSTRAINT word_is_unique UNIQUE, {checked})")


@pytest.fixture
def log():
    """Return the stream of the handler that the settings define."""
    shared = {*logging.root.handlers} & {*logging.getLogger("django").handlers}
    [handler] = [one for one in shared if type(one) is FaultHandler]
    with mock.patch.object(handler, "stream", io.StringIO()) as stream:
        handler.faults.clear()  # faults of the previous test
        yield stream


def insert(*words):
    with transaction.atomic(), connection.cursor() as cursor:
        for word in words:
            cursor.execute("INSERT INTO kept VALUES (%s)", [word])


def raise_plainly():
    insert(f"{WORD}\n{WORD} (twice).")


def raise_duplicate():
    insert(f"{WORD} twice", f"{WORD} twice")


def raise_from():
    try:
        raise_plainly()
    except IntegrityError as error:
        raise ValueError(f"not kept: {error}") from error


def raise_while_handling():
    try:
        raise_plainly()
    except IntegrityError as error:
        raise LookupError(str(error).splitlines()[-1])  # noqa: B904


def raise_group():
    try:
        raise_plainly()
    except IntegrityError as error:
        raise ExceptionGroup(f"one of two: {error}", [error, ValueError("other")]) from None


RAISERS = [raise_plainly, raise_duplicate, raise_from, raise_while_handling, raise_group]


def caught(act):
    try:
        act()
    except Exception as error:
        return error
    raise AssertionError


@pytest.mark.parametrize("act", RAISERS)
class TestErrors:
    def test_in_a_traceback(self, act, table, log):
        error = caught(act)
        assert WORD in "".join(traceback.format_exception(error)) or connection.vendor == "sqlite"
        logging.getLogger("articles").error("Not saved.", exc_info=error)
        assert WORD not in log.getvalue()
        assert "django.db.utils.IntegrityError: " in log.getvalue()
        assert act.__name__ in log.getvalue()

    def test_as_a_message_as_an_argument_and_as_text(self, act, table, log):
        error = caught(act)
        logger = logging.getLogger("newsroom")
        logger.error(error)
        logger.error("Not saved: %s, %r", error, error)
        logger.error("Not saved: %(why)s", {"why": error})
        if act is not raise_while_handling:  # its exception has the value as its message
            logger.error("Not saved: %s", str(error))
        logger.error("Failed:\n%s", "".join(traceback.format_exception(error)))
        assert WORD not in log.getvalue()

    def test_at_the_end_of_a_command(self, act, table, capsys):
        error = caught(act)
        logs.print_exception(type(error), error, error.__traceback__)
        printed = capsys.readouterr().err
        assert "IntegrityError: " in printed
        assert WORD not in printed

    def test_in_the_servers_own_log(self, act, table):
        from gunicorn.config import Config

        stream = io.StringIO()
        with mock.patch.object(logging.getLogger("gunicorn.error"), "handlers", []) as handlers:
            logger = ErrorLogger(Config())
            handlers[0].setStream(stream)
            logger.exception("Error handling request", exc_info=caught(act))
        assert "IntegrityError: " in stream.getvalue()
        assert WORD not in stream.getvalue()


class TestWords:
    @pytest.mark.postgresql
    def test_postgresql_is_told_by_code_and_constraint(self, table):
        error = caught(raise_plainly)
        text = "SQLSTATE 23514, constraint word_is_short, table kept"
        assert logs.describe_database_error(error) == text
        assert logs.describe_database_error(error.__cause__) == text

    @pytest.mark.postgresql
    def test_a_parameter_that_postgresql_quotes_in_one_line(self, log):
        def compute():
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SELECT %s::integer", [WORD])

        error = caught(compute)
        logging.getLogger("articles").error("It said %s", str(error), exc_info=error)
        assert "SQLSTATE 22P02" in log.getvalue()
        assert WORD not in log.getvalue()

    @pytest.mark.sqlite
    def test_sqlite_is_told_by_its_message_if_that_quotes_no_value(self, table):
        error = caught(raise_plainly)
        assert logs.describe_database_error(error) == "CHECK constraint failed: word_is_short"

        def compute():
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"SELECT {WORD}(1)")

        assert logs.describe_database_error(caught(compute)) == "SQLITE_ERROR"

    def test_a_failed_connection_is_told(self):
        import psycopg

        error = caught(lambda: psycopg.connect("host=127.0.0.1 port=1"))
        assert "port 1" in logs.describe_database_error(error)

    def test_what_is_not_of_the_database_is_printed_as_ever(self, log):
        logging.getLogger("articles").error("Key: %s", "(a)", exc_info=caught(lambda: int("x")))
        assert "Key: (a)\nTraceback" in log.getvalue()
        assert "ValueError: invalid literal for int() with base 10: 'x'" in log.getvalue()


class TestRequests:
    def test_an_error_of_a_page(self, table, log):
        client = Client(raise_request_exception=False)
        client.force_login(make_user())
        with mock.patch.object(
            notifications, "notification_lines", side_effect=lambda _rows: raise_plainly()
        ):
            response = client.get("/admin/notifications/")
        assert response.status_code == 500
        assert "Internal Server Error: /admin/notifications/" in log.getvalue()
        assert WORD not in log.getvalue() + response.content.decode()

    def test_nothing_is_mailed(self):
        loggers = [logging.root, *map(logging.getLogger, logging.root.manager.loggerDict)]
        assert not [
            one for one in loggers for handler in one.handlers if isinstance(handler, AdminEmailHandler)
        ]
        assert not settings.ADMINS
