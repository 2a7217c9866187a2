"""Measure the newsroom on databases of its own: `make bench`.

DATABASE_URL chooses the database server; only test databases are made there, and removed. Exit 1 when the
desk asks too much: see tools/bench/desk.py. Servers are compared only when they are named.
"""

import argparse
import json
import os
import sys
from contextlib import contextmanager
from pathlib import Path

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
DESK = ("screens", "memory", "search", "consumers")
PARTS = ("readers", "servers", "growth", *DESK)


@contextmanager
def new_database():
    """Make a test database of a name that no other run uses, and remove it at the end."""
    from django.db import connection

    name, test = connection.settings_dict["NAME"], connection.settings_dict["TEST"]
    test["NAME"] = test["NAME"] or f"bench_{os.getpid()}"
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        yield connection
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


def measure_public_site(wanted, stories):
    """Print and return the figures of readers' pages and of servers."""
    from django.utils import timezone

    from tools.bench import report
    from tools.bench.readers import measure_readers
    from tools.bench.servers import measure_servers

    found = {}
    if "readers" in wanted:
        with new_database() as connection:
            found["readers"] = report.circumstances(connection) | {"stories": stories}
            found |= measure_readers(stories, timezone.now())
        print(*(f"{name} {value}" for name, value in found["readers"].items()), sep=", ")
        print(report.table(found["pages"]))
        print("Memory of a worker:", *(f"{site} {size:.0f} MB" for site, size in found["memory"].items()))
    if "servers" in wanted:
        with new_database():
            found["servers"] = measure_servers(timezone.now())
        print(report.table(found["servers"]))
    return found


def measure_sizes(sizes, chart):
    """Print and return how the cost of pages and screens grows; write the chart of the pages to a file."""
    from tools.bench import growth, report

    found = growth.measure_growth(sizes, new_database)
    for name, what in (("pages", "cpu"), ("screens", "cpu"), ("screens", "work")):
        print(f"{name}: {what}\n{report.table(growth.growth_table(found[name], what))}")
    if chart:
        growth.write_chart(
            chart, found["pages"], "Readers’ pages, made anew, in newspapers of different sizes"
        )
    return found


def measure_desk(wanted, stories, texts):
    """Print the figures of the desk, the translation memory and the search; return what is wrong."""
    from articles.clock import process_clock
    from tools.bench import desk

    wrong = []
    with (
        new_database(),
        process_clock(),
    ):  # the database's is asked once a second: a query more here and there
        if "screens" in wanted:
            wrong += desk.measure_screens(stories)
        if "memory" in wanted:
            wrong += desk.measure_memory()
        if "search" in wanted:
            wrong += desk.measure_search(texts)
        if "consumers" in wanted:
            wrong += desk.measure_consumers()
    print("\n".join(wrong) or "The desk asks no more for many stories than for few.")
    return wrong


def main():
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__.partition("\n")[0])
    parser.add_argument("--only", metavar="PARTS", help=", ".join(PARTS))
    parser.add_argument("--stories", type=int, default=10_000, help="on readers' pages")
    parser.add_argument("--desk-stories", type=int, default=2000, help="on the desk's screens")
    parser.add_argument("--texts", type=int, default=20_000, help="for the search")
    parser.add_argument(
        "--json", type=Path, metavar="FILE", help="for the figures of readers' pages and servers"
    )
    parser.add_argument("--sizes", default="1000,10000,100000", help="numbers of stories, for growth")
    parser.add_argument("--chart", type=Path, metavar="FILE", help="SVG of how the cost of pages grows")
    options = parser.parse_args()
    wanted = set(options.only.split(",")) if options.only else {"readers", *DESK}
    if unknown := wanted - set(PARTS):
        parser.error(f"no part is called {', '.join(unknown)}")

    import django

    django.setup()
    found = measure_public_site(wanted, options.stories)
    if "growth" in wanted:
        sizes = [int(size) for size in options.sizes.split(",")]
        found["growth"] = measure_sizes(sizes, options.chart)
    if options.json:
        options.json.write_text(json.dumps(found, indent=1) + "\n")
    wrong = measure_desk(wanted, options.desk_stories, options.texts) if wanted & set(DESK) else []
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
