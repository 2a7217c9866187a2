"""Restoring a backup: into an empty database alone, and only what is undamaged."""

from datetime import datetime
from pathlib import Path

from django.core.files.base import File
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from newsroom.interchange.transfer.files import TransferRefused, copy_file, store_media_file
from newsroom.operations.backup.databases import Report, count_rows, load_database
from newsroom.operations.backup.locations import BackupLocation
from newsroom.operations.held_copy import hold
from newsroom.operations.models import HeldCopy


def restore_backup(location: BackupLocation, name: str, report: Report, *, is_held: bool) -> dict:
    """Restore the media of a backup, then the database, and return the manifest.

    is_held  whether the copy stands still at the instant of the backup until it is released

    Media come first: without their rows they do no harm, and those that are there are passed over when a
    restore goes on. Raise TransferRefused, before which nothing was written to the database.
    """
    with location.reading(name, report) as backup:
        manifest = backup.read_manifest()
        _refuse_unfit(backup, manifest)
        _verify_files(backup, manifest, report)
        files = backup.read_media_list()
        for number, one in enumerate(files, 1):
            report(f"media: {number} of {len(files)}")
            with location.media_copy(one.name) as path:
                store_media_file(path, one)
        load_database(backup.database(manifest["vendor"]), report)
    if is_held:
        hold(datetime.fromisoformat(manifest["made_at"]))
    return manifest


def _refuse_unfit(backup, manifest):
    """Raise TransferRefused for a database that is not empty, or a backup that this version cannot read."""
    if manifest["vendor"] != connection.vendor:
        raise TransferRefused(
            f"The backup is of {manifest['vendor']}, and the database is {connection.vendor}. Restore it "
            "into its own kind; export_newsroom and import_newsroom go from one to the other."
        )
    known = MigrationLoader(None).disk_migrations
    strange = [f"{app}.{name}" for app, name in manifest["migrations"].items() if (app, name) not in known]
    if strange:
        raise TransferRefused(
            f"{backup.path} is of another version, {manifest.get('version', 'unknown')}, with the migrations "
            f"{', '.join(strange)}. Restore it with that version."
        )
    if connection.introspection.table_names():
        raise TransferRefused("The database has tables already. Restore into a new one, before `migrate`.")


def _verify_files(backup, manifest, report):
    for name, about in manifest["files"].items():
        report(f"digest of {name}")
        try:
            with (backup.path / Path(name).name).open("rb") as file:
                found = copy_file(File(file), None)
        except OSError as error:
            raise TransferRefused(f"{backup.path / name} cannot be read: {error.strerror}.") from error
        if found != (about["bytes"], about["sha256"]):
            raise TransferRefused(f"{backup.path / name} is damaged: its digest is not that of the manifest.")


def unlike_tables(manifest: dict) -> list[str]:
    """Return the names of tables that do not have as many rows as the manifest says."""
    with connection.cursor() as cursor:
        found = count_rows(cursor)
    names = {*found, *manifest["rows"]} - {HeldCopy._meta.db_table}  # which has a row more
    return sorted(name for name in names if found.get(name) != manifest["rows"].get(name))
