"""Static files of several releases, so that pages of one release work on servers of another.

`collectstatic` first adds the files of a release to earlier files, and then their names to a list. A process
serves all listed files, also those that are added after its start. A file is deleted some weeks (KEPT) after
its last release was replaced.
"""

import fcntl
import filecmp
import gzip
import json
import logging
import os
import re
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from threading import Lock

import brotli
from django.conf import settings
from django.contrib.staticfiles import finders
from django.utils import timezone
from django.utils.crypto import get_random_string
from whitenoise.compress import Compressor
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import MissingFileError
from whitenoise.storage import CompressedManifestStaticFilesStorage

from newsroom.middleware import secure_plain_answer

logger = logging.getLogger(__name__)

KEPT = timedelta(days=30)  # files stay for this long after the next release, for pages in tabs and caches
HASHED = re.compile(r"\.[0-9a-f]{12}\.[^./]+$")  # a name with a digest always has the same content
COMPRESSED = (".gz", ".br")
LONGEST_WAIT = 60  # seconds to wait for another process; adding a release takes one second


class StaticReleases:
    """The list of releases with the names of their hashed files, in `releases.json` next to the files.

    A release is {"at": ISO time of its collection, "files": [names]}. The oldest release is first.
    """

    def __init__(self, folder: Path):
        self.folder, self.path = folder, folder / "releases.json"
        self.read_at: int | None = None
        self.names: frozenset[str] = frozenset()

    def read_releases(self) -> list[dict]:
        """Return the releases; [] if the list is missing or damaged: the next release starts a new list."""
        try:
            releases = json.loads(self.path.read_text(encoding="utf-8"))
            return [
                {"at": datetime.fromisoformat(release["at"]).isoformat(), "files": list(release["files"])}
                for release in releases
            ]
        except FileNotFoundError:
            return []
        except (OSError, ValueError, TypeError, KeyError) as error:
            logger.error("The manifest of static files cannot be read: %s: %r", self.path, error)
            return []

    def includes(self, name: str) -> bool:
        """Return whether any release has a file. The list is read again if it has changed."""
        try:
            written_at = self.path.stat().st_mtime_ns
        except FileNotFoundError:
            return False
        if written_at != self.read_at:
            self.names = frozenset(name for release in self.read_releases() for name in release["files"])
            self.read_at = written_at
        return name in self.names

    def add(self, names: set[str], at: datetime) -> None:
        """Add a release to the list, and delete the files that only outdated releases have.

        Only one process does this at a time, because otherwise a release could be lost. Raise TimeoutError if
        another process takes too long.
        """
        with locked_file(self.path.with_suffix(".lock")):
            self._add(names, at)

    def _add(self, names, at):
        releases = self.read_releases()
        if not releases:  # files collected before the list existed
            releases = [{"at": at.isoformat(), "files": sorted(self._hashed_files() - names)}]
        if set(releases[-1]["files"]) != names:
            releases.append({"at": at.isoformat(), "files": sorted(names)})
        ends = [datetime.fromisoformat(following["at"]) for following in releases[1:]]
        outdated = [release for release, end in zip(releases, ends, strict=False) if end < at - KEPT]
        kept = releases[len(outdated) :]
        write_whole(self.path, json.dumps(kept, indent=1).encode())
        self._delete({name for release in outdated for name in release["files"]}, kept)

    def _hashed_files(self):
        files = (path for path in self.folder.rglob("*") if HASHED.search(path.name))
        return {path.relative_to(self.folder).as_posix() for path in files}

    def _delete(self, names, kept):
        for name in names.difference(*(release["files"] for release in kept)):
            for ending in ("", *COMPRESSED):
                (self.folder / f"{name}{ending}").unlink(missing_ok=True)


@contextmanager
def locked_file(path: Path) -> Iterator[None]:
    """Hold an exclusive lock on a file. Raise TimeoutError if it is not free within LONGEST_WAIT seconds."""
    with path.open("a") as file:
        ends_at = time.monotonic() + LONGEST_WAIT
        while not _is_taken(file):
            if time.monotonic() > ends_at:
                raise TimeoutError(f"Another process has locked {path}. Try again when it has finished.")
            time.sleep(0.05)
        yield


def _is_taken(file):
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def write_whole(path: Path, content: bytes) -> None:
    """Write a file atomically, because others may read it at any moment."""
    part = path.with_name(f"{path.name}.{get_random_string(12)}.part")
    part.write_bytes(content)
    if settings.FILE_UPLOAD_PERMISSIONS is not None:  # as in Django: another system user may serve the file
        part.chmod(settings.FILE_UPLOAD_PERMISSIONS)
    part.replace(path)


class WholeFileCompressor(Compressor):
    """A compressor that writes files atomically and compresses equal content only once.

    Most files exist twice, with and without a digest in the name, and the next release has them again.
    """

    def __init__(self, **options):
        super().__init__(**options)
        self.locks = {}  # {content: Lock}; threads with the same content wait for each other
        self.compress_brotli = cache(super().compress_brotli)
        self.compress_gzip = cache(super().compress_gzip)

    def compress(self, path):
        data, names = Path(path).read_bytes(), [path + ending for ending in COMPRESSED]
        if all(decompressed(Path(name)) == data for name in names):
            return names
        with self.locks.setdefault(data, Lock()):
            return super().compress(path)

    def write_data(self, path, data, suffix, stat_result):
        write_whole(Path(path + suffix), data)
        os.utime(path + suffix, (stat_result.st_atime, stat_result.st_mtime))
        return path + suffix


def decompressed(path: Path) -> bytes | None:
    """Return the decompressed content of a .gz or .br file; None if it is missing or damaged."""
    decompress = gzip.decompress if path.suffix == ".gz" else brotli.decompress
    try:
        return decompress(path.read_bytes())
    except (OSError, EOFError, zlib.error, brotli.error):
        return None


class ReleasedFilesStorage(CompressedManifestStaticFilesStorage):
    """Storage of collected static files.

    Hashed files are never missing or incomplete, even while collectstatic runs, because servers send them.
    """

    is_processing = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._urls = {}

    def url(self, name, force=False):
        """Return the URL of a file. It is computed once per process, because each page needs several."""
        key = name, force, settings.DEBUG
        if key not in self._urls:
            self._urls[key] = super().url(name, force)
        return self._urls[key]

    def post_process(self, *args, **kwargs):
        self.is_processing = True
        self._urls.clear()
        try:
            yield from super().post_process(*args, **kwargs)
        finally:
            self.is_processing = False
        if not kwargs.get("dry_run"):
            StaticReleases(Path(self.location)).add(set(self.hashed_files.values()), timezone.now())

    def get_modified_time(self, name):
        """Return the latest possible time if the collected file equals its source, else the earliest.

        So collectstatic replaces only changed files. Real times would mislead it: after a newspaper removes
        its replacement of one of our files, the collected replacement can be newer than our file.
        """
        source = finders.find(name)
        is_same = bool(source) and filecmp.cmp(source, self.path(name), shallow=False)
        return (datetime.max if is_same else datetime.min).replace(tzinfo=UTC)

    def delete(self, name):
        if not self.is_processing:
            super().delete(name)

    def _save(self, name, content):
        if not self.is_processing:
            return super()._save(name, content)
        if not (HASHED.search(name) and self.exists(name)):
            part = super()._save(f"{name}.{get_random_string(12)}.part", content)
            Path(self.path(part)).replace(self.path(name))
        return name

    def create_compressor(self, **kwargs):
        return WholeFileCompressor(**kwargs)


class StaticFilesMiddleware(WhiteNoiseMiddleware):
    """Middleware for static files, including releases collected after the process started."""

    def __init__(self, *args, **kwargs):
        self.releases = StaticReleases(Path(settings.STATIC_ROOT))
        super().__init__(*args, **kwargs)

    def __call__(self, request):
        url = request.path_info
        if not self.autorefresh and url.startswith(self.static_prefix) and url not in self.files:
            self.add_released(url)
        try:
            return super().__call__(request)
        except FileNotFoundError:
            if self.files.pop(url, None) is None:
                raise
            return self.get_response(request)  # the file was deleted after the process had started

    @staticmethod
    def serve(static_file, request):
        # Others, for example feed readers and mail programs, show the newspaper's logo and icons.
        return secure_plain_answer(WhiteNoiseMiddleware.serve(static_file, request), resources="cross-origin")

    def add_released(self, url: str) -> None:
        """Serve a file at its URL from now on, if it belongs to a release."""
        name = url.removeprefix(self.static_prefix)
        if self.releases.includes(name):
            with suppress(MissingFileError):
                self.files[url] = self.get_static_file(str(self.releases.folder / name), url)

    def immutable_file_test(self, path, url):
        return self.releases.includes(url.removeprefix(self.static_prefix))
