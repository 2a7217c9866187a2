"""One form of a text for all that is searched."""

import unicodedata

import pytest

from articles.text.search.words import normalise_for_search


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (unicodedata.normalize("NFD", "무역을"), "무역을"),
        ("ＡＢＣ　１２３％", "ABC 123%"),
        ("무\u200b역\ufeff", "무역"),
        ("무\u2028역\x00을", "무\u2028역 을"),
        ("Erdoğan Łódź straße", "Erdogan Lodz strasse"),
        ("“Japan’s”", "“Japan's”"),
        ("U.S. and us, USA", "usa and us, usa"),
        ("the F.B.I. said", "the FBI said"),
        ("1,480원 12,34", "1480원 12,34"),
        ("日銀", "일본은행"),
        ("half\ud800broken", "half broken"),
        ("", ""),
    ],
)
def test_ways_to_write_the_same_are_one(written, expected):
    assert normalise_for_search(written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("ﾾￂﾤﾡￚﾩ", "한글"),
        ("ㅎㅏㄴㄱㅡㄹ", "한글"),
        ("ㄱㅏㅄㅇㅣ", "값이"),
        ("ﾷￚ", "으"),
        ("￫", "￫"),
        ("ㅋㅋ ㅠㅠ ㄱ", "ㅋㅋ ㅠㅠ ㄱ"),
    ],
)
def test_letters_that_make_a_syllable_are_that_syllable(written, expected):
    assert normalise_for_search(written) == expected


def test_an_endless_syllable_stays_as_long_as_it_is():
    assert normalise_for_search("가" * 10_000) == "가" * 10_000
    assert normalise_for_search(unicodedata.normalize("NFD", "각" * 10_000)) == "각" * 10_000
