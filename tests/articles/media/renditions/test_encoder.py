"""The appearance and the file size of renditions."""

import io

import pytest
from PIL import Image as Pillow

from articles.media.renditions.sizes import FORMATS, HEAVY, MIDDLE, Rendition, draw_rendition, fit
from tests.articles.media.test_pictures import is_near


def opened(content):
    picture = Pillow.open(io.BytesIO(content))
    picture.load()
    return picture


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("mode", ["L", "LA", "P", "RGB", "RGBA", "CMYK", "1", "I;16"])
def test_every_mode_becomes_every_format(mode, format):
    picture = Pillow.new(mode, (400, 300))
    made = opened(draw_rendition(picture, Rendition("card", MIDDLE, 320, format)))
    assert (made.size, made.format) == ((320, 213), {"jpg": "JPEG"}.get(format, format.upper()))


def test_what_is_transparent_stays_so_or_lies_on_paper():
    clear = Pillow.new("RGBA", (400, 300), (0, 0, 0, 0))
    for format in ("avif", "webp"):
        assert (
            opened(draw_rendition(clear, Rendition("whole", MIDDLE, 320, format)))
            .convert("RGBA")
            .getpixel((9, 9))[3]
            == 0
        )
    assert is_near(
        opened(draw_rendition(clear, Rendition("whole", MIDDLE, 320, "jpg"))).getpixel((9, 9)),
        (255, 255, 255),
    )


def test_point_of_focus_is_in_the_crop():
    picture = Pillow.new("RGB", (1600, 400), "white")
    picture.paste((200, 30, 30), (1500, 0, 1600, 400))
    cut = fit(picture, Rendition("square", (97, 50), 320, "jpg"))
    assert is_near(cut.getpixel((300, 160)), (200, 30, 30))
    assert is_near(
        fit(picture, Rendition("square", (50, 50), 320, "jpg")).getpixel((300, 160)), (255, 255, 255)
    )


@pytest.mark.parametrize("format", FORMATS)
def test_the_worst_picture_stays_light(format):
    grain = Pillow.effect_noise((1920, 1280), 120).convert("RGB")
    assert len(draw_rendition(grain, Rendition("whole", MIDDLE, 1920, format))) <= HEAVY


def test_nothing_is_kept_beside_the_pixels():
    picture = Pillow.new("RGB", (400, 300))
    picture.info = {
        "comment": b"SECRET",
        "exif": b"Exif\0\0SECRET",
        "xmp": b"SECRET",
        "icc_profile": b"SECRET",
    }
    for format in FORMATS:
        assert b"SECRET" not in draw_rendition(picture, Rendition("whole", MIDDLE, 320, format))
