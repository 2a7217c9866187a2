"""Renditions apart from their storage: the fixed table of sizes and names, cropping, scaling and encoding."""

import io
import re
from typing import NamedTuple

from django.core.files.base import File
from PIL import Image as Pillow

CROPS = {"whole": None, "card": (3, 2), "wide": (2, 1), "square": (1, 1)}
# 720 and 800 are for phones with two dots per pixel: 358 px within margins, 390 px full width.
WIDTHS = {
    "whole": (320, 480, 640, 720, 960, 1280, 1920),
    "card": (320, 480, 640, 960, 1280),
    "wide": (480, 640, 800, 960, 1280, 1920),
    "square": (160, 320, 480),
}
FORMATS = {"avif": "image/avif", "webp": "image/webp", "jpg": "image/jpeg"}
MIDDLE = (50, 50)
FALLBACK = 640  # width of the JPEG for browsers without support for AVIF and WebP
# A rendition in the original's own width is offered if it is wider than the next smaller one by more than
# this factor.
WORTH_MORE = 1.1
NAME = re.compile(
    r"(?P<crop>whole|(?P<cut>card|wide|square)-(?P<x>\d{1,3})-(?P<y>\d{1,3}))"
    r"-(?P<width>[1-9]\d{0,3})\.(?P<format>avif|webp|jpg)"
)
# Formats written by articles.media.pictures, and formats of pictures added to the library in another way.
READABLE = ["JPEG", "WEBP", "PNG", "GIF", "AVIF"]
PAPER = "white"  # background of transparent pictures, in formats without transparency
HEAVY = 380_000  # bytes; heavier renditions get a lower quality, and finally fewer pixels
COARSER, COARSEST = 18, 36  # step of the quality, which is lowered while it is above COARSEST
ENCODERS = {
    "avif": ("AVIF", 56, {"speed": 8}),
    "webp": ("WEBP", 76, {"method": 4}),
    "jpg": ("JPEG", 78, {"optimize": True, "progressive": True}),
}


class Rendition(NamedTuple):
    """A rendition of a picture: its crop, focal point (in percent), width and format."""

    crop: str
    focal: tuple
    width: int
    format: str

    @property
    def name(self):
        around = "" if self.crop == "whole" else "-{}-{}".format(*self.focal)
        return f"{self.crop}{around}-{self.width}.{self.format}"

    @property
    def type(self):
        return FORMATS[self.format]


def parse_rendition(name: str) -> Rendition | None:
    """Return the Rendition of a file name, or None if it is not one."""
    match = NAME.fullmatch(name)
    if not match:
        return None
    focal = (int(match["x"]), int(match["y"])) if match["cut"] else MIDDLE
    rendition = Rendition(match["cut"] or "whole", focal, int(match["width"]), match["format"])
    return rendition if rendition.name == name and max(focal) <= 100 else None


def natural(size, crop):
    """Return the largest (width, height) of a crop without enlarging the picture."""
    width, height = size
    if CROPS[crop] is None:
        return size
    across, down = CROPS[crop]
    if width * down <= height * across:
        return width, max(1, width * down // across)
    return max(1, height * across // down), height


def widths(size: tuple[int, int], crop: str) -> list[int]:
    """Return the widths of a picture's crop: those in the table that it can fill, then its own."""
    own = natural(size, crop)[0]
    fitting = [width for width in WIDTHS[crop] if width <= own]
    if own < WIDTHS[crop][-1] and own > WORTH_MORE * max(fitting, default=0):
        fitting.append(own)
    return fitting


def fallback_width(offered: list[int]) -> int:
    """Return the width of the JPEG rendition."""
    return max((width for width in offered if width <= FALLBACK), default=offered[0])


def height(size: tuple[int, int], crop: str, width: int) -> int:
    """Return the height of a rendition in pixels without making it."""
    across, down = CROPS[crop] or size
    return max(1, round(width * down / across))


def box(size: tuple[int, int], crop: str, focal: tuple[int, int]) -> tuple[int, int, int, int]:
    """Return the (left, top, right, bottom) of a crop, centred on the focal point as far as possible."""
    taken = natural(size, crop)
    start = [
        min(max(round(whole * percent / 100 - part / 2), 0), whole - part)
        for whole, part, percent in zip(size, taken, focal, strict=True)
    ]
    return start[0], start[1], start[0] + taken[0], start[1] + taken[1]


def is_offered(rendition: Rendition, size: tuple[int, int], focal: tuple[int, int]) -> bool:
    """Return whether a picture with this size and focal point has this rendition."""
    is_around = rendition.crop == "whole" or rendition.focal == tuple(focal)
    return is_around and rendition.width in widths(size, rendition.crop)


def narrower(rendition: Rendition, size: tuple[int, int]) -> Rendition:
    """Return the rendition for data saving: at most half as wide, or else the smallest."""
    fitting = [width for width in widths(size, rendition.crop) if width <= rendition.width]
    half = [width for width in fitting if width * 2 <= rendition.width] or fitting[:1]
    return rendition._replace(width=half[-1]) if half else rendition


def open_picture(file: File) -> Pillow.Image:
    """Open a picture without decoding it. Raise an OSError if it cannot be read."""
    return Pillow.open(file, formats=READABLE)


def draw_rendition(picture: Pillow.Image, rendition: Rendition) -> bytes:
    """Return the bytes of one rendition of an opened picture."""
    return encode(fit(picture, rendition), rendition.format)


def fit(picture, rendition):
    """Return the picture cropped and scaled, in mode RGB or RGBA."""
    wanted = rendition.width, height(picture.size, rendition.crop, rendition.width)
    cut = box(picture.size, rendition.crop, rendition.focal)
    if picture.mode not in ("RGB", "RGBA"):
        picture = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    return picture.resize(wanted, Pillow.Resampling.LANCZOS, box=cut, reducing_gap=3.0)


def encode(picture, format):
    """Return the bytes of a picture. If they exceed HEAVY, lower the quality, and then halve its size.

    Only pictures of pure grain need the latter.
    """
    name, quality, options = ENCODERS[format]
    if format == "jpg" and picture.mode == "RGBA":
        background = Pillow.new("RGB", picture.size, PAPER)
        background.paste(picture, mask=picture)
        picture = background
    picture.info = {}
    while True:
        out = io.BytesIO()
        picture.save(out, name, quality=quality, **options)
        if out.tell() <= HEAVY or min(picture.size) < 2:
            return out.getvalue()
        if quality > COARSEST:
            quality -= COARSER
        else:
            picture = picture.reduce(2)
