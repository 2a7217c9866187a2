"""A database that is kept between runs belongs to one state of the migrations."""

import pytest
from django.conf import settings

from tests.reused_database import ReusedDatabase, digest, schema_files


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


@pytest.mark.sqlite
class TestACopy:
    @pytest.fixture
    def database(self, tmp_path, monkeypatch):
        """A function that makes a ReusedDatabase whose copies lie in a folder of the test."""
        monkeypatch.setitem(settings.DATABASES["default"]["TEST"], "NAME", str(tmp_path / "test.sqlite3"))

        def make(is_fresh=False):
            return ReusedDatabase(tmp_path, is_fresh=is_fresh)

        return make

    def test_is_put_in_the_place_of_the_test_database(self, database, tmp_path):
        database().copy.write_text("kept")
        database().restore()
        assert (tmp_path / "test.sqlite3").read_text() == "kept"

    def test_of_other_migrations_is_left_alone(self, database, tmp_path):
        (tmp_path / "0123456789abcdef.sqlite3").write_text("kept")
        database().restore()
        assert not (tmp_path / "test.sqlite3").exists()

    def test_is_not_used_when_the_database_is_to_be_built_again(self, database, tmp_path):
        database().copy.write_text("kept")
        database(is_fresh=True).restore()
        assert not (tmp_path / "test.sqlite3").exists()

    @pytest.mark.django_db(transaction=True)
    def test_is_made_once_and_replaces_those_of_other_migrations(self, database, tmp_path):
        (tmp_path / "0123456789abcdef.sqlite3").write_text("kept")
        database().keep()
        assert [path.name for path in tmp_path.glob("*.sqlite3")] == [database().copy.name]
        assert database().copy.read_bytes().startswith(b"SQLite format 3")
        database().copy.write_text("kept")
        database().keep()
        assert database().copy.read_text() == "kept"
        database(is_fresh=True).keep()
        assert database().copy.read_text(errors="ignore") != "kept"
