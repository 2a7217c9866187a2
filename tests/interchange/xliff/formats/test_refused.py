"""Refused files, each with a reason, and limits of reading."""

import gzip
import io
import time
import tracemalloc
import zipfile

import pytest

from newsroom.interchange.xliff import formats
from newsroom.interchange.xliff.document import TranslationFileRefused, compare_returned_story
from newsroom.interchange.xliff.formats import read_xliff
from tests.interchange.xliff.formats.files import report, story, target_of, xliff12, xliff21

LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


def refusal(data):
    with pytest.raises(TranslationFileRefused) as caught:
        read_xliff(data)
    return str(caught.value)


def zipped(data):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("story.xlf", data)
    return file.getvalue()


class TestHostile:
    @pytest.mark.parametrize(
        "head",
        [
            f'<!DOCTYPE xliff [<!ENTITY l0 "ha">{LAUGHS}]>',
            '<!DOCTYPE xliff [<!ENTITY l9 SYSTEM "file:///etc/passwd">]>',
            '<!DOCTYPE xliff [<!ENTITY % x SYSTEM "http://example.org/x.dtd"> %x;]>',
            '<!DOCTYPE xliff SYSTEM "http://example.org/x.dtd">',
            "<!-- a comment --><!DOCTYPE xliff>",
        ],
        ids=["laughs", "file", "parameter", "remote", "bare"],
    )
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le"])
    def test_document_types(self, head, encoding):
        data = xliff12("&l9;", head=head).decode().replace("UTF-8", encoding).encode(encoding)
        assert "DOCTYPE" in refusal(data)

    def test_entities_of_nobody(self):
        assert "Entity 'l9' not defined" in refusal(xliff12("&l9;"))

    def test_large_files_are_not_even_decoded(self):
        data = b"<xliff>" + b" " * 50_000_000
        tracemalloc.start()
        assert "50 MB" in refusal(data)
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
        tracemalloc.stop()

    def test_what_is_as_large_as_allowed_is_read_in_no_time(self):
        begin, most = time.process_time(), formats.MAX_XLIFF_BYTES
        for filling in (" ", "\n", "<", "⟨", "&#32;", "a="):
            refusal(b"<xliff>" + (filling * most).encode()[: most - 100])
        assert time.process_time() - begin < 10

    def test_deep_nesting(self):
        depth = 300
        assert "depth" in refusal(xliff12('<g id="1">' * depth + "</g>" * depth)).lower()

    def test_as_deep_as_the_parser_allows_is_read(self):
        depth = 240
        assert target_of(xliff12('<g id="1">' * depth + "가" + "</g>" * depth)).count("⟨1⟩") == depth

    def test_floods_of_tags(self, monkeypatch):
        monkeypatch.setattr(formats, "MAX_TAGS", 1000)
        assert "too many tags" in refusal(xliff12("<x/>" * 1000))

    @pytest.mark.parametrize("pack", [zipped, gzip.compress])
    def test_archives_are_not_opened(self, pack):
        assert "archive" in refusal(pack(xliff12("가")))


class TestMistaken:
    def test_malformed_with_the_line(self):
        assert refusal(xliff12("<g>가")).startswith("Line 5 ")

    @pytest.mark.parametrize(
        "data", [b"", b"   ", b"%PDF-1.7", b"{}", "그냥 글".encode(), b"\xd0\xcf\x11\xe0"[:1]]
    )
    def test_no_xml(self, data):
        assert refusal(data)

    def test_control_characters(self):
        assert refusal(xliff12("가\x00나"))
        assert "Line 5 " in refusal(xliff12("가\x01나"))
        assert "Line 5 " in refusal(xliff12("가&#1;나"))

    def test_an_encoding_that_the_declaration_itself_is_not_in(self):
        assert target_of(xliff12("가").replace(b"UTF-8", b"utf-16")) == "가"

    def test_a_mark_written_twice(self):
        assert target_of("\ufeff\ufeff".encode() + xliff12("가")) == "가"

    def test_broken_encodings(self):
        assert "byte 3 " in refusal(b"<a\xff")
        assert "EBCDIC" in refusal(b'<?xml version="1.0" encoding="EBCDIC-XX"?><a/>')
        assert "utf-7" in refusal(b'<?xml version="1.0" encoding="utf-7"?><a/>')
        assert refusal("<가".encode("utf-16") + b"\x00")

    @pytest.mark.parametrize(
        "data",
        [
            b"<html/>",
            b'<xliff version="1.2"/>',
            xliff12("가").replace(b"document:1.2", b"document:1.1"),
            xliff12("가").replace(b'version="1.2"', b'version="2.0"'),
            xliff21("", "2.2"),
            xliff21("").replace(b"<xliff", b"<tmx").replace(b"</xliff", b"</tmx"),
        ],
    )
    def test_other_kinds_and_versions(self, data):
        assert "not XLIFF 1.2, 2.0 or 2.1" in refusal(data)

    def test_files_that_were_not_made_here(self):
        assert "no story of this newsroom" in refusal(xliff12("가").replace(b"story-7.d0", b"messages.po"))

    def test_no_segments(self):
        assert "no segments" in refusal(xliff21("").replace(b'<unit id="a1.1"></unit>', b""))

    def test_one_story_twice(self):
        data = xliff21("").decode()
        file = data[data.index("<file") : data.index("</xliff>")]
        assert "Story 7 " in refusal(data.replace("</xliff>", file + "</xliff>").encode())

    def test_floods_of_stories_take_no_time(self):
        one = '<file original="story-%s.d0" source-language="en" target-language="ko"><body/></file>'
        data = xliff12("가").decode().replace("<file", "".join(one % n for n in range(60_000)) + "<file", 1)
        begin = time.process_time()
        assert "more than 1000 stories" in refusal(data.encode())
        assert time.process_time() - begin < 10

    def test_endless_names_are_none_of_ours(self):
        assert "no story of this newsroom" in refusal(
            xliff12("가").replace(b"story-7.", b"story-%s." % (b"7" * 1_000_000))
        )

    def test_another_story(self):
        with pytest.raises(TranslationFileRefused, match="story 7, not to story 8"):
            report(xliff12("가"), story(id="8"))

    @pytest.mark.parametrize(
        "attribute", [b'source-language="ko"', b'target-language="en"', b'target-language="ja-JP"']
    )
    def test_other_languages(self, attribute):
        name = attribute.split(b"=")[0]
        ours = {b"source-language": b'source-language="en"', b"target-language": b'target-language="ko"'}[
            name
        ]
        with pytest.raises(TranslationFileRefused, match="en → ko"):
            report(xliff12("가").replace(ours, attribute))

    def test_the_same_languages_written_otherwise(self):
        assert report(xliff12("가").replace(b'"en"', b'"en-US"').replace(b'"ko"', b'"ko_KR"')).accepted
        assert report(xliff12("가").replace(b' target-language="ko"', b"")).accepted


@pytest.mark.parametrize("size", range(0, 600, 7))
def test_truncated_files_are_refused_whatever_is_left(size):
    for data in (xliff12("가"), xliff12("가").decode().encode("utf-16-be")):
        with pytest.raises(TranslationFileRefused):
            read_xliff(data[: min(size, len(data) - 40)])


def test_nothing_is_applied_that_was_not_read():
    with pytest.raises(TranslationFileRefused):
        compare_returned_story(story(), read_xliff(xliff12("가", head="<!DOCTYPE xliff>")).stories[0])
