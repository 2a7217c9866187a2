"""Factories of advertisements and their files."""

import io
import os
from datetime import UTC, datetime

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image as Pillow

from newsroom.advertising.models import AdSize, AdSlot, Advertisement


def picture_bytes(size, colour="teal", kind="PNG"):
    file = io.BytesIO()
    Pillow.new("RGB", size, colour).save(file, kind)
    return file.getvalue()


def noise_bytes(size):
    """Return a picture of random pixels, which no encoder makes small."""
    file = io.BytesIO()
    Pillow.frombytes("RGB", size, os.urandom(size[0] * size[1] * 3)).save(file, "PNG")
    return file.getvalue()


def upload(content, name="ad.png"):
    return SimpleUploadedFile(name, content)


def make_advertisement(*, languages=("en", "ko"), slot=AdSlot.FRONT, **fields):
    """Make an advertisement with pictures in the sizes of its slot, in the given languages."""
    columns = {"name": "Paint in spring", "advertiser": "Haedong Paints", "link": "https://paints.example/"}
    alts = {"en": "Paint that lasts", "ko": "오래가는 페인트"}
    for language in languages:
        columns[f"alt_{language}"] = alts[language]
        for size in AdSize.values:
            content = picture_bytes(AdSlot.SIZES[slot][size])
            columns[f"{size}_{language}"] = ContentFile(content, f"{size}.png")
    return Advertisement.objects.create(slot=slot, **(columns | fields))


def make_planned_advertisement(**fields):
    """Make an advertisement that begins far in the future, so that it can be changed and deleted."""
    return make_advertisement(placed_from=datetime(2100, 1, 1, tzinfo=UTC), **fields)
