"""The list of releases, written and read again."""

import hashlib

import pytest
from django.db.migrations.loader import MigrationLoader

from tools.upgrades.released_code import (
    ROOT,
    Release,
    add_release,
    changed_migrations,
    last_migrations,
    later_migrations,
    migration_digests,
    read_releases,
)

RELEASE = Release("0.9.0", "a" * 40, {"articles": "0020_legal_hold"}, {"articles.0001_models": "b" * 64})


@pytest.fixture(scope="module")
def loader():
    return MigrationLoader(None)


def test_release_is_read_as_it_was_written(tmp_path):
    path = tmp_path / "releases.toml"
    path.write_text("# The releases.\n")
    second = RELEASE._replace(version="0.10.0", digests={})
    add_release(RELEASE, path)
    add_release(second, path)
    assert read_releases(path) == [RELEASE, second]
    with pytest.raises(ValueError, match="already recorded"):
        add_release(RELEASE, path)


def test_every_app_is_recorded_and_our_own_files_have_digests(loader):
    last = last_migrations(loader)
    assert {"articles", "auth", "account", "operations"} <= set(last)
    digests = migration_digests(loader)
    path = ROOT / "articles/migrations/0001_models.py"
    assert digests["articles.0001_models"] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert not [name for name in digests if name.startswith("auth.")]


def test_later_migrations_are_those_behind_the_recorded_ones(loader):
    last = last_migrations(loader)
    assert later_migrations(RELEASE._replace(last_migrations=last), loader) == []
    earlier = RELEASE._replace(last_migrations=last | {"operations": "0002_heartbeat"})
    assert ("operations", "0003_held_copy") in later_migrations(earlier, loader)


def test_released_migration_that_is_gone_is_named(loader):
    with pytest.raises(ValueError, match="articles.0000_gone"):
        later_migrations(RELEASE._replace(last_migrations={"articles": "0000_gone"}), loader)


def test_changed_and_missing_migrations_are_named():
    digests = {"articles.0001_models": "c" * 64}
    assert changed_migrations(RELEASE, digests) == changed_migrations(RELEASE, {}) == ["articles.0001_models"]
    assert changed_migrations(RELEASE, RELEASE.digests | {"articles.0002_more": ""}) == []
