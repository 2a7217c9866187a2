"""A whole newsroom in a folder: its export, and its import into an empty newsroom, all of it or nothing.

The folder has tables/articles.Article.jsonl, media/…, media.jsonl and manifest.json.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import batched
from pathlib import Path

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.management.color import no_style
from django.db import DatabaseError, connection, transaction

from articles import clock
from articles.models import Event
from newsroom.interchange.transfer.files import (
    ManifestFolder,
    MediaFile,
    TransferRefused,
    applied_migrations,
    copy_file,
    digest_lines,
    path_within,
    store_media_file,
    stored_media,
    write_lines,
    write_media_list,
)
from newsroom.interchange.transfer.rows import AT_ONCE, ForeignNames, RowFormat, exported_models
from newsroom.version import VERSION


class NewsroomFolder(ManifestFolder):
    """The folder, its parts as paths."""

    def table(self, label: str) -> Path:
        return self.path / "tables" / f"{label}.jsonl"

    def media_file(self, name: str) -> Path:
        """Return the path of a media file. Raise TransferRefused for a name that leads out of the folder."""
        return path_within(self.path / "media", name)


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
        "format": folder.format,
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


def import_newsroom(path: Path) -> Iterator[str]:
    """Import the tables and media of a folder, and yield what is being read, for people who wait.

    Media come first: without their rows they do no harm, and those that are there are passed over when an
    import goes on. Raise TransferRefused, after which no row was written.
    """
    folder = NewsroomFolder(path)
    manifest = folder.read_manifest()
    _refuse_unfit_export(manifest)
    for one in folder.read_media_list():
        yield f"media/{one.name}"
        store_media_file(folder.media_file(one.name), one)
    names, formats = ForeignNames(), []
    with transaction.atomic():
        for model in exported_models():
            yield model._meta.label
            formats.append(RowFormat(model, names))
            _import_table(formats[-1], folder, manifest["tables"][model._meta.label])
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), [one.model for one in formats]):
                cursor.execute(statement)
        for one in formats:
            yield f"digest of {one.model._meta.label}"
            if digest_lines(one.lines()) != manifest["tables"][one.model._meta.label]["sha256"]:
                raise TransferRefused(f"The rows of {one.model._meta.label} are not those of the export.")


def _refuse_unfit_export(manifest):
    """Raise TransferRefused for a newsroom that is not empty, or that is of another version."""
    if Event.objects.exists() or get_user_model().objects.exists():
        raise TransferRefused("This newsroom is not empty. Import into a new database, after `migrate`.")
    here, there = applied_migrations(), manifest["migrations"]
    unlike = [app for app in sorted({*here, *there}) if here.get(app) != there.get(app)]
    if unlike:
        raise TransferRefused(
            f"The export is of another version, {manifest.get('version', 'unknown')}: its migrations of "
            f"{', '.join(unlike)} are not those here. Import it with that version, then upgrade."
        )
    labels = {model._meta.label for model in exported_models()}
    if labels != manifest["tables"].keys():
        raise TransferRefused("The export has other tables than this newsroom.")


def _import_table(table, folder, about):
    """Replace the rows of a table, which are at most those that migrations wrote."""
    path = folder.table(table.model._meta.label)
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {connection.ops.quote_name(table.model._meta.db_table)}")  # noqa: S608
    try:
        with path.open(encoding="utf-8", newline="\n") as lines:
            count = 0
            for batch in batched(lines, AT_ONCE):
                table.insert([table.read(line) for line in batch])
                count += len(batch)
    except (OSError, ValueError, KeyError, ValidationError, DatabaseError) as error:
        raise TransferRefused(f"{path} cannot be read: {error!r}") from error
    if count != about["rows"]:
        raise TransferRefused(f"{path} has {count} rows, and the manifest says {about['rows']}.")
