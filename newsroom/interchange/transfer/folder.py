"""The folder of an exported newsroom: tables/articles.Article.jsonl, media/…, media.jsonl, manifest.json."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from django.core.files.base import File
from django.core.files.storage import Storage
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from articles.refusals import Refused

FORMAT = 1
PIECE = 1_000_000  # bytes
DERIVED_MEDIA = ("renditions",)  # made again from the pictures


class TransferRefused(Refused):
    """An export or import that cannot be done; nothing was changed."""


class MediaFile(NamedTuple):
    """A file of the storage: its name there, its size in bytes, and its SHA-256."""

    name: str
    size: int
    sha256: str


class NewsroomFolder:
    """The folder, its parts as paths."""

    def __init__(self, path: Path):
        self.path = path
        self.manifest, self.media_list = path / "manifest.json", path / "media.jsonl"

    def table(self, label: str) -> Path:
        return self.path / "tables" / f"{label}.jsonl"

    def media_file(self, name: str) -> Path:
        """Return the path of a media file. Raise TransferRefused for a name that leads out of the folder."""
        root = (self.path / "media").resolve()
        found = (root / name).resolve()
        if not found.is_relative_to(root):
            raise TransferRefused(f"{self.media_list} names a file outside the folder: {name}")
        return found

    def read_manifest(self) -> dict:
        """Return the manifest. Raise TransferRefused for a folder that is no whole export, or a newer one."""
        try:
            manifest = json.loads(self.manifest.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise TransferRefused(f"{self.path} is not a complete export: {error}") from error
        if manifest.get("format") != FORMAT:
            raise TransferRefused(f"{self.path} has the format {manifest.get('format')}, not {FORMAT}.")
        return manifest

    def read_media_list(self) -> list[MediaFile]:
        with self.media_list.open(encoding="utf-8") as lines:
            return [MediaFile(**json.loads(line)) for line in lines]


def applied_migrations() -> dict[str, str]:
    """Return {app: name of its last migration}: two newsrooms with the same ones have the same tables."""
    applied = MigrationRecorder(connection).applied_migrations()
    return {app: max(name for one, name in applied if one == app) for app, _name in sorted(applied)}


def write_lines(path: Path, lines: Iterable[str]) -> tuple[int, str]:
    """Write lines to a file, whole or not at all; return (their number, the SHA-256 of the file)."""
    digest, count = hashlib.sha256(), 0
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")
    with part.open("wb") as file:
        for line in lines:
            data = line.encode()
            file.write(data)
            digest.update(data)
            count += 1
    part.replace(path)
    return count, digest.hexdigest()


def digest_lines(lines: Iterable[str]) -> str:
    digest = hashlib.sha256()
    for line in lines:
        digest.update(line.encode())
    return digest.hexdigest()


def copy_file(source: File, target: Path | None) -> tuple[int, str]:
    """Copy a file, whole or not at all; return (its size, its SHA-256). Without a target it is only read."""
    digest, size = hashlib.sha256(), 0
    part = target and target.with_name(f"{target.name}.part")
    if part:
        part.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(b"")
    for piece in source.chunks(PIECE):
        digest.update(piece)
        size += len(piece)
        if part:
            with part.open("ab") as file:
                file.write(piece)
    if part:
        part.replace(target)
    return size, digest.hexdigest()


def media_names(storage: Storage, folder: str = "") -> Iterator[str]:
    """Yield the names of all files in a storage, in order, but for those that are made from others."""
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:  # a newsroom without pictures
        return
    prefix = f"{folder}/" if folder else ""
    yield from (f"{prefix}{name}" for name in sorted(files) if not name.endswith(".part"))
    for name in sorted(folders):
        if prefix or name not in DERIVED_MEDIA:
            yield from media_names(storage, f"{prefix}{name}")
