"""Countries denoted without their names: by a syllable in Korean, by an adjective in English.

한미일 means South Korea, the United States and Japan, 방중 a visit to China, 美 the United States. “The
Chinese government” refers to China.
"""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from articles.text.word_tables import read_word_tables

WordsByName = dict[str, tuple[str, ...]]  # by the name or code of a country


class WordsInBothLanguages(NamedTuple):
    en: WordsByName
    ko: WordsByName


class CountryWords(NamedTuple):
    no_countries: tuple[str, ...]
    uncertain: tuple[str, ...]
    borne: tuple[str, ...]
    other_words: tuple[str, ...]
    other_before: tuple[str, ...]
    towards: tuple[str, ...]
    firm: tuple[str, ...]
    after_several: tuple[str, ...]


class CountryTables(NamedTuple):
    """The tables of countries.toml."""

    letters: WordsByName
    adjectives: WordsByName
    names: WordsInBothLanguages
    capitals: WordsInBothLanguages
    words: CountryWords


COUNTRIES = read_word_tables(Path(__file__).with_name("countries.toml"), CountryTables)
LETTERS, ADJECTIVES, WORDS = COUNTRIES.letters, COUNTRIES.adjectives, COUNTRIES.words
FIRM, AFTER_SEVERAL = "".join(WORDS.firm), "|".join([*WORDS.after_several, "[2-9]국"])
HANJA = re.compile("(?<!北)韓|[南北朝美中日露英獨佛印濠]")
ANY = "".join(sorted({letter for letters in LETTERS.values() for letter in letters}))
KNOWN_BY = re.compile(
    rf"""(?<![가-힣])(?:
        (?P<dotted>[{ANY}](?:[·ㆍ・‧∙][가-힣]){{1,4}})
        | (?!북한)(?P<run>[{FIRM}]{{2,4}})(?:{AFTER_SEVERAL}|[은는이가을를의과와도]?(?![가-힣]))
        | (?P<north>북)한
        # 방미, 대중; broadcast, reflect and about (에 대한) are none.
        | (?!방영|반영|(?<=[에게][ ])대한(?![가-힣]))[방주대반친재탈](?P<towards>[{FIRM}])
        | (?P<alone>[미북러](?=[ ])|[{FIRM}](?=[군측핵]))  # 미 국방부, 일측
    )""",
    re.VERBOSE,
)


def country_letters(text: str) -> list[tuple[str, int]]:
    """Return (character, position) of the syllables and Hanja that may denote countries in a Korean text.

    The result contains other characters, too: the caller looks each of them up.
    """
    spans = [match.span() for match in HANJA.finditer(text)]
    spans += [match.span(name) for match in KNOWN_BY.finditer(text) for name in match.groupdict()]
    return [(text[place], place) for start, end in spans for place in range(start, end)]


def is_country_named(names: Iterable[str], text: str, language: str) -> bool:
    """Return whether a text in "en" or "ko" denotes the country with one of these names in that language."""
    if language == "ko":
        letters = {letter for name in names for letter in LETTERS.get(name, ())}
        return not letters.isdisjoint(letter for letter, _place in country_letters(text))
    adjectives = {word for name in names for word in ADJECTIVES.get(name, ())}
    return any(re.search(rf"(?<![\w.]){re.escape(adjective)}(?!\w)", text) for adjective in adjectives)
