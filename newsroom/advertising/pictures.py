"""Pictures of advertisements: prepared as those of the library are, in the exact size of their slot."""

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils.translation import gettext_lazy as _
from PIL import Image as Pillow

from articles.media.pictures import PreparedPicture, prepare_picture
from newsroom.advertising.models import AdSize, AdSlot

MAX_KILOBYTES = 150
DENSITIES = (1, 2)  # pixels of the picture for each CSS pixel

REFUSALS = {
    "size": _(
        "The picture measures %(width)d × %(height)d pixels. For this place it must measure %(sizes)s."
    ),
    "heavy": _("The picture has %(kilobytes)d KB. It may have up to %(most)d KB."),
}


def allowed_sizes(slot: str, size: str) -> list[tuple[int, int]]:
    """Return the sizes in pixels, (width, height), that a picture for a slot may have."""
    width, height = AdSlot.SIZES[AdSlot(slot)][AdSize(size)]
    return [(width * density, height * density) for density in DENSITIES]


def sizes_label(slot: str, size: str) -> str:
    """Return the allowed sizes in words of no language: “970 × 250 / 1940 × 500”."""
    return " / ".join(f"{width} × {height}" for width, height in allowed_sizes(slot, size))


def prepare_advertisement_picture(uploaded: File, slot: str, size: str) -> PreparedPicture:
    """Return an upload as the file that readers load. Raise ValidationError that says what to change."""
    prepared = uploaded if isinstance(uploaded, PreparedPicture) else prepare_picture(uploaded)
    with Pillow.open(prepared.open()) as picture:
        measured = picture.size
    if measured not in allowed_sizes(slot, size):
        values = {"width": measured[0], "height": measured[1], "sizes": sizes_label(slot, size)}
        raise ValidationError(REFUSALS["size"], code="size", params=values)
    kilobytes = -(-prepared.size // 1000)
    if kilobytes > MAX_KILOBYTES:
        raise ValidationError(
            REFUSALS["heavy"], code="heavy", params={"kilobytes": kilobytes, "most": MAX_KILOBYTES}
        )
    prepared.seek(0)
    return prepared
