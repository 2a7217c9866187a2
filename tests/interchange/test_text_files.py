"""Encodings of text files, and refusals with their reasons."""

import pytest

from newsroom.interchange.text_files import MAX_STORY_BYTES, FileRefused, decode_text
from tests.articles.body.manuscript.sample_texts import KOREAN, LABELLED


class TestDecoded:
    @pytest.mark.parametrize("text", [KOREAN, LABELLED, "plain ASCII\n"])
    @pytest.mark.parametrize(
        ("codec", "name"),
        [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8"), ("utf-16", "UTF-16"), ("utf-32", "UTF-32")],
    )
    def test_reads_unicode(self, text, codec, name):
        assert decode_text(text.encode(codec)) == (text, name)

    @pytest.mark.parametrize("text", [KOREAN, LABELLED])
    @pytest.mark.parametrize(("codec", "name"), [("utf-16-le", "UTF-16 LE"), ("utf-16-be", "UTF-16 BE")])
    def test_reads_utf_16_without_its_mark(self, text, codec, name):
        assert decode_text(text.encode(codec)) == (text, name)

    @pytest.mark.parametrize("codec", ["cp949", "euc-kr"])
    def test_reads_old_korean_files(self, codec):
        assert decode_text(KOREAN.encode(codec)) == (KOREAN, "CP949 (EUC-KR)")

    def test_reads_rare_syllables_among_common_ones(self):
        text = f"{KOREAN}펲시와 똠양꿍\n"
        assert decode_text(text.encode("cp949"))[0] == text

    @pytest.mark.parametrize(
        ("text", "codec"),
        [
            ("The region\u2019s harbours", "cp1252"),
            ("\u201cAll of it\u201d, they said", "cp1252"),
            ("Café à Zürich", "latin-1"),
            ("Ärzte", "latin-1"),
            ("船が出る", "shift-jis"),
        ],
    )
    def test_refuses_other_encodings_and_names_the_byte(self, text, codec):
        with pytest.raises(FileRefused, match=r"not in UTF-8, .* byte \d+ .* Save it as UTF-8"):
            decode_text(text.encode(codec))

    def test_refuses_bytes_that_their_own_mark_denies(self):
        with pytest.raises(FileRefused, match="in UTF-8, but byte 4 is not"):
            decode_text(b"\xef\xbb\xbf\xff")

    @pytest.mark.parametrize("data", [b"a\x00b", b"\xef\xbb\xbfa\x00b", b"\x00\x01\x02\x03\x04\x05"])
    def test_refuses_nul(self, data):
        with pytest.raises(FileRefused, match="NUL"):
            decode_text(data)

    @pytest.mark.parametrize(
        ("data", "kind"),
        [(b"PK\x03\x04...", "Word"), (b"%PDF-1.7", "PDF"), (b"<!DOCTYPE html>", "HTML"), (b"{\\rtf1", "RTF")],
    )
    def test_refuses_other_kinds_by_name(self, data, kind):
        with pytest.raises(FileRefused, match=kind):
            decode_text(data)

    def test_refuses_what_is_too_large(self):
        assert decode_text(b"a" * MAX_STORY_BYTES)
        with pytest.raises(FileRefused, match="up to 1000 kB"):
            decode_text(b"a" * (MAX_STORY_BYTES + 1))
