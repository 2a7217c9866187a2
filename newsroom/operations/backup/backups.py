"""Making a backup, and deleting old ones.

The order matters: the database first, then the media, so that no row names a picture that is missing.
"""

import fcntl
import json
import os
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC
from pathlib import Path

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import connection
from django.utils import timezone

from articles import clock
from articles.media.storage import StoredFile
from newsroom.interchange.transfer.files import (
    MediaFile,
    TransferRefused,
    applied_migrations,
    copy_file,
    stored_media,
    write_lines,
    write_media_list,
)
from newsroom.operations.backup.databases import Report, dump_database
from newsroom.operations.backup.folder import FORMAT, NAME, BackupFolder, list_backups
from newsroom.operations.models import BACKUP, Heartbeat
from newsroom.settings import env

# Addresses may hold a password; these two never do.
SECRET, NOT_SECRET = re.compile(r"KEY|SECRET|TOKEN|PASSWORD|DSN|URL"), {"SITE_URL", "OIDC_SERVER_URL"}


def make_backup(root: Path, report: Report) -> BackupFolder:
    """Write a backup into a folder of its own, the manifest last; return it.

    report  is called with what is being written, for people who wait
    An earlier one without a manifest was interrupted, and is deleted; its media are there already. Raise
    TransferRefused while another process makes a backup in the same folder.
    """
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    root.chmod(0o700)  # there are confidential sources and digests of passwords in it
    with lock_folder(root):
        before = _clean(root)
        began, at = time.monotonic(), clock.read_database_clock()
        backup = BackupFolder(root / f"{clock.true_now().astimezone(UTC):{NAME}}")
        backup.path.mkdir(mode=0o700)
        manifest = {"format": FORMAT, "made_at": at.isoformat(), "migrations": applied_migrations()}
        database = backup.database(connection.vendor)
        manifest["rows"] = dump_database(database, report)
        manifest["files"] = {database.name: _describe(database)}
        manifest["media"] = _copy_media(backup, before, report)
        write_lines(backup.settings, settings_lines())
        manifest["files"] |= {one.name: _describe(one) for one in (backup.settings, backup.media_list)}
        manifest["vendor"], manifest["seconds"] = connection.vendor, round(time.monotonic() - began, 1)
        os.sync()  # nothing that the manifest names may be in memory alone
        write_lines(backup.manifest, [json.dumps(manifest, indent=1, sort_keys=True) + "\n"])
    Heartbeat.objects.update_or_create(name=BACKUP, defaults={"seen_at": timezone.now()})
    return backup


@contextmanager
def lock_folder(root: Path) -> Iterator[None]:
    """Keep other processes from writing to a folder of backups. Raise TransferRefused if one does."""
    with (root / ".lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise TransferRefused(f"Another process makes a backup in {root}.") from None
        yield


def _clean(root):
    """Delete what was interrupted; return {name: MediaFile} of the latest complete backup."""
    before = {}
    for one in list_backups(root):
        if one.is_complete:
            before = {file.name: file for file in one.read_media_list()}
        else:
            shutil.rmtree(one.path)
    return before


def _copy_media(backup, before, report):
    """Copy the media that are not there yet, and write the list of all."""
    stored, files, new = list(stored_media()), [], 0
    for number, one in enumerate(stored, 1):
        report(f"media: {number} of {len(stored)}")
        file, is_new = _copy_media_file(backup, one, before.get(one.name))
        files.append(file)
        new += is_new
    write_media_list(backup.media_list, files)
    return {"files": len(files), "bytes": sum(one.size for one in files), "new": new}


def _copy_media_file(backup, one: StoredFile, known: MediaFile | None):
    """Return (the MediaFile, whether it was copied). Pictures never change: a known one is not read again."""
    target = backup.media_file(one.name)
    is_there = target.is_file() and target.stat().st_size == one.size
    if is_there and known and known.size == one.size:
        return known, False
    with default_storage.open(one.name) as file:
        return MediaFile(one.name, *copy_file(file, None if is_there else target)), not is_there


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


def remove_old_backups(root: Path, keep: int) -> int:
    """Delete all but the latest complete backups, then the media that none of these names.

    Return the number of backups deleted. The manifest goes first: what is half deleted is not complete.
    """
    with lock_folder(root):
        complete = [one for one in list_backups(root) if one.is_complete]
        for one in complete[:-keep]:
            one.manifest.unlink()
            shutil.rmtree(one.path)
        named = {file.name for one in complete[-keep:] for file in one.read_media_list()}
        media = root / "media"
        for path in media.rglob("*"):
            if path.is_file() and path.relative_to(media).as_posix() not in named:
                path.unlink()
    return max(0, len(complete) - keep)
