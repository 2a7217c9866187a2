"""Files of an exported newsroom: written completely or not at all, each with its size and SHA-256."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import BinaryIO, NamedTuple

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from articles.media.storage import StorageUnavailable, StoredFile, is_whole
from articles.refusals import Refused

PIECE = 1_000_000  # bytes copied at a time
MANIFEST, MEDIA_LIST = "manifest.json", "media.jsonl"
DERIVED_MEDIA = ("renditions",)  # regenerated from the pictures


class TransferRefused(Refused):
    """Raised if an export, import, backup or restore is refused. The message gives the reason."""


class MediaFile(NamedTuple):
    """A stored file: its name in the storage, its size in bytes, and its SHA-256."""

    name: str
    size: int
    sha256: str


def path_within(folder: Path, name: str) -> Path:
    """Return the path of the file `name` in a folder. Raise TransferRefused if it is outside the folder."""
    root = folder.resolve()
    path = (root / name).resolve()
    if not path.is_relative_to(root):
        raise TransferRefused(f"A file name points outside the folder {folder}: {name}")
    return path


class ManifestFolder:
    """A folder with a manifest and a list of media. A folder without a manifest is incomplete."""

    format = 1  # a subclass increases this number when earlier versions can no longer read its files

    def __init__(self, path: Path):
        self.path = path
        self.manifest, self.media_list = path / MANIFEST, path / MEDIA_LIST

    def read_manifest(self) -> dict:
        """Return the manifest. Raise TransferRefused if the folder is incomplete or has another format."""
        try:
            manifest = json.loads(self.manifest.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise TransferRefused(f"{self.path} is not complete: {error}") from error
        if manifest.get("format") != self.format:
            raise TransferRefused(f"{self.path} has the format {manifest.get('format')}, not {self.format}.")
        return manifest

    def read_media_list(self) -> list[MediaFile]:
        with self.media_list.open(encoding="utf-8") as lines:
            return [MediaFile(**json.loads(line)) for line in lines]


def write_media_list(path: Path, files: Iterable[MediaFile]) -> tuple[int, str]:
    """Write a line of JSON for each file, and return (number of files, SHA-256 of the list)."""
    return write_lines(path, (f"{json.dumps(file._asdict())}\n" for file in files))


def applied_migrations() -> dict[str, str]:
    """Return {app: name of its last migration}. Newsrooms with equal results have the same tables."""
    applied = MigrationRecorder(connection).applied_migrations()
    return {app: max(name for owner, name in applied if owner == app) for app, _name in sorted(applied)}


def write_lines(path: Path, lines: Iterable[str]) -> tuple[int, str]:
    """Write lines to a file, completely or not at all, and return (number of lines, SHA-256 of the file)."""
    digest, count = hashlib.sha256(), 0
    with written_whole(path) as file:
        for line in lines:
            data = line.encode()
            file.write(data)
            digest.update(data)
            count += 1
    return count, digest.hexdigest()


@contextmanager
def written_whole(path: Path) -> Iterator[BinaryIO]:
    """Yield a writable file that replaces `path` once it is completely written."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")
    with part.open("wb") as file:
        yield file
    part.replace(path)


def digest_lines(lines: Iterable[str]) -> str:
    digest = hashlib.sha256()
    for line in lines:
        digest.update(line.encode())
    return digest.hexdigest()


def copy_file(source: File, target: Path | None) -> tuple[int, str]:
    """Copy a file, completely or not at all, and return (size, SHA-256).

    target  None to compute the size and the digest without a copy
    """
    digest, size = hashlib.sha256(), 0
    with written_whole(target) if target else nullcontext() as file:
        for piece in source.chunks(PIECE):
            digest.update(piece)
            size += len(piece)
            if file:
                file.write(piece)
    return size, digest.hexdigest()


def stored_media() -> Iterator[StoredFile]:
    """Yield all files of the newsroom's storage in order, except those derived from others."""
    try:
        folders, files = default_storage.listdir("")
    except FileNotFoundError:  # a newsroom without pictures
        return
    yield from (StoredFile(name, default_storage.size(name)) for name in sorted(files) if is_whole(name))
    for folder in sorted(set(folders).difference(DERIVED_MEDIA)):
        yield from default_storage.list_files(folder)  # type: ignore[attr-defined]  # a class of articles.media.storage


def store_media_file(path: Path, media_file: MediaFile) -> None:
    """Copy a file into the storage under its name, unless the storage already has it.

    Raise TransferRefused if the file is damaged or cannot be read, or if the storage has another file with
    this name. Raise StorageUnavailable if the storage does not answer.
    """
    if default_storage.exists(media_file.name):
        with default_storage.open(media_file.name) as file:
            if copy_file(file, None)[1] == media_file.sha256:
                return
        raise TransferRefused(f"The storage has another file with the name {media_file.name}.")
    try:
        with path.open("rb") as opened:
            file = File(opened, name=media_file.name)
            if copy_file(file, None)[1] != media_file.sha256:
                raise TransferRefused(f"{path} is damaged: its digest does not match the recorded one.")
            opened.seek(0)
            if (saved := default_storage.save(media_file.name, file)) != media_file.name:
                raise TransferRefused(f"The storage saved {media_file.name} as {saved}.")
    except StorageUnavailable:
        raise
    except OSError as error:
        raise TransferRefused(f"{path} cannot be read: {error.strerror}") from error
