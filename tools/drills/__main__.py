"""Drills of what goes wrong in a newsroom at work, on PostgreSQL: `make drills`.

Each drill is a function that prints its figures and raises AssertionError where one is not as promised; after
each, every edition is checked: never two at one instant, no gap, seals intact. DATABASE_URL chooses the
server; only a test database is made there, and removed. The clock that is wrong needs Debian's faketime, the
full disk the right to mount one, the kept pages and the two servers Valkey, the shared caches Varnish and
nginx.
"""

import argparse
import os
import sys
import tempfile
import time

from tools.drills import editions, full_disk, page_cache, task_queue, two_servers
from tools.drills.processes import NotRun

DRILLS = [
    editions.held_lock,
    editions.many_at_once,
    editions.forward_against_withdrawal,
    editions.wrong_clock,
    editions.killed_publishers,
    task_queue.killed_task_workers,
    page_cache.kept_pages,
    page_cache.shared_caches,
    full_disk.full_disk,
    two_servers.two_servers,
]
ACTS = [
    editions.publish_often,
    editions.wrong_clock_there,
    editions.publish_for_ever,
    task_queue.follow_log_there,
    full_disk.fill_disk_there,
]
THERE = {act.__name__: act for act in ACTS}


def run(drills):
    """Run drills on a test database; return the number of those that failed."""
    from django.db import connection
    from django.test.utils import setup_databases, teardown_databases

    if connection.vendor != "postgresql":
        sys.exit("The drills need PostgreSQL: set DATABASE_URL.")
    databases, failed = setup_databases(verbosity=0, interactive=False), 0
    folder = tempfile.TemporaryDirectory(prefix="newsroom-drills-")
    os.environ["TMPDIR"] = folder.name  # of the processes that are killed, which leave files behind
    try:
        for drill in drills:
            print(f"{drill.__name__.replace('_', ' ')}: {drill.__doc__}", flush=True)
            began = time.monotonic()
            try:
                drill()
                print(
                    f"  {editions.check_editions()} editions sound, {time.monotonic() - began:.1f} s",
                    flush=True,
                )
            except NotRun as reason:
                print(f"  NOT RUN: {reason}", flush=True)
            except AssertionError as failure:
                failed += 1
                print(f"  FAILED: {failure}", flush=True)
    finally:
        teardown_databases(databases, verbosity=0)
        folder.cleanup()
    return failed


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("ids", nargs="*", type=int)
    parser.add_argument("--only", metavar="NAMES", help=", ".join(drill.__name__ for drill in DRILLS))
    parser.add_argument("--there", choices=THERE, help=argparse.SUPPRESS)
    parser.add_argument("--database", help=argparse.SUPPRESS)
    options = parser.parse_args()
    import django
    from django.conf import settings

    # Not that of tests that run beside, nor of other drills.
    settings.DATABASES["default"]["TEST"] = {"NAME": f"newsroom_drills_{os.getpid()}"}
    if options.database:
        settings.DATABASES["default"]["NAME"] = options.database
    django.setup()
    if options.there:
        return THERE[options.there](*options.ids)
    wanted = options.only.split(",") if options.only else [drill.__name__ for drill in DRILLS]
    return sys.exit(run([drill for drill in DRILLS if drill.__name__ in wanted]))


if __name__ == "__main__":
    main()
