"""Restores into an empty database: complete, or refused if the backup is damaged."""

import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from articles.models import Event
from articles.publishing import publish
from newsroom.notifications.models import Notification, NotificationReason
from newsroom.operations.backup import databases
from newsroom.operations.backup.backups import make_backup
from newsroom.operations.backup.databases import DatabaseCopy
from newsroom.operations.backup.locations import BackupFolder, FolderLocation
from newsroom.version import VERSION
from tests.factories import approve, make_article, make_published, make_user

ROOT = Path(__file__).resolve().parent.parent.parent.parent
PICTURE = "pictures/2026/a.jpg"


def silent(_words):
    pass


def make(root):
    return BackupFolder(Path(make_backup(FolderLocation(root), silent).address))


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    default_storage.save(PICTURE, ContentFile(b"a picture"))


@pytest.fixture
def empty_database(tmp_path):
    """Yield the DATABASE_URL of a new, empty database of the kind that the tests use."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{tmp_path / 'new.sqlite3'}"
        return
    own = connection.settings_dict
    name = f"restored_{os.getpid()}"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name} TEMPLATE template0")
    yield f"postgresql://{own['USER']}:{own['PASSWORD']}@{own['HOST']}:{own['PORT']}/{name}"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def manage(*words, database, data, fails=False):
    """Run manage.py as on another machine, and return its output."""
    env = os.environ | {
        "DATABASE_URL": database,
        "NEWSROOM_DATA": str(data),
        "MAIL_URL": f"file://{data}/mail",
    }
    env["DJANGO_SETTINGS_MODULE"] = "newsroom.settings"
    command = [sys.executable, "manage.py", *map(str, words)]
    done = subprocess.run(
        command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=120, check=False
    )
    assert bool(done.returncode) == fails, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_a_backup_comes_back_on_an_empty_machine_and_is_held(media, tmp_path, empty_database):
    chief = make_user("chief", email="chief@example.com", mail="at_once")
    make_published(by=chief)
    planned = make_article(number=2, title_en="Under embargo")
    approve(planned, "en")
    publish(planned, "en", by=chief, at=timezone.now() + timedelta(seconds=1))
    Notification.objects.create(user=chief, event=Event.objects.first(), why=NotificationReason.ASSIGNED)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # makes SQLite add tables of its own
    backup = make(tmp_path / "backups")
    machine = {"database": empty_database, "data": tmp_path / "machine"}
    told = manage("restore", backup.path, **machine)
    assert "All tables match" in told
    assert "This copy is held at" in told
    assert (tmp_path / "machine/media" / PICTURE).read_bytes() == b"a picture"
    assert "already has tables" in manage("restore", backup.path, **machine, fails=True)
    manage("follow_log", "--once", **machine)
    assert not list((tmp_path / "machine/mail").glob("*"))
    assert "Under embargo" in manage("release", **machine)
    assert "Undecided: edition:" in manage("release", "--end", "--by=chief", **machine, fails=True)


class TestRefusals:
    @pytest.fixture
    def backup(self, db, media, tmp_path, monkeypatch):
        """Return a backup. The database seems empty and is never written to."""

        def dump(path, report):
            path.write_bytes(b"a database")
            return DatabaseCopy(timezone.now(), {})

        monkeypatch.setattr("newsroom.operations.backup.backups.dump_database", dump)
        made = make(tmp_path / "backups")
        default_storage.delete(PICTURE)
        monkeypatch.setattr(connection.introspection, "table_names", list)
        monkeypatch.setattr("newsroom.operations.backup.backups.load_database", self.load)
        self.loaded = []
        return made

    def load(self, path, report):
        self.loaded.append(path)

    def refused(self, backup, message):
        with pytest.raises(CommandError, match=message):
            call_command("restore", backup.path, verbosity=0)
        assert self.loaded == []

    def change(self, backup, **values):
        manifest = backup.read_manifest() | values
        backup.manifest.write_text(json.dumps(manifest), encoding="utf-8")

    def test_a_database_that_is_not_empty(self, backup, monkeypatch):
        monkeypatch.setattr(connection.introspection, "table_names", lambda: ["articles_article"])
        self.refused(backup, "already has tables")

    def test_a_backup_that_was_interrupted(self, backup):
        backup.manifest.unlink()
        self.refused(backup, "is not complete")

    def test_another_kind_of_database(self, backup):
        self.change(backup, vendor="oracle")
        self.refused(backup, "is from oracle")

    def test_a_newer_version(self, backup):
        self.change(backup, migrations={"articles": "9999_flying_cars"})
        self.refused(backup, f"version, {VERSION}, with the migrations articles.9999_flying_cars")

    def test_a_damaged_manifest(self, backup):
        backup.manifest.write_text('{"format": 1}', encoding="utf-8")
        self.refused(backup, "is damaged")

    @pytest.mark.parametrize("part", ["database", "media_list", "settings"])
    def test_a_damaged_file(self, backup, part):
        path = backup.database(connection.vendor) if part == "database" else getattr(backup, part)
        path.write_bytes(path.read_bytes() + b" ")
        self.refused(backup, f"{path.name} is damaged")
        path.unlink()
        self.refused(backup, f"{path.name} cannot be read")

    def test_a_damaged_picture(self, backup):
        (backup.path.parent / "media" / PICTURE).write_bytes(b"a puzzle!")
        self.refused(backup, "is damaged")

    def test_a_picture_of_the_same_name(self, backup):
        default_storage.save(PICTURE, ContentFile(b"another"))
        self.refused(backup, "another file with the name")


def test_an_interrupted_copy_leaves_the_empty_file_of_sqlite(tmp_path, monkeypatch):
    target = tmp_path / "new.sqlite3"
    target.touch()
    (tmp_path / "copy").write_bytes(b"a database")

    def interrupt(_source, _target):
        raise KeyboardInterrupt

    monkeypatch.setattr(databases.shutil, "copyfileobj", interrupt)
    monkeypatch.setattr(connection, "close", lambda: None)
    with pytest.raises(KeyboardInterrupt):
        databases._load_sqlite(tmp_path / "copy", target, silent)
    assert target.read_bytes() == b""
