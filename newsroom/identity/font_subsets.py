"""Subsets of a newspaper's fonts with the letters of a page, cut once and stored beside the renditions.

A subset is named after the digest of its font and letters, so that its content never changes. All servers
share the storage of pictures. Files are in a folder for each quarter of a year, and are cut again for the
next quarter if a page still shows them. Folders before the previous quarter are removed, because pages are
cached for a day at most.
"""

import hashlib
import logging
import threading
import time
from contextlib import suppress
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from django.core.files.base import File
from django.core.files.storage import default_storage

from articles.media.renditions.files import FOLDER, keep_file
from articles.recently_used import RecentlyUsed
from newsroom.identity.fonts import BASIC, Font, cut_font, decompress_font

logger = logging.getLogger(__name__)

SUBSETS = f"{FOLDER}/fonts"
CUT = 1  # increase it to cut all subsets again
QUARTER = 90  # days
MOST_BYTES = 40_000  # for all fonts of a page
MOST_KNOWN = 2_000  # subsets that a process remembers
KNOWN_SECONDS = 3600  # after this, a remembered subset is checked again
WAIT_SECONDS = 2  # a page waits this long for its turn to cut, and is then shown without the font
_known = RecentlyUsed(MOST_KNOWN)  # {digest: KnownSubset}
_one_at_a_time = threading.Lock()
_queue = threading.BoundedSemaphore(4)  # pages that cut or wait; more would block the server's threads


class Subset(NamedTuple):
    """A font and some of its letters, sorted."""

    font: Font
    letters: str

    @property
    def digest(self) -> str:
        parts = f"{CUT} {self.font.measures.digest} {self.letters}"
        return hashlib.sha256(parts.encode()).hexdigest()[:32]


class KnownSubset(NamedTuple):
    """A subset that this process has checked.

    size        in bytes; 0 if cutting failed
    checked_at  time of the check, by time.monotonic()
    """

    subset: Subset
    folder: str
    size: int
    checked_at: float


def subset_of(font: Font, letters: set[str]) -> Subset | None:
    """Return the subset for letters of a page, or None if the font has none of them."""
    wanted = letters & font.measures.characters - {" "}
    if not wanted:
        return None
    basic = set(BASIC) & font.measures.characters if font.language == "en" else {" "}
    return Subset(font, "".join(sorted(wanted | basic)))


def quarter_folder(at: datetime, before: int = 0) -> str:
    """Return the folder for the quarter that contains an instant, or that lies `before` quarters earlier."""
    return f"{SUBSETS}/{at.toordinal() // QUARTER - before}"


class CutAllowance:
    """Hourly limit of subsets that a process cuts for pages with query strings, which vary without limit."""

    def __init__(self, most: int):
        self.most, self.hour, self.count = most, 0, 0

    def take(self) -> bool:
        """Use one cut of this hour's allowance. Return False if none is left."""
        hour = int(time.monotonic() // 3600)
        if hour != self.hour:
            self.hour, self.count = hour, 0
        self.count += self.count < self.most + 1
        return self.count <= self.most


FOR_QUERIES = CutAllowance(30)


def prepare_subset(subset: Subset, at: datetime, *, may_cut: bool) -> int | None:
    """Return the size of a subset's file in bytes, after cutting it if needed; 0 if there is no file.

    Return None if it cannot be cut or stored at the moment.

    may_cut  whether to cut a missing subset without using the allowance FOR_QUERIES
    """
    digest, folder = subset.digest, quarter_folder(at)
    known = _known.get(digest)
    if known and known.folder == folder and time.monotonic() - known.checked_at < KNOWN_SECONDS:
        return known.size
    try:
        size = _stored_size(f"{folder}/{digest}.woff2")
        may_cut = may_cut or (not size and FOR_QUERIES.take())
        if not size and may_cut:
            size = _cut_in_turn(subset, f"{folder}/{digest}.woff2")
    except OSError as error:
        logger.warning("A font subset cannot be saved: %r", error)
        return None
    if size or (size == 0 and may_cut):
        _known.keep(digest, KnownSubset(subset, folder, size, time.monotonic()))
    return size


def open_subset(digest: str, at: datetime) -> File:
    """Return the open file of a subset. Raise FileNotFoundError, or OSError if the storage is unavailable.

    A file that was deleted by hand is cut again if this process has made a page with it.
    """
    for before in (0, 1):
        with suppress(FileNotFoundError):
            return default_storage.open(f"{quarter_folder(at, before)}/{digest}.woff2")
    known = _known.get(digest)
    if known is None or not known.size:
        raise FileNotFoundError(digest)
    path = f"{quarter_folder(at)}/{digest}.woff2"
    _cut_in_turn(known.subset, path)
    return default_storage.open(path)


def remove_old_subsets(at: datetime) -> None:
    """Remove subsets from before the previous quarter. Files that cannot be removed are left for later."""
    try:
        for folder in default_storage.listdir(SUBSETS)[0]:
            if folder.isdecimal() and int(folder) < at.toordinal() // QUARTER - 1:
                for name in default_storage.listdir(f"{SUBSETS}/{folder}")[1]:
                    default_storage.delete(f"{SUBSETS}/{folder}/{name}")
                default_storage.delete(f"{SUBSETS}/{folder}")
    except FileNotFoundError:  # nothing was cut yet
        return
    except OSError as error:
        logger.warning("Old fonts cannot be removed: %r", error)


def _stored_size(path):
    with suppress(FileNotFoundError):
        return default_storage.size(path)
    return 0


def _cut_in_turn(subset, path):
    """Store a subset and return its size; 0 if it cannot be cut, None if too many are waiting."""
    if not _queue.acquire(blocking=False):
        return None
    try:
        if not _one_at_a_time.acquire(timeout=WAIT_SECONDS):
            return None
        try:
            if size := _stored_size(path):  # the previous holder of the lock has cut it
                return size
            content = cut_font(_plain_font(subset.font.path, subset.font.measures.digest), subset.letters)
            keep_file(path, content)
            return len(content)
        except OSError:
            raise
        except Exception as error:  # fontTools raises any type of error for damaged tables
            logger.error("%s cannot be subset: %r", subset.font.path, error)
            return 0
        finally:
            _one_at_a_time.release()
    finally:
        _queue.release()


@lru_cache(maxsize=4)
def _plain_font(path, digest):
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != digest:
        raise ValueError("the file has been replaced since the start")
    return decompress_font(content)
