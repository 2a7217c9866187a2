"""Backup locations: a folder, or a bucket of object storage.

Both have the same layout: 20261129T014500Z/… for each backup, and media/… shared by all. A backup without a
manifest was interrupted.
"""

import fcntl
import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path, PurePosixPath

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from newsroom.interchange.transfer_files import (
    MANIFEST,
    MEDIA_LIST,
    ManifestFolder,
    MediaFile,
    TransferRefused,
    copy_file,
    path_within,
)
from newsroom.operations.backup.databases import MEGABYTE, Report

NAME = "%Y%m%dT%H%M%SZ"
IS_NAME = re.compile(r"\d{8}T\d{6}Z")
SCHEME = "s3://"
LOCK = ".lock"
LONGEST = timedelta(hours=12)  # maximum duration of a backup
WORK = ("backup-", ".part")  # prefix and suffix of work folders, which are in the data folder


class BackupFolder(ManifestFolder):
    """The paths of one backup's files."""

    def __init__(self, path: Path):
        super().__init__(path)
        self.settings = path / "settings.env"

    def database(self, vendor: str) -> Path:
        return self.path / ("database.dump" if vendor == "postgresql" else "database.sqlite3")

    @property
    def is_complete(self) -> bool:
        return self.manifest.is_file()


def list_backups(root: Path) -> list[BackupFolder]:
    """Return the backups in a folder, oldest first, including interrupted ones."""
    return [BackupFolder(path) for path in sorted(root.iterdir()) if IS_NAME.fullmatch(path.name)]


class FolderLocation:
    """A folder of backups."""

    def __init__(self, root: Path):
        self.root = root

    def address(self, name: str) -> str:
        return str(self.root / name)

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Lock the location for this process. Raise TransferRefused if another process holds the lock."""
        self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.root.chmod(0o700)  # it holds confidential sources and password hashes
        with (self.root / LOCK).open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise TransferRefused(f"Another process is making a backup in {self.root}.") from None
            yield

    def backups(self) -> dict[str, bool]:
        """Return {name: whether it is complete}, oldest first."""
        return {backup.path.name: backup.is_complete for backup in list_backups(self.root)}

    @contextmanager
    def writing(self, name: str, report: Report) -> Iterator[BackupFolder]:
        """Yield the folder of a new backup. The caller writes the files, the manifest last."""
        backup = BackupFolder(self.root / name)
        backup.path.mkdir(mode=0o700)
        yield backup

    @contextmanager
    def reading(self, name: str, report: Report) -> Iterator[BackupFolder]:
        """Yield the folder of a backup."""
        yield BackupFolder(self.root / name)

    def read_media_list(self, name: str) -> list[MediaFile]:
        return BackupFolder(self.root / name).read_media_list()

    def media_sizes(self) -> dict[str, int]:
        """Return {name: size in bytes} of the media in this location."""
        media = self.root / "media"
        files = (path for path in media.rglob("*") if path.is_file())
        return {path.relative_to(media).as_posix(): path.stat().st_size for path in files}

    def store_media(self, name: str) -> MediaFile:
        """Copy a file from the newsroom's storage to this location."""
        with default_storage.open(name) as file:
            return MediaFile(name, *copy_file(file, path_within(self.root / "media", name)))

    @contextmanager
    def media_copy(self, name: str) -> Iterator[Path]:
        """Yield the path of a media file."""
        yield path_within(self.root / "media", name)

    def delete(self, name: str) -> None:
        """Delete a backup. The manifest goes first, so that a half-deleted backup counts as incomplete."""
        backup = BackupFolder(self.root / name)
        backup.manifest.unlink(missing_ok=True)
        shutil.rmtree(backup.path)

    def delete_media(self, name: str) -> None:
        path_within(self.root / "media", name).unlink()


class BucketLocation:
    """A bucket of backups, or a prefix in one. Database files pass through the data folder.

    Raise TransferRefused for the bucket of the newsroom's pictures.
    """

    def __init__(self, bucket: str, prefix: str):
        from articles.media.bucket import BucketStorage  # imported here because it needs boto3

        if bucket == settings.MEDIA_BUCKET:
            raise TransferRefused(f"{bucket} is the image bucket. Choose another one for backups.")
        self.storage = BucketStorage(bucket, prefix, is_patient=True)

    def address(self, name: str) -> str:
        return SCHEME + "/".join(filter(None, [self.storage.bucket, self.storage.prefix, name]))

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Lock the location for this process. Raise TransferRefused if another process holds the lock.

        The lock of a killed process expires after LONGEST.
        """
        with suppress(FileNotFoundError):
            began_at = datetime.fromisoformat(self.storage.open(LOCK).read().decode())
            if began_at < timezone.now() - LONGEST:
                self.storage.delete(LOCK)
        now = ContentFile(timezone.now().isoformat().encode())
        if not self.storage.save_new(LOCK, now):
            raise TransferRefused(
                f"Another process is making a backup in {self.address('')}. If it was killed, delete "
                f"{self.address(LOCK)} there, or wait for twelve hours."
            )
        try:
            yield
        finally:
            self.storage.delete(LOCK)

    def backups(self) -> dict[str, bool]:
        """Return {name: whether it is complete}, oldest first."""
        names = [name for name in sorted(self.storage.listdir("")[0]) if IS_NAME.fullmatch(name)]
        return {name: self.storage.exists(f"{name}/{MANIFEST}") for name in names}

    @contextmanager
    def writing(self, name: str, report: Report) -> Iterator[BackupFolder]:
        """Yield a work folder for a new backup, then upload its files, the manifest last."""
        with work_folder() as folder:
            backup = BackupFolder(folder / name)
            backup.path.mkdir()
            yield backup
            for path in sorted(backup.path.iterdir(), key=lambda path: path == backup.manifest):
                watch = count_megabytes(report, f"{path.name} to the bucket")
                self.storage.upload(path, f"{name}/{path.name}", watch)

    @contextmanager
    def reading(self, name: str, report: Report) -> Iterator[BackupFolder]:
        """Yield a work folder with copies of the files of a backup."""
        with work_folder() as folder:
            backup = BackupFolder(folder / name)
            backup.path.mkdir()
            for file in sorted(self.storage.listdir(name)[1]):
                watch = count_megabytes(report, f"{file} from the bucket")
                self.storage.download(f"{name}/{file}", backup.path / file, watch)
            yield backup

    def read_media_list(self, name: str) -> list[MediaFile]:
        with work_folder() as folder:
            self.storage.download(f"{name}/{MEDIA_LIST}", folder / MEDIA_LIST)
            return BackupFolder(folder).read_media_list()

    def media_sizes(self) -> dict[str, int]:
        """Return {name: size in bytes} of the media in this location."""
        return {file.name.removeprefix("media/"): file.size for file in self.storage.list_files("media")}

    def store_media(self, name: str) -> MediaFile:
        """Copy a file from the newsroom's storage to this location."""
        with default_storage.open(name) as file:
            media_file = MediaFile(name, *copy_file(file, None))
            if not self.storage.save_new(f"media/{name}", file):  # a file of another size exists
                self.storage.delete(f"media/{name}")
                self.storage.save_new(f"media/{name}", file)
        return media_file

    @contextmanager
    def media_copy(self, name: str) -> Iterator[Path]:
        """Yield the path of a temporary copy of a media file."""
        with work_folder() as folder:
            path_within(folder, name)  # raises an error for a path outside the folder
            path = folder / PurePosixPath(name).name
            self.storage.download(f"media/{name}", path)
            yield path

    def delete(self, name: str) -> None:
        """Delete a backup. The manifest goes first, so that a half-deleted backup counts as incomplete."""
        self.storage.delete(f"{name}/{MANIFEST}")
        for file in list(self.storage.list_files(name)):
            self.storage.delete(file.name)

    def delete_media(self, name: str) -> None:
        self.storage.delete(f"media/{name}")


BackupLocation = FolderLocation | BucketLocation


def parse_location(text: str) -> BackupLocation:
    """Return the location for a path or s3://bucket/prefix.

    Raise TransferRefused if no bucket is named, or if it is the bucket of the newsroom's pictures.
    """
    if not text.startswith(SCHEME):
        return FolderLocation(Path(text))
    bucket, _slash, prefix = text.removeprefix(SCHEME).partition("/")
    if not bucket:
        raise TransferRefused(f"{text} does not name a bucket. Use s3://bucket/prefix.")
    return BucketLocation(bucket, prefix.strip("/"))


def parse_backup(text: str) -> tuple[BackupLocation, str]:
    """Return the location and the name of a backup. Raise TransferRefused for an invalid address."""
    if not text.startswith(SCHEME):
        return FolderLocation(Path(text).parent), Path(text).name
    location, _slash, name = text.rstrip("/").rpartition("/")
    if not IS_NAME.fullmatch(name):
        raise TransferRefused(f"{text} is not a backup. Use s3://bucket/prefix/20261129T014500Z.")
    return parse_location(location), name


@contextmanager
def work_folder() -> Iterator[Path]:
    """Yield an empty temporary folder, after deleting those that killed processes have left."""
    root, oldest = Path(settings.DATA_DIR), time.time() - LONGEST.total_seconds()
    for left in root.glob("*".join(WORK)):
        if left.stat().st_mtime < oldest:
            shutil.rmtree(left)
    with tempfile.TemporaryDirectory(prefix=WORK[0], suffix=WORK[1], dir=root) as folder:
        yield Path(folder)


def count_megabytes(report, words):
    """Return a callback that adds up bytes and reports the sum in megabytes."""
    done = 0

    def watch(size):
        nonlocal done
        done += size
        report(f"{words}: {done // MEGABYTE} MB")

    return watch
