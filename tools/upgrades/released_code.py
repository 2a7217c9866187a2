"""The code of a release, unpacked beside the present one, and its tests on a database of the present code."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from psycopg.sql import SQL, Identifier

from tools.upgrades.releases import ROOT

# From the first line to the retraction, in a browser; then what logs in, publishes, corrects and places.
JOURNEYS = (
    "tests/journeys/test_life_of_a_story.py::"
    "test_a_story_lives_from_the_first_line_to_its_retraction[English first]",
    "tests/browser/test_desk_to_reader.py",
    "tests/accounts/test_login.py",
    "tests/articles/publishing/test_publish.py",
    "tests/articles/publishing/test_correct.py",
    "tests/articles/publishing/test_withdraw.py",
    "tests/articles/workflow/test_transitions.py",
    "tests/frontpage/test_admin.py",
    "tests/frontpage/test_placements.py",
)
# A later version may give a group more than the release knows of.
PERMISSIONS = "tests/articles/workflow/test_transitions.py::TestPermissions"
EXACT = (
    f"{PERMISSIONS}::test_the_migration_made_the_groups_with_all_their_permissions",
    f"{PERMISSIONS}::test_making_them_again_adds_nothing_and_takes_nothing_away",
)
PLUGIN = "migrated_database"
TEST_SETTINGS = {"DJANGO_SETTINGS_MODULE": "tests.settings"}
NOT_HANDED_ON = ("PYTEST_ADDOPTS", "PYTEST_XDIST_WORKER", "PYTHONPATH", "NEWSROOM_DATA")
LONGEST = 1200  # seconds


class UpgradeFailed(Exception):
    """A release that does not work on the database of the present code, or cannot be tried."""


def commit_is_here(commit: str) -> bool:
    """Return whether this clone has a commit. Raise UpgradeFailed where there is no repository of git."""
    if _git("rev-parse", "--git-dir").returncode:
        raise UpgradeFailed(f"{ROOT} is no repository of git, so the released code cannot be taken from it.")
    return _git("cat-file", "-e", f"{commit}^{{commit}}").returncode == 0


def is_shallow() -> bool:
    """Return whether this clone lacks older commits."""
    return _git("rev-parse", "--is-shallow-repository").stdout.strip() == b"true"


def _git(*arguments):
    return subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, check=False)


def unpack(commit: str, folder: Path) -> None:
    """Write the files of a commit into a new folder."""
    folder.mkdir(parents=True)
    archive = subprocess.run(["git", "archive", commit], cwd=ROOT, stdout=subprocess.PIPE, check=True).stdout
    subprocess.run(["tar", "-x", "-C", folder], input=archive, check=True)


def python_of(code: Path, locked: Path = Path("requirements/dev.txt")) -> str:
    """Return the Python for unpacked code: this one, or if it has locked other packages, one of its own."""
    if (code / locked).read_bytes() == (ROOT / locked).read_bytes():
        return sys.executable
    if (ROOT / ".tools").exists():
        (code / ".tools").symlink_to((ROOT / ".tools").resolve())
    _run(["tools/environment", str(locked), ".venv/installed-dev"], code, {})
    return str(code / ".venv/bin/python")


@contextmanager
def temporary_database(url: str) -> Iterator[str]:
    """Yield the DATABASE_URL of a new database on the server of another; in the end it is removed."""
    name = f"newsroom_upgrade_{os.getpid()}"
    with psycopg.connect(urlsplit(url)._replace(path="/postgres").geturl(), autocommit=True) as server:
        server.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
        try:
            yield urlsplit(url)._replace(path=f"/{name}").geturl()
        finally:
            server.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))


@contextmanager
def migrated_database(folder: Path, url: str) -> Iterator[tuple[str, str]]:
    """Yield (DATABASE_URL, name or path) of a new database that the present code has migrated.

    url  of PostgreSQL, where the database is made and in the end removed; or "": SQLite, in the folder
    """
    if not url:
        path = folder / "migrated.sqlite3"
        migrate(there := f"sqlite:///{path}")
        yield there, str(path)
        return
    with temporary_database(url) as there:
        migrate(there)
        yield there, urlsplit(there).path[1:]


def migrate(url: str) -> None:
    """Migrate a database with the present code."""
    _run([sys.executable, "manage.py", "migrate", "--verbosity=0"], ROOT, {"DATABASE_URL": url})


def _run(command, folder, variables):
    """Run a command to its end, its output shown. Raise UpgradeFailed if it fails."""
    environment = {name: value for name, value in os.environ.items() if name not in NOT_HANDED_ON}
    environment |= TEST_SETTINGS | variables
    done = subprocess.run(command, cwd=folder, env=environment, check=False, timeout=LONGEST)
    if done.returncode:
        raise UpgradeFailed(f"{' '.join(command[:4])} … ended with {done.returncode}.")


def check_release(commit: str, migrations: int, tests: tuple[str, ...] = JOURNEYS) -> None:
    """Run tests of a commit, with its code, on a database of the present code. Raise UpgradeFailed.

    migrations  how many the present code has, by which the tests know the database
    """
    url = os.environ.get("DATABASE_URL", "")
    with tempfile.TemporaryDirectory(prefix="newsroom-upgrade-") as name:
        folder, code = Path(name), Path(name, "code")
        unpack(commit, code)
        (folder / "plugin").mkdir()
        shutil.copy(Path(__file__).with_name(f"{PLUGIN}.py"), folder / "plugin")
        python, began_at = python_of(code), time.monotonic()
        with migrated_database(folder, url) as (there, database):
            print(f"Migrated a database with the present code, in {time.monotonic() - began_at:.0f} s.")
            _run([python, "manage.py", "migrate", "--check"], code, {"DATABASE_URL": there})
            command = [
                python,
                "-m",
                "pytest",
                "-q",
                "--tb=short",
                "--maxfail=5",
                "-p",
                PLUGIN,
                "-n",
                "auto",
                "--dist",
                "worksteal",
            ]
            variables = {
                "PYTHONPATH": str(folder / "plugin"),
                "UPGRADED_DATABASE": database,
                "UPGRADED_MIGRATIONS": str(migrations),
                "DATABASE_URL": there,
            }
            command += [f"--deselect={name}" for name in EXACT]
            _run([*command, *([] if url else ["--reuse-db"]), *tests], code, variables)
