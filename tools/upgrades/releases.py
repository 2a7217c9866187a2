"""The list of releases in releases.toml: version, commit, and the migrations that each of them has."""

import hashlib
import json
import tomllib
from pathlib import Path
from typing import NamedTuple

from django.db.migrations.loader import MigrationLoader

ROOT = Path(__file__).resolve().parent.parent.parent
FILE = Path(__file__).with_name("releases.toml")


class Release(NamedTuple):
    """A released version.

    last_migrations  {app: name of its last migration}, of all apps
    digests          {"app.name": SHA-256 of the file}, of the migrations of this project
    """

    version: str
    commit: str
    last_migrations: dict[str, str]
    digests: dict[str, str]


def read_releases(path: Path = FILE) -> list[Release]:
    """Return the releases of a file, the oldest first."""
    return [Release(**one) for one in tomllib.loads(path.read_text(encoding="utf-8")).get("releases", [])]


def add_release(release: Release, path: Path = FILE) -> None:
    """Append a release to a file. Raise ValueError for a version that is in it."""
    if release.version in {one.version for one in read_releases(path)}:
        raise ValueError(
            f"{release.version} is recorded already. A release never changes: take a new number."
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
    return json.dumps(text)  # of these letters, also a string of TOML


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
    """Return the names of released migrations that are gone, or are not as they were released."""
    return [name for name, digest in release.digests.items() if digests.get(name) != digest]


def later_migrations(release: Release, loader: MigrationLoader) -> list[tuple[str, str]]:
    """Return the migrations that a release does not have, as (app, name), in the order of a migration.

    Raise ValueError if the last one of an app is gone.
    """
    known = set()
    for node in release.last_migrations.items():
        if node not in loader.graph.nodes:
            raise ValueError(f"The migration {'.'.join(node)} of {release.version} is gone.")
        known.update(loader.graph.forwards_plan(node))
    return [node for node in all_migrations(loader) if node not in known]


def all_migrations(loader: MigrationLoader) -> list[tuple[str, str]]:
    """Return all migrations as (app, name), each behind those that it needs."""
    plan = {}
    for leaf in sorted(loader.graph.leaf_nodes()):
        plan |= dict.fromkeys(loader.graph.forwards_plan(leaf))
    return list(plan)
