"""Uploads become harmless new files, or are refused with a way out."""

import io
import struct
import unicodedata
import zlib
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from unittest import mock

import pytest
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.db import IntegrityError
from django.test import SimpleTestCase, TestCase, override_settings
from django.utils import translation
from PIL import Image as Pillow
from PIL import ImageCms, ImageDraw, PngImagePlugin

from articles.media import pictures
from articles.media.pictures import PictureField, prepare_picture, store_picture
from articles.models import Event, Image
from tests.articles.media.hostile import HEIC

RED, BLUE = (200, 30, 30), (20, 40, 200)


def photograph(width=60, height=40):
    """Return noise, which no encoder makes smaller without loss."""
    return Pillow.effect_noise((width, height), 90).convert("RGB")


def drawing(width=60, height=40, mode="RGB", ink=RED, paper="white"):
    """Return a picture with a left half in ink and a right half in paper."""
    picture = Pillow.new(mode, (width, height), paper)
    ImageDraw.Draw(picture).rectangle((0, 0, width // 2 - 1, height), fill=ink)
    return picture


def encoded(picture, name="PNG", **options):
    out = io.BytesIO()
    picture.save(out, name, **options)
    return out.getvalue()


def upload(content, name="photo.jpg"):
    return SimpleUploadedFile(name, content)


def opened(prepared):
    picture = Pillow.open(prepared)
    picture.load()
    return picture


def png_header_of(width, height):
    """Return a PNG of a few bytes that claims to be large."""
    header = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunk = struct.pack(">I", 13) + header + struct.pack(">I", zlib.crc32(header))
    data = b"IDAT" + zlib.compress(b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk + struct.pack(">I", len(data) - 4) + data + b"\0" * 4


def is_near(colour, wanted):
    return all(abs(a - b) < 12 for a, b in zip(colour, wanted, strict=True))


class PrepareTests(SimpleTestCase):
    def test_file_is_named_for_its_content(self):
        prepared = prepare_picture(upload(encoded(photograph(), "JPEG")))
        content = prepared.read()
        self.assertEqual(prepared.name, f"{sha256(content).hexdigest()[:32]}.jpg")

    def test_nothing_of_the_users_name_is_kept(self):
        content = encoded(drawing())
        long, decomposed = "가" * 300 + ".jpg", unicodedata.normalize("NFD", "사진 한글.png")
        names = {
            prepare_picture(upload(content, name)).name for name in (long, decomposed, "../../x.php", "a.svg")
        }
        self.assertEqual(len(names), 1)
        self.assertRegex(names.pop(), r"^[0-9a-f]{32}\.webp$")

    def test_photograph_becomes_jpeg(self):
        files = {name: encoded(photograph(), name) for name in ("JPEG", "PNG", "WEBP", "AVIF")}
        for name, content in {**files, "HEIF": HEIC}.items():
            with self.subTest(name):
                picture = opened(prepare_picture(upload(content)))
                self.assertEqual((picture.format, picture.mode, picture.size), ("JPEG", "RGB", (60, 40)))

    def test_drawing_stays_exact(self):
        picture = opened(prepare_picture(upload(encoded(drawing(400, 300)))))
        self.assertEqual(picture.format, "WEBP")
        self.assertEqual(picture.convert("RGB").getpixel((199, 150)), RED)
        self.assertEqual(picture.convert("RGB").getpixel((200, 150)), (255, 255, 255))

    def test_transparency_is_kept_where_there_is_any(self):
        clear = drawing(mode="RGBA", ink=(*RED, 255), paper=(0, 0, 0, 0))
        self.assertEqual(opened(prepare_picture(upload(encoded(clear)))).getpixel((50, 20))[3], 0)
        opaque = photograph().convert("RGBA")
        self.assertEqual(opened(prepare_picture(upload(encoded(opaque)))).format, "JPEG")

    def test_transparent_colour_of_a_palette_stays_transparent(self):
        palette = drawing().quantize(4)
        clear = palette.getpixel((50, 20))
        picture = opened(prepare_picture(upload(encoded(palette, transparency=clear))))
        self.assertEqual(picture.convert("RGBA").getpixel((50, 20))[3], 0)
        self.assertEqual(picture.convert("RGBA").getpixel((5, 20)), (*RED, 255))

    def test_wide_picture_is_made_smaller(self):
        picture = opened(prepare_picture(upload(encoded(photograph(3000, 1500), "JPEG"))))
        self.assertEqual(picture.size, (2000, 1000))

    def test_small_picture_keeps_its_size(self):
        self.assertEqual(opened(prepare_picture(upload(encoded(photograph(1, 1))))).size, (1, 1))

    def test_endless_strip_is_made_smaller_until_it_fits(self):
        picture = opened(prepare_picture(upload(encoded(drawing(100, 20_000)))))
        self.assertEqual(picture.size, (40, 8000))

    def test_picture_is_turned_as_it_was_held(self):
        # Position of the upper left corner as (from the left, from the top).
        corners = {1: (0, 0), 2: (1, 0), 3: (1, 1), 4: (0, 1), 5: (0, 0), 6: (1, 0), 7: (1, 1), 8: (0, 1)}
        marked = Pillow.new("RGB", (80, 40), "white")
        marked.paste(RED, (0, 0, 40, 20))
        for orientation, (left, top) in corners.items():
            with self.subTest(orientation):
                exif = Pillow.Exif()
                exif[pictures.ORIENTATION] = orientation
                picture = opened(prepare_picture(upload(encoded(marked, "JPEG", exif=exif, quality=95))))
                self.assertEqual(picture.size, (40, 80) if orientation > 4 else (80, 40))
                place = left * (picture.width - 1), top * (picture.height - 1)
                self.assertTrue(is_near(picture.getpixel(place), RED))

    def test_width_is_limited_as_the_picture_is_seen(self):
        exif = Pillow.Exif()
        exif[pictures.ORIENTATION] = 6
        content = encoded(photograph(2400, 1000), "JPEG", exif=exif)
        self.assertEqual(opened(prepare_picture(upload(content))).size, (1000, 2400))

    def test_nothing_is_kept_beside_the_pixels(self):
        exif = Pillow.Exif()
        exif[0x010F] = "SECRETCAMERA"
        exif.get_ifd(0x8825)[1] = "SECRETPLACE"
        png = PngImagePlugin.PngInfo()
        png.add_text("Comment", "SECRETTEXT")
        jpeg = {"exif": exif, "comment": b"SECRETCOMMENT", "xmp": b"<x>SECRETXMP</x>"}
        files = [
            encoded(photograph(), "JPEG", **jpeg) + b"<script>SECRETTAIL</script>PK\x03\x04",
            encoded(photograph(), "PNG", exif=exif, pnginfo=png),
            encoded(drawing(), "PNG", exif=exif, pnginfo=png),
            encoded(photograph(), "WEBP", exif=exif, xmp=b"SECRETXMP"),
            HEIC,
            encoded(drawing(), "GIF", comment=b"SECRETCOMMENT"),
        ]
        for content in files:
            self.assertIn(b"SECRET", content)
            prepared = prepare_picture(upload(content))
            self.assertNotIn(b"SECRET", prepared.read())
            self.assertFalse({"exif", "icc_profile", "xmp", "comment"} & set(opened(prepared).info))

    def test_colours_of_other_spaces_are_converted_to_srgb(self):
        swapped = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
        for old, new in ((b"rXYZ", b"????"), (b"bXYZ", b"rXYZ"), (b"????", b"bXYZ")):
            swapped = swapped.replace(old, new)
        for name in ("JPEG", "PNG", "WEBP"):
            with self.subTest(name):
                content = encoded(Pillow.new("RGB", (40, 40), (255, 0, 0)), name, icc_profile=swapped)
                self.assertTrue(
                    is_near(opened(prepare_picture(upload(content))).getpixel((5, 5)), (0, 0, 255))
                )

    def test_broken_profile_does_not_spoil_the_picture(self):
        content = encoded(drawing(), "JPEG", icc_profile=b"no profile at all", quality=95)
        self.assertTrue(is_near(opened(prepare_picture(upload(content))).getpixel((5, 5)), RED))

    def test_print_colours_become_screen_colours(self):
        content = encoded(drawing().convert("CMYK"), "JPEG", quality=95)
        picture = opened(prepare_picture(upload(content)))
        self.assertEqual(picture.mode, "RGB")
        self.assertTrue(is_near(picture.getpixel((50, 20)), (255, 255, 255)))

    def test_deep_greys_are_scaled_not_cut_off(self):
        grey = Pillow.new("I;16", (40, 40), 128 * 256)
        picture = opened(prepare_picture(upload(encoded(grey)))).convert("L")
        self.assertTrue(is_near([picture.getpixel((5, 5))], [128]))

    def test_every_mode_of_the_formats_is_read(self):
        for mode in ("1", "L", "LA", "P", "RGB", "RGBA", "I;16"):
            with self.subTest(mode):
                picture = opened(prepare_picture(upload(encoded(Pillow.new(mode, (9, 9))))))
                self.assertEqual(picture.size, (9, 9))

    def test_first_frame_of_an_animation_is_taken(self):
        for name in ("GIF", "WEBP", "PNG"):
            with self.subTest(name):
                frames = [drawing(ink=BLUE), drawing(ink=RED)]
                content = encoded(frames[0], name, save_all=True, append_images=frames[1:], duration=50)
                picture = opened(prepare_picture(upload(content)))
                self.assertTrue(is_near(picture.convert("RGB").getpixel((5, 5)), BLUE))
                self.assertEqual(getattr(picture, "n_frames", 1), 1)

    def test_large_upload_is_read_from_its_temporary_file(self):
        with TemporaryUploadedFile("photo.jpg", "image/jpeg", 0, None) as file:
            file.write(encoded(photograph(), "JPEG"))
            file.size = file.tell()
            self.assertEqual(opened(prepare_picture(file)).size, (60, 40))


class RefusalTests(SimpleTestCase):
    def assertRefused(self, content, code, name="photo.jpg"):
        with self.assertRaises(ValidationError) as caught:
            prepare_picture(upload(content, name))
        self.assertEqual(caught.exception.code, code)
        return caught.exception.messages[0]

    def test_what_is_no_picture_is_refused_with_the_way_out(self):
        jpeg = encoded(photograph(), "JPEG")
        strangers = {
            "empty": [b""],
            "svg": [
                b"<svg xmlns='http://www.w3.org/2000/svg'/>",
                b'\xef\xbb\xbf<?xml version="1.0"?>\n<SVG onload="x()"/>',
            ],
            "pdf": [b"%PDF-1.7\n..."],
            "unknown": [b"only text", b"<html><p>", b"\0" * 5000, encoded(photograph(), "TIFF"), b"MZ\x90"],
            "damaged": [jpeg[:20], jpeg[: len(jpeg) // 2], encoded(photograph())[:900], b"GIF89a", b"RIFF"],
            "heic": [b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", HEIC[:-200]],
        }
        for code, contents in strangers.items():
            for content in contents:
                with self.subTest(code, content=content[:20]):
                    self.assertGreater(len(self.assertRefused(content, code)), 20)

    @pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
    def test_pixels_are_counted_before_they_are_decoded(self):
        decoded = AssertionError("decoded")
        with mock.patch.object(PngImagePlugin.PngImageFile, "load", side_effect=decoded):
            for side in (8_000, 12_000, 60_000):
                with self.subTest(side):
                    self.assertRefused(png_header_of(side, side), "large")

    @override_settings(IMAGE_MAX_PIXELS=2400)
    def test_limit_is_that_of_the_settings(self):
        prepare_picture(upload(encoded(drawing(60, 40))))
        self.assertRefused(encoded(drawing(61, 40)), "large")

    def test_file_of_too_many_bytes_is_not_opened(self):
        heavy = upload(b"x")
        heavy.size = pictures.MAX_BYTES + 1
        with mock.patch.object(Pillow, "open") as opening, self.assertRaises(ValidationError):
            prepare_picture(heavy)
        opening.assert_not_called()

    def test_refusal_can_be_said_in_every_language(self):
        for language in ("en", "ko"):
            with translation.override(language):
                self.assertNotIn("%(", self.assertRefused(png_header_of(60_000, 60_000), "large"))


def files_in_store():
    return sorted(path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file())


@contextmanager
def nothing_left():
    before = files_in_store(), Image.objects.count(), Event.objects.count()
    yield
    assert (files_in_store(), Image.objects.count(), Event.objects.count()) == before


class StoreTests(TestCase):
    def test_picture_joins_the_library_with_its_texts(self):
        image = store_picture(upload(encoded(photograph())), alt_en="Noise", caption_ko="잡음")
        image.refresh_from_db()
        self.assertEqual((image.width, image.height), (60, 40))
        self.assertEqual((image.alt_en, image.caption_ko), ("Noise", "잡음"))
        self.assertTrue(Path(image.file.path).exists())

    def test_refused_picture_leaves_nothing(self):
        with nothing_left(), self.assertRaises(ValidationError):
            store_picture(upload(b"no picture"), alt_en="Nothing")

    def test_refused_text_leaves_nothing(self):
        with nothing_left(), self.assertRaises(ValidationError):
            store_picture(upload(encoded(photograph())), alt_en="x" * 301)

    def test_row_that_cannot_be_written_leaves_no_file(self):
        failing = mock.patch("articles.events.log.record", side_effect=IntegrityError)
        with nothing_left(), failing, self.assertRaises(IntegrityError):
            store_picture(upload(encoded(photograph(70, 50))))


class ImageForm(forms.ModelForm):
    file = PictureField()

    class Meta:
        model = Image
        fields = ["file"]


class PictureFieldTests(TestCase):
    def test_upload_of_a_form_is_prepared(self):
        heic = upload(HEIC, "가" * 200 + ".heic")
        form = ImageForm({}, {"file": heic})
        self.assertTrue(form.is_valid(), form.errors)
        self.assertRegex(form.save().file.name, r"^pictures/\d{4}/\d\d/[0-9a-f]{32}\.jpg$")

    def test_refusal_is_an_error_of_the_field(self):
        form = ImageForm({}, {"file": upload(b"%PDF-1.4")})
        self.assertEqual([error.code for error in form.errors.as_data()["file"]], ["pdf"])

    def test_form_without_a_new_upload_keeps_its_picture(self):
        image = store_picture(upload(encoded(photograph())))
        form = ImageForm({}, {}, instance=image)
        self.assertTrue(form.is_valid())
        self.assertEqual(form.save().file.name, image.file.name)


@pytest.mark.parametrize("code", sorted(pictures.REFUSALS))
def test_every_refusal_has_its_limits_filled_in(code):
    assert "%" not in pictures._upload_refusal(code).messages[0]
