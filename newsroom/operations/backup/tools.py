"""The programs of PostgreSQL: finding them, and running them with the newsroom's connection."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from django.db import connection

from newsroom.interchange.transfer.files import TransferRefused

DEBIAN = Path("/usr/lib/postgresql")  # a folder for each version, not in PATH
TIMEOUT = 12 * 3600  # seconds
INTERVAL = 0.2  # seconds from one look at the program to the next
# What the options of DATABASE_URL are called in the environment of PostgreSQL's programs.
OPTIONS = ("sslmode", "sslrootcert", "sslcert", "sslkey", "sslcrl", "service", "passfile", "connect_timeout")
MOST_SHOWN = 1000  # characters of what a program complains of


def find_tool(name: str) -> str:
    """Return the path of a program, in PATH or of Debian's newest. Raise TransferRefused without one."""
    if found := shutil.which(name):
        return found
    versions = [path for path in DEBIAN.glob("*") if path.name.isdigit() and (path / "bin" / name).is_file()]
    if not versions:
        raise TransferRefused(
            f"{name} was not found. Install the client programs of PostgreSQL, in the version of the server "
            "or a newer one (on Debian: postgresql-client), or add their folder to PATH."
        )
    return str(max(versions, key=lambda path: int(path.name)) / "bin" / name)


def run_tool(name: str, *arguments: str, watch: Callable[[], None] = lambda: None) -> None:
    """Run a program of PostgreSQL on the database of the newsroom. Raise TransferRefused if it fails.

    watch  is called a few times a second, to show progress
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
                    raise TransferRefused(f"{name} did not end within {TIMEOUT // 3600} hours.")
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
    """Return a connection as variables: arguments would show the password to every user of the server."""
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
