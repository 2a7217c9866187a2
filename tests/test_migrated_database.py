"""The database that tests copy belongs to one state of the migrations."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from threading import Barrier, BrokenBarrierError
from unittest import mock

import pytest
from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tests import migrated_database
from tests.migrated_database import MigratedDatabase, digest, schema_files


def test_the_schema_depends_on_migrations_and_on_what_they_import():
    files = {
        str(path.relative_to(settings.BASE_DIR))
        for path in schema_files()
        if "site-packages" not in str(path)
    }
    assert {
        "articles/migrations/0001_models.py",
        "articles/models/edition.py",
        "articles/workflow/permissions.py",
        "newsroom/search/expressions.py",
        "newsroom/search/migrations/0001_models.py",
    } <= files
    assert "articles/workflow/transitions.py" not in files


def test_the_schema_depends_on_migrations_of_other_packages():
    assert any("contrib/auth/migrations/0001" in str(path) for path in schema_files())


def test_a_digest_follows_contents_and_names(tmp_path):
    one, other = tmp_path / "0001.py", tmp_path / "0002.py"
    one.write_text("a")
    other.write_text("b")
    first = digest({one, other})
    assert digest({other, one}) == first
    assert digest({one}) != first
    other.write_text("c")
    assert digest({one, other}) != first


@pytest.mark.django_db
def test_the_test_database_has_all_migrations():
    executor = MigrationExecutor(connection)
    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []


@pytest.mark.sqlite
class TestACopy:
    @pytest.fixture
    def made(self, monkeypatch):
        """Return the addresses of the databases made by a stand-in, which writes a word into each."""
        found = []

        def migrate(url):
            found.append(url)
            Path(url.removeprefix("sqlite:///")).write_text("migrated")

        monkeypatch.setattr(migrated_database, "migrate", migrate)
        return found

    def test_is_put_in_the_place_of_the_test_database(self, tmp_path, made):
        database = MigratedDatabase(tmp_path)
        database.ensure_made()
        database.copy_for({"NAME": str(tmp_path / "test")})
        assert (tmp_path / "test").read_text() == "migrated"

    def test_is_made_once_and_replaces_those_of_other_migrations(self, tmp_path, made):
        (tmp_path / "0123456789abcdef.sqlite3").write_text("old")
        for _worker in range(2):
            MigratedDatabase(tmp_path).ensure_made()
        assert [str(path) for path in tmp_path.glob("*.sqlite3")] == [MigratedDatabase(tmp_path).name]
        assert len(made) == 1

    def test_of_two_workers_one_makes_it_while_the_other_waits(self, tmp_path, made, monkeypatch):
        write, both = migrated_database.migrate, Barrier(2)

        def migrate_slowly(url):
            with suppress(BrokenBarrierError):
                both.wait(timeout=0.5)  # gives the other thread time to begin
            write(url)

        monkeypatch.setattr(migrated_database, "migrate", migrate_slowly)
        databases = [MigratedDatabase(tmp_path) for _worker in range(2)]
        with ThreadPoolExecutor(2) as workers:
            list(workers.map(MigratedDatabase.ensure_made, databases))
        assert len(made) == 1

    def test_that_could_not_be_made_is_made_by_the_next(self, tmp_path, monkeypatch):
        monkeypatch.setattr(migrated_database, "migrate", mock.Mock(side_effect=OSError))
        database = MigratedDatabase(tmp_path)
        for _worker in range(2):
            with pytest.raises(OSError):
                database.ensure_made()
        assert not Path(database.name).exists()
