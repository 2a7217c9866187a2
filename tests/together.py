"""Several people at once: threads with a database connection each, started by one barrier."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection


def together(*acts):
    """Call all the functions at the same moment; return what each returned or raised, in their order."""
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
