"""Export of a whole newsroom to a folder: tables as of one instant, then the media that are not there yet."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.files.storage import default_storage
from django.db import connection, transaction

from articles import clock
from newsroom.interchange.transfer.files import (
    MediaFile,
    applied_migrations,
    copy_file,
    stored_media,
    write_lines,
    write_media_list,
)
from newsroom.interchange.transfer.folder import FORMAT, NewsroomFolder
from newsroom.interchange.transfer.rows import ForeignNames, RowFormat, exported_models
from newsroom.version import VERSION


def export_newsroom(path: Path) -> Iterator[str]:
    """Export all rows and media, and yield what is being written, for people who wait.

    The folder is for its owner alone: there are confidential sources and digests of passwords in it. Done
    again, it replaces the tables and adds the media that are new. The manifest is written last, so that a
    folder without one is known to be incomplete.
    """
    folder = NewsroomFolder(path)
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.chmod(0o700)
    folder.manifest.unlink(missing_ok=True)
    tables = {}
    with reading_one_instant():
        at, names = clock.read_database_clock(), ForeignNames()
        for model in exported_models():
            yield model._meta.label
            rows, digest = write_lines(folder.table(model._meta.label), RowFormat(model, names).lines())
            tables[model._meta.label] = {"rows": rows, "sha256": digest}
    files = []
    for one in stored_media():
        yield f"media/{one.name}"
        files.append(_export_file(folder, one))
    count, digest = write_media_list(folder.media_list, files)
    manifest = {
        "format": FORMAT,
        "exported_at": at.isoformat(),
        "version": VERSION,
        "migrations": applied_migrations(),
        "tables": tables,
        "media": {"files": count, "bytes": sum(one.size for one in files), "sha256": digest},
    }
    write_lines(folder.manifest, [json.dumps(manifest, indent=1, sort_keys=True) + "\n"])


def _export_file(folder, one):
    """Copy a media file; one that is there in this size already is only read, for pictures never change."""
    target = folder.media_file(one.name)
    is_there = target.is_file() and target.stat().st_size == one.size
    with default_storage.open(one.name) as file:
        return MediaFile(one.name, *copy_file(file, None if is_there else target))


@contextmanager
def reading_one_instant() -> Iterator[None]:
    """Let all queries see the rows of one instant, while others write."""
    if connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
        return
    with connection.cursor() as cursor:  # atomic() would take the write lock
        cursor.execute("BEGIN")
        try:
            yield
        finally:
            cursor.execute("COMMIT")
