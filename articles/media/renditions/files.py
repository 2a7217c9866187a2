"""Rendition files in the storage, one folder per original: fetched or made, and removed when unused.

A request opens the stored file, or makes it. Each process makes one file at a time.

A file is kept while the library, any edition or a live entry uses it. Editions never change, so the pictures
of past and planned editions stay; a cancelled plan releases its files. Unused files are removed only after a
delay: a concurrent publication may have read the library without having filed its pictures yet.
"""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from functools import partial

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage

from articles.media.renditions.sizes import (
    MIDDLE,
    Rendition,
    draw_rendition,
    is_offered,
    narrower,
    open_picture,
)
from articles.models import EditionPicture, Event, Image
from articles.models.logged import pictured_models
from articles.text.digests import digest_of

logger = logging.getLogger(__name__)

FOLDER, CARDS = "renditions", "renditions/cards"
WHILE = timedelta(hours=1)  # delay of the removal, from the last event of the picture
AT_ONCE = 500
SECONDS = 4  # that a request may wait for its turn; then it gets the original
# The picture in progress and the next two; more waiting requests would block the threads that pages need.
_queue = threading.BoundedSemaphore(3)
_one_at_a_time = threading.Lock()


def rendition_folder(name):
    """Return the folder for the renditions of a file, given its stored name. The file never changes.

    If the same photograph is uploaded in another month, it has another folder: either may be removed.
    """
    digest = digest_of(name, length=32)
    return f"{FOLDER}/{digest[:2]}/{digest}"


def rendition_path(name: str, rendition: Rendition) -> str:
    return f"{rendition_folder(name)}/{rendition.name}"


def is_kept(name: str, rendition: Rendition) -> bool:
    return default_storage.exists(rendition_path(name, rendition))


def kept_names(name: str) -> set[str]:
    """Return the names of a file's existing renditions, with one storage query."""
    try:
        return set(default_storage.listdir(rendition_folder(name))[1])
    except FileNotFoundError:
        return set()


def keep_file(wanted: str, content: bytes) -> None:
    """Store bytes under a path, unless another process stored them first.

    After an OSError, remove a partial file, because it would be served from then on.
    """
    if not default_storage.exists(wanted):
        try:
            stored = default_storage.save(wanted, ContentFile(content))
        except OSError:
            default_storage.delete(wanted)
            raise
        if stored != wanted:
            default_storage.delete(stored)


def remove_renditions(name):
    for rendition in kept_names(name):
        default_storage.delete(f"{rendition_folder(name)}/{rendition}")
    default_storage.delete(rendition_folder(name))


def remove_cards() -> None:
    """Remove the preview cards of all stories."""
    with suppress(FileNotFoundError):
        for part in default_storage.listdir(CARDS)[0]:
            for name in default_storage.listdir(f"{CARDS}/{part}")[1]:
                default_storage.delete(f"{CARDS}/{part}/{name}")


def unused_files(at: datetime) -> Iterator[str]:
    """Yield the names of unused files. Pictures with an event in the last hour (WHILE) are skipped.

    The events of pictures have the names of their files.
    """
    told = Event.objects.filter(subject_type="image")
    lately = set(told.filter(at__gt=at - WHILE).order_by().values_list("subject_id", flat=True))
    ids = sorted(set(told.order_by().values_list("subject_id", flat=True)) - lately)
    for start in range(0, len(ids), AT_ONCE):
        batch = told.filter(subject_id__in=ids[start : start + AT_ONCE]).order_by()
        names = {name for name in batch.values_list("details__file", flat=True) if name}
        yield from sorted(names - used_files(names))


def used_files(names):
    """Return the given file names that the library, an edition or a row with a picture uses."""
    in_library = Image.objects.filter(file__in=names).values_list("file", flat=True)
    printed = {*in_library, *EditionPicture.objects.filter(name__in=names).values_list("name", flat=True)}
    for model in pictured_models():
        rows = model.objects.filter(picture_file__in=names).order_by()
        printed.update(rows.values_list("picture_file", flat=True))
    return printed


def remove_unused(name: str) -> bool:
    """Remove a file and its renditions, unless it is used. Return whether it was removed."""
    if used_files([name]) or not default_storage.exists(name):
        return False
    remove_renditions(name)
    default_storage.delete(name)
    return True


class NotOffered(Exception):
    """Raised if the picture does not have the requested rendition."""


class NotNow(Exception):
    """Raised if a rendition cannot be made now. Callers may serve the original this time."""


def fetch_rendition(name: str, rendition: Rendition) -> tuple[File, bool]:
    """Return (open file, whether it is the requested rendition) for an original's stored name.

    Cached pages may request an old focal point: they get the rendition with the current one.

    Raise NotOffered, NotNow, or OSError if the original cannot be read.
    """
    with suppress(FileNotFoundError):
        return default_storage.open(rendition_path(name, rendition)), True
    wanted = rendition
    if rendition.crop != "whole":
        focal = Image.objects.filter(file=name).values_list("focal_x", "focal_y").first()
        wanted = rendition._replace(focal=focal or MIDDLE)
    if not is_kept(name, wanted):
        with default_storage.open(name) as file, open_picture(file) as picture:
            if not is_offered(wanted, picture.size, wanted.focal):
                raise NotOffered  # here, so that an invented name does not occupy the queue
        _make(rendition_path(name, wanted), partial(_draw, name, wanted))
    return default_storage.open(rendition_path(name, wanted)), wanted == rendition


def _draw(name, rendition):
    with default_storage.open(name) as file, open_picture(file) as picture:
        return draw_rendition(picture, rendition)


def fetch_card(path: str, draw: Callable[[], bytes]) -> File:
    """Return the open file of a story's preview card, by its path among the cards. Raise NotNow."""
    path = f"{CARDS}/{path}"
    with suppress(FileNotFoundError):
        return default_storage.open(path)
    _make(path, draw)
    return default_storage.open(path)


def _make(path, draw):
    with _in_turn():
        if not default_storage.exists(path):  # the previous thread may have made it
            keep_file(path, draw())


def for_low_data(name: str, rendition: Rendition) -> Rendition:
    """Return the narrower rendition for data saving, or the same one if it is the narrowest."""
    with default_storage.open(name) as file, open_picture(file) as picture:
        return narrower(rendition, picture.size)


@contextmanager
def _in_turn():
    """Context manager: wait until this process makes no other file.

    Raise NotNow if too many threads wait already, or if the picture cannot be read, drawn or stored, for
    example on a full disk.
    """
    if not _queue.acquire(blocking=False):
        raise NotNow
    try:
        if not _one_at_a_time.acquire(timeout=SECONDS):
            raise NotNow
        try:
            yield
        except OSError as error:  # Pillow's errors are OSErrors
            logger.warning("A rendition could not be created: %r", error)
            raise NotNow from error
        finally:
            _one_at_a_time.release()
    finally:
        _queue.release()
