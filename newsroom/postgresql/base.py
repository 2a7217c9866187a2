"""Django's PostgreSQL backend, with limits on how long a process waits for an unresponsive server.

If the server hangs or the network fails, connections stay open and the server's own timeouts have no effect.
Statements that run often are prepared.
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

SILENCE = 3.0  # seconds without data; then the server is probed with a new connection
PROBED_FOR = 2  # timeout of a probe, in seconds
PAUSE = 1.0  # seconds after a failed attempt until the next one
HANGS = 2.0  # seconds until an attempt counts as hanging: other threads then fail at once
# Severity in any language, such as "FATAL:  ". Only messages from a server have two spaces after it.
SEVERITY = re.compile(r"\w:  \w")
TRUSTED = 10.0  # seconds; an open connection counts as usable this long after the server's last answer
SILENT = "it does not answer"
LEFT_ALONE = "the database could not be reached a moment ago"
MOST_STATEMENTS = 1_000  # statements that the cache of with_numbered_parameters holds


def is_refusal(error: psycopg.OperationalError) -> bool:
    """Return whether an error is the refusal of a running server, for example because it has no free slot."""
    return SEVERITY.search(str(error)) is not None


class ConnectionAttempts:
    """The attempts of this process to connect to one database.

    After a failure or while an attempt hangs, other attempts fail at once. While the database is unreachable,
    only one thread at a time tries to connect.

    began_at   start times of the attempts in progress, oldest first; all times are by time.monotonic()
    failed_at  time of the last failure
    is_away    whether the database is unreachable, as far as known
    reason     message of the last failure
    """

    def __init__(self):
        self.lock, self.began_at, self.failed_at, self.is_away = Lock(), [], float("-inf"), False
        self.reason = SILENT

    def make(self, connect: Callable[[], psycopg.Connection]) -> psycopg.Connection:
        """Return a new connection.

        Raise psycopg.OperationalError if the attempt fails, or at once if no attempt is allowed now.
        """
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
    """A connection that closes itself if its server neither sends data nor answers a new connection.

    A statement may run as long as the server permits, if the server still answers new connections.

    attempts          ConnectionAttempts of its database; a failed probe counts as a failed attempt
    heard_at          time of the server's last answer, by time.monotonic()
    keeps_statements  whether one server process runs all statements of this connection, so that it knows
                      prepared ones; None until can_prepare() checks it
    """

    attempts, heard_at, keeps_statements = None, float("-inf"), None

    def wait(self, gen, *arguments, **named):
        return super().wait(self._listen(gen), *arguments, **named)

    def _listen(self, gen):
        """Wrap a generator that waits for data. Probe the server after SILENCE seconds without data."""
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

        An idle server sends data only to end a connection. Therefore the result is False if there is data.
        """
        if self.closed or time.monotonic() - self.heard_at > TRUSTED:
            return False
        waiting = select.poll()
        waiting.register(self.fileno(), select.POLLIN)
        return not waiting.poll(0)

    def can_prepare(self) -> bool:
        """Return whether statements can be prepared, which a connection pooler prevents.

        A pooler may run each statement in another server process, which does not know statements prepared
        before. The first call compares pg_backend_pid() with the process id of the connection: behind a
        pooler, they differ.
        """
        if self.keeps_statements is None:
            with self.cursor() as cursor:
                [(pid,)] = cursor.execute("SELECT pg_backend_pid()").fetchall()
            self.keeps_statements = pid == self.info.backend_pid
            self.prepare_threshold = 0 if self.keeps_statements else None
        return self.keeps_statements

    def _probe(self):
        """Check that the server answers another connection.

        Otherwise close this connection and raise psycopg.OperationalError.
        """
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

    It takes Django's placeholders, which it replaces once per process. psycopg's other cursors parse a
    statement of more than 4,096 characters at each execution, and the front page has one of 6,400.
    """

    def execute(self, query, params=None):
        if params is not None:
            query = with_numbered_parameters(query)
        try:
            return super().execute(query, params, prepare=True)
        except psycopg.errors.FeatureNotSupported:  # a migration has changed a column of a prepared statement
            if self.connection.info.transaction_status != psycopg.pq.TransactionStatus.IDLE:
                raise
            return super().execute(query, params, prepare=False)


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's DatabaseWrapper with ConnectionAttempts, ProbedConnections and prepared statements."""

    Database = SimpleNamespace(**vars(psycopg) | {"connect": ProbedConnection.connect})  # type: ignore[assignment]  # a copy of the module psycopg
    attempts = {}  # {(host, port, database name): ConnectionAttempts}, for all threads of this process

    def get_new_connection(self, conn_params):
        server = tuple(conn_params.get(name) for name in ("host", "port", "dbname"))
        attempts = self.attempts.setdefault(server, ConnectionAttempts())
        connection = attempts.make(lambda: super(DatabaseWrapper, self).get_new_connection(conn_params))
        connection.attempts = attempts
        return connection

    def close_if_health_check_failed(self):
        """Skip the query of Django's method if the connection was used a moment ago and is open."""
        is_due = self.connection is not None and self.health_check_enabled and not self.health_check_done
        if is_due and self.connection.is_open():
            self.health_check_done = True
        super().close_if_health_check_failed()

    def prepared_cursor(self):
        """Return a PreparedCursor for statements that run often; behind a pooler, an ordinary cursor."""
        self.close_if_health_check_failed()
        self.ensure_connection()
        with self.wrap_database_errors:
            cursor = PreparedCursor if self.connection.can_prepare() else self.connection.cursor_factory
            return self._prepare_cursor(cursor(self.connection))
