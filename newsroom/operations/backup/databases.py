"""Consistent copies of a database in use, made and loaded with the database's own tools."""

import os
import shutil
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from django.db import connection, transaction

from articles import clock
from newsroom.interchange.transfer_files import TransferRefused
from newsroom.newsletters.models import Delivery, Subscription

PAGES = 2_000  # SQLite pages per step, about 8 MB
MEGABYTE = 1_000_000
WAIT_FOR_LOCKS = 60_000  # milliseconds that pg_dump waits for a migration that changes a table
# Tables with readers' email addresses: a backup would keep these after a reader's request for deletion.
LEFT_OUT = tuple(model._meta.db_table for model in (Delivery, Subscription))
DEBIAN = Path("/usr/lib/postgresql")  # has a folder for each version; none of them is in PATH
TIMEOUT = 12 * 3600  # seconds that a PostgreSQL program may run
INTERVAL = 0.2  # seconds between two looks at a running program
# Options of DATABASE_URL that PostgreSQL's programs read from environment variables.
OPTIONS = ("sslmode", "sslrootcert", "sslcert", "sslkey", "sslcrl", "service", "passfile", "connect_timeout")
MOST_SHOWN = 1000  # characters of a program's error output

Report = Callable[[str], None]


class DatabaseCopy(NamedTuple):
    """The instant of a database copy, and {table: number of rows}.

    The instant is read after the snapshot is fixed, so nothing in the copy is later.
    """

    at: datetime
    rows: dict[str, int]


def dump_database(path: Path, report: Report) -> DatabaseCopy:
    """Copy the database to a file, without the rows of the tables in LEFT_OUT.

    Raise TransferRefused if pg_dump is absent or fails.
    """
    if connection.vendor == "postgresql":
        return _dump_postgresql(path, report)
    return _dump_sqlite(path, report)


def _dump_postgresql(path, report):
    """Run pg_dump on the same snapshot as the row counts."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        cursor.execute("SELECT pg_export_snapshot()")
        [snapshot] = cursor.fetchone()
        copy = DatabaseCopy(clock.read_database_clock(), copied_rows(cursor))
        options = ("--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}")
        options += tuple(f"--exclude-table-data={table}" for table in LEFT_OUT)
        options += (f"--lock-wait-timeout={WAIT_FOR_LOCKS}", f"--file={path}")
        run_tool("pg_dump", *options, watch=lambda: report(f"database: {_megabytes(path)} MB"))
    return copy


def _dump_sqlite(path, report):
    """Copy some pages at a time. The open transaction prevents a restart of the copy after each write."""
    source = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
    with closing(source), closing(sqlite3.connect(path)) as target:
        source.execute("BEGIN")
        rows = copied_rows(source.cursor())  # the first read fixes the snapshot
        copy = DatabaseCopy(clock.read_database_clock(), rows)
        source.backup(target, pages=PAGES, progress=lambda _status, left, total: report(_part(total, left)))
    empty_tables(path)
    return copy


def empty_tables(path: Path) -> None:
    """Empty the tables in LEFT_OUT, then rewrite the file: free pages still hold deleted rows."""
    with closing(sqlite3.connect(path, isolation_level=None)) as copy:
        for table in LEFT_OUT:
            copy.execute(f"DELETE FROM {connection.ops.quote_name(table)}")  # noqa: S608
        copy.execute("VACUUM")


def _part(total, left):
    return f"database: {100 * (total - left) // max(total, 1)}%"


def _megabytes(path):
    return path.stat().st_size // MEGABYTE if path.exists() else 0


def copied_rows(cursor) -> dict[str, int]:
    """Return {table: number of rows in the copy}, 0 for tables in LEFT_OUT."""
    return count_rows(cursor) | dict.fromkeys(LEFT_OUT, 0)


def count_rows(cursor) -> dict[str, int]:
    """Return {table: number of rows}, without the internal tables of SQLite."""
    rows = {}
    names = connection.introspection.table_names()
    for table in sorted(name for name in names if not name.startswith("sqlite_")):
        cursor.execute(f"SELECT COUNT(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608
        [rows[table]] = cursor.fetchone()
    return rows


def load_database(path: Path, report: Report) -> None:
    """Load a copy into the empty database, completely or not at all.

    Raise TransferRefused if pg_restore is absent or fails.
    """
    if connection.vendor == "postgresql":
        connection.close()
        report("database: being read")
        options = (
            "--no-owner",
            "--no-privileges",
            "--no-comments",
            "--exit-on-error",
            "--single-transaction",
        )
        run_tool("pg_restore", *options, f"--dbname={connection.settings_dict['NAME']}", str(path))
    else:
        _load_sqlite(path, Path(connection.settings_dict["NAME"]), report)


def _load_sqlite(path, target, report):
    """Replace the empty database file, and delete its journal: SQLite would apply it to the new file."""
    report("database: being copied")
    connection.close()
    part = target.with_name(f"{target.name}.restored")
    part.unlink(missing_ok=True)
    part.touch(mode=0o600)
    with path.open("rb") as source, part.open("wb") as copy:
        shutil.copyfileobj(source, copy)
        copy.flush()
        os.fsync(copy.fileno())
    for ending in ("-wal", "-shm"):
        target.with_name(target.name + ending).unlink(missing_ok=True)
    part.replace(target)


def find_tool(name: str) -> str:
    """Return the path of a program, from PATH or Debian's newest version. Raise TransferRefused if absent."""
    if program := shutil.which(name):
        return program
    versions = [path for path in DEBIAN.glob("*") if path.name.isdigit() and (path / "bin" / name).is_file()]
    if not versions:
        raise TransferRefused(
            f"{name} was not found. Install the PostgreSQL client programs in the server's version or a "
            "newer one (on Debian: postgresql-client), or add their folder to PATH."
        )
    return str(max(versions, key=lambda path: int(path.name)) / "bin" / name)


def run_tool(name: str, *arguments: str, watch: Callable[[], None] = lambda: None) -> None:
    """Run a PostgreSQL program on the newsroom's database. Raise TransferRefused if it is absent or fails.

    watch  called a few times a second, to show progress
    """
    ends_at = time.monotonic() + TIMEOUT
    with tempfile.TemporaryFile() as complaints:
        process = subprocess.Popen(  # noqa: S603  (our own arguments, without a shell)
            [find_tool(name), "--no-password", *arguments],
            env=os.environ | connection_environment(connection.settings_dict),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=complaints,
        )
        try:
            while process.poll() is None:
                if time.monotonic() > ends_at:
                    raise TransferRefused(f"{name} did not finish within {TIMEOUT // 3600} hours.")
                watch()
                time.sleep(INTERVAL)
        finally:
            process.kill()
            process.wait()
        if process.returncode:
            complaints.seek(0)
            words = complaints.read().decode(errors="replace").strip()[:MOST_SHOWN]
            raise TransferRefused(f"{name} failed: {words or process.returncode}")


def connection_environment(database: dict) -> dict[str, str]:
    """Return the connection as environment variables of PostgreSQL's programs.

    As arguments, they would show the password to every user of the server.
    """
    parts = {
        "PGHOST": database["HOST"],
        "PGPORT": database["PORT"],
        "PGUSER": database["USER"],
        "PGPASSWORD": database["PASSWORD"],
        "PGDATABASE": database["NAME"],
    }
    own = {f"PG{name.replace('_', '').upper()}": database["OPTIONS"].get(name) for name in OPTIONS}
    own["PGCONNECT_TIMEOUT"] = own.pop("PGCONNECTTIMEOUT")
    return {name: str(value) for name, value in (parts | own).items() if value}
