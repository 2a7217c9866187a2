"""Pictures on readers' pages, as an edition printed them or as the library has them, and their renditions.

An edition stores the file and the texts of each picture that it printed, and the uses (PictureUse) that the
picture's contract forbade at the time of publication. Rights and focal point are always read from the
library. A picture without rights is left out.

The `sizes` of PLACES were measured in a browser and match static/css/site.css. They do not use `auto`,
because HTML checkers refuse it for a picture with several sources.
"""

from collections.abc import Iterable
from datetime import datetime
from functools import cache, lru_cache
from typing import NamedTuple
from urllib.parse import quote

from django.db import models
from django.urls import get_script_prefix, reverse

from articles.compiled_queries import ListOf, compiled_query
from articles.media.renditions.sizes import MIDDLE, Rendition, fallback_width, height, widths
from articles.models.edition import Edition
from articles.models.image import Image, PictureUse, is_withheld
from articles.models.language import localized
from articles.models.logged import PicturedModel
from newsroom.pagecache.kept_parts import kept_rows
from newsroom.pagecache.page_keys import depend_on, expire_at

SAFE_IN_PATHS = "!$&'()*+,;=/~:@"  # as in django.urls.reverse


class Picture(NamedTuple):
    """A picture with its texts in the page's language; width and height in pixels."""

    src: str  # address of the original; pages show renditions, see place_picture
    width: int
    height: int
    alt: str
    caption: str
    credit: str
    name: str = ""  # of the stored file, or "" for a picture without renditions
    focal: tuple = MIDDLE  # (x, y) of the focal point for crops, in percent


def printed_picture(
    edition: Edition, image: Image | None, at: datetime, use: PictureUse | None = None
) -> Picture | None:
    """Return a picture as the edition printed it; None if it was not printed or its rights have ended.

    use  use other than the story's own page; the result is also None if the picture's contract forbade it
    """
    printed = image and edition.printed["images"].get(str(image.pk))
    if not printed or (use and is_withheld(edition.printed, image.pk, use)) or not is_shown(image, at):
        return None
    return _stored_picture(image, printed["src"], printed)


def _stored_picture(image, name, facts):
    """Return the Picture of a stored file of an image. The focal point of a former file is its middle.

    facts  the fields `width`, `height`, `alt`, `caption` and `credit`
    """
    focal = (image.focal_x, image.focal_y) if image.file.name == name else MIDDLE
    return Picture(**facts | {"src": picture_url(name), "name": name, "focal": focal})


def row_picture(row: PicturedModel, image: Image | None, at: datetime, *uses: str) -> Picture | None:
    """Return the picture of a row as it was published; None without one, or if its rights have ended.

    image  the image of the row
    uses   uses other than the row's own page; the result is also None if the picture is withheld from any
    """
    if image is None or any(map(row.is_withheld, uses)) or not is_shown(image, at):
        return None
    size = {"width": row.picture_width, "height": row.picture_height}
    words = {"alt": row.alt, "caption": row.caption, "credit": row.credit}
    return _stored_picture(image, row.picture_file, size | words)


def lead_picture(edition: Edition, at: datetime, use: PictureUse | None = None) -> Picture | None:
    """Return the lead picture as the edition printed it, or None; see printed_picture.

    The lead caption of the edition, if it has one, replaces the caption of the picture.

    edition  fetched with for_picture(), for_list() or for_page()
    """
    picture = printed_picture(edition, edition.lead_image, at, use)
    caption = edition.printed.get("lead_caption")
    return picture._replace(caption=caption) if picture and caption else picture


def lead_pictures(editions: Iterable[Edition], at: datetime) -> dict[int, Picture]:
    """Return {edition id: lead picture} of the editions that show one. At most one query."""
    numbers = {edition.pk for edition in editions if edition.lead_image_id}

    def read_pictures(lacking):
        rows = {edition.pk: edition for edition in pictured_editions(numbers=lacking)}
        return lambda number: lead_picture(rows[number], at)

    return kept_rows("lead-picture", numbers, (), read_pictures, has_key=False)


@compiled_query(numbers=ListOf(models.BigIntegerField()))
def pictured_editions(numbers):
    """Return the editions with some ids, with the fields that lead_picture needs.

    Without compilation, a section page would need 6 % more processor time, a feed 4 %.
    """
    return Edition.objects.filter(pk__listed=numbers).for_picture()


def picture_of_story(edition: Edition, image: int, at: datetime) -> Picture | None:
    """Return the printed_picture of an edition for the id of an image. Two queries."""
    row = Edition.objects.only("printed").get(pk=edition.pk)
    return printed_picture(row, images_by_id({image}).get(image), at)


def library_picture(image: Image | None, language: str, at: datetime) -> Picture | None:
    """Return a picture as it is in the library, for pages that are not editions.

    Return None without an image, or if its rights have ended.
    """
    if image is None or not is_shown(image, at):
        return None
    words = {field: getattr(image, localized(field, language)) for field in ("alt", "caption", "credit")}
    return _stored_picture(image, image.file.name, words | {"width": image.width, "height": image.height})


def is_shown(image: Image, at: datetime) -> bool:
    """Return whether a picture has rights at the instant of a page, and make the page depend on it."""
    depend_on("image", image.pk)
    expire_at([image.rights_until])
    return image.has_rights(at)


def images_by_id(numbers: set[int], edition: Edition | None = None) -> dict[int, Image]:
    """Return {id: Image} of images by id, and of the lead image of `edition`, which needs no query."""
    images = {edition.lead_image_id: edition.lead_image} if edition and edition.lead_image_id else {}
    lacking = set(numbers) - images.keys()
    depend_on("image", *lacking)
    return images | (Image.objects.in_bulk(lacking) if lacking else {})


def picture_url(name: str, rendition: Rendition | None = None) -> str:
    """Return the path of a stored file or of one of its renditions."""
    path = f"{_quoted(name)}/{rendition.name}" if rendition else _quoted(name)
    return media_root(get_script_prefix()) + path


@lru_cache(maxsize=1000)
def _quoted(name):
    """Return a file name quoted for URLs. Cached, because a page links a dozen renditions of each picture."""
    return quote(name, safe=SAFE_IN_PATHS)


@cache
def media_root(_prefix: str) -> str:
    """Return the start of all picture paths. Cached, because calling reverse() for each picture is slow."""
    return reverse("public:media", args=["-"]).removesuffix("-")


class PictureCrop(NamedTuple):
    """A crop, offered in widths from `least` to `most` pixels. `media` is its media query; "" for none."""

    crop: str
    least: int
    most: int
    sizes: str
    media: str = ""


# Sizes in rem. A gallery is as wide as a lead picture, with almost no gaps in its rows. On phones, its rows
# have a fixed height.
GALLERY_WIDTHS = (("min-width: 64rem", 57.5), ("min-width: 43rem", 39))
GALLERY_HEIGHT = 13.5
FULL, THUMBNAIL = "calc(100vw - 2rem)", "26vw"
IN_TEXT = f"(min-width: 43rem) 39rem, {FULL}"
HALF = f"(min-width: 48rem) 46vw, {THUMBNAIL}"
# The last crop of a place is the fallback for browsers that match no media query.
PLACES = {
    "lead": [PictureCrop("whole", 480, 1920, f"(min-width: 64rem) 57.5rem, {IN_TEXT}")],
    "figure": [PictureCrop("whole", 320, 1280, IN_TEXT)],
    "front": [
        PictureCrop("wide", 480, 1920, "(min-width: 48rem) 94vw, 100vw", "(max-width: 69.99rem)"),
        PictureCrop("card", 640, 1280, "(min-width: 84rem) 47rem, 57vw"),
    ],
    "front_big": [
        PictureCrop("wide", 480, 1920, "(min-width: 48rem) 94vw, 100vw", "(max-width: 69.99rem)"),
        PictureCrop("wide", 960, 1920, "(min-width: 84rem) 80rem, 94vw"),
    ],
    "second": [PictureCrop("card", 320, 960, f"(min-width: 84rem) 18.5rem, (min-width: 60rem) 23vw, {HALF}")],
    "block": [PictureCrop("card", 320, 960, f"(min-width: 70rem) 25rem, {HALF}")],
    "list": [PictureCrop("card", 320, 640, f"(min-width: 48rem) 13rem, {THUMBNAIL}")],
    "led": [PictureCrop("card", 480, 1280, f"(min-width: 70rem) 37rem, (min-width: 48rem) 13rem, {FULL}")],
    "related": [PictureCrop("card", 320, 640, f"(min-width: 60rem) 17.5rem, {THUMBNAIL}")],
    "entry": [PictureCrop("square", 160, 320, "5rem")],
    "author": [PictureCrop("square", 160, 480, "clamp(5rem, 16vw, 9rem)")],
}


class PictureSource(NamedTuple):
    """One <source> element."""

    type: str
    srcset: str
    sizes: str
    media: str


class PlacedPicture(NamedTuple):
    """A picture at its place: PictureSources, and the <img>, whose src is for old browsers."""

    sources: list
    src: str
    width: int
    height: int


def gallery_sizes(ratio: int, share: float) -> str:
    """Return the `sizes` attribute of a picture in a gallery.

    ratio  width of the picture divided by its height, in percent
    share  share of the picture in the width of its row, from 0 to 1
    """
    wide = [f"({query}) {round(width * share, 1)}rem" for query, width in GALLERY_WIDTHS]
    return ", ".join([*wide, f"{round(GALLERY_HEIGHT * ratio / 100, 1)}rem"])


def large_picture_url(picture: Picture) -> str:
    """Return the address of the largest uncropped rendition, or of the original if it has no renditions."""
    if not picture.name or not picture.width or not picture.height:
        return picture.src
    most = widths((picture.width, picture.height), "whole")[-1]
    return picture_url(picture.name, Rendition("whole", MIDDLE, most, "webp"))


def place_picture(picture: Picture, place: str) -> PlacedPicture:
    """Return the PlacedPicture of a Picture for a key of PLACES."""
    if not picture.name or not picture.width or not picture.height:
        return PlacedPicture([], picture.src, picture.width, picture.height)
    sources = [source for crop in PLACES[place] for source in picture_sources(picture, crop)]
    return PlacedPicture(sources, *fallback_picture(picture, PLACES[place][-1]))


def offered_widths(picture, place):
    """Return the widths in pixels, ascending, that a PictureCrop offers; [the largest] if none fits."""
    available = widths((picture.width, picture.height), place.crop)
    return [width for width in available if place.least <= width <= place.most] or available[-1:]


def picture_sources(picture, place):
    focal = MIDDLE if place.crop == "whole" else picture.focal
    for kind in ("avif", "webp"):
        renditions = [Rendition(place.crop, focal, width, kind) for width in offered_widths(picture, place)]
        srcset = ", ".join(f"{picture_url(picture.name, item)} {item.width}w" for item in renditions)
        yield PictureSource(renditions[0].type, srcset, place.sizes, place.media)


def fallback_picture(picture, place):
    """Return (address of a JPEG, width of the largest rendition offered, height of this rendition)."""
    size = picture.width, picture.height
    focal = MIDDLE if place.crop == "whole" else picture.focal
    width = fallback_width(widths(size, place.crop))
    most = offered_widths(picture, place)[-1]
    address = picture_url(picture.name, Rendition(place.crop, focal, width, "jpg"))
    return address, most, height(size, place.crop, most)
