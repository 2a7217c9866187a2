"""The formats of the log, text and JSON, without the values that a database quotes in its errors.

PostgreSQL quotes rows, keys and parameters (“Failing row contains (…)”), which hold unpublished text. Errors
are therefore logged by class, code and constraint alone, wherever they stand in a chain.
"""

import json
import logging
import re
import sqlite3
import sys
import traceback
from copy import copy
from datetime import UTC, datetime

import psycopg
from django.db import Error

from articles.refusals import is_database_away
from newsroom.request_log import request_facts

DRIVER_ERRORS = (psycopg.Error, sqlite3.Error)
DATABASE_ERRORS = (Error, *DRIVER_ERRORS)
# Messages of SQLite that name parts of the schema, or the state of the file, and nothing else.
HARMLESS = re.compile(
    r"[\w ]+ constraint failed(: [\w., ]+)?|no such (table|column): [\w.]+|database( table)? is locked"
    r"|database disk image is malformed|disk I/O error|unable to open database file"
    r"|attempt to write a readonly database"
)
# In a text, nobody knows where a quoted value ends: all that follows is left out.
QUOTED = re.compile(
    r"Failing row contains \(.*|Key \([^)\n]*\)=\(.*|^\s*(DETAIL|CONTEXT|QUERY|LINE \d+):.*", re.S | re.M
)
OMITTED = "(values omitted)"


class Formatter(logging.Formatter):
    """A formatter of log records that leaves out the values in errors of the database."""

    def format(self, record):
        return _clean(super().format(_without_quotes(record)), record)

    def formatException(self, exc_info):  # noqa: N802
        if is_database_away(exc_info[1]):  # where it was missed first says nothing
            return f"{type(exc_info[1]).__name__}: {summarize_database_error(exc_info[1])}"
        return format_exception(exc_info[1]).rstrip("\n")


class JsonFormatter(Formatter):
    """A formatter that writes one JSON object a line, with the request in which something was logged.

    Of a request it tells an id, the method and the name of the route; of a person the number of the account.
    """

    def format(self, record):
        facts = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": safe_message(record),
        }
        if hasattr(record, "repeated"):  # in many requests
            facts["repeated"] = record.repeated
        else:
            facts |= request_facts() | getattr(record, "facts", {})
        if record.exc_info and record.exc_info[1]:
            facts["exception"] = _clean(self.formatException(record.exc_info), record)
        return json.dumps(facts)


def safe_message(record: logging.LogRecord) -> str:
    """Return the message of a record without values of the database and without the path of a request."""
    return _clean(_message_without_path(_without_quotes(record)), record)


FORMATTERS = {"text": Formatter, "json": JsonFormatter}


def format_exception(error: BaseException) -> str:
    """Return the traceback of an exception and of its chain, without values."""
    return QUOTED.sub(OMITTED, "".join(traceback.format_exception(stand_in(error))))


def safe_texts(error: BaseException) -> list[tuple[type, str]]:
    """Return the class and the message of an exception and of all in its chain, without values."""
    chain = list(_chain(error))
    quoted = _quoted_texts(chain)
    return [(type(one), str(_stand_in_alone(one, quoted))) for one in chain]


def print_exception(_kind, error: BaseException, _traceback) -> None:
    """Print an exception that ends a command; a sys.excepthook."""
    sys.stderr.write(format_exception(error))


def stand_in(error: BaseException) -> BaseException:
    """Return an exception with the names, tracebacks and chain of another, for its traceback."""
    chain = list(_chain(error))
    quoted = _quoted_texts(chain)
    made = {id(one): _stand_in_alone(one, quoted) for one in chain}
    for one in chain:
        copied = made[id(one)]
        copied.__traceback__ = one.__traceback__
        copied.__cause__ = made.get(id(one.__cause__))
        copied.__context__ = made.get(id(one.__context__))
        copied.__suppress_context__ = one.__suppress_context__
    return made[id(error)]


def _without_quotes(record):
    """Return a copy of a record whose message and arguments hold no values in errors."""
    record = copy(record)
    record.exc_text = None  # another handler's
    record.msg = _without_values(record.msg)
    if isinstance(record.args, tuple):
        record.args = tuple(map(_without_values, record.args))
    elif isinstance(record.args, dict):
        record.args = {name: _without_values(value) for name, value in record.args.items()}
    return record


def _clean(text, record):
    """Leave out of a text the values that the error of a record quotes, which may be repeated beside it."""
    if record.exc_info and record.exc_info[1]:
        text = _omit(text, _quoted_texts(_chain(record.exc_info[1])))
    return QUOTED.sub(OMITTED, text)


def _message_without_path(record):
    """Return a message; in what Django says of a request, without the path: that of a preview opens it."""
    if hasattr(record, "request") and record.msg == "%s: %s":
        return str(record.args[0])
    return record.getMessage()


def _without_values(value):
    return stand_in(value) if isinstance(value, BaseException) else value


def _chain(error):
    """Yield an exception and all that it is chained to or made of, each once."""
    waiting, seen = [error], set()
    while waiting:
        one = waiting.pop()
        if one is not None and id(one) not in seen:
            seen.add(id(one))
            yield one
            waiting += [one.__cause__, one.__context__, *getattr(one, "exceptions", ())]


def _quoted_texts(chain):
    """Return the messages of the database's errors and their longer lines, the longest first."""
    texts = [str(one) for one in chain if isinstance(one, DATABASE_ERRORS) and not _is_harmless(one)]
    lines = {line for text in texts for line in (text, *text.splitlines()) if len(line) > 9}
    return sorted(lines, key=len, reverse=True)


def _is_harmless(error):
    return str(error) == describe_database_error(error)


def _omit(text, quoted):
    for line in quoted:
        text = text.replace(line, OMITTED)
    return text


def _stand_in_alone(error, quoted):
    kind, is_group = type(error), isinstance(error, BaseExceptionGroup)
    is_of_database = isinstance(error, DATABASE_ERRORS)
    names = {"__module__": kind.__module__, "__qualname__": kind.__qualname__}
    text = _omit(error.message if is_group else str(error), quoted)
    if is_of_database:
        text = describe_database_error(error)
    if is_group:
        parts = [stand_in(one) for one in error.exceptions]
        return type(kind.__name__, (BaseExceptionGroup,), names)(text, parts)
    return type(kind.__name__, (Exception,), names)(text)


def summarize_database_error(error: Exception) -> str:
    """Return the first line of describe_database_error."""
    return describe_database_error(error).partition("\n")[0]


def describe_database_error(error: Exception) -> str:
    """Return code, constraint, table and column of an error; the message only if it quotes no value."""
    driver = error if isinstance(error, DRIVER_ERRORS) else error.__cause__
    if isinstance(driver, sqlite3.Error):
        text = str(driver)
        return text if HARMLESS.fullmatch(text) else getattr(driver, "sqlite_errorname", OMITTED)
    if not isinstance(driver, psycopg.Error):
        return OMITTED
    if driver.sqlstate is None:  # the connection failed: no statement has been run
        return str(driver) if isinstance(driver, psycopg.OperationalError) else OMITTED
    names = {name: getattr(driver.diag, f"{name}_name") for name in ("constraint", "table", "column")}
    return ", ".join(
        [f"SQLSTATE {driver.sqlstate}", *(f"{key} {name}" for key, name in names.items() if name)]
    )
