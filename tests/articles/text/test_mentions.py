"""Mentions by @, in both languages."""

import unicodedata

import pytest

from articles.text.names import mentioned_keys

NAMES = [
    ("kim", "kim"),
    ("kim.lee", "kim.lee"),
    ("Bora Testman", "bora"),
    ("bora", "bora"),
    ("김민지", "minji"),
    ("김민", "min"),
    ("desk-ko", "desk"),
]


@pytest.mark.parametrize(
    ("text", "called"),
    [
        ("@kim please look", ["kim"]),
        ("Please look, @Kim.", ["kim"]),
        ("@kim.lee and not the other", ["kim.lee"]),
        ("@Bora Testman wrote it", ["bora"]),
        ("@bora, @desk-ko: and @kim?", ["bora", "desk", "kim"]),
        ("@kim @kim", ["kim"]),
        ("(@kim)", ["kim"]),
        ("＠김민지 확인 부탁드립니다", ["minji"]),
        ("@김민지님이 봐 주세요", ["minji"]),
        ("@김민지 기자에게", ["minji"]),
        ("@김민지에게 물어봅시다", ["minji"]),
        ("@kim이 봐 주세요", ["kim"]),
        ("@김민은 어디에", ["min"]),
        (unicodedata.normalize("NFD", "@김민지님"), ["minji"]),
    ],
)
def test_is_called(text, called):
    assert mentioned_keys(text, NAMES) == called


@pytest.mark.parametrize(
    "text",
    [
        "write to desk@kim.example",
        "press+room@kim",
        "@kimchi",
        "@kim_lee",
        "@kim-lee",
        "@kim@mastodon.example",
        "@김민지훈",
        "@ kim",
        "kim",
        "@",
        "",
    ],
)
def test_nobody_is_called(text):
    assert mentioned_keys(text, NAMES) == []


def test_namesakes_are_both_called():
    assert mentioned_keys("@김민지", [("김민지", 1), ("김민지", 2)]) == [1, 2]
