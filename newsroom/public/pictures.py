"""Pictures with their addresses: as an edition printed them, or as the library has them now."""

from typing import NamedTuple

from django.core.files.storage import default_storage

from articles.models.language import localized


class Picture(NamedTuple):
    """All that a page says of a picture, in its language; width and height in pixels."""

    src: str
    width: int
    height: int
    alt: str
    caption: str
    credit: str


def printed_picture(edition, number):
    """A picture as the edition printed it, or None when it printed none of that number."""
    printed = edition.printed["images"].get(str(number))
    return printed and Picture(**{**printed, "src": default_storage.url(printed["src"])})


def lead_picture(edition):
    return printed_picture(edition, edition.lead_image_id)


def library_picture(image, language):
    """A picture as the library has it, for pages that are no editions."""
    words = {field: getattr(image, localized(field, language)) for field in ("alt", "caption", "credit")}
    return Picture(src=image.file.url, width=image.width, height=image.height, **words)
