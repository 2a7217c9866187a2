"""Renditions that are made in advance."""

from django.core.files.storage import default_storage

from articles.media.renditions.drawing import drawn, opened
from articles.media.renditions.keeping import keep, kept
from articles.media.renditions.table import MIDDLE, Rendition, widths

AHEAD = ("whole", "card")  # most pictures are neither the lead of a front page nor a portrait
FALLBACK = 640  # the JPEG that pages name for browsers that know no better


def wanted(image):
    """The renditions of an image that are made ahead, in the order of their making."""
    found = []
    for crop in AHEAD:
        focal = MIDDLE if crop == "whole" else (image.focal_x, image.focal_y)
        offered = widths((image.width, image.height), crop)
        found += [Rendition(crop, focal, width, kind) for width in offered for kind in ("avif", "webp")]
        found += [Rendition(crop, focal, fallback(offered), "jpg")] if offered else []
    return found


def fallback(offered):
    """Return the one width that is offered as JPEG."""
    return max((width for width in offered if width <= FALLBACK), default=offered[0])


def missing(image):
    there = kept(image.file.name)
    return [rendition for rendition in wanted(image) if rendition.name not in there]


def make_missing(image):
    """Make what an image lacks, its file decoded once; yield each Rendition when it is kept."""
    lacking = missing(image)
    if not lacking:
        return
    with default_storage.open(image.file.name) as file, opened(file) as picture:
        picture.load()
        for rendition in lacking:
            keep(image.file.name, rendition, drawn(picture, rendition))
            yield rendition
