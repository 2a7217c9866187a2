"""Highlights of a query's words in a text."""

import unicodedata

import pytest

from articles.text.search.highlights import marked_excerpt, marked_pieces
from articles.text.search.query import parse_query


def marked(text, query):
    return [piece for piece, is_hit in marked_pieces(text, parse_query(query)) if is_hit]


@pytest.mark.parametrize(
    ("text", "query", "expected"),
    [
        ("무역이 늘었다", "무역을", ["무역"]),
        ("금리를 올렸다", "올린다", ["올렸"]),
        ("예산안을 처리", "예산", ["예산안"]),
        ("쌀값이 뛰었다", "쌀", ["쌀값"]),
        ("빗방울과 빗장", "비", ["빗방울"]),
        ("배전함을 배가 실었다", "배", ["배"]),
        ("두 배로 늘어 20배, 배 두 척", "배", ["배"]),
        ("두 배우가 탄 배", "배우", ["배우"]),
        ("日銀 총재", "일본은행", ["日銀"]),
        ("Thieves stole it", "steal thief", ["Thieves", "stole"]),
        ("The Centre for Defence", "center defense", ["Centre", "Defence"]),
        ("The U.S. gave us", "usa", ["U.S."]),
        ("The ferry, the night ferry, the ferry night", "“ferry night”", ["ferry night"]),
        ("A ferry night by ferry", "ferry “ferry night”", ["ferry night", "ferry"]),
        ("The ferry at night", "“ferry night”", ["ferry", "night"]),
        ("무역, 자유 무역을", "“자유 무역”", ["자유 무역"]),
    ],
)
def test_marks_are_whole_words_of_the_text(text, query, expected):
    assert marked(text, query) == expected


@pytest.mark.parametrize(
    "text", ["", "\ud800무역\x00", "무\u200b역", "ＴＡＲＩＦＦ", "樂 U.S. 무역", "가" * 10_000]
)
def test_pieces_are_the_text(text):
    for form in ("NFC", "NFD"):
        text = unicodedata.normalize(form, text)
        assert (
            "".join(piece for piece, _is_hit in marked_pieces(text, parse_query("무역 usa tariff 가")))
            == text
        )


class TestExcerpt:
    def test_begins_with_the_sentence_of_the_first_hit(self):
        assert (
            marked_excerpt("It rained. A zebra came. It left.", parse_query("zebra"))
            == "A zebra came. It left."
        )
        assert marked_excerpt("It rained.", parse_query("zebra")) == ""

    def test_parts_items_and_headings_and_no_sentences(self):
        text = "Trains stop (all)\nBuses run all night\n“The city said so.”\nNobody asked."
        assert marked_excerpt(text, parse_query("trains")) == (
            "Trains stop (all) · Buses run all night · “The city said so.” Nobody asked."
        )

    def test_no_comma_stands_before_what_is_left_out(self):
        assert marked_excerpt(f"A zebra came, {'w' * 200}", parse_query("zebra")) == "A zebra came…"

    def test_leaves_out_what_is_far_from_it(self):
        found = marked_excerpt(f"{'word ' * 40}zebra {'word ' * 40}", parse_query("zebra"))
        assert found.startswith("…word")
        assert found.endswith("word…")
