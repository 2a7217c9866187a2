"""Words of longer names: without any one word, the gazetteer knows other names."""

import re

import pytest

from articles.checks import places
from articles.checks.places import PLACE_WORDS, Gazetteer, gazetteer
from articles.text.word_tables import any_of

KASPAR, KENYA = "Kaspar", "케냐"  # an invented place and a known one


def any_but(word, words):
    return any_of(other for other in words if other != word)


@pytest.mark.parametrize("word", PLACE_WORDS.common)
def test_each_common_word_is_needed(word, monkeypatch):
    assert not gazetteer().knows(f"{KASPAR} {word}")
    monkeypatch.setattr(places, "COMMON", places.COMMON - {word})
    assert gazetteer().knows(f"{KASPAR} {word}")


@pytest.mark.parametrize("word", PLACE_WORDS.in_glossaries)
def test_each_word_of_glossaries_is_needed(word, monkeypatch):
    with_glossary = Gazetteer([word], gazetteer().names)
    assert word not in gazetteer().names
    assert not with_glossary.knows(f"{KASPAR} {word}")
    monkeypatch.setattr(places, "COMMON", places.COMMON - {word})
    assert with_glossary.knows(f"{KASPAR} {word}")


@pytest.mark.parametrize("word", PLACE_WORDS.endings)
def test_each_ending_is_needed(word, monkeypatch):
    name = f"옛{KENYA}{word}"
    assert gazetteer().knows(name)
    monkeypatch.setattr(places, "ENDING", re.compile(f"(?:{any_but(word, PLACE_WORDS.endings)})$"))
    assert not gazetteer().knows(name)


@pytest.mark.parametrize("word", PLACE_WORDS.beginnings)
def test_each_beginning_is_needed(word, monkeypatch):
    assert gazetteer().knows(f"{word}{KENYA}")
    monkeypatch.setattr(places, "BEGINNING", re.compile(f"^(?:{any_but(word, PLACE_WORDS.beginnings)})"))
    assert not gazetteer().knows(f"{word}{KENYA}")
