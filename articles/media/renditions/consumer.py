"""Event consumer and task that make renditions in advance, and remove files of deleted pictures."""

import logging
from collections.abc import Iterator

from django.core.files.storage import default_storage
from django.db import transaction
from django.tasks import task

from articles.events.consumers import event_consumer
from articles.media.renditions.files import keep_file, kept_names, remove_cards, remove_unused, rendition_path
from articles.media.renditions.sizes import (
    MIDDLE,
    Rendition,
    draw_rendition,
    fallback_width,
    open_picture,
    widths,
)
from articles.models import EventType, Image
from articles.redaction.registry import PerformedRedaction, on_redaction

logger = logging.getLogger(__name__)

AHEAD = ("whole", "card")  # crops made in advance; the others are rarer: front page leads and portraits


def planned_renditions(image):
    """Return the renditions of an image that are made in advance, in order."""
    renditions = []
    for crop in AHEAD:
        focal = MIDDLE if crop == "whole" else (image.focal_x, image.focal_y)
        offered = widths((image.width, image.height), crop)
        renditions += [Rendition(crop, focal, width, kind) for width in offered for kind in ("avif", "webp")]
        renditions += [Rendition(crop, focal, fallback_width(offered), "jpg")] if offered else []
    return renditions


def missing_renditions(image: Image) -> list[Rendition]:
    there = kept_names(str(image.file.name))
    return [rendition for rendition in planned_renditions(image) if rendition.name not in there]


def make_missing_renditions(image: Image) -> Iterator[Rendition]:
    """Make the missing renditions of an image, decoding it once. Yield each Rendition once stored."""
    lacking = missing_renditions(image)
    if not lacking:
        return
    with default_storage.open(str(image.file.name)) as file, open_picture(file) as picture:
        picture.load()
        for rendition in lacking:
            keep_file(rendition_path(str(image.file.name), rendition), draw_rendition(picture, rendition))
            yield rendition


@task(priority=-50)  # emails have priority
def make_renditions(pk):
    """Make the missing renditions of a picture, if it still exists. Return their number."""
    image = Image.objects.filter(pk=pk).first()
    try:
        return sum(1 for _made in make_missing_renditions(image)) if image else 0
    except OSError as error:  # missing or unreadable file: pages work without renditions
        logger.warning("No rendition of picture %s can be created: %r", pk, error, extra={"about": pk})
        return 0


@event_consumer("renditions", wanted=lambda events: events.filter(subject_type="image"))
def renditions(events):
    """Queue renditions of changed pictures; remove files of deleted ones. Return the number queued."""
    told = {event.subject_id for event in events if event.type != EventType.REMOVED}
    standing = list(Image.objects.filter(pk__in=told).values_list("pk", flat=True))
    for pk in standing:
        make_renditions.enqueue(pk)
    for event in events:
        name = event.details.get("file" if event.type == EventType.REMOVED else "removed_file")
        if name:
            remove_unused(name)
    return len(standing)


@on_redaction()
def forget_redacted(redacted: PerformedRedaction) -> None:
    """Delete all cards, since those with former headlines cannot be identified. Requests redraw them."""
    transaction.on_commit(remove_cards, robust=True)
