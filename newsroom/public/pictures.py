"""Pictures with their addresses: as an edition printed them, or as the library has them now.

An edition keeps the file and the words that it printed. Whether the rights of a picture stand, and where
its focal point lies, is asked of the library each time; without its rights a picture is left out.
"""

from typing import NamedTuple

from django.urls import reverse
from django.utils import timezone

from articles.media.renditions.table import MIDDLE
from articles.models.image import Image
from articles.models.language import localized


class Picture(NamedTuple):
    """All that a page says of a picture, in its language; width and height in pixels.

    src    of the original; pages show what newsroom.public.places gives
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
