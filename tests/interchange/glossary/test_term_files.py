"""Glossary files: encodings, rows, and refusals with their reasons."""

import pytest

from newsroom.interchange.glossary_csv import MAX_GLOSSARY_BYTES, decode_glossary, parse_glossary_rows
from newsroom.interchange.text_files import FileRefused


class TestTextOf:
    @pytest.mark.parametrize(
        ("encoding", "told"),
        [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8"), ("cp949", "CP949 (EUC-KR)"), ("utf-16", "UTF-16 LE")],
    )
    def test_reads_what_spreadsheets_write(self, encoding, told):
        text = "kind,name_en,name_ko\r\nplace,Dalmuri,달무리\r\nplace,Sorin,소린항\r\n"
        found, name = decode_glossary(text.encode(encoding))
        assert (found, name.split()[0]) == (text, told.split()[0])

    @pytest.mark.parametrize(
        ("data", "told"),
        [
            (b"PK\x03\x04rest", "workbook"),
            (b"\xd0\xcf\x11\xe0rest", "workbook"),
            (b"name_en\n\xff\xfa\x80\x81", "not in UTF-8"),
            (b"name_en\nA\x00B", "NUL"),
            (b"x" * (MAX_GLOSSARY_BYTES + 1), "too large"),
        ],
    )
    def test_refuses_what_is_no_table(self, data, told):
        with pytest.raises(FileRefused, match=told):
            decode_glossary(data)


class TestRows:
    @pytest.mark.parametrize("separator", [",", ";", "\t"])
    def test_reads_each_separator(self, separator):
        text = "\ufeffname_en,name_ko\n\nOne,하나\n".replace(",", separator)
        assert parse_glossary_rows(text) == [(3, {"name_en": "One", "name_ko": "하나"})]

    def test_numbers_lines_as_an_editor_does(self):
        text = 'name_en,note\r\n"One","a\r\nb"\r\nTwo\r\n'
        assert parse_glossary_rows(text) == [
            (2, {"name_en": "One", "note": "a\r\nb"}),
            (4, {"name_en": "Two"}),
        ]

    @pytest.mark.parametrize(
        ("text", "told"),
        [
            ("", "no terms"),
            ("name_en\n", "no terms"),
            ("name_en,nmae_ko\nA,B", "nmae_ko"),
            ("name_en,name_en\nA,B", "twice"),
            ("kind\nperson", "needs one of"),
            ("name_en,name_ko\nA,B,C", "Line 2 has more"),
            ("name_en\n" + "x" * 200_000, "Line 2 cannot be read"),
            ("name_en\n" + "x\n" * 20_001, "more than 5000"),
        ],
    )
    def test_refuses_the_whole_with_its_reason(self, text, told):
        with pytest.raises(FileRefused, match=told):
            parse_glossary_rows(text)

    def test_passes_over_empty_cells_at_the_end(self):
        assert parse_glossary_rows("name_en,name_ko,,\nA,B,,\n,,,\n") == [
            (2, {"name_en": "A", "name_ko": "B"})
        ]
