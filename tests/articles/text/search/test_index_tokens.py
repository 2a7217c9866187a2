"""Tokens that the index holds of a text."""

import pytest

from articles.text.search.words import LONGEST_TOKEN, RAW, index_text, known_token, written_words


def held(text):
    return index_text(written_words(text)).all


@pytest.mark.parametrize(
    ("text", "token"),
    [
        ("예산안을", "예산"),
        ("쌀값이", "쌀"),
        ("자유무역협정", "자유무역협정"),
        ("자유무역협정", "무역"),
        ("대법원", "대법원"),
        ("3분기", "3분기"),
        ("16만 명", "16만"),
        ("value 20배", "20배"),
        ("왕원타오가", "_왕원타오"),
        ("자유 무역", "자유~무역"),
        ("trade deal", "trade~deal"),
    ],
)
def test_words_are_held_whole_in_parts_and_in_order(text, token):
    assert token in held(text)


@pytest.mark.parametrize(
    ("text", "token"), [("물가", "물"), ("배터리", "배"), ("인도네시아", "인도"), ("20배", "배")]
)
def test_what_merely_looks_like_a_part_is_not_held(text, token):
    assert token not in held(text)


def test_a_word_as_it_is_typed_has_a_sign_that_the_index_takes():
    assert (known_token("k-pop"), known_token("at&t"), known_token("o'neill")) == (
        "!k=pop",
        "!at~t",
        "!o^neill",
    )


def test_an_endless_word_has_neither_endless_tokens_nor_endlessly_many():
    found = held("가나다라마바사아자차" * 1_000)
    assert max(map(len, found)) <= 2 * LONGEST_TOKEN + len(RAW)
    assert len(found) < 300
