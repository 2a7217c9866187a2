"""Django's PostgreSQL engine, with limits on the time that a process waits for an unresponsive server.

If the server hangs or the network fails, connections stay open and the server's own timeouts have no effect.
"""

import re
import select
import time
from collections.abc import Callable
from functools import lru_cache
from itertools import count
from threading import Lock
from types import SimpleNamespace

import psycopg
from django.db.backends.postgresql import base

SILENCE = 3.0  # seconds without data until the server is probed with a new connection
PROBED_FOR = 2  # seconds until the probe times out
PAUSE = 1.0  # seconds without a new attempt after a failed connection
HANGS = 2.0  # seconds until a connection attempt counts as hanging: other threads then fail at once
# Severity in the server's language, such as "FATAL:  ". Only messages from the server have two spaces here.
SEVERITY = re.compile(r"\w:  \w")
TRUSTED = 10.0  # seconds; an open connection counts as usable this long after the server's last answer
SILENT = "it does not answer"
LEFT_ALONE = "the database could not be reached a moment ago"
MOST_STATEMENTS = 1_000  # statements with numbered parameters that a process keeps


def is_refusal(error: psycopg.OperationalError) -> bool:
    """Return whether a running server refused the connection, for example because it has no free slot."""
    return SEVERITY.search(str(error)) is not None


class ConnectionAttempts:
    """This process's connection attempts to one database, paused after a failure or while one hangs.

    While the database is unreachable, only one thread at a time tries to connect. The others fail at once.
    """

    def __init__(self):
        self.lock, self.began_at, self.failed_at, self.is_away = Lock(), [], float("-inf"), False
        self.reason = SILENT

    def make(self, connect: Callable[[], psycopg.Connection]) -> psycopg.Connection:
        """Connect. Raise psycopg.OperationalError if the attempt fails or attempts are paused."""
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
    """A connection that is closed if its server is silent and does not accept a new connection either.

    A statement may run as long as the server permits, provided that the server still accepts connections.

    attempts          ConnectionAttempts of its database, where an unresponsive server is recorded
    heard_at          time of the server's last answer, by time.monotonic()
    keeps_statements  whether one server process runs all statements of this connection, so that prepared
                      statements can be used; None until can_prepare() checks it
    """

    attempts, heard_at, keeps_statements = None, float("-inf"), None

    def wait(self, gen, *arguments, **named):
        return super().wait(self._listen(gen), *arguments, **named)

    def _listen(self, gen):
        """Relay a psycopg generator's waits. Probe the server after SILENCE seconds without data."""
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

        An idle server sends data only to end the connection, so a socket with data to read is not trusted.
        """
        if self.closed or time.monotonic() - self.heard_at > TRUSTED:
            return False
        waiting = select.poll()
        waiting.register(self.fileno(), select.POLLIN)
        return not waiting.poll(0)

    def can_prepare(self) -> bool:
        """Return whether statements can be prepared. Behind a connection pooler they cannot.

        A pooler may run each statement in another server process, where earlier prepared statements are
        unknown. Its connections are recognised by their process id, which differs from pg_backend_pid().
        """
        if self.keeps_statements is None:
            with self.cursor() as cursor:
                [(pid,)] = cursor.execute("SELECT pg_backend_pid()").fetchall()
            self.keeps_statements = pid == self.info.backend_pid
            self.prepare_threshold = 0 if self.keeps_statements else None
        return self.keeps_statements

    def _probe(self):
        """Close this connection and raise psycopg.OperationalError unless the server accepts another one."""
        given = self.info.get_parameters() | {"password": self.info.password}
        try:
            psycopg.connect(**given | {"connect_timeout": PROBED_FOR}).close()
        except psycopg.OperationalError as error:
            if not is_refusal(error):
                self.attempts.note_failure(str(error))
                self.close()
                raise psycopg.OperationalError("the server no longer responds") from error


@lru_cache(MOST_STATEMENTS)
def with_numbered_parameters(statement: str) -> str:
    """Replace Django's placeholders (%s) with PostgreSQL's ($1, $2), and %% with %."""
    numbers = count(1)
    return re.sub("%[%s]", lambda match: "%" if match[0] == "%%" else f"${next(numbers)}", statement)


class PreparedCursor(psycopg.RawCursor):
    """A cursor that prepares its statements: the server parses and plans each once per connection.

    Its placeholders are replaced once per process. psycopg's other cursors parse a statement of more than
    4,096 characters at each execution; the front page has one of 6,400.
    """

    def execute(self, query, params=None):
        if params is not None:
            query = with_numbered_parameters(query)
        try:
            return super().execute(query, params, prepare=True)
        except psycopg.errors.FeatureNotSupported:  # a migration has changed a column in the meantime
            if self.connection.info.transaction_status != psycopg.pq.TransactionStatus.IDLE:
                raise
            return super().execute(query, params, prepare=False)


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's PostgreSQL connection with connection attempts, probes and prepared statements."""

    Database = SimpleNamespace(**vars(psycopg) | {"connect": ProbedConnection.connect})  # type: ignore[assignment]  # a copy of the module psycopg
    attempts = {}  # {(host, port, database name): ConnectionAttempts}, for all threads of this process

    def get_new_connection(self, conn_params):
        server = tuple(conn_params.get(name) for name in ("host", "port", "dbname"))
        attempts = self.attempts.setdefault(server, ConnectionAttempts())
        connection = attempts.make(lambda: super(DatabaseWrapper, self).get_new_connection(conn_params))
        connection.attempts = attempts
        return connection

    def close_if_health_check_failed(self):
        """Skip the health check query if the connection was used a moment ago and is still open."""
        is_due = self.connection is not None and self.health_check_enabled and not self.health_check_done
        if is_due and self.connection.is_open():
            self.health_check_done = True
        super().close_if_health_check_failed()

    def prepared_cursor(self):
        """Return a cursor for statements that run often; an ordinary cursor behind a pooler."""
        self.close_if_health_check_failed()
        self.ensure_connection()
        with self.wrap_database_errors:
            cursor = PreparedCursor if self.connection.can_prepare() else self.connection.cursor_factory
            return self._prepare_cursor(cursor(self.connection))
