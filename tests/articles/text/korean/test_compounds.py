"""The words inside Korean nouns."""

import unicodedata

import pytest

from articles.text.korean.morphemes import WHOLE_WORDS, is_known_noun, noun_halves, whole_words, words_inside


class TestInside:
    @pytest.mark.parametrize(
        ("noun", "words"), [("예산안", ("예산",)), ("인도네시아", ()), ("미사일", ()), ("가", ())]
    )
    def test_are_the_words_that_the_dictionary_knows(self, noun, words):
        assert words_inside(noun) == words

    @pytest.mark.parametrize(
        ("noun", "words"),
        [
            ("소비자", ("소비",)),
            ("대통령", ()),
            ("비자금", ("자금",)),
            ("인도주의", ()),
            ("인도주의자", ("인도주의",)),
            ("소비자원", ("소비자", "소비")),
            ("장맛비", ("비",)),
        ],
    )
    def test_are_none_that_it_only_looks_like(self, noun, words):
        assert words_inside(noun) == words

    def test_a_noun_of_two_words_has_halves(self):
        assert noun_halves("반려견순찰대") == ("반려견", "순찰대")
        assert noun_halves("인도네시아") == noun_halves("가" * 10_000) == ()


class TestWholeWords:
    def test_hold_shorter_words(self):
        for noun, held in whole_words().items():
            assert all(len(word) < len(noun) for word in held), noun

    def test_stand_in_the_file_once_in_order_and_in_composed_letters(self):
        text = WHOLE_WORDS.read_text(encoding="utf-8")
        nouns = [line.split()[0] for line in text.splitlines()]
        assert nouns == sorted(set(nouns)) and text == unicodedata.normalize("NFC", text)


def test_a_word_is_known_that_the_dictionary_has():
    assert (is_known_noun("지하철"), is_known_noun("네타냐후철")) == (True, False)
