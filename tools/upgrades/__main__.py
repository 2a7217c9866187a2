"""Upgrades from a released version: `python -m tools.upgrades record VERSION` and `… check`.

record  adds a version to releases.toml: the commit of its tag, and its migrations
check   runs the tests of the latest release, with its code, on a database migrated by the present code, on
        SQLite or at DATABASE_URL; skipped if no migrations were added; --commit tests another commit
"""

import argparse
import os
import subprocess
import sys
import time
import tomllib

import django
from django.db.migrations.loader import MigrationLoader

from tools.upgrades.released_code import (
    FILE,
    ROOT,
    Release,
    UpgradeFailed,
    add_release,
    all_migrations,
    check_release,
    commit_is_here,
    is_shallow,
    last_migrations,
    later_migrations,
    migration_digests,
    read_releases,
)

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")


def record(version, commit):
    """Record a release. Exit if its migrations differ from the present ones."""

    def git(*arguments):
        return subprocess.check_output(["git", *arguments], cwd=ROOT, text=True).strip()

    commit = git("rev-parse", f"{commit}^{{commit}}")
    named = tomllib.loads(git("show", f"{commit}:pyproject.toml"))["project"]["version"]
    if named != version:
        sys.exit(f"pyproject.toml of {commit[:12]} says {named}, not {version}.")
    files = ("--", ":(glob)**/migrations/*.py")
    if changed := git("diff", "--name-only", commit, *files) + git("status", "--porcelain", *files):
        sys.exit(f"The migrations are not those of {commit[:12]}:\n{changed}")
    loader = MigrationLoader(None)
    try:
        add_release(Release(version, commit, last_migrations(loader), migration_digests(loader)))
    except ValueError as refusal:
        sys.exit(str(refusal))
    print(f"Recorded {version}, {commit[:12]}, in {FILE.relative_to(ROOT)}: commit it.")


def check(commit):
    """Run the tests of a release on a database of the present code. Exit with an error if they fail."""
    began_at, releases, loader = time.monotonic(), read_releases(), MigrationLoader(None)
    if not commit and not releases:
        return print("NOT RUN: no release is recorded yet.")
    if not commit and not later_migrations(releases[-1], loader):
        return print(
            f"NOT RUN: {releases[-1].version} has all migrations, so its database is the current one."
        )
    name, commit = ("the commit", commit) if commit else (releases[-1].version, releases[-1].commit)
    try:
        if not commit_is_here(commit):
            why = "is shallow" if is_shallow() else "does not have it"
            return print(f"NOT RUN: {name} is {commit}, and this clone {why}.")
        check_release(commit, len(all_migrations(loader)))
    except UpgradeFailed as failure:
        sys.exit(f"FAILED: {name} ({commit[:12]}) on the database of the present code: {failure}")
    seconds = time.monotonic() - began_at
    return print(f"{name} ({commit[:12]}) works on the database of the present code: {seconds:.0f} s")


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True)
    recorded = commands.add_parser("record")
    recorded.add_argument("version")
    recorded.add_argument("--commit", help="default: the commit of the tag v…")
    checked = commands.add_parser("check")
    checked.add_argument("--commit")
    options = parser.parse_args()
    django.setup()
    if options.command == "record":
        record(options.version, options.commit or f"v{options.version}")
    else:
        check(options.commit)


if __name__ == "__main__":
    main()
