"""Pictures with their addresses: as an edition printed them, or as the library has them now.

An edition keeps the file and the words that it printed. Whether the rights of a picture stand, and where
its focal point lies, is asked of the library each time; without its rights a picture is left out.
"""

from typing import NamedTuple

from django.urls import reverse
from django.utils import timezone

from articles.media.renditions.ahead import fallback
from articles.media.renditions.table import MIDDLE, Rendition, height, widths
from articles.models.image import Image
from articles.models.language import localized


class Picture(NamedTuple):
    """All that a page says of a picture, in its language; width and height in pixels.

    src    of the original; pages show what newsroom.public.pictures gives
    name   of the stored file, or "" for a picture that has no smaller copies
    focal  the point around which it is cropped, in percent
    """

    src: str
    width: int
    height: int
    alt: str
    caption: str
    credit: str
    name: str = ""
    focal: tuple = MIDDLE


def printed_picture(edition, image, at=None):
    """A picture as the edition printed it; None where it printed none or its rights have ended.

    image  the Image as the library has it, or None
    at     the instant of the page (now by default)
    """
    printed = image and edition.printed["images"].get(str(image.pk))
    if not printed or not image.has_rights(at or timezone.now()):
        return None
    name = printed["src"]
    focal = (image.focal_x, image.focal_y) if image.file.name == name else MIDDLE
    return Picture(**{**printed, "src": picture_url(name)}, name=name, focal=focal)


def lead_picture(edition, at=None):
    """The picture over the text of an edition, fetched with for_list() or for_page()."""
    return printed_picture(edition, edition.lead_image, at)


def library_picture(image, language, at=None):
    """A picture as the library has it, for pages that are no editions; None without it or its rights."""
    if image is None or not image.has_rights(at or timezone.now()):
        return None
    words = {field: getattr(image, localized(field, language)) for field in ("alt", "caption", "credit")}
    return Picture(
        src=picture_url(image.file.name),
        width=image.width,
        height=image.height,
        **words,
        name=image.file.name,
        focal=(image.focal_x, image.focal_y),
    )


def images_by_id(numbers, edition=None):
    """{number: Image} of the library; the lead picture of an edition is at hand."""
    found = {edition.lead_image_id: edition.lead_image} if edition and edition.lead_image_id else {}
    lacking = set(numbers) - set(found)
    return found | (Image.objects.in_bulk(lacking) if lacking else {})


def picture_url(name, rendition=None):
    """Where a stored file is fetched, or one of its renditions: from the newsroom, wherever it is kept."""
    return reverse("public:media", args=[f"{name}/{rendition.name}" if rendition else name])


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
