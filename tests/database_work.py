"""Work of a database, counted and not timed: the same for the same rows and plans, whatever the machine."""

import json
from contextlib import contextmanager

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from newsroom.search.expressions import INDEX_SCANS_ONLY

STEPS_AT_ONCE = 20  # of SQLite's virtual machine
READS = ("SELECT", "(SELECT", "WITH")


class DatabaseWork:
    """The work within counting_work(): the number of queries, and of buffers or steps."""

    queries = 0
    work = 0


@contextmanager
def counting_work():
    """Yield a DatabaseWork that is filled in at the end.

    On PostgreSQL the buffers that each SELECT touches, by asking it again with EXPLAIN; on SQLite the steps
    of its virtual machine.
    """
    found = DatabaseWork()
    with CaptureQueriesContext(connection) as captured:
        if connection.vendor == "sqlite":
            with _counting_steps(found):
                yield found
        else:
            yield found
    asked = [query["sql"] for query in captured.captured_queries]
    found.queries = len(asked)
    if connection.vendor == "postgresql":
        found.work = sum(_buffers(sql) for sql in asked if sql.lstrip().startswith(READS))


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


def _buffers(sql):
    """Return the buffers of a statement, which may follow settings of its own in the same message."""
    _before, settings, asked = sql.rpartition(f"{INDEX_SCANS_ONLY};")
    with transaction.atomic(), connection.cursor() as cursor:
        if settings:
            cursor.execute(settings)
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {asked}")
        plan = cursor.fetchone()[0]
    [explained] = json.loads(plan) if isinstance(plan, str) else plan
    return explained["Plan"]["Shared Hit Blocks"] + explained["Plan"]["Shared Read Blocks"]
