"""Releases in releases.toml, and tests of a release with its own code on a database of the present code.

A release has a version, a commit and its migrations. Its code is unpacked beside the present code.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import psycopg
from django.db.migrations.loader import MigrationLoader
from psycopg.sql import SQL, Identifier

from tests.migrated_database import MigratedDatabase

# A story from first line to retraction, in a browser; then login, publication, corrections and placement.
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
# Tests that are skipped, because a later version may give a group permissions that the release does not know.
PERMISSIONS = "tests/articles/workflow/test_transitions.py::TestPermissions"
EXACT = (
    f"{PERMISSIONS}::test_the_migration_made_the_groups_with_all_their_permissions",
    f"{PERMISSIONS}::test_making_them_again_adds_nothing_and_takes_nothing_away",
)
PLUGIN = "migrated_database"
TEST_SETTINGS = {"DJANGO_SETTINGS_MODULE": "tests.settings"}
# Environment variables that _run() does not pass on.
NOT_HANDED_ON = ("PYTEST_ADDOPTS", "PYTEST_XDIST_WORKER", "PYTHONPATH", "NEWSROOM_DATA")
LONGEST = 1200  # seconds that one command may run
ROOT = Path(__file__).resolve().parent.parent.parent
FILE = Path(__file__).with_name("releases.toml")
DATABASES_OF_TESTS = ROOT / ".pytest_cache/d/databases"  # pytest's config.cache.mkdir("databases")


class Release(NamedTuple):
    """A released version.

    last_migrations  {app: name of its last migration} of all apps
    digests          {"app.name": SHA-256 of the file} of this project's migrations
    """

    version: str
    commit: str
    last_migrations: dict[str, str]
    digests: dict[str, str]


def read_releases(path: Path = FILE) -> list[Release]:
    """Return the releases of a file, the oldest first."""
    return [
        Release(**release) for release in tomllib.loads(path.read_text(encoding="utf-8")).get("releases", [])
    ]


def add_release(release: Release, path: Path = FILE) -> None:
    """Append a release to a file. Raise ValueError if its version is already recorded."""
    if release.version in {earlier.version for earlier in read_releases(path)}:
        raise ValueError(
            f"{release.version} is already recorded. A release never changes: choose a new number."
        )
    lines = [
        "",
        "[[releases]]",
        f"version = {_quoted(release.version)}",
        f"commit = {_quoted(release.commit)}",
    ]
    for name in ("last_migrations", "digests"):
        lines += ["", f"[releases.{name}]"]
        lines += [f"{_quoted(key)} = {_quoted(value)}" for key, value in getattr(release, name).items()]
    with path.open("a", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")


def _quoted(text):
    return json.dumps(text)  # JSON and TOML write these strings alike


def last_migrations(loader: MigrationLoader) -> dict[str, str]:
    """Return {app: name of its last migration} of the present code."""
    return dict(sorted(loader.graph.leaf_nodes()))


def migration_digests(loader: MigrationLoader) -> dict[str, str]:
    """Return {"app.name": SHA-256 of the file} of this project's own migrations."""
    own = {}
    for (app, name), migration in sorted(loader.disk_migrations.items()):
        if migration.__module__.startswith(("articles.", "newsroom.")):
            path = ROOT.joinpath(*migration.__module__.split(".")).with_suffix(".py")
            own[f"{app}.{name}"] = hashlib.sha256(path.read_bytes()).hexdigest()
    return own


def changed_migrations(release: Release, digests: dict[str, str]) -> list[str]:
    """Return the names of released migrations that are missing or have changed."""
    return [name for name, digest in release.digests.items() if digests.get(name) != digest]


def later_migrations(release: Release, loader: MigrationLoader) -> list[tuple[str, str]]:
    """Return the migrations that a release does not have, as (app, name), in the order of migration.

    Raise ValueError if the last migration of an app is missing.
    """
    known = set()
    for node in release.last_migrations.items():
        if node not in loader.graph.nodes:
            raise ValueError(f"The migration {'.'.join(node)} of {release.version} is gone.")
        known.update(loader.graph.forwards_plan(node))
    return [node for node in all_migrations(loader) if node not in known]


def all_migrations(loader: MigrationLoader) -> list[tuple[str, str]]:
    """Return all migrations as (app, name), each after its dependencies."""
    plan = {}
    for leaf in sorted(loader.graph.leaf_nodes()):
        plan |= dict.fromkeys(loader.graph.forwards_plan(leaf))
    return list(plan)


class UpgradeFailed(Exception):
    """Raised if a release fails on the database of the present code, or cannot be tested on it."""


def commit_is_here(commit: str) -> bool:
    """Return whether this clone has a commit. Raise UpgradeFailed outside a git repository."""
    if _git("rev-parse", "--git-dir").returncode:
        raise UpgradeFailed(f"{ROOT} is not a git repository, so the released code cannot be read from it.")
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
    """Return the Python for unpacked code: this one, or a new environment's if the locked packages differ.

    Raise UpgradeFailed if the environment cannot be built.
    """
    if (code / locked).read_bytes() == (ROOT / locked).read_bytes():
        return sys.executable
    if (ROOT / ".tools").exists():
        (code / ".tools").symlink_to((ROOT / ".tools").resolve())
    _run(["tools/environment", str(locked), ".venv/installed-dev"], code, {})
    return str(code / ".venv/bin/python")


@contextmanager
def temporary_database(url: str, template: str = "template1") -> Iterator[str]:
    """Create a database on the server of a URL and yield its DATABASE_URL. Remove it at the end."""
    name = f"newsroom_upgrade_{os.getpid()}"
    with psycopg.connect(urlsplit(url)._replace(path="/postgres").geturl(), autocommit=True) as server:
        server.execute(SQL("CREATE DATABASE {} TEMPLATE {}").format(Identifier(name), Identifier(template)))
        try:
            yield urlsplit(url)._replace(path=f"/{name}").geturl()
        finally:
            server.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))


@contextmanager
def migrated_database(folder: Path, url: str) -> Iterator[tuple[str, str]]:
    """Yield (DATABASE_URL, name or path) of a copy of the database migrated by the present code.

    The original is the template for the present tests, created here if they have not run.

    url  of PostgreSQL, for a copy that is removed at the end; or "" for SQLite, in the folder
    """
    DATABASES_OF_TESTS.mkdir(parents=True, exist_ok=True)
    untouched = MigratedDatabase(DATABASES_OF_TESTS)
    untouched.ensure_made()
    if not url:
        path = shutil.copyfile(untouched.name, folder / "migrated.sqlite3")
        yield f"sqlite:///{path}", str(path)
        return
    with temporary_database(url, untouched.name) as there:
        yield there, urlsplit(there).path[1:]


def migrate(url: str) -> None:
    """Migrate a database with the present code. Raise UpgradeFailed if that fails."""
    _run([sys.executable, "manage.py", "migrate", "--verbosity=0"], ROOT, {"DATABASE_URL": url})


def _run(command, folder, variables):
    """Run a command and show its output. Raise UpgradeFailed if it fails."""
    environment = {name: value for name, value in os.environ.items() if name not in NOT_HANDED_ON}
    environment |= TEST_SETTINGS | variables
    done = subprocess.run(command, cwd=folder, env=environment, check=False, timeout=LONGEST)
    if done.returncode:
        raise UpgradeFailed(f"{' '.join(command[:4])} … ended with {done.returncode}.")


def check_release(commit: str, migrations: int, tests: tuple[str, ...] = JOURNEYS) -> None:
    """Run tests of a commit, with its code, on a database of the present code.

    Raise UpgradeFailed if one fails, or if they cannot be run.

    migrations  number of migrations of the present code, to identify the database
    """
    url = os.environ.get("DATABASE_URL", "")
    with tempfile.TemporaryDirectory(prefix="newsroom-upgrade-") as name:
        folder, code = Path(name), Path(name, "code")
        unpack(commit, code)
        (folder / "plugin").mkdir()
        shutil.copy(Path(__file__).with_name(f"{PLUGIN}.py"), folder / "plugin")
        python, began_at = python_of(code), time.monotonic()
        with migrated_database(folder, url) as (there, database):
            print(f"The database of the current code was ready after {time.monotonic() - began_at:.0f} s.")
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
