"""The keyboard in the other language."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.text.korean.jamo import LATIN, as_hangul_keys, as_latin_keys, on_other_keyboard, typed_keys


@pytest.mark.parametrize(
    ("typed_as", "meant"),
    [
        ("dkssud", "안녕"),
        ("thsgmdals", "손흥민"),
        ("DKSSUD", "안녕"),
        ("rhksfP", "관례"),
        ("dhkd", "왕"),
        ("ekfrrhrl", "닭고기"),
        ("qkRdl", "밖이"),
    ],
)
def test_latin_letters_make_the_syllables_of_their_keys(typed_as, meant):
    assert as_hangul_keys(typed_as) == meant


@pytest.mark.parametrize(
    "word", ["", "rk", "samsung", "kospi", "3rk", "rkㅏ", "가", "\ud800rk", "ｄｋｓ", "r" * 10_000]
)
def test_what_makes_no_whole_syllables_makes_nothing(word):
    assert as_hangul_keys(word) == ""


@pytest.mark.parametrize(
    ("typed_as", "meant"), [("ㄴ므녀ㅜㅎ", "samsung"), ("ㅔㅐㄴ채", "posco"), ("ㅜ퍄얌", "nvidia")]
)
def test_jamo_make_the_latin_letters_of_their_keys(typed_as, meant):
    assert as_latin_keys(typed_as) == meant


def test_other_signs_make_no_latin_word():
    assert [
        as_latin_keys(word) for word in ("", "ㅔㅐ3", "abc", "ㅔ ㅐㄴ", "\u1100\u1161\u11a8", "\ud800")
    ] == [""] * 6


@given(st.text(st.integers(0xAC00, 0xD7A3).map(chr), min_size=2, max_size=6))
def test_each_hangul_word_comes_back_from_its_keys(word):
    assert as_hangul_keys("".join(LATIN[key] for key in typed_keys(word))) == word


def test_half_a_word_has_the_keys_by_which_words_are_suggested():
    assert on_other_keyboard("thsg") == typed_keys("손ㅎ")
    assert on_other_keyboard("ㄴ므ㄴ") == "sams"
    assert [on_other_keyboard(text) for text in ("", "th", "th3", "항 구", "\ud800th")] == [""] * 5
