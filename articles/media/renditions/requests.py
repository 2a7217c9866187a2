"""Renditions on request: the stored file, else a new one, made one at a time in a process."""

import logging
import threading
from collections.abc import Callable
from contextlib import contextmanager, suppress
from functools import partial

from django.core.files.base import File
from django.core.files.storage import default_storage

from articles.media.renditions.encoder import draw_rendition, open_picture
from articles.media.renditions.files import CARDS, is_kept, keep_file, rendition_path
from articles.media.renditions.sizes import MIDDLE, Rendition, is_offered, narrower
from articles.models import Image

logger = logging.getLogger(__name__)

SECONDS = 4  # that a request waits for its turn; then it gets the original
# A picture and the next one or two; more would hold all the threads that pages need.
_queue = threading.BoundedSemaphore(3)
_one_at_a_time = threading.Lock()


class NotOffered(Exception):
    """A rendition that is never made of the picture."""


class NotNow(Exception):
    """A rendition that cannot be made at this moment. The original may replace it, once."""


def fetch_rendition(name: str, rendition: Rendition) -> tuple[File, bool]:
    """Return (the open file of a rendition, whether it is the one requested) of a file by its stored name.

    For an old focal point, which cached pages still request, it is the rendition of the current one.
    Raise NotOffered, NotNow, or OSError where the original cannot be read.
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
                raise NotOffered  # before an invented name takes the turn of others
        _make(rendition_path(name, wanted), partial(_draw, name, wanted))
    return default_storage.open(rendition_path(name, wanted)), wanted == rendition


def _draw(name, rendition):
    with default_storage.open(name) as file, open_picture(file) as picture:
        return draw_rendition(picture, rendition)


def fetch_card(path: str, draw: Callable[[], bytes]) -> File:
    """Return the open file of the card of a story, stored under a path among the cards. Raise NotNow."""
    path = f"{CARDS}/{path}"
    with suppress(FileNotFoundError):
        return default_storage.open(path)
    _make(path, draw)
    return default_storage.open(path)


def _make(path, draw):
    with _in_turn():
        if not default_storage.exists(path):  # whoever had the turn before may have made it
            keep_file(path, draw())


def for_low_data(name: str, rendition: Rendition) -> Rendition:
    """Return the narrower rendition for readers who save data, or itself if there is none."""
    with default_storage.open(name) as file, open_picture(file) as picture:
        return narrower(rendition, picture.size)


@contextmanager
def _in_turn():
    """Wait until nothing else is made in this process.

    Raise NotNow where too many wait already, or where what is made cannot be read, drawn or kept, as on a
    full disk.
    """
    if not _queue.acquire(blocking=False):
        raise NotNow
    try:
        if not _one_at_a_time.acquire(timeout=SECONDS):
            raise NotNow
        try:
            yield
        except OSError as error:  # Pillow's errors are OSErrors
            logger.warning("A picture could not be made: %r", error)
            raise NotNow from error
        finally:
            _one_at_a_time.release()
    finally:
        _queue.release()
