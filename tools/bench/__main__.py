"""Measure the newsroom on databases of its own: `make bench`.

DATABASE_URL chooses the database server; only test databases are created there, and removed. Exit with 1 if
the desk is too slow or needs too many queries: see tools/bench/desk.py. Servers and growth are measured only
if --only names them. Figures are printed as Markdown tables, to read or to paste into the docs.
"""

import argparse
import json
import os
import platform
import sys
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
DESK = ("screens", "memory", "search", "consumers")
PARTS = ("readers", "servers", "growth", *DESK)
COLUMNS = {
    "server": "server",
    "page": "page",
    "site": "site",
    "state": "state",
    "encoding": "encoding",
    "cpu_ms": "CPU, ms",
    "floor_ms": "floor, ms",
    "of_floor": "× floor",
    "of_article": "× peer’s article",
    "queries": "queries",
    "bytes": "bytes",
    "p50_ms": "p50, ms",
    "p99_ms": "p99, ms",
    "rate": "requests a second",
    "worker_mb": "a worker, MB",
    "memory_mb": "all processes, MB",
}


def circumstances(connection) -> dict[str, str]:
    """Return the date and the versions of all measured software."""
    with connection.cursor() as cursor:
        is_postgresql = connection.vendor == "postgresql"
        cursor.execute("SHOW server_version" if is_postgresql else "SELECT sqlite_version()")
        [database] = cursor.fetchone()
    return {
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
        "Python": platform.python_version(),
        "Django": version("django"),
        "gunicorn": version("gunicorn"),
        "PostgreSQL" if is_postgresql else "SQLite": database.partition(" ")[0],
    }


def table(rows: list[dict]) -> str:
    """Return rows of figures as a Markdown table: first the columns in COLUMNS, then any others."""
    columns = [name for name in COLUMNS if name in rows[0]]
    columns += [name for name in rows[0] if name not in COLUMNS]
    lines = [[COLUMNS.get(name, name) for name in columns]]
    lines += [[figure(row[name]) for name in columns] for row in rows]
    widths = [max(map(len, cells)) for cells in zip(*lines, strict=True)]
    is_text = [all(isinstance(row[name], str) for row in rows) for name in columns]
    ruler = [
        "-" * width if text else "-" * (width - 1) + ":" for width, text in zip(widths, is_text, strict=True)
    ]

    def line(cells):
        padded = [
            cell.ljust(width) if text else cell.rjust(width)
            for cell, width, text in zip(cells, widths, is_text, strict=True)
        ]
        return f"| {' | '.join(padded)} |"

    return "\n".join(map(line, [lines[0], ruler, *lines[1:]]))


def figure(value) -> str:
    """Format a value of a cell: fractions with three digits or no decimals, counts with thousands separators.

    Return "" for None.
    """
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.2f}" if value < 10 else f"{value:,.1f}" if value < 100 else f"{value:,.0f}"
    return f"{value:,}" if isinstance(value, int) else value


@contextmanager
def new_database():
    """Yield the connection to a new test database, whose name no other run uses. Remove it at the end."""
    from django.db import connection

    name, test = connection.settings_dict["NAME"], connection.settings_dict["TEST"]
    test["NAME"] = test["NAME"] or f"bench_{os.getpid()}"
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        yield connection
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


def measure_public_site(wanted, stories):
    """Measure public pages and servers. Print and return the figures."""
    from django.utils import timezone

    from tools.bench.readers import measure_readers, measure_servers

    figures = {}
    if "readers" in wanted:
        with new_database() as connection:
            figures["readers"] = circumstances(connection) | {"stories": stories}
            figures |= measure_readers(stories, timezone.now())
        print(*(f"{name} {value}" for name, value in figures["readers"].items()), sep=", ")
        print(table(figures["pages"]))
        print("Memory of a worker:", *(f"{site} {size:.0f} MB" for site, size in figures["memory"].items()))
    if "servers" in wanted:
        with new_database():
            figures["servers"] = measure_servers(timezone.now())
        print(table(figures["servers"]))
    return figures


def measure_sizes(sizes, chart):
    """Measure how the cost of pages and screens grows. Print and return the figures.

    sizes  numbers of stories
    chart  path of an SVG chart of the pages to write, or None
    """
    from tools.bench import growth

    figures = growth.measure_growth(sizes, new_database)
    for name, what in (("pages", "cpu"), ("screens", "cpu"), ("screens", "work")):
        print(f"{name}: {what}\n{table(growth.growth_table(figures[name], what))}")
    if chart:
        growth.write_chart(
            chart, figures["pages"], "Readers’ pages, made anew, in newspapers of different sizes"
        )
    return figures


def measure_desk(wanted, stories, texts):
    """Print the figures of the desk, translation memory, search and consumers. Return the failures."""
    from articles.clock import process_clock
    from tools.bench import desk

    wrong = []
    # The clock of the process, because with the database's clock some requests would make one more query.
    with new_database(), process_clock():
        if "screens" in wanted:
            wrong += desk.measure_screens(stories)
        if "memory" in wanted:
            wrong += desk.measure_memory()
        if "search" in wanted:
            wrong += desk.measure_search(texts)
        if "consumers" in wanted:
            wrong += desk.measure_consumers()
    print("\n".join(wrong) or "The desk's number of queries does not grow with the number of stories.")
    return wrong


def main():
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__.partition("\n")[0])
    parser.add_argument("--only", metavar="PARTS", help=", ".join(PARTS))
    parser.add_argument("--stories", type=int, default=10_000, help="measure readers' pages")
    parser.add_argument("--desk-stories", type=int, default=2000, help="measure the desk's screens")
    parser.add_argument("--texts", type=int, default=20_000, help="measure the search")
    parser.add_argument(
        "--json", type=Path, metavar="FILE", help="for the figures of readers' pages and servers"
    )
    parser.add_argument("--sizes", default="1000,10000,100000", help="numbers of stories, for growth")
    parser.add_argument("--chart", type=Path, metavar="FILE", help="SVG of how the cost of pages grows")
    options = parser.parse_args()
    wanted = set(options.only.split(",")) if options.only else {"readers", *DESK}
    if unknown := wanted - set(PARTS):
        parser.error(f"there is no part called {', '.join(unknown)}")

    import django

    django.setup()
    figures = measure_public_site(wanted, options.stories)
    if "growth" in wanted:
        sizes = [int(size) for size in options.sizes.split(",")]
        figures["growth"] = measure_sizes(sizes, options.chart)
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1) + "\n")
    wrong = measure_desk(wanted, options.desk_stories, options.texts) if wanted & set(DESK) else []
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
