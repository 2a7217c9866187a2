"""Publication of advertisements: pictures in the exact sizes of their slots, replacement and redaction."""

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from PIL import Image as Pillow

from articles.media.pictures import PreparedPicture, prepare_picture
from articles.redaction.registry import PerformedRedaction, on_redaction
from newsroom.advertising.models import AdSize, AdSlot, Advertisement

MAX_KILOBYTES = 150
DENSITIES = (1, 2)  # pixels of the picture for each CSS pixel

REFUSALS = {
    "size": _(
        "The picture measures %(width)d × %(height)d pixels. For this place it must measure %(sizes)s."
    ),
    "heavy": _("The picture has %(kilobytes)d KB. It may have up to %(most)d KB."),
}


def allowed_sizes(slot: str, size: str) -> list[tuple[int, int]]:
    """Return the sizes in pixels, (width, height), that a picture in a slot may have."""
    width, height = AdSlot.SIZES[AdSlot(slot)][AdSize(size)]
    return [(width * density, height * density) for density in DENSITIES]


def sizes_label(slot: str, size: str) -> str:
    """Return the allowed sizes without words, for any language: “970 × 250 / 1940 × 500”."""
    return " / ".join(f"{width} × {height}" for width, height in allowed_sizes(slot, size))


def prepare_advertisement_picture(uploaded: File, slot: str, size: str) -> PreparedPicture:
    """Return an upload prepared for readers. Raise ValidationError if dimensions or file size are wrong."""
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


@transaction.atomic
def replace(old: Advertisement, successor: Advertisement) -> None:
    """Save a new advertisement and end the old one when the new one begins, unless it ends earlier."""
    old = Advertisement.objects.select_for_update().get(pk=old.pk)
    if old.placed_until is None or old.placed_until > successor.placed_from:
        old.placed_until = successor.placed_from
        old.save(update_fields=["placed_until"])
    successor.save()


@on_redaction()
def keep_redacted_advertisements(redaction: PerformedRedaction) -> None:
    """Clear the digest keys, so that the digests in the log cannot confirm guesses at removed words."""
    changed = redaction.objects.get("advertisement", [])
    models.QuerySet(Advertisement).filter(pk__in=changed).update(digest_key="")
