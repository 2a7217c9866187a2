"""Terms written as cells of a table, and parsed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.models import Term, Topic
from newsroom.interchange.glossary_csv import (
    TERM_COLUMNS,
    TermCellRefused,
    format_glossary,
    parse_glossary_rows,
    parse_term_cell,
)

FULL = {
    "kind": "organisation",
    "name_en": 'Harbor, "Office"',
    "name_ko": "항만청",
    "synonyms_en": "Office\nPort | Office\nback\\slash",
    "forbidden_ko": "=항만 청\n항 만청",
    "explanation_en": "One line.\nAnother.",
    "is_required": False,
    "valid_from": date(2020, 1, 2),
    "valid_until": date(2025, 10, 1),
    "source": "@registry",
    "note": "'=1+1",
}


def read(text):
    return [cells for _line, cells in parse_glossary_rows(text)]


class TestWritten:
    def test_what_is_written_is_read_again(self):
        [cells] = read(format_glossary([Term(pk=7, **FULL)]))
        assert {
            column: parse_term_cell(column, cell) for column, cell in cells.items() if column in FULL
        } == FULL
        assert list(cells) == list(TERM_COLUMNS)
        assert cells["id"] == "7"

    def test_spreadsheets_know_it_for_utf8(self):
        assert format_glossary([]).encode().startswith(b"\xef\xbb\xbfid,kind,name_en,name_ko,short_en")

    def test_a_spreadsheet_calculates_nothing(self):
        [cells] = read(format_glossary([Term(pk=7, **FULL)]))
        assert cells["source"] == "'@registry"
        assert cells["forbidden_ko"].startswith("'=")
        assert cells["note"] == "''=1+1"

    @given(st.text("'=+-@|\\a ＝", max_size=8))
    def test_no_cell_changes_on_its_way(self, text):
        text = text.strip()
        [cells] = read(format_glossary([Term(pk=7, name_en="x", source=text)]))
        assert parse_term_cell("source", cells["source"]) == text
        assert cells["source"][:1] not in ("=", "+", "-", "@", "＝")

    def test_what_follows_is_named_or_numbered_where_names_are_shared(self):
        follower = Term(pk=1, name_en="New", name_ko="새")
        twin = Term(pk=2, name_en="New", name_ko="새것")
        topic = Topic(slug="harbor")
        old = Term(pk=3, name_en="Old", successor=follower, topic=topic)
        assert [(one["successor"], one["topic"]) for one in read(format_glossary([old]))] == [
            ("New", "harbor")
        ]
        assert read(format_glossary([old, follower, twin]))[0]["successor"] == "#1"


class TestValue:
    @pytest.mark.parametrize("cell", ["2025-10-01", "2025.10.1", "2025. 10. 1.", "2025/10/01"])
    def test_days_are_written_from_the_year_on(self, cell):
        assert parse_term_cell("valid_from", cell) == date(2025, 10, 1)

    @pytest.mark.parametrize("cell", ["10/01/2025", "2025-13-01", "2025", "soon"])
    def test_other_days_are_refused(self, cell):
        with pytest.raises(TermCellRefused, match="such as"):
            parse_term_cell("valid_from", cell)

    def test_kinds_are_known(self):
        assert parse_term_cell("kind", "person") == "person"
        with pytest.raises(TermCellRefused, match="person, place"):
            parse_term_cell("kind", "planet")

    @pytest.mark.parametrize(("cell", "held"), [("", True), ("TRUE", True), ("예", True), ("No", False)])
    def test_yes_is_said_in_many_ways_and_meant_where_nothing_is(self, cell, held):
        assert parse_term_cell("is_required", cell) is held

    def test_what_is_neither_yes_nor_no_is_refused(self):
        with pytest.raises(TermCellRefused, match="“maybe” is not valid"):
            parse_term_cell("is_required", "maybe")

    def test_lists_are_parted(self):
        assert parse_term_cell("synonyms_en", " a | b|| c\\|d ") == "a\nb\nc|d"
