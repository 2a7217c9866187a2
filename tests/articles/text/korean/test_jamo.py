"""Syllables taken apart."""

import unicodedata
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.text.korean.jamo import (
    decompose_hangul,
    initial_consonants,
    is_initial_consonants,
    is_one_edit,
    is_syllable,
    typed_keys,
)


class TestApart:
    def test_gives_each_syllable_as_its_jamo(self):
        assert decompose_hangul("반도체") == "ㅂㅏㄴㄷㅗㅊㅔ"
        assert decompose_hangul("값") == "ㄱㅏㅄ"

    def test_leaves_every_other_letter(self):
        rest = "sk 3 ㄱㅏ ﾡ \u1100\u1161 \u200b \ud800 樂"
        assert decompose_hangul(rest) == rest

    @given(st.integers(0, 11_171).map(lambda number: chr(0xAC00 + number)))
    def test_has_two_jamo_or_three_in_the_order_of_unicode(self, syllable):
        decomposed = unicodedata.normalize("NFD", syllable)
        assert len(decompose_hangul(syllable)) == len(decomposed)
        assert is_syllable(syllable)


class TestTyped:
    def test_gives_one_jamo_for_each_key(self):
        assert typed_keys("왕원") == "ㅇㅗㅏㅇㅇㅜㅓㄴ"
        assert typed_keys("값") == "ㄱㅏㅂㅅ"

    @pytest.mark.parametrize("half", ["ㅇ", "오", "와", "왕", "왕우", "왕워", "왕원"])
    def test_of_half_a_word_is_its_beginning(self, half):
        assert typed_keys("왕원").startswith(typed_keys(half))


class TestInitials:
    def test_are_the_first_consonants_without_blanks(self):
        assert initial_consonants("왕 원타오") == "ㅇㅇㅌㅇ"

    def test_are_told_from_words(self):
        assert is_initial_consonants("ㅇㅇ ㅌ")
        assert not any(map(is_initial_consonants, ["ㅇ우", "ㅏ", "", "  ", "a", "ㄳ", "\u1100"]))


class TestOneEdit:
    @pytest.mark.parametrize("other", ["abxd", "abd", "abcxd", "bacd", "abdc", "xabcd", "abc"])
    def test_is_one_letter_other_less_more_or_two_changed_about(self, other):
        assert is_one_edit("abcd", other)
        assert is_one_edit(other, "abcd")

    @pytest.mark.parametrize("other", ["abcd", "ab", "badc", "abxy", "", "dbca"])
    def test_is_neither_none_nor_two(self, other):
        assert not is_one_edit("abcd", other)

    def test_is_seen_at_once_in_endless_words(self):
        began = process_time()
        assert is_one_edit("가" * 10_000, "가" * 9_999)
        assert len(decompose_hangul("각" * 10_000)) == 30_000
        assert process_time() - began < 1
