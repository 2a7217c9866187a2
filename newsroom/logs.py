"""Logging: text and JSON formats, facts about the current request, and suppression of repeated faults.

PostgreSQL quotes rows, keys and parameters (“Failing row contains (…)”), which can be unpublished text.
Errors are therefore logged only by class, code and constraint, at every position in a chain.

The only personal fact logged about a request is the id of the account, which only the newsroom can look up.
Names, network addresses, query strings and paths are not logged: the path of a preview gives access to it.

If the database is unavailable, each request fails with the same traceback: 253 of them filled 1.5 MB. Each
fault is therefore logged at most once a second, with a count. Faults of different objects are logged
separately if their records name the object: `extra={"about": task.pk}`.
"""

import json
import logging
import re
import secrets
import sqlite3
import sys
import time
import traceback
from collections import OrderedDict
from contextvars import ContextVar
from copy import copy
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from django.conf import settings
from django.db import Error
from django.http import HttpRequest

from articles.refusals import is_database_away

DRIVER_ERRORS = (psycopg.Error, sqlite3.Error)
DATABASE_ERRORS = (Error, *DRIVER_ERRORS)
# Messages of SQLite that contain only names of the schema or the state of the file.
HARMLESS = re.compile(
    r"[\w ]+ constraint failed(: [\w., ]+)?|no such (table|column): [\w.]+|database( table)? is locked"
    r"|database disk image is malformed|disk I/O error|unable to open database file"
    r"|attempt to write a readonly database"
)
# The end of a quoted value cannot be detected, so everything after its start is left out.
QUOTED = re.compile(
    r"Failing row contains \(.*|Key \([^)\n]*\)=\(.*|^\s*(DETAIL|CONTEXT|QUERY|LINE \d+):.*", re.S | re.M
)
OMITTED = "(values omitted)"
REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
INTERVAL = 1.0  # seconds; a fault is logged at most once in this time
MOST_FAULTS = 500  # faults that are counted at the same time
ROOT = str(Path(__file__).resolve().parent.parent)

_current = ContextVar("request", default=None)
logger = logging.getLogger("newsroom.request_log")  # named in docs/en/monitoring.md


class Formatter(logging.Formatter):
    """A formatter of log records that leaves out the values in database errors."""

    def format(self, record):
        return _clean(super().format(_without_quotes(record)), record)

    def formatException(self, exc_info):  # noqa: N802
        if is_database_away(exc_info[1]):  # a traceback would not help
            return f"{type(exc_info[1]).__name__}: {summarize_database_error(exc_info[1])}"
        return format_exception(exc_info[1]).rstrip("\n")


class JsonFormatter(Formatter):
    """A formatter that writes one JSON object per line, with the request_facts of the current request."""

    def format(self, record):
        facts = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": safe_message(record),
        }
        if hasattr(record, "repeated"):  # a count of faults in many requests
            facts["repeated"] = record.repeated
        else:
            facts |= request_facts() | getattr(record, "facts", {})
        if record.exc_info and record.exc_info[1]:
            facts["exception"] = _clean(self.formatException(record.exc_info), record)
        return json.dumps(facts)


def safe_message(record: logging.LogRecord) -> str:
    """Return the message of a record without database values and without the path of a request."""
    return _clean(_message_without_path(_without_quotes(record)), record)


FORMATTERS = {"text": Formatter, "json": JsonFormatter}


def format_exception(error: BaseException) -> str:
    """Return the traceback of an exception and of its chain, without values."""
    return QUOTED.sub(OMITTED, "".join(traceback.format_exception(stand_in(error))))


def safe_texts(error: BaseException) -> list[tuple[type, str]]:
    """Return (class, message) of each exception in a chain, without values, the given one first."""
    chain = list(_chain(error))
    quoted = _quoted_texts(chain)
    return [(type(link), str(_stand_in_alone(link, quoted))) for link in chain]


def print_exception(_kind, error: BaseException, _traceback) -> None:
    """Print an exception that ends a command, without values. For use as sys.excepthook."""
    sys.stderr.write(format_exception(error))


def stand_in(error: BaseException) -> BaseException:
    """Return a copy of an exception and its chain for printing, with no database values in its messages.

    The copies have the same class names and tracebacks, but other classes.
    """
    chain = list(_chain(error))
    quoted = _quoted_texts(chain)
    made = {id(link): _stand_in_alone(link, quoted) for link in chain}
    for link in chain:
        copied = made[id(link)]
        copied.__traceback__ = link.__traceback__
        copied.__cause__ = made.get(id(link.__cause__))
        copied.__context__ = made.get(id(link.__context__))
        copied.__suppress_context__ = link.__suppress_context__
    return made[id(error)]


def _without_quotes(record):
    """Return a copy of a record whose message and arguments contain no values from errors."""
    record = copy(record)
    record.exc_text = None  # another handler may have stored the exception there, with its values
    record.msg = _without_values(record.msg)
    if isinstance(record.args, tuple):
        record.args = tuple(map(_without_values, record.args))
    elif isinstance(record.args, dict):
        record.args = {name: _without_values(value) for name, value in record.args.items()}
    return record


def _clean(text, record):
    """Return a text without the values that the database quoted in the error of its record."""
    if record.exc_info and record.exc_info[1]:
        text = _omit(text, _quoted_texts(_chain(record.exc_info[1])))
    return QUOTED.sub(OMITTED, text)


def _message_without_path(record):
    """Return the message of a record. In Django's messages about requests, the path is left out."""
    if hasattr(record, "request") and record.msg == "%s: %s":
        return str(record.args[0])
    return record.getMessage()


def _without_values(value):
    return stand_in(value) if isinstance(value, BaseException) else value


def _chain(error):
    """Yield an exception, its causes and contexts, and the exceptions of groups, each once."""
    waiting, seen = [error], set()
    while waiting:
        current = waiting.pop()
        if current is not None and id(current) not in seen:
            seen.add(id(current))
            yield current
            waiting += [current.__cause__, current.__context__, *getattr(current, "exceptions", ())]


def _quoted_texts(chain):
    """Return the messages of database errors and their lines of ten or more characters, longest first.

    Messages that quote no values are left out.
    """
    texts = [str(link) for link in chain if isinstance(link, DATABASE_ERRORS) and not _is_harmless(link)]
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
        parts = [stand_in(part) for part in error.exceptions]
        return type(kind.__name__, (BaseExceptionGroup,), names)(text, parts)
    return type(kind.__name__, (Exception,), names)(text)


def summarize_database_error(error: Exception) -> str:
    """Return the first line of describe_database_error."""
    return describe_database_error(error).partition("\n")[0]


def describe_database_error(error: Exception) -> str:
    """Return code, constraint, table and column of a database error, or its message if that quotes no value.

    Return OMITTED if nothing is known that can be shown.
    """
    driver = error if isinstance(error, DRIVER_ERRORS) else error.__cause__
    if isinstance(driver, sqlite3.Error):
        text = str(driver)
        return text if HARMLESS.fullmatch(text) else getattr(driver, "sqlite_errorname", OMITTED)
    if not isinstance(driver, psycopg.Error):
        return OMITTED
    if driver.sqlstate is None:  # the connection failed before any statement
        return str(driver) if isinstance(driver, psycopg.OperationalError) else OMITTED
    names = {name: getattr(driver.diag, f"{name}_name") for name in ("constraint", "table", "column")}
    return ", ".join(
        [f"SQLSTATE {driver.sqlstate}", *(f"{key} {name}" for key, name in names.items() if name)]
    )


class RequestLogMiddleware:
    """Middleware that gives each request an id for its log records, and logs the response.

    The response has the id in X-Request-ID, unless it is a public page, which caches also send to others.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.log_id = request_id(request)
        token, began = _current.set(request), time.perf_counter()
        try:
            response = self.get_response(request)
            milliseconds = round((time.perf_counter() - began) * 1000, 1)
            facts = {"status": response.status_code, "milliseconds": milliseconds}
            logger.info("Request answered.", extra={"facts": facts})
        finally:
            _current.reset(token)
        if "public" not in response.get("Cache-Control", ""):
            response.headers["X-Request-ID"] = request.log_id
        return response


def request_id(request: HttpRequest) -> str:
    """Return the id set by our own proxy, or a new one. Ids from other clients are ignored."""
    given = request.headers.get("X-Request-ID", "") if settings.BEHIND_PROXY else ""
    return given if REQUEST_ID.fullmatch(given) else secrets.token_hex(8)


def request_facts() -> dict[str, str | int]:
    """Return id, method, route and account id of the current request, if known; {} outside of a request."""
    request = _current.get()
    if request is None:
        return {}
    facts = {"request": request.log_id, "method": request.method}
    if request.resolver_match:
        facts["route"] = request.resolver_match.view_name
    # Only an account already read for this request: logging must not query the database.
    user = getattr(request, "_cached_user", None)
    return facts | {"user": user.pk} if user and user.pk else facts


@dataclass(slots=True)
class RepeatedFault:
    """A logged fault, with the number of repetitions since.

    key        from fault_key
    logged_at  time of its log record, by time.monotonic()
    """

    key: tuple[str, int, str, str, str]
    logged_at: float
    count: int = 0

    def summary(self) -> logging.LogRecord:
        """Return a record with the number of repetitions."""
        name, level, kind, location, _about = self.key
        words = f"{kind} at {location}" if kind else f"the message from {location}"
        number = "once" if self.count == 1 else f"{self.count} times"
        record = logging.LogRecord(name, level, location, 0, f"Repeated {number}: {words}", None, None)
        record.repeated = self.count  # unrelated to the current request
        return record


class FaultHandler(logging.StreamHandler):
    """A handler that writes the same warning or error at most once a second, and counts repetitions.

    The count is written before the next record of any kind after INTERVAL, or at the end of the process.
    Logging calls `emit` under the lock of the handler.
    """

    def __init__(self, stream=None):
        super().__init__(stream)
        self.faults = OrderedDict()  # {fault_key: RepeatedFault}, in the order of their log records

    def emit(self, record):
        now = time.monotonic()
        self.write_numbers(now - INTERVAL)
        if record.levelno < logging.WARNING:
            super().emit(record)
            return
        key = fault_key(record)
        if fault := self.faults.get(key):
            fault.count += 1
            return
        self.faults[key] = RepeatedFault(key, now)
        if len(self.faults) > MOST_FAULTS:
            self.forget_oldest()
        super().emit(record)

    def write_numbers(self, before):
        """Forget the faults logged no later than `before`, a time.monotonic(), and write their counts."""
        while self.faults and next(iter(self.faults.values())).logged_at <= before:
            self.forget_oldest()

    def forget_oldest(self):
        _key, fault = self.faults.popitem(last=False)
        if fault.count:
            super().emit(fault.summary())

    def close(self):
        with self.lock:
            self.write_numbers(float("inf"))
        super().close()


class UnavailableFilter(logging.Filter):
    """A filter that drops Django's record of each 503, because the newsroom logs one with the reason."""

    def filter(self, record):
        return getattr(record, "status_code", None) != 503


def fault_key(record: logging.LogRecord) -> tuple[str, int, str, str, str]:
    """Return (logger, level, class of the exception or "", place in the code, `about` or "") of a fault."""
    error = record.exc_info[1] if record.exc_info else None
    kind = type(error).__qualname__ if error else ""
    location = place_of(error) if error else short_place(record.pathname, record.lineno)
    return record.name, record.levelno, kind, location, str(getattr(record, "about", ""))


def place_of(error: BaseException) -> str:
    """Return the innermost place of our own code in a traceback, else of any code: "newsroom/a.py:12"."""
    location, step = ("", 0), error.__traceback__
    is_own = False
    while step is not None:
        path = step.tb_frame.f_code.co_filename
        if is_of_newsroom(path) or not is_own:
            location, is_own = (path, step.tb_lineno), is_own or is_of_newsroom(path)
        step = step.tb_next
    return short_place(*location)


def is_of_newsroom(path):
    return path.startswith(ROOT) and "site-packages" not in path


def short_place(path, line):
    return f"{path.removeprefix(ROOT).lstrip('/')}:{line}"
