"""Drills of faults in a running newsroom, on PostgreSQL: `make drills`.

Each drill is a function that prints its figures and raises AssertionError if one is not as promised. After
each drill, every edition is checked: never two at one instant, no gap, seals intact. DATABASE_URL chooses the
server. Only a test database is created there, and removed: a copy of the database DRILL_TEMPLATE if that is
set. Without DATABASE_URL, a server is started for the drills, and some of them restart and kill it.

Some drills need tools: Debian's faketime for the wrong clock, permission to mount a disk for the full disk,
Valkey for the kept pages and the two servers, Varnish and nginx for the shared caches. A drill prints NOT RUN
if its tool is missing, and the others follow. The exit code is 1 if a drill failed. NOT RUN does not count as
a failure.
"""

import argparse
import os
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from enum import StrEnum

from tools.drills import cluster
from tools.drills.site import NotRun

DRILLS = """
    editions.held_lock editions.many_at_once editions.forward_against_withdrawal editions.wrong_clock
    editions.killed_publishers task_queue.killed_task_workers page_cache.kept_pages page_cache.shared_caches
    outages.full_disk outages.outages load.soak page_cache.two_servers upgrade.upgrade_under_load
    backup.backup_under_load backup.backup_of_a_bucket task_queue.killed_senders
    live.live_coverage page_cache.hostile_addresses
""".split()
ACTS = """
    editions.publish_often editions.wrong_clock_there editions.publish_for_ever task_queue.follow_log_there
    outages.fill_disk_there task_queue.send_newsletter_there
""".split()


class Outcome(StrEnum):
    HELD = "held"
    NOT_RUN = "not run"
    FAILED = "failed"


def by_name(paths):
    """Return {name: path of a function in this folder}. Modules are imported after a database is chosen."""
    return {path.split(".")[1]: f"tools.drills.{path}" for path in paths}


def run(drills):
    """Run drills on a test database. Return whether one failed."""
    from django.db import connection
    from django.test.utils import setup_databases, teardown_databases

    from tools.drills.editions import check_editions

    if connection.vendor != "postgresql":
        sys.exit("The drills need PostgreSQL: set DATABASE_URL to a PostgreSQL server, or unset it.")
    databases = setup_databases(verbosity=0, interactive=False)
    folder = tempfile.TemporaryDirectory(prefix="newsroom-drills-")
    os.environ["TMPDIR"] = folder.name  # processes that are killed leave files behind
    try:
        return run_one_by_one(drills, check_editions)
    finally:
        teardown_databases(databases, verbosity=0)
        folder.cleanup()


def run_one_by_one(drills: list[Callable[[], None]], check_editions: Callable[[], int]) -> bool:
    """Run all drills and print their outcomes. Return whether one failed."""
    from django.db import connection

    outcomes = {}
    for drill in drills:
        outcomes[drill.__name__] = run_drill(drill, check_editions)
        connection.close()  # the drill may have ended its server
        if cluster.running:
            cluster.running.ensure_started()
    for outcome in Outcome:
        if names := [name for name, own in outcomes.items() if own == outcome]:
            print(f"{len(names)} {outcome}: {', '.join(names)}", flush=True)
    return Outcome.FAILED in outcomes.values()


def run_drill(drill: Callable[[], None], check_editions: Callable[[], int]) -> Outcome:
    """Run a drill, and print and return its outcome. Catch its errors, so that the next drill can run."""
    print(f"{drill.__name__.replace('_', ' ')}: {drill.__doc__}", flush=True)
    began = time.monotonic()
    try:
        drill()
        print(f"  {check_editions()} editions sound, {time.monotonic() - began:.1f} s", flush=True)
    except NotRun as reason:
        print(f"  NOT RUN: {reason}", flush=True)
        return Outcome.NOT_RUN
    except AssertionError as failure:
        print(f"  FAILED: {failure}", flush=True)
        return Outcome.FAILED
    except (Exception, SystemExit):
        print(f"  FAILED: {traceback.format_exc()}", flush=True)
        return Outcome.FAILED
    return Outcome.HELD


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("ids", nargs="*", type=int)
    parser.add_argument("--only", metavar="NAMES", help=", ".join(by_name(DRILLS)))
    parser.add_argument("--there", choices=by_name(ACTS), help=argparse.SUPPRESS)
    parser.add_argument("--database", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if os.environ.get("DATABASE_URL") or options.there:
        return sys.exit(run_options(options))
    try:
        with cluster.Cluster() as own:
            os.environ["DATABASE_URL"] = own.url
            return sys.exit(run_options(options))
    except NotRun as reason:
        return sys.exit(f"NOT RUN: {reason} Install it, or set DATABASE_URL.")


def run_options(options):
    """Run the function or the drills of the command line. Return the exit code."""
    import django
    from django.conf import settings
    from django.utils.module_loading import import_string

    # A name that no parallel run of tests or drills uses.
    name, template = f"newsroom_drills_{os.getpid()}", os.environ.get("DRILL_TEMPLATE")
    settings.DATABASES["default"]["TEST"] = {"NAME": name, "TEMPLATE": template}
    if options.database:
        settings.DATABASES["default"]["NAME"] = options.database
    django.setup()
    if options.there:
        import_string(by_name(ACTS)[options.there])(*options.ids)
        return 0
    wanted = options.only.split(",") if options.only else by_name(DRILLS)
    return int(run([import_string(by_name(DRILLS)[name]) for name in wanted]))


if __name__ == "__main__":
    main()
