"""Uploads for advertisements: checked like pictures of the library, of an exact size, and light."""

import pytest
from django.core.exceptions import ValidationError
from PIL import Image as Pillow

from newsroom.advertising.models import AdSize, AdSlot
from newsroom.advertising.publication import MAX_KILOBYTES, allowed_sizes, prepare_advertisement_picture
from tests.advertising.makers import noise_bytes, picture_bytes, upload

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.mark.parametrize("slot", AdSlot)
@pytest.mark.parametrize("size", AdSize)
def test_each_slot_takes_its_size_and_twice_as_many_pixels(slot, size):
    for measured in allowed_sizes(slot, size):
        prepared = prepare_advertisement_picture(upload(picture_bytes(measured)), slot, size)
        with Pillow.open(prepared) as picture:
            assert picture.size == measured


@pytest.mark.parametrize("measured", [(971, 250), (970, 251), (250, 970), (1455, 375), (1, 1)])
def test_any_other_size_is_refused_with_both_sizes(measured):
    with pytest.raises(ValidationError, match="970 × 250 / 1940 × 500") as refusal:
        prepare_advertisement_picture(upload(picture_bytes(measured)), AdSlot.FRONT, AdSize.WIDE)
    assert f"{measured[0]} × {measured[1]}" in refusal.value.messages[0]


def test_a_heavy_picture_is_refused_with_both_weights():
    with pytest.raises(ValidationError, match=f"up to {MAX_KILOBYTES} KB"):
        prepare_advertisement_picture(upload(noise_bytes((1940, 500))), AdSlot.FRONT, AdSize.WIDE)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (SVG, "svg"),
        (b"", "empty"),
        (b"%PDF-1.7", "pdf"),
        (b"<html><script>alert(1)</script>", "unknown"),
        (picture_bytes((970, 250))[:200], "damaged"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 40, "damaged"),
    ],
)
def test_what_is_no_picture_is_refused_in_words(content, code):
    with pytest.raises(ValidationError) as refusal:
        prepare_advertisement_picture(upload(content), AdSlot.FRONT, AdSize.WIDE)
    assert refusal.value.code == code


def test_nothing_of_the_upload_is_kept_but_its_pixels():
    content = picture_bytes((320, 100)) + b"<script>alert(1)</script>"
    prepared = prepare_advertisement_picture(upload(content, "../x.php"), AdSlot.FRONT, AdSize.PHONE)
    assert b"script" not in prepared.read()
    assert "/" not in prepared.name and prepared.name.endswith((".webp", ".jpg"))
