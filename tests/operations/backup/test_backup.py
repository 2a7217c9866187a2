"""Backups: complete or absent, each media file once, without secret settings."""

import fcntl
import os
import sqlite3
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from unittest import mock

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection
from time_machine import travel

from articles.models import Section
from newsroom.interchange.transfer_files import TransferRefused
from newsroom.operations.backup import backups, databases
from newsroom.operations.backup.backups import make_backup, remove_old_backups, settings_lines
from newsroom.operations.backup.databases import DatabaseCopy, connection_environment, find_tool, run_tool
from newsroom.operations.backup.locations import BackupFolder, FolderLocation, list_backups
from newsroom.operations.models import BACKUP, Heartbeat
from newsroom.version import VERSION
from tests.together import together

FIRST = datetime(2026, 11, 28, 18, 0, tzinfo=UTC)
PICTURE = "pictures/2026/a.jpg"


def silent(_words):
    pass


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    default_storage.save(PICTURE, ContentFile(b"a picture"))
    default_storage.save("renditions/a.jpg", ContentFile(b"made of it"))


@pytest.fixture
def root(db, media, monkeypatch, tmp_path):
    """Return a folder for backups. The dump of the database is replaced by a few fixed bytes."""

    def dump(path, report):
        path.write_bytes(b"a database")
        return DatabaseCopy(FIRST, {"articles_section": 1})

    monkeypatch.setattr(backups, "dump_database", dump)
    return tmp_path / "backups"


def make(root):
    return BackupFolder(Path(make_backup(FolderLocation(root), silent).address))


def make_at(root, *, days=0):
    with travel(FIRST + timedelta(days=days), tick=False):
        return make(root)


class TestMakeBackup:
    def test_has_its_own_folder_with_a_manifest_of_all_that_is_in_it(self, root):
        backup = make(root)
        manifest = backup.read_manifest()
        assert set(manifest["files"]) == {path.name for path in backup.path.iterdir()} - {"manifest.json"}
        assert manifest["media"] == {"files": 1, "bytes": 9, "new": 1}
        assert manifest["migrations"]["articles"]
        assert (manifest["made_at"], manifest["rows"]) == (FIRST.isoformat(), {"articles_section": 1})
        assert manifest["version"] == VERSION
        assert root.stat().st_mode & 0o077 == 0
        assert Heartbeat.objects.filter(name=BACKUP).exists()

    def test_media_are_copied_once_and_renditions_never(self, root):
        make(root)
        [copied] = [path for path in (root / "media").rglob("*") if path.is_file()]
        written = copied.stat().st_mtime_ns
        default_storage.save("pictures/2026/b.jpg", ContentFile(b"another"))
        with travel(datetime.now(UTC) + timedelta(hours=1)):
            second = make(root)
        assert second.read_manifest()["media"]["new"] == 1
        assert [one.name for one in second.read_media_list()] == [PICTURE, "pictures/2026/b.jpg"]
        assert copied.stat().st_mtime_ns == written

    def test_an_interrupted_one_is_not_complete_and_goes_with_the_next(self, root, monkeypatch):
        with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
            patch.setattr(backups, "settings_lines", raise_interrupt)
            make(root)
        [partial] = list_backups(root)
        assert not partial.is_complete
        with pytest.raises(TransferRefused, match="not complete"):
            partial.read_manifest()
        with travel(datetime.now(UTC) + timedelta(hours=1)):
            whole = make(root)
        assert [one.path for one in list_backups(root)] == [whole.path]
        assert whole.read_manifest()["media"]["new"] == 0

    def test_a_copied_file_of_another_size_is_copied_again(self, root):
        make(root)
        (root / "media" / PICTURE).write_bytes(b"half")
        with travel(datetime.now(UTC) + timedelta(hours=1)):
            assert make(root).read_manifest()["media"]["new"] == 1
        assert (root / "media" / PICTURE).read_bytes() == b"a picture"

    def test_a_file_that_is_deleted_meanwhile_is_left_out(self, root):
        def delete_at_last(words):
            if words == "media: 2 of 2":
                default_storage.delete(later)

        later = default_storage.save("pictures/2026/b.jpg", ContentFile(b"another"))
        made = make_backup(FolderLocation(root), delete_at_last)
        assert made.manifest["media"] == {"files": 1, "bytes": 9, "new": 1}
        assert [one.name for one in BackupFolder(Path(made.address)).read_media_list()] == [PICTURE]

    def test_a_disk_that_goes_away_meanwhile_is_no_deletion(self, root, monkeypatch):
        monkeypatch.setattr(FolderLocation, "store_media", mock.Mock(side_effect=FileNotFoundError))
        with pytest.raises(FileNotFoundError):
            make(root)

    def test_only_one_process_writes_to_a_folder(self, root):
        root.mkdir()
        with (root / ".lock").open("w") as file, pytest.raises(TransferRefused, match="Another process"):
            fcntl.flock(file, fcntl.LOCK_EX)
            make(root)


def raise_interrupt():
    raise KeyboardInterrupt


class TestRemoveOldBackups:
    def test_keeps_the_latest_and_the_media_that_they_name(self, root):
        for day in range(3):
            default_storage.save(f"pictures/{day}.jpg", ContentFile(b"x"))
            make_at(root, days=day)
            default_storage.delete(f"pictures/{day}.jpg")
        assert remove_old_backups(FolderLocation(root), keep=2) == 1
        assert [one.path.name[:8] for one in list_backups(root)] == ["20261129", "20261130"]
        left = {path.name for path in (root / "media").rglob("*.jpg")}
        assert left == {"a.jpg", "1.jpg", "2.jpg"}

    def test_fewer_than_are_kept_stay(self, root):
        make_at(root)
        assert remove_old_backups(FolderLocation(root), keep=5) == 0
        assert (root / "media" / PICTURE).exists()


class TestSettingsLines:
    def test_secrets_are_told_by_name_alone(self, monkeypatch):
        monkeypatch.setenv("TIME_ZONE", 'Asia/"Seoul"')
        monkeypatch.setenv("DATABASE_URL", "postgresql://user:hush@db/x")
        monkeypatch.delenv("MAIL_URL", raising=False)
        found = "".join(settings_lines())
        assert 'TIME_ZONE="Asia/\\"Seoul\\""\n' in found
        assert "# DATABASE_URL was set, and is secret.\n" in found
        assert "MAIL_URL" not in found
        assert "hush" not in found
        assert os.environ["SECRET_KEY"] not in found


class TestTools:
    def test_the_password_is_in_the_environment(self):
        database = {"HOST": "db", "PORT": "", "USER": "u", "PASSWORD": "hush", "NAME": "n"}
        options = {"sslmode": "require", "connect_timeout": "5", "options": "-c jit=off"}
        assert connection_environment(database | {"OPTIONS": options}) == {
            "PGHOST": "db",
            "PGUSER": "u",
            "PGPASSWORD": "hush",
            "PGDATABASE": "n",
            "PGSSLMODE": "require",
            "PGCONNECT_TIMEOUT": "5",
        }

    def test_the_newest_of_debian_is_taken_where_none_is_in_the_path(self, tmp_path, monkeypatch):
        monkeypatch.setattr(databases, "DEBIAN", tmp_path)
        monkeypatch.setenv("PATH", str(tmp_path))
        with pytest.raises(TransferRefused, match="postgresql-client"):
            find_tool("pg_dump")
        for version in ("9", "15"):
            (tmp_path / version / "bin").mkdir(parents=True)
            (tmp_path / version / "bin/pg_dump").touch()
        assert find_tool("pg_dump") == str(tmp_path / "15/bin/pg_dump")

    @pytest.fixture
    def tool(self, tmp_path, monkeypatch):
        path = tmp_path / "pg_dump"
        monkeypatch.setattr(databases, "find_tool", lambda _name: str(path))

        def write(script):
            path.write_text(f"#!/bin/sh\n{script}\n")
            path.chmod(0o755)

        return write

    def test_a_program_that_fails_is_quoted(self, tool):
        tool("echo no such server >&2; exit 1")
        with pytest.raises(TransferRefused, match="pg_dump failed: no such server"):
            run_tool("pg_dump")

    def test_a_program_that_hangs_is_ended(self, tool, monkeypatch):
        tool("exec sleep 60")
        monkeypatch.setattr(databases, "TIMEOUT", 0)
        with pytest.raises(TransferRefused, match="did not finish"):
            run_tool("pg_dump")


class TestCommand:
    def test_says_what_is_there(self, root):
        out = StringIO()
        call_command("backup", str(root), keep=1, stdout=out)
        assert "1 rows, 1 media files, 1 of them new" in out.getvalue()

    def test_says_why_it_cannot(self, root, tmp_path):
        (tmp_path / "file").touch()
        with pytest.raises(CommandError, match="cannot be written"):
            call_command("backup", str(tmp_path / "file" / "backups"))

    @pytest.mark.parametrize("keep", ["0", "-1", "many"])
    def test_at_least_one_is_kept(self, root, keep):
        with pytest.raises(CommandError, match="at least 1"):
            call_command("backup", str(root), f"--keep={keep}")


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_sqlite_is_copied_as_of_one_instant_while_others_write(tmp_path, monkeypatch):
    monkeypatch.setattr(databases, "PAGES", 20)
    steps = []

    def write(words):
        if len(steps) < 10:  # a copy that restarts after each write ends after these
            Section.objects.create(slug=f"s{len(steps)}", name_en=f"S{len(steps)}", name_ko=f"S{len(steps)}")
        steps.append(words)

    before = Section.objects.count()
    rows = databases.dump_database(tmp_path / "copy.sqlite3", write).rows
    with sqlite3.connect(tmp_path / "copy.sqlite3") as copy:
        [[found]] = copy.execute("SELECT COUNT(*) FROM articles_section")
    copy.close()
    assert found == rows["articles_section"] == before
    assert steps[-1] == "database: 100%"
    assert 10 < len(steps) < 500


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_pg_dump_writes_what_was_counted(tmp_path):
    path, told = tmp_path / "database.dump", []
    rows = databases.dump_database(path, told.append).rows
    assert path.read_bytes().startswith(b"PGDMP")
    assert rows["articles_section"] == Section.objects.count()
    assert set(rows) == set(connection.introspection.table_names())
    run_tool("pg_restore", "--list", str(path))
    assert told[0].startswith("database: ")


@pytest.mark.django_db(transaction=True)
def test_nothing_in_a_copy_is_later_than_its_instant(tmp_path, monkeypatch):
    """Otherwise a held copy would hide stories published while the backup began."""

    def write():
        Section.objects.create(slug="late", name_en="Late", name_ko="늦음")

    def write_and_read():
        # The copy of PostgreSQL uses the connection that reads the clock.
        together(write) if connection.vendor == "postgresql" else write()
        return FIRST

    monkeypatch.setattr(databases, "clock", mock.Mock(read_database_clock=write_and_read))
    before = Section.objects.count()
    copy = databases.dump_database(tmp_path / "copy", silent)
    assert copy == (FIRST, copy.rows)
    assert copy.rows["articles_section"] == before == Section.objects.count() - 1
