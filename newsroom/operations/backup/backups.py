"""Functions that make, delete and restore backups.

A restore needs an empty database and an undamaged backup. The order matters: a backup copies the database
first and the media after it, so that no row refers to a missing picture. A restore works in reverse order.
"""

import json
import os
import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

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

# URLs may contain a password; the URLs in NOT_SECRET never do.
SECRET, NOT_SECRET = re.compile(r"KEY|SECRET|TOKEN|PASSWORD|DSN|URL"), {"SITE_URL", "OIDC_SERVER_URL"}


class FinishedBackup(NamedTuple):
    """A complete backup: its address for a restore, its manifest, and the seconds it took."""

    address: str
    manifest: dict
    seconds: float


def make_backup(location: BackupLocation, report: Report) -> FinishedBackup:
    """Write a backup to a location, the manifest last.

    report  called with a progress message

    Delete earlier backups without a manifest, which were interrupted, but keep their media. Raise
    TransferRefused while another process uses the location, or StorageUnavailable without access to a bucket.
    """
    with location.lock():
        before = _clean(location)
        began = time.monotonic()
        name = f"{clock.true_now().astimezone(UTC):{NAME}}"
        with location.writing(name, report) as backup:
            manifest: dict[str, Any] = {
                "format": backup.format,
                "version": VERSION,
                "migrations": applied_migrations(),
            }
            database = backup.database(connection.vendor)
            copy = dump_database(database, report)
            manifest |= {"made_at": copy.at.isoformat(), "rows": copy.rows}
            manifest["files"] = {database.name: _describe(database)}
            manifest["media"] = _copy_media(location, backup, before, report)
            write_lines(backup.settings, settings_lines())
            manifest["files"] |= {path.name: _describe(path) for path in (backup.settings, backup.media_list)}
            manifest["vendor"], manifest["seconds"] = connection.vendor, round(time.monotonic() - began, 1)
            os.sync()  # flush to disk all files that the manifest lists
            write_lines(backup.manifest, [json.dumps(manifest, indent=1, sort_keys=True) + "\n"])
    Heartbeat.objects.update_or_create(name=BACKUP, defaults={"seen_at": timezone.now()})
    return FinishedBackup(location.address(name), manifest, round(time.monotonic() - began, 1))


def _clean(location):
    """Delete interrupted backups; return {name: MediaFile} of the latest complete backup."""
    complete = []
    for name, is_complete in location.backups().items():
        if is_complete:
            complete.append(name)
        else:
            location.delete(name)
    return {file.name: file for file in location.read_media_list(complete[-1])} if complete else {}


def _copy_media(location, backup, before, report):
    """Copy media files that are new or changed in size, and write the list of all media.

    Files that are deleted while the backup runs are skipped.
    """
    stored, there, files, new = list(stored_media()), location.media_sizes(), [], 0
    for number, media_file in enumerate(stored, 1):
        report(f"media: {number} of {len(stored)}")
        is_new = there.get(media_file.name) != media_file.size
        try:
            files.append(
                location.store_media(media_file.name) if is_new else _digest_again(media_file, before)
            )
        except FileNotFoundError:
            if default_storage.exists(media_file.name):  # this file exists, so another file is missing
                raise
        else:
            new += is_new
    write_media_list(backup.media_list, files)
    return {"files": len(files), "bytes": sum(file.size for file in files), "new": new}


def _digest_again(media_file, before):
    """Return the MediaFile of a file that is already in the backup location.

    Pictures never change. If an earlier backup lists the file with the same size, it is not read again.
    Raise FileNotFoundError if it has to be read and was deleted.
    """
    known = before.get(media_file.name)
    if known and known.size == media_file.size:
        return known
    with default_storage.open(media_file.name) as file:
        return MediaFile(media_file.name, *copy_file(file, None))


def _describe(path):
    with path.open("rb") as file:
        size, digest = copy_file(File(file), None)
    return {"bytes": size, "sha256": digest}


def settings_lines() -> Iterator[str]:
    """Yield the environment variables that are set, without the values of secrets."""
    yield "# The settings of the newsroom. Secrets are not in it: keep them elsewhere.\n"
    for name in sorted(env.variables):
        value = os.environ.get(name, "").strip()
        if value and SECRET.search(name) and name not in NOT_SECRET:
            yield f"# {name} was set, and is secret.\n"
        elif value:
            yield f"{name}={json.dumps(value, ensure_ascii=False)}\n"


def remove_old_backups(location: BackupLocation, keep: int) -> int:
    """Delete all but the latest `keep` complete backups, and media that no remaining backup lists.

    Return the number of deleted backups. Raise TransferRefused while another process uses the location.
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

    is_held  whether the copy stays at the instant of the backup until it is released

    Media come first: they do no harm without their rows. A repeated restore skips media that exist. Raise
    TransferRefused before anything is written to the database.
    """
    with location.reading(name, report) as backup:
        manifest = backup.read_manifest()
        _refuse_unfit_backup(backup, manifest)
        _verify_files(backup, manifest, report)
        files = backup.read_media_list()
        for number, media_file in enumerate(files, 1):
            report(f"media: {number} of {len(files)}")
            with location.media_copy(media_file.name) as path:
                store_media_file(path, media_file)
        load_database(backup.database(manifest["vendor"]), report)
    if is_held:
        hold(datetime.fromisoformat(manifest["made_at"]))
    return manifest


def hold(at: datetime) -> None:
    """Stop the clock at an instant. If the backed-up site was itself held, keep its earlier instant."""
    if not HeldCopy.objects.held().exists():
        HeldCopy.objects.create(stopped_at=at)
    clock.read_stop()


def _refuse_unfit_backup(backup, manifest):
    """Raise TransferRefused if the database is not empty or if this version cannot read the backup."""
    if manifest["vendor"] != connection.vendor:
        raise TransferRefused(
            f"The backup is from {manifest['vendor']}, but the database is {connection.vendor}. Restore it "
            "into the same kind of database; use export_newsroom and import_newsroom to move between them."
        )
    known = MigrationLoader(None).disk_migrations
    strange = [f"{app}.{name}" for app, name in manifest["migrations"].items() if (app, name) not in known]
    if strange:
        raise TransferRefused(
            f"{backup.path} is from another version, {manifest.get('version', 'unknown')}, with the "
            f"migrations {', '.join(strange)}. Restore it with that version."
        )
    if connection.introspection.table_names():
        raise TransferRefused("The database already has tables. Restore into a new one, before `migrate`.")


def _verify_files(backup, manifest, report):
    for name, about in manifest["files"].items():
        report(f"digest of {name}")
        try:
            with (backup.path / Path(name).name).open("rb") as file:
                actual = copy_file(File(file), None)
        except OSError as error:
            raise TransferRefused(f"{backup.path / name} cannot be read: {error.strerror}.") from error
        if actual != (about["bytes"], about["sha256"]):
            raise TransferRefused(f"{backup.path / name} is damaged: its digest does not match the manifest.")


def unlike_tables(manifest: dict) -> list[str]:
    """Return the names of tables whose number of rows differs from the manifest."""
    with connection.cursor() as cursor:
        counts = count_rows(cursor)
    names = {*counts, *manifest["rows"]} - {HeldCopy._meta.db_table}  # a held restore adds one row
    return sorted(name for name in names if counts.get(name) != manifest["rows"].get(name))
