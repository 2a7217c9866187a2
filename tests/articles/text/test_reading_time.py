"""Lengths of texts."""

from time import process_time

import pytest

from articles.text.sentences import count_words, minutes_to_read, seconds_to_read


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("The rate rose 3.5% — it won’t fall.", "en", 7),
        ("A long-term AT&T plan—and another.", "en", 6),
        ("The — dash", "en", 2),
        ("한국은행은 금리를 3.5% 올렸다.", "ko", 4),
        ("11월 24∼26일 · 서울", "ko", 3),
        ("", "en", 0),
        ("…", "ko", 0),
        ("·가· ·1 a· · ·", "ko", 3),
    ],
)
def test_words_are_counted_as_they_are_paid(text, language, expected):
    assert count_words(text, language) == expected


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("word " * 238, "en", 60),
        ("가나 다라마\n" * 100, "ko", 60),
        ("word " * 119, "en", 30),
        ("", "en", 1),
        ("가", "ko", 1),
    ],
)
def test_reading_takes_whole_seconds(text, language, expected):
    assert seconds_to_read(text, language=language) == expected


@pytest.mark.parametrize(
    ("text", "language", "expected"), [("word " * 900, "en", 4), ("가" * 1400, "ko", 3), ("", "ko", 1)]
)
def test_readers_are_told_whole_minutes(text, language, expected):
    assert minutes_to_read(text, language=language) == expected


def test_no_third_language_is_known():
    with pytest.raises(KeyError):
        count_words("mot", "fr")


def test_signs_without_a_word_are_counted_in_linear_time():
    began = process_time()
    assert count_words("·" * 24_000, "en") == 0
    assert process_time() - began < 0.5
