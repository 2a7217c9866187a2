"""Where pictures stand on readers' pages, and which of their renditions each place is offered.

The lengths are those of static/css/site.css, measured in a browser. They do not say `auto`, which would
have browsers measure for themselves: checkers of HTML refuse it where a picture has several sources.
"""

from typing import NamedTuple

from articles.media.renditions.ahead import fallback
from articles.media.renditions.table import MIDDLE, Rendition, height, widths
from newsroom.public.pictures import picture_url


class PictureCrop(NamedTuple):
    """How a crop is offered: at widths from `least` to `most`; `media` says when, "" for always."""

    crop: str
    least: int
    most: int
    sizes: str
    media: str = ""


FULL, THUMBNAIL = "calc(100vw - 2rem)", "26vw"
IN_TEXT = f"(min-width: 43rem) 39rem, {FULL}"
HALF = f"(min-width: 48rem) 46vw, {THUMBNAIL}"
# The last of several is for browsers that match no other.
PLACES = {
    "lead": [PictureCrop("whole", 480, 1920, f"(min-width: 64rem) 57.5rem, {IN_TEXT}")],
    "figure": [PictureCrop("whole", 320, 1280, IN_TEXT)],
    "front": [
        PictureCrop("wide", 480, 1920, "(min-width: 48rem) 94vw, 100vw", "(max-width: 69.99rem)"),
        PictureCrop("card", 640, 1280, "(min-width: 84rem) 39rem, 47vw"),
    ],
    "second": [PictureCrop("card", 320, 960, f"(min-width: 84rem) 18.5rem, (min-width: 70rem) 23vw, {HALF}")],
    "block": [PictureCrop("card", 320, 960, f"(min-width: 70rem) 25rem, {HALF}")],
    "list": [PictureCrop("card", 320, 640, f"(min-width: 48rem) 13rem, {THUMBNAIL}")],
    "led": [PictureCrop("card", 480, 1280, f"(min-width: 70rem) 37rem, (min-width: 48rem) 13rem, {FULL}")],
    "author": [PictureCrop("square", 160, 480, "clamp(5rem, 16vw, 9rem)")],
}


class PictureSource(NamedTuple):
    """One <source>."""

    type: str
    srcset: str
    sizes: str
    media: str


class PlacedPicture(NamedTuple):
    """A picture at its place: its sources, then what browsers show that know none of them."""

    sources: list
    src: str
    width: int
    height: int


def place_picture(picture, place):
    """A newsroom.public.pictures.Picture as a place shows it."""
    if not picture.name or not picture.width or not picture.height:
        return PlacedPicture([], picture.src, picture.width, picture.height)
    sources = [source for each in PLACES[place] for source in picture_sources(picture, each)]
    return PlacedPicture(sources, *fallback_picture(picture, PLACES[place][-1]))


def offered_widths(picture, place):
    """The widths at which a place is offered a picture: at least one."""
    found = widths((picture.width, picture.height), place.crop)
    return [width for width in found if place.least <= width <= place.most] or found[-1:]


def picture_sources(picture, place):
    focal = MIDDLE if place.crop == "whole" else picture.focal
    for kind in ("avif", "webp"):
        each = [Rendition(place.crop, focal, width, kind) for width in offered_widths(picture, place)]
        srcset = ", ".join(f"{picture_url(picture.name, one)} {one.width}w" for one in each)
        yield PictureSource(each[0].type, srcset, place.sizes, place.media)


def fallback_picture(picture, place):
    """The address of the JPEG, and the size that the crop has at the most: what a browser reserves."""
    size = picture.width, picture.height
    focal = MIDDLE if place.crop == "whole" else picture.focal
    width = fallback(widths(size, place.crop))
    most = offered_widths(picture, place)[-1]
    return (
        picture_url(picture.name, Rendition(place.crop, focal, width, "jpg")),
        most,
        height(size, place.crop, most),
    )
