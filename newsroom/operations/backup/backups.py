"""Making a backup, deleting old ones, and restoring one into an empty database, only what is undamaged.

The order matters. A backup copies the database first, then the media, so that no row names a picture that is
missing; a restore goes the other way.
"""

import json
import os
import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from articles import clock
from newsroom.interchange.transfer_files import (
    MediaFile,
    TransferRefused,
    applied_migrations,
    copy_file,
    store_media_file,
    stored_media,
    write_lines,
    write_media_list,
)
from newsroom.operations.backup.databases import Report, count_rows, dump_database, load_database
from newsroom.operations.backup.locations import NAME, BackupLocation
from newsroom.operations.models import BACKUP, Heartbeat, HeldCopy
from newsroom.settings import env
from newsroom.version import VERSION

# Addresses may hold a password; these two never do.
SECRET, NOT_SECRET = re.compile(r"KEY|SECRET|TOKEN|PASSWORD|DSN|URL"), {"SITE_URL", "OIDC_SERVER_URL"}


class FinishedBackup(NamedTuple):
    """A backup that is complete: the address from which it can be restored, and how long it took."""

    address: str
    manifest: dict
    seconds: float


def make_backup(location: BackupLocation, report: Report) -> FinishedBackup:
    """Write a backup to a location, the manifest last.

    report  is called with what is being written, for people who wait
    An earlier one without a manifest was interrupted, and is deleted; its media are there already. Raise
    TransferRefused while another process makes a backup there, StorageUnavailable where a bucket is away.
    """
    with location.lock():
        before = _clean(location)
        began = time.monotonic()
        name = f"{clock.true_now().astimezone(UTC):{NAME}}"
        with location.writing(name, report) as backup:
            manifest = {"format": backup.format, "version": VERSION, "migrations": applied_migrations()}
            database = backup.database(connection.vendor)
            copy = dump_database(database, report)
            manifest |= {"made_at": copy.at.isoformat(), "rows": copy.rows}
            manifest["files"] = {database.name: _describe(database)}
            manifest["media"] = _copy_media(location, backup, before, report)
            write_lines(backup.settings, settings_lines())
            manifest["files"] |= {one.name: _describe(one) for one in (backup.settings, backup.media_list)}
            manifest["vendor"], manifest["seconds"] = connection.vendor, round(time.monotonic() - began, 1)
            os.sync()  # nothing that the manifest names may be in memory alone
            write_lines(backup.manifest, [json.dumps(manifest, indent=1, sort_keys=True) + "\n"])
    Heartbeat.objects.update_or_create(name=BACKUP, defaults={"seen_at": timezone.now()})
    return FinishedBackup(location.address(name), manifest, round(time.monotonic() - began, 1))


def _clean(location):
    """Delete what was interrupted; return {name: MediaFile} of the latest complete backup."""
    complete = []
    for name, is_complete in location.backups().items():
        if is_complete:
            complete.append(name)
        else:
            location.delete(name)
    return {file.name: file for file in location.read_media_list(complete[-1])} if complete else {}


def _copy_media(location, backup, before, report):
    """Copy the media that are not there yet, and write the list of all.

    A file that the newsroom deletes meanwhile is left out, as if it had been deleted before.
    """
    stored, there, files, new = list(stored_media()), location.media_sizes(), [], 0
    for number, one in enumerate(stored, 1):
        report(f"media: {number} of {len(stored)}")
        is_new = there.get(one.name) != one.size
        try:
            files.append(location.store_media(one.name) if is_new else _digest_again(one, before))
        except FileNotFoundError:
            if default_storage.exists(one.name):  # then something else is missing
                raise
        else:
            new += is_new
    write_media_list(backup.media_list, files)
    return {"files": len(files), "bytes": sum(one.size for one in files), "new": new}


def _digest_again(one, before):
    """Return the MediaFile of a file whose copy is there.

    Pictures never change: one that an earlier backup has in this size is not read again.
    """
    known = before.get(one.name)
    if known and known.size == one.size:
        return known
    with default_storage.open(one.name) as file:
        return MediaFile(one.name, *copy_file(file, None))


def _describe(path):
    with path.open("rb") as file:
        size, digest = copy_file(File(file), None)
    return {"bytes": size, "sha256": digest}


def settings_lines() -> Iterator[str]:
    """Yield the variables of the environment that are set; of secrets, the name alone."""
    yield "# The settings of the newsroom. Secrets are not in it: keep them elsewhere.\n"
    for name in sorted(env.variables):
        value = os.environ.get(name, "").strip()
        if value and SECRET.search(name) and name not in NOT_SECRET:
            yield f"# {name} was set, and is secret.\n"
        elif value:
            yield f"{name}={json.dumps(value, ensure_ascii=False)}\n"


def remove_old_backups(location: BackupLocation, keep: int) -> int:
    """Delete all but the latest complete backups, then the media that none of these names.

    Return the number of backups deleted.
    """
    with location.lock():
        complete = [name for name, is_complete in location.backups().items() if is_complete]
        for name in complete[:-keep]:
            location.delete(name)
        named = {file.name for name in complete[-keep:] for file in location.read_media_list(name)}
        for name in location.media_sizes().keys() - named:
            location.delete_media(name)
    return max(0, len(complete) - keep)


def restore_backup(location: BackupLocation, name: str, report: Report, *, is_held: bool) -> dict:
    """Restore the media of a backup, then the database, and return the manifest.

    is_held  whether the copy stands still at the instant of the backup until it is released

    Media come first: without their rows they do no harm, and those that are there are passed over when a
    restore goes on. Raise TransferRefused, before which nothing was written to the database.
    """
    with location.reading(name, report) as backup:
        manifest = backup.read_manifest()
        _refuse_unfit_backup(backup, manifest)
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


def hold(at: datetime) -> None:
    """Stop the clock at an instant; the backup of a copy that was held keeps the earlier one."""
    if not HeldCopy.objects.held().exists():
        HeldCopy.objects.create(stopped_at=at)
    clock.read_stop()


def _refuse_unfit_backup(backup, manifest):
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
