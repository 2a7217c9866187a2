"""Import of a whole newsroom into an empty one: all of it, with the digests of the export, or nothing."""

import hashlib
from collections.abc import Iterator
from itertools import batched
from pathlib import Path

from django.contrib.auth import get_user_model
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.core.management.color import no_style
from django.db import connection, transaction

from articles.models import Event
from newsroom.interchange.transfer.folder import (
    PIECE,
    NewsroomFolder,
    TransferRefused,
    applied_migrations,
    digest_lines,
)
from newsroom.interchange.transfer.rows import AT_ONCE, ForeignNames, RowFormat, exported_models


def import_newsroom(path: Path) -> Iterator[str]:
    """Import the tables and media of a folder, and yield what is being read, for people who wait.

    Media come first: without their rows they do no harm, and those that are there are passed over when an
    import goes on. Raise TransferRefused, after which no row was written.
    """
    folder = NewsroomFolder(path)
    manifest = folder.read_manifest()
    _refuse_unfit(manifest)
    for one in folder.read_media_list():
        yield f"media/{one.name}"
        _import_file(folder, one)
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


def _refuse_unfit(manifest):
    """Raise TransferRefused for a newsroom that is not empty, or that is of another version."""
    if Event.objects.exists() or get_user_model().objects.exists():
        raise TransferRefused("This newsroom is not empty. Import into a new database, after `migrate`.")
    here, there = applied_migrations(), manifest["migrations"]
    unlike = [app for app in sorted({*here, *there}) if here.get(app) != there.get(app)]
    if unlike:
        raise TransferRefused(
            f"The export is of another version: its migrations of {', '.join(unlike)} are not those here. "
            "Import it with the version that wrote it, then upgrade."
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
    except (OSError, ValueError, KeyError) as error:
        raise TransferRefused(f"{path} cannot be read: {error!r}") from error
    if count != about["rows"]:
        raise TransferRefused(f"{path} has {count} rows, and the manifest says {about['rows']}.")


def _import_file(folder, one):
    path = folder.media_file(one.name)
    if default_storage.exists(one.name):
        with default_storage.open(one.name) as file:
            if _digest(file) == one.sha256:
                return
        raise TransferRefused(f"The storage has another file with the name {one.name}.")
    try:
        with path.open("rb") as opened:
            file = File(opened, name=one.name)
            if _digest(file) != one.sha256:
                raise TransferRefused(f"{path} is damaged: its digest is not the one of the export.")
            opened.seek(0)
            if (saved := default_storage.save(one.name, file)) != one.name:
                raise TransferRefused(f"The storage saved {one.name} as {saved}.")
    except OSError as error:
        raise TransferRefused(f"{path} cannot be read: {error.strerror}") from error


def _digest(file):
    digest = hashlib.sha256()
    for piece in file.chunks(PIECE):
        digest.update(piece)
    return digest.hexdigest()
