"""Backups in a bucket, of pictures in another one: complete or absent, each file once, restored."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection
from time_machine import travel

from articles.media.bucket import BucketStorage
from articles.media.storage import StorageUnavailable
from newsroom.interchange.transfer_files import TransferRefused
from newsroom.operations.backup import backups
from newsroom.operations.backup.backups import make_backup, remove_old_backups
from newsroom.operations.backup.databases import DatabaseCopy
from newsroom.operations.backup.locations import (
    WORK,
    BucketLocation,
    FolderLocation,
    parse_backup,
    work_folder,
)
from newsroom.operations.backup.locations import parse_location as parse
from tests.factories import make_published
from tests.object_storage import BUCKET, nobody_answers
from tests.operations.backup.test_restore import empty_database, manage  # noqa: F401  (a fixture)

FIRST = datetime(2026, 11, 28, 18, 0, tzinfo=UTC)
BACKUPS = "newsroom-backups"
PICTURE = "pictures/2026/a.jpg"


@pytest.fixture
def location(bucket):
    """Return the location of backups in a bucket. The newsroom has one picture in another bucket."""
    bucket.storage.client.create_bucket(Bucket=BACKUPS)
    default_storage.save(PICTURE, ContentFile(b"a picture"))
    default_storage.save("renditions/a.jpg", ContentFile(b"made of it"))
    return parse(f"s3://{BACKUPS}/courier/")


@pytest.fixture
def quick(db, monkeypatch):
    """Replace the dump and restore programs of the database by ones that take no time."""

    def dump(path, report):
        path.write_bytes(b"a database")
        return DatabaseCopy(FIRST, {})

    monkeypatch.setattr(backups, "dump_database", dump)


def names(location):
    return [one.name for one in location.storage.list_files()]


def make_at(location, *, days=0, report=lambda _words: None):
    with travel(FIRST + timedelta(days=days), tick=False):
        return make_backup(location, report)


class TestMakeBackup:
    def test_has_all_its_files_and_leaves_none_on_the_server(self, location, quick):
        words = []
        made = make_at(location, report=words.append)
        folder = "20261128T180000Z"
        database = "database.dump" if connection.vendor == "postgresql" else "database.sqlite3"
        parts = sorted([database, "manifest.json", "media.jsonl", "settings.env"])
        assert names(location) == [*(f"{folder}/{part}" for part in parts), f"media/{PICTURE}"]
        assert made.address == f"s3://{BACKUPS}/courier/{folder}"
        assert made.manifest["media"] == {"files": 1, "bytes": 9, "new": 1}
        assert "media: 1 of 1" in words
        assert words[-1] == "manifest.json to the bucket: 0 MB"
        assert not list(Path(settings.DATA_DIR).glob("*".join(WORK)))

    def test_media_are_copied_once(self, location, quick, monkeypatch):
        make_at(location)
        default_storage.save("pictures/b.jpg", ContentFile(b"another"))
        read, opened = BucketStorage._open, []
        monkeypatch.setattr(BucketStorage, "_open", lambda *of: opened.append(of[1]) or read(*of))
        assert make_at(location, days=1).manifest["media"] == {"files": 2, "bytes": 16, "new": 1}
        assert [name for name in opened if name.endswith(".jpg")] == ["pictures/b.jpg"]

    def test_an_interrupted_one_goes_on_with_the_media_that_are_there(self, location, quick, monkeypatch):
        with monkeypatch.context() as patch, pytest.raises(StorageUnavailable):
            patch.setattr(location.storage, "upload", raise_unavailable)
            make_at(location)
        assert names(location) == [f"media/{PICTURE}"]
        location.storage.save("20261128T180000Z/settings.env", ContentFile(b"half of a backup"))
        assert make_at(location, days=1).manifest["media"]["new"] == 0
        assert location.backups() == {"20261129T180000Z": True}

    def test_a_copied_file_of_another_size_is_copied_again(self, location, quick):
        location.storage.save(f"media/{PICTURE}", ContentFile(b"half"))
        assert make_at(location).manifest["media"]["new"] == 1
        assert location.storage.open(f"media/{PICTURE}").read() == b"a picture"

    def test_only_one_process_writes_to_a_bucket_until_it_was_killed_long_ago(self, location):
        with travel(FIRST, tick=False) as time, location.lock():
            with pytest.raises(TransferRefused, match="Another process"), location.lock():
                pass
            time.shift(timedelta(hours=13))
            with location.lock():
                pass
        assert names(location) == []

    def test_the_bucket_of_the_pictures_is_refused(self, bucket):
        with pytest.raises(CommandError, match="is the image bucket"):
            call_command("backup", f"s3://{BUCKET}/backups")

    def test_a_bucket_that_is_away_is_named(self, location, quick, settings):
        with nobody_answers(settings), pytest.raises(CommandError, match="EndpointConnectionError"):
            call_command("backup", f"s3://{BACKUPS}/courier")


def raise_unavailable(*_of):
    raise StorageUnavailable("SlowDown")


class TestRemoveOldBackups:
    def test_keeps_the_latest_and_the_media_that_they_name(self, location, quick):
        for day in range(3):
            default_storage.save(f"pictures/{day}.jpg", ContentFile(b"x"))
            make_at(location, days=day)
            default_storage.delete(f"pictures/{day}.jpg")
        assert remove_old_backups(location, keep=2) == 1
        assert list(location.backups()) == ["20261129T180000Z", "20261130T180000Z"]
        assert sorted(location.media_sizes()) == ["pictures/1.jpg", "pictures/2.jpg", PICTURE]


def test_what_a_killed_process_has_left_is_deleted_in_time(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    old, new = tmp_path / "backup-a.part", tmp_path / "backup-b.part"
    for folder in (old, new):
        folder.mkdir()
        (folder / "database.dump").touch()
    os.utime(old, (0, 0))
    with work_folder() as folder:
        assert folder.stat().st_mode & 0o077 == 0
        assert sorted(tmp_path.iterdir()) == sorted([folder, new])


class TestParse:
    def test_addresses(self, settings, tmp_path):
        settings.MEDIA_BUCKET = ""
        location, name = parse_backup("s3://backups/a/b/20261128T180000Z/")
        assert isinstance(location, BucketLocation)
        assert (location.storage.prefix, name) == ("a/b", "20261128T180000Z")
        location, name = parse_backup(f"{tmp_path}/20261128T180000Z")
        assert isinstance(location, FolderLocation)
        assert (location.root, name) == (tmp_path, "20261128T180000Z")

    @pytest.mark.parametrize("address", ["s3://", "s3:///prefix"])
    def test_no_bucket(self, address):
        with pytest.raises(TransferRefused, match="does not name a bucket"):
            parse(address)

    def test_no_backup(self):
        with pytest.raises(TransferRefused, match="is not a backup"):
            parse_backup("s3://backups/")


def test_a_name_that_leads_out_of_the_bucket_is_refused(location):
    with pytest.raises(TransferRefused, match="outside"), location.media_copy("../../secret_key"):
        pass


def test_pictures_come_back_from_the_bucket(location, quick, monkeypatch):
    made, read = make_at(location), []
    default_storage.delete(PICTURE)
    monkeypatch.setattr(connection.introspection, "table_names", list)
    monkeypatch.setattr(backups, "load_database", lambda path, _report: read.append(path.read_bytes()))
    location, name = parse_backup(made.address)
    backups.restore_backup(location, name, lambda _words: None, is_held=False)
    assert default_storage.open(PICTURE).read() == b"a picture"
    assert read == [b"a database"]


@pytest.mark.django_db(transaction=True)
def test_a_backup_comes_back_from_a_bucket_to_an_empty_machine(
    location,
    empty_database,  # noqa: F811
    object_storage,
    tmp_path,
    monkeypatch,
):
    make_published()
    made = make_backup(location, lambda _words: None)
    keys = {"S3_ENDPOINT": object_storage, "S3_ACCESS_KEY_ID": "test", "S3_SECRET_ACCESS_KEY": "test"}
    for variable, value in keys.items():
        monkeypatch.setenv(variable, value)
    told = manage("restore", made.address, database=empty_database, data=tmp_path)
    assert "All tables match" in told
    assert (tmp_path / "media" / PICTURE).read_bytes() == b"a picture"
