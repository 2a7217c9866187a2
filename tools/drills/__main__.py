"""Drills of what goes wrong in a newsroom at work, on PostgreSQL: `make drills`.

Each drill is a function that prints its figures and raises AssertionError where one is not as promised; after
each, every edition is checked: never two at one instant, no gap, seals intact. DATABASE_URL chooses the
server; only a test database is made there, and removed. The clock that is wrong needs Debian's faketime.
"""

import argparse
import sys
import time
from itertools import pairwise

from tools.drills import editions, task_queue

DRILLS = [
    editions.held_lock,
    editions.many_at_once,
    editions.forward_against_withdrawal,
    editions.wrong_clock,
    editions.killed_publishers,
    task_queue.killed_task_workers,
]
ACTS = [
    editions.publish_often,
    editions.wrong_clock_there,
    editions.publish_for_ever,
    task_queue.follow_log_there,
]
THERE = {act.__name__: act for act in ACTS}


def check_editions():
    """Assert what must hold of all editions, whatever happened."""
    from articles.models import Edition
    from articles.publishing import broken_seals

    chains = {}
    for edition in Edition.objects.order_by("article", "language", "number"):
        chains.setdefault((edition.article_id, edition.language), []).append(edition)
    for chain in chains.values():
        assert [one.number for one in chain] == list(range(1, len(chain) + 1)), "A number is missing."
        assert chain[-1].live_until is None, "The last edition has ended."
        assert all(one.live_until == following.live_from for one, following in pairwise(chain)), "A gap."
    assert not list(broken_seals()), "A seal is broken."
    return sum(map(len, chains.values()))


def run(drills):
    """Run drills on a test database; return the number of those that failed."""
    from django.db import connection
    from django.test.utils import setup_databases, teardown_databases

    if connection.vendor != "postgresql":
        sys.exit("The drills need PostgreSQL: set DATABASE_URL.")
    databases, failed = setup_databases(verbosity=0, interactive=False), 0
    try:
        for drill in drills:
            print(f"{drill.__name__.replace('_', ' ')}: {drill.__doc__}", flush=True)
            began = time.monotonic()
            try:
                drill()
                print(f"  {check_editions()} editions sound, {time.monotonic() - began:.1f} s", flush=True)
            except AssertionError as failure:
                failed += 1
                print(f"  FAILED: {failure}", flush=True)
    finally:
        teardown_databases(databases, verbosity=0)
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

    settings.DATABASES["default"]["TEST"] = {"NAME": "newsroom_drills"}  # not that of tests that run beside
    if options.database:
        settings.DATABASES["default"]["NAME"] = options.database
    django.setup()
    if options.there:
        return THERE[options.there](*options.ids)
    wanted = options.only.split(",") if options.only else [drill.__name__ for drill in DRILLS]
    return sys.exit(run([drill for drill in DRILLS if drill.__name__ in wanted]))


if __name__ == "__main__":
    main()
