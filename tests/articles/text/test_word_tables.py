"""Schemas of word tables, and the notation of their words."""

import re
from decimal import Decimal
from typing import NamedTuple

import pytest

from articles.text.word_tables import WordTableError, any_following, any_of, read_word_tables


class BoatRow(NamedTuple):
    name: str
    length: Decimal = Decimal(1)
    words: tuple[str, ...] = ()


class HarborTables(NamedTuple):
    boats: tuple[BoatRow, ...]
    numbers: dict[str, int]


ROW = """
[[boats]]
name = "ferry"
"""
NUMBERS = """
[numbers]
one = 1
"""


@pytest.fixture
def read(tmp_path):
    def read_text(text):
        path = tmp_path / "harbor.toml"
        path.write_text(text, encoding="utf-8")
        return read_word_tables(path, HarborTables)

    return read_text


class TestSchemas:
    def test_rows_and_numbers_are_typed(self, read):
        tables = read(f'{ROW}length = 1.5\nwords = ["배", "boat(s)"]\n{NUMBERS}')
        assert tables.boats == (BoatRow("ferry", Decimal("1.5"), ("배", "boat(s)")),)
        assert tables.numbers == {"one": 1}

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            (ROW, "harbor.toml: field numbers is missing"),
            (f"{ROW}{NUMBERS}[ships]\n", "harbor.toml: unknown field ships"),
            (f"{ROW}mast = 2\n{NUMBERS}", "harbor.toml, boats, row 1 (ferry): unknown field mast"),
            (
                f"{ROW}[[boats]]\nlength = 2\n{NUMBERS}",
                "harbor.toml, boats, row 2 (2): field name is missing",
            ),
            (f"{ROW}{ROW}{NUMBERS}", "harbor.toml, boats, row 2 (ferry): repeated"),
            (
                f'{ROW}words = ["a", "a"]\n{NUMBERS}',
                "harbor.toml, boats, row 1 (ferry), words, row 2 (a): repeated",
            ),
            (
                f'{ROW}words = [""]\n{NUMBERS}',
                "harbor.toml, boats, row 1 (ferry), words, row 1 (): empty word",
            ),
            (f'{ROW}{NUMBERS}two = "2"\n', "harbor.toml, numbers, “two”: '2' is not of type int"),
            (f"{ROW}words = 1\n{NUMBERS}", "harbor.toml, boats, row 1 (ferry), words: 1 is not of type list"),
        ],
    )
    def test_errors_name_file_and_row(self, read, text, message):
        with pytest.raises(WordTableError) as caught:
            read(text)
        assert str(caught.value) == message


class TestNotation:
    @pytest.mark.parametrize(
        ("word", "texts"),
        [
            ("dollar(s)", ["dollar", "dollars"]),
            ("(US |U.S. )won", ["won", "US won", "U.S. won"]),
            ("centur[y|ies]", ["century", "centuries"]),
        ],
    )
    def test_letters_may_be_optional_or_alternative(self, word, texts):
        pattern = any_of([word])
        assert all(re.fullmatch(pattern, text) for text in texts)
        assert not re.fullmatch(pattern, "") and not re.fullmatch(pattern, word)

    def test_spaces_are_optional_in_korean(self):
        assert re.fullmatch(any_of(["제곱 미터"], space=" ?"), "제곱미터")
        assert not re.fullmatch(any_of(["제곱 미터"]), "제곱미터")

    @pytest.mark.parametrize(
        ("word", "text", "is_match"),
        [
            (" 동안", "동안", True),
            ("의 ", "의", False),
            ("no Hangul", "", False),
            ("no Hangul", "가", False),
            ("no Hangul", ".", True),
            ("end of text", "", True),
            ("a-z", "b", True),
            ("a-z", "B", False),
            (".", "b", False),
        ],
    )
    def test_letters_that_follow_may_be_ranges(self, word, text, is_match):
        assert (re.match(any_following([word]), text) is not None) == is_match
