"""Counts of the work of a database. They do not depend on the speed of the machine."""

from contextlib import contextmanager

from django.db import connection
from django.test.utils import CaptureQueriesContext

STEPS_AT_ONCE = 20  # instructions of SQLite's virtual machine between two calls of the handler
EXPLAIN = "EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON)"
SETTING = "set_config("
READS = ("SELECT", "(SELECT", "WITH")


class DatabaseWork:
    """The work within counting_work(): the number of queries, and of buffers or steps."""

    queries = 0
    work = 0


@contextmanager
def counting_work():
    """Yield a DatabaseWork that is filled in at the end.

    On PostgreSQL, the work is the number of buffers that the SELECTs touch; each is repeated at once with
    EXPLAIN. On SQLite, it is the number of steps of the virtual machine.
    """
    found = DatabaseWork()
    count = _counting_steps if connection.vendor == "sqlite" else _counting_buffers
    with CaptureQueriesContext(connection) as captured, count(found):
        yield found
    found.queries = len(captured.captured_queries)


@contextmanager
def _counting_steps(found):
    def count():
        found.work += STEPS_AT_ONCE

    connection.ensure_connection()
    connection.connection.set_progress_handler(count, STEPS_AT_ONCE)
    try:
        yield
    finally:
        connection.connection.set_progress_handler(None, 0)


@contextmanager
def _counting_buffers(found):
    def run(execute, sql, params, many, context):
        answer = execute(sql, params, many, context)
        if not many:
            found.work += _buffers(sql, params)
        return answer

    with connection.execute_wrapper(run):
        yield


def _buffers(sql, params):
    """Return the buffers that the SELECTs of a message touch. Its set_config() statements are not counted."""
    from psycopg import ClientCursor

    parts = sql.split(";")
    is_counted = [part.lstrip().startswith(READS) and SETTING not in part for part in parts]
    if not any(is_counted):
        return 0
    pairs = zip(parts, is_counted, strict=True)
    message = ";".join(f"{EXPLAIN} {part}" if counted else part for part, counted in pairs)
    with ClientCursor(connection.connection) as cursor:
        cursor.execute(message, params)
        answers = [cursor.fetchall() for _answer in cursor.results() if cursor.description]
    plans = [answer[0][0][0]["Plan"] for answer, counted in zip(answers, is_counted, strict=False) if counted]
    return sum(plan["Shared Hit Blocks"] + plan["Shared Read Blocks"] for plan in plans)
