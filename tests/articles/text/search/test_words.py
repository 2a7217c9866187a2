"""Written words and their parts."""

import unicodedata
from unittest import mock

import pytest

from articles.text.search.words import written_words


def tokens(text, **more):
    return [part.token for word in written_words(text, **more) for part in word.parts if part.has_weight]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("무역을", ["무역"]),
        ("sk하이닉스의", ["sk", "하이닉스"]),
        ("K-POP", ["k", "pop"]),
        ("배추", ["배추"]),
        ("공물", ["공물"]),
        ("the Japan’s shrines", ["japan", "shrine"]),
        ("U.S. gave us", ["usa", "give"]),
        ("일자리가 줄어들었다", ["일자리", "줄다"]),
        ("값이 두 배로 뛰었다", ["값", "2배", "뛰다"]),
        ("배전함에서 불이 났다", ["배전", "불", "나다"]),
        ("인도적 지원", ["인도적", "지원"]),
        ("간병비 인상", ["간병", "인상"]),
    ],
)
def test_are_cut_into_what_is_searched(text, expected):
    assert tokens(text) == expected


def test_are_the_same_in_whatever_form_the_letters_come():
    for text in ("무역을 확대", "日銀의 금리"):
        assert tokens(unicodedata.normalize("NFD", text)) == tokens(text)
    assert tokens("Ｔａｒｉｆｆｓ") == tokens("tariffs") == ["tariff"]


def test_a_stem_is_the_word_without_its_particles():
    assert [word.stem for word in written_words("왕원타오가 안덕근이라고")] == ["왕원타오", "안덕근"]


def test_words_of_no_weight_are_kept_only_by_a_query_of_nothing_else():
    assert tokens("the of") == []
    assert tokens("the of", is_query=True) == ["the", "of"]


@pytest.mark.parametrize("text", ["", " ", "…!?", "\u200b\ufeff", "\ud800", "\x00", "👩‍👩‍👧"])
def test_signs_are_no_words(text):
    assert written_words(text) == []


def test_an_endless_word_is_one():
    assert [len(word.text) for word in written_words("가" * 10_000)] == [10_000]


def test_a_text_that_is_read_twice_is_analyzed_once():
    text = "갑문지기가 철갑상어를 보았다"
    found = written_words(text)
    with mock.patch("articles.text.search.words.morphemes") as analyze:
        assert written_words(text) == found
        analyze.assert_not_called()
