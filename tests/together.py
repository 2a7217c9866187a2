"""Simultaneous calls in threads, each with a database connection, started by a barrier."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection


def together(*acts):
    """Call all functions at the same moment. Return their results or exceptions in order."""
    barrier = Barrier(len(acts), timeout=60)

    def run(act):
        try:
            connection.ensure_connection()
            barrier.wait()
            return act()
        except Exception as raised:
            return raised
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))
