"""Cropping, scaling and encoding of pictures, without the storage."""

import io

from django.core.files.base import File
from PIL import Image as Pillow

from articles.media.renditions.sizes import Rendition, box, height

# What uploads become in articles.media.pictures, and PNG for what was brought into the library otherwise.
FORMATS = ["JPEG", "WEBP", "PNG", "GIF", "AVIF"]
PAPER = "white"  # behind what is transparent, where a format knows no transparency
HEAVY = 380_000  # bytes; what is heavier is encoded more coarsely, and in the end with fewer pixels
COARSER, COARSEST = 18, 36
ENCODERS = {
    "avif": ("AVIF", 56, {"speed": 8}),
    "webp": ("WEBP", 76, {"method": 4}),
    "jpg": ("JPEG", 78, {"optimize": True, "progressive": True}),
}


def open_picture(file: File) -> Pillow.Image:
    """Open a picture: its header is read, nothing is decoded."""
    return Pillow.open(file, formats=FORMATS)


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
    """Return the bytes of a picture; of pure grain, which compresses badly, at half its width."""
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
