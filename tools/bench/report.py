"""Printed form of figures: tables in Markdown, which read as they are and can be pasted into the docs."""

import platform
from datetime import UTC, datetime
from importlib.metadata import version

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
    """Return the date and the versions of all that is measured."""
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
    """Return rows of figures as a table, with the columns that they have: those of COLUMNS, then others."""
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
    """Return a value of a cell: three digits of a fraction, thousands of a count set apart."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.2f}" if value < 10 else f"{value:,.1f}" if value < 100 else f"{value:,.0f}"
    return f"{value:,}" if isinstance(value, int) else value
