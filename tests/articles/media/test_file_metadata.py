"""Metadata of picture files: XMP, IPTC and EXIF, in several encodings, and hostile ones."""

import io
import struct
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image as Pillow

from articles.media.file_metadata import MOST_BYTES, decode_text, read_metadata
from articles.media.pictures import prepare_picture, store_picture
from articles.models import Image

XMP = """<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF
 xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" xmlns:rights="http://ns.adobe.com/xap/1.0/rights/"
 xmlns:core="http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/">
<rdf:Description photoshop:City="Dalmuri" photoshop:Credit="Sea Agency">{}</rdf:Description>
</rdf:RDF></x:xmpmeta>"""
ALTERNATIVES = (
    "<dc:description><rdf:Alt>"
    '<rdf:li xml:lang="x-default">The quay, as sent.</rdf:li>'
    '<rdf:li xml:lang="en-US">The quay.</rdf:li><rdf:li xml:lang="ko-KR">부두.</rdf:li>'
    "</rdf:Alt></dc:description>"
)


def photograph(**options):
    out = io.BytesIO()
    Pillow.effect_noise((60, 40), 90).convert("RGB").save(out, "JPEG", **options)
    return out.getvalue()


def with_iptc(*datasets):
    """Return a JPEG with datasets (record, number, bytes) in its Photoshop block."""
    parts = (struct.pack(">BBBH", 0x1C, record, number, len(raw)) + raw for record, number, raw in datasets)
    block = b"".join(parts)
    block += b"\0" * (len(block) % 2)
    resource = b"Photoshop 3.0\0" + b"8BIM" + struct.pack(">H2xI", 0x0404, len(block)) + block
    jpeg = photograph()
    return jpeg[:2] + b"\xff\xed" + struct.pack(">H", len(resource) + 2) + resource + jpeg[2:]


def with_xmp(properties):
    return photograph(xmp=XMP.format(properties).encode())


def with_exif(**texts):
    exif = Pillow.Exif()
    for name, tag in {"caption": 0x010E, "creator": 0x013B, "copyright": 0x8298}.items():
        if name in texts:
            exif[tag] = texts[name]
    exif.get_ifd(0x8769)[0x9003] = texts.get("taken", "")
    exif.get_ifd(0x8825)[1] = "N"  # a geographic position
    return photograph(exif=exif)


def columns(content):
    return read_metadata(Pillow.open(io.BytesIO(content))).columns()


class TestXmp:
    def test_texts_are_of_the_language_that_they_are_marked_with(self):
        found = columns(with_xmp(ALTERNATIVES))
        assert (found["caption_en"], found["caption_ko"]) == ("The quay.", "부두.")
        assert (found["credit_en"], found["place"]) == ("Sea Agency", "Dalmuri")

    def test_names_dates_and_terms_are_read(self):
        found = columns(
            with_xmp(
                "<dc:creator><rdf:Seq><rdf:li>Kim Testman</rdf:li><rdf:li>Lee</rdf:li></rdf:Seq></dc:creator>"
                "<photoshop:DateCreated>2026-11-28T10:00:00+09:00</photoshop:DateCreated>"
                "<photoshop:Country>Haedo</photoshop:Country>"
                "<photoshop:Headline>항구의 아침</photoshop:Headline>"
                "<dc:rights><rdf:Alt><rdf:li>© Sea</rdf:li></rdf:Alt></dc:rights>"
                "<rights:UsageTerms><rdf:Alt><rdf:li>Print only.</rdf:li></rdf:Alt></rights:UsageTerms>"
            )
        )
        assert found["creator"] == "Kim Testman, Lee"
        assert found["taken_on"] == date(2026, 11, 28)
        assert found["place"] == "Dalmuri, Haedo"
        assert found["usage_terms"] == "© Sea\nPrint only."
        assert found["caption_ko"] == "항구의 아침"

    @pytest.mark.parametrize(
        "packet",
        [
            b"<!DOCTYPE x [<!ENTITY a 'b'>]>" + XMP.format("&a;").encode(),
            XMP.format("<dc:rights>&lol;</dc:rights>").encode(),
            b"<x" * 1000,
            XMP.format(f"<dc:rights>{'a' * MOST_BYTES}</dc:rights>").encode(),
            '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'.encode(
                "utf-16"
            ),
        ],
        ids=["doctype", "entity", "broken", "too large", "utf-16"],
    )
    def test_a_hostile_packet_is_ignored(self, packet):
        picture = Pillow.new("RGB", (3, 2))
        picture.info["xmp"] = packet
        assert read_metadata(picture).columns() == {}


class TestIptc:
    CAPTION, CREATOR, CREDIT = (2, 120), (2, 80), (2, 110)

    def test_the_mark_of_utf_8_is_believed(self):
        found = columns(with_iptc((1, 90, b"\x1b%G"), (2, 120, "부두의 아침".encode()), (2, 55, b"20261128")))
        assert (found["caption_ko"], found["taken_on"]) == ("부두의 아침", date(2026, 11, 28))

    @pytest.mark.parametrize(
        ("raw", "text"),
        [
            ("김철수 기자".encode("euc-kr"), "김철수 기자"),
            ("José Müller".encode("latin-1"), "José Müller"),
            ("Zoë".encode(), "Zoë"),
            ("부두".encode() * 3000, "부두" * 1000),
        ],
    )
    def test_an_encoding_without_a_mark_is_guessed(self, raw, text):
        assert decode_text(raw, is_utf_8=False) == text

    def test_a_creator_is_the_credit_where_there_is_no_other(self):
        found = columns(with_iptc((2, 80, "김테스트".encode("euc-kr"))))
        assert (found["creator"], found["credit_ko"]) == ("김테스트", "김테스트")
        assert columns(with_iptc((2, 80, b"Kim"), (2, 110, b"Sea Agency")))["credit_en"] == "Sea Agency"

    def test_a_block_that_claims_more_than_it_has_is_read_as_far_as_it_goes(self):
        assert columns(with_iptc((2, 80, b"Kim"), (2, 90, b"")))["creator"] == "Kim"
        picture = Pillow.new("RGB", (3, 2))
        picture.info["photoshop"] = {0x0404: b"\x1c\x02\x50\x7f\xff" + b"Kim", 0x0405: b"\x1c"}
        assert read_metadata(picture).columns()["creator"] == "Kim"
        picture.info["photoshop"] = {0x0404: b"\x1c\x02\x50\xff\xff\x00\x00"}
        assert read_metadata(picture).columns() == {}

    def test_controls_are_removed_and_texts_cut(self):
        found = columns(
            with_iptc((2, 80, b"Kim\x00\x07\x1b[31m\r\nTestman" + b"x" * 3000), (2, 55, b"20261340"))
        )
        assert found["creator"].startswith("Kim[31m Testman")
        assert len(found["creator"]) == 200
        assert "taken_on" not in found


class TestExif:
    def test_it_counts_where_the_other_blocks_say_nothing(self):
        texts = {"caption": "From the camera", "creator": "Kim", "taken": "2026:11:28 10:00:00"}
        found = columns(with_exif(**texts))
        assert found == {
            "caption_en": "From the camera",
            "creator": "Kim",
            "credit_en": "Kim",
            "taken_on": date(2026, 11, 28),
        }

    def test_a_date_that_was_never_set_is_none(self):
        assert columns(with_exif(taken="0000:00:00 00:00:00")) == {}


@pytest.mark.django_db
class TestStoring:
    def store(self, content, **texts):
        return store_picture(SimpleUploadedFile("a.jpg", content), **texts)

    def test_empty_columns_alone_are_filled(self):
        image = self.store(with_xmp(ALTERNATIVES), caption_en="Ours.", credit_ko="바다")
        saved = Image.objects.get(pk=image.pk)
        assert (saved.caption_en, saved.caption_ko) == ("Ours.", "부두.")
        assert (saved.credit_en, saved.credit_ko) == ("Sea Agency", "바다")
        assert sorted(image.read_columns) == ["caption_ko", "credit_en", "place"]

    def test_the_file_that_readers_get_has_none_of_it(self):
        uploaded = SimpleUploadedFile("a.jpg", with_exif(caption="SECRET", taken="2026:11:28 10:00:00"))
        picture = Pillow.open(prepare_picture(uploaded))
        assert not picture.getexif()
        assert not {"xmp", "exif", "photoshop"} & set(picture.info)
