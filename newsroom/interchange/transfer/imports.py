"""Import of a whole newsroom into an empty one: all of it, with the digests of the export, or nothing."""

from collections.abc import Iterator
from itertools import batched
from pathlib import Path

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.management.color import no_style
from django.db import DatabaseError, connection, transaction

from articles.models import Event
from newsroom.interchange.transfer.files import (
    TransferRefused,
    applied_migrations,
    digest_lines,
    store_media_file,
)
from newsroom.interchange.transfer.folder import NewsroomFolder
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


def _refuse_unfit(manifest):
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
