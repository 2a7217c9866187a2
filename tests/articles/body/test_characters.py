"""Characters that a body keeps."""

import pytest

from articles.body import sanitise
from articles.body.normal_form import clean_text

CASES = [
    ("plain text", "plain text"),
    ("한국어 텍스트, 日本", "한국어 텍스트, 日本"),
    ("\u1112\u1161\u11ab", "한"),
    ("cafe\u0301", "café"),
    ("a \t\n b", "a b"),
    ("a\u3000b\u2003c\u2028d", "a b c d"),
    ("a\u00a0b", "a b"),
    ("25\u00a0km and 25\u202f%", "25\u00a0km and 25\u00a0%"),
    ("10\u00a0000", "10\u00a0000"),
    ("100\u00a0억, 3\u00a0월", "100\u00a0억, 3\u00a0월"),
    ("in 2018\u00a0the", "in 2018 the"),
    ("a\u200bb\ufeffc\u00add\u2060e", "abcde"),
    ("a\u202eb\u2066c\u200fd", "abcd"),
    ("a\x00b\x1bc\x7fd", "abcd"),
    ("👩\u200d🚀", "👩\u200d🚀"),
    ("가\u200d나 a\u200cb", "가나 ab"),
    ("क्\u200dष", "क्\u200dष"),
    ("❤\ufe0f", "❤\ufe0f"),
    ("“a” ‘b’ 《c》 · — … ∼", "“a” ‘b’ 《c》 · — … ∼"),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_text_is_clean(text, expected):
    assert clean_text(text) == expected
    assert clean_text(expected) == expected


def test_cleaning_follows_characters_across_marks():
    assert sanitise("<p>cafe<b>\u200b</b>\u0301</p>") == "<p>café</p>"


def test_a_character_that_eats_brackets_is_written_as_a_reference():
    assert sanitise("<p>&#x338;a</p>") == "<p>&#824;a</p>"
