"""Django's engine for PostgreSQL, on which nothing waits for a server that does not answer.

A server that is frozen, or whose network is gone, never says so: its own limits end no statement then.
"""

import re
import select
import time
from collections.abc import Callable
from threading import Lock
from types import SimpleNamespace

import psycopg
from django.db.backends.postgresql import base
from psycopg import _queries

SILENCE = 3.0  # seconds without a word, after which a server has to show that it takes connections
PROBED_FOR = 2  # seconds in which it has to
PAUSE = 1.0  # seconds for which a server that could not be reached is left alone
HANGS = 2.0  # seconds after which an attempt to connect is one that keeps nobody else waiting
# FATAL in the language of the server: only behind this word of its own are there two spaces.
SEVERITY = re.compile(r"\w:  \w")
TRUSTED = 10.0  # seconds after a word of the server, for which a connection that is open counts as usable
SILENT = "it does not answer"
LEFT_ALONE = "the database could not be reached a moment ago"
# Through a longer statement psycopg looks for its parameters each time. The front page has one of 6,400.
_queries.MAX_CACHED_STATEMENT_LENGTH = 16_384


def is_refusal(error: psycopg.OperationalError) -> bool:
    """Return whether a server that is alive has refused a connection, as when it has no room for one more."""
    return SEVERITY.search(str(error)) is not None


class ConnectionAttempts:
    """The attempts of this process to reach a database: none just after one failed, or while one hangs.

    While it is away, one thread at a time tries to reach it, and keeps no other waiting.
    """

    def __init__(self):
        self.lock, self.began_at, self.failed_at, self.is_away = Lock(), [], float("-inf"), False
        self.reason = SILENT

    def make(self, connect: Callable[[], psycopg.Connection]) -> psycopg.Connection:
        """Connect; raise psycopg.OperationalError where that fails, or is not tried."""
        with self.lock:
            now = time.monotonic()
            hangs = self.began_at and (self.is_away or now - self.began_at[0] > HANGS)
            if hangs or now - self.failed_at < PAUSE:
                raise psycopg.OperationalError(f"{LEFT_ALONE}: {self.reason}")
            self.began_at.append(now)
        try:
            connection = connect()
        except psycopg.OperationalError as error:
            if not is_refusal(error):
                self.note_failure(str(error))
            raise
        finally:
            with self.lock:
                self.began_at.remove(now)
        self.is_away, self.reason = False, SILENT
        return connection

    def note_failure(self, reason: str) -> None:
        self.failed_at, self.is_away, self.reason = time.monotonic(), True, reason


class ProbedConnection(psycopg.Connection):
    """A connection that is given up when its server is silent and takes no other one.

    A statement may take as long as the server lets it: while that takes connections, it is waited for.

    attempts          the ConnectionAttempts to its database, which are told of a server that does not answer
    heard_at          when the server last said something, by time.monotonic()
    keeps_statements  whether one process of the server answers all its statements, so that it knows those
                      that were prepared; None until it is asked
    """

    attempts, heard_at, keeps_statements = None, float("-inf"), None

    def wait(self, gen, *arguments, **named):
        return super().wait(self._listen(gen), *arguments, **named)

    def _listen(self, gen):
        """Yield what a generator of psycopg waits for; it is told what came, or that nothing did."""
        ready, heard_at = None, time.monotonic()
        try:
            while True:
                ready = yield gen.send(ready)
                if ready:
                    heard_at = time.monotonic()
                elif time.monotonic() - heard_at > SILENCE:
                    self._probe()
                    heard_at = time.monotonic()
        except StopIteration as end:
            self.heard_at = heard_at
            return end.value

    def is_open(self) -> bool:
        """Return whether the server answered within TRUSTED seconds and has not closed the connection since.

        It sends nothing unasked but that it ends, so a socket with something to read is not trusted.
        """
        if self.closed or time.monotonic() - self.heard_at > TRUSTED:
            return False
        waiting = select.poll()
        waiting.register(self.fileno(), select.POLLIN)
        return not waiting.poll(0)

    def can_prepare(self) -> bool:
        """Return whether statements can be prepared: not behind a connection pooler.

        A pooler may run each statement in another process of the server, which does not know those prepared
        before. It is told by its process number, which differs from pg_backend_pid().
        """
        if self.keeps_statements is None:
            with self.cursor() as cursor:
                [(pid,)] = cursor.execute("SELECT pg_backend_pid()").fetchall()
            self.keeps_statements = pid == self.info.backend_pid
            self.prepare_threshold = 0 if self.keeps_statements else None
        return self.keeps_statements

    def _probe(self):
        """Close this connection and raise psycopg.OperationalError unless the server answers another one."""
        given = self.info.get_parameters() | {"password": self.info.password}
        try:
            psycopg.connect(**given | {"connect_timeout": PROBED_FOR}).close()
        except psycopg.OperationalError as error:
            if not is_refusal(error):
                self.attempts.note_failure(str(error))
                self.close()
                raise psycopg.OperationalError("the server does not answer any more") from error


class PreparedCursor(base.ServerBindingCursor):
    """A cursor whose statements the server reads and plans once in a connection."""

    def execute(self, query, params=None):
        try:
            return super().execute(query, params, prepare=True)
        except psycopg.errors.FeatureNotSupported:  # a migration has changed a column since
            if self.connection.info.transaction_status != psycopg.pq.TransactionStatus.IDLE:
                raise
            return super().execute(query, params, prepare=False)


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's connection to PostgreSQL, by these rules."""

    Database = SimpleNamespace(**vars(psycopg) | {"connect": ProbedConnection.connect})
    attempts = {}  # by the place of the database, for all threads of this process

    def get_new_connection(self, conn_params):
        place = tuple(conn_params.get(name) for name in ("host", "port", "dbname"))
        attempts = self.attempts.setdefault(place, ConnectionAttempts())
        connection = attempts.make(lambda: super(DatabaseWrapper, self).get_new_connection(conn_params))
        connection.attempts = attempts
        return connection

    def close_if_health_check_failed(self):
        """Let a connection count as usable, without a query, that was used a moment ago and is still open."""
        is_due = self.connection is not None and self.health_check_enabled and not self.health_check_done
        if is_due and self.connection.is_open():
            self.health_check_done = True
        super().close_if_health_check_failed()

    def prepared_cursor(self):
        """Return a cursor for statements that are run again and again; an ordinary one behind a pooler."""
        self.close_if_health_check_failed()
        self.ensure_connection()
        with self.wrap_database_errors:
            cursor = PreparedCursor if self.connection.can_prepare() else self.connection.cursor_factory
            return self._prepare_cursor(cursor(self.connection))
