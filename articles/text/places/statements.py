"""Names that a sentence says are places: the Strait of X, X’s foreign minister, X와 Y 외교장관, 수도 X.

The phrases are data, in statements.toml.
"""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from articles.text.korean.morphemes import is_proper_noun, is_unknown_noun
from articles.text.names import OPENING

TABLE = Path(__file__).with_name("statements.toml")
KEYS = ("places", "local", "shared", "inside")  # these keys hold phrases, all others lists of words
WORD = r"[A-ZÀ-Þ][a-zà-ÿ]+(?:[-’'][A-ZÀ-Þ][a-zà-ÿ]+|-[a-zà-ÿ]+)*"
NAME = rf"(?:{WORD} ){{0,2}}{WORD}"
KOREAN_NAME = "[가-힣]{1,7}?[가-힣](?<![의는를을])"  # not 벨모라의
# Regular expressions for the signs of the table.
SIGN = re.compile(r"(\{\w+\}|(?<![A-Za-z])[XYN](?![A-Za-z])|… | |[\[\]])")
SIGNS = {
    "en": {"X": f"(?P<X>{NAME})", "Y": f"(?P<Y>{NAME})", "N": NAME, "… ": "(?:[a-z-]+ ){0,3}", " ": " "},
    "ko": {
        "X": f"(?P<X>{KOREAN_NAME})",
        "Y": f"(?P<Y>{KOREAN_NAME})",
        "… ": r"(?:\S{1,12} ){0,3}",
        " ": " ?",
    },
}
QUOTED = {"[": "(?P<called>", "]": ")"}
EDGES = {"en": (r"(?<![\w’'-])", r"(?![\w-])"), "ko": ("(?<![가-힣·-])", "{particles}{0,2}(?![가-힣])")}
ADJACENT = {
    "en": re.compile(rf"(?=(?<![\w’'-])({WORD}) ({WORD}))"),
    "ko": re.compile("(?=(?<![가-힣])([가-힣]{1,12}) ([가-힣]{1,12}))"),
}
JOINING = ("와", "과", "의", "에서")  # a word that ends so is not part of the name after it
NEARBY = 40  # characters beside a phrase

type Neighbors = defaultdict[str, set[str]]


class Phrase(NamedTuple):
    """A phrase about places: its key in the table and its regular expression."""

    key: str
    pattern: re.Pattern[str]


class StatedPlace(NamedTuple):
    """A name that a sentence says is a place, and its position in the sentence.

    called  the name, or the name with its coast or strait
    beside  words that explain the name if one of them is a known place
    """

    start: int
    name: str
    called: str
    beside: tuple[str, ...]


def stated_places(sentence: str, text: str, language: str) -> Iterator[StatedPlace]:
    """Yield the StatedPlaces of a sentence in "en" or "ko", in no order; `text` is the whole story.

    English names may be known places. Korean names are yielded only if the analyzer's dictionary lacks them.
    """
    for phrase in phrases(language):
        for match in phrase.pattern.finditer(sentence) if phrase.key != "inside" else ():
            groups = match.groupdict()
            for sign in groups.keys() & {"X", "Y"}:
                name = _without_opening(match[sign]) if language == "en" else match[sign]
                if name and _is_said_of_place(name, phrase.key, text, language):
                    beside = tuple(_words_beside(match, language)) if phrase.key == "local" else ()
                    yield StatedPlace(match.start(sign), name, groups.get("called", name), beside)


@cache
def phrases(language: str) -> tuple[Phrase, ...]:
    """Return the phrases of the table in "en" or "ko"."""
    lists = read_table(language)
    signs = SIGNS[language] | QUOTED
    signs |= {f"{{{key}}}": _any_of(entries, signs) for key, entries in lists.items() if key not in KEYS}
    before, after = EDGES[language]
    after = after.replace("{particles}", signs.get("{particles}", ""))
    return tuple(
        Phrase(key, re.compile(before + _expression(phrase, signs) + after))
        for key in KEYS
        for phrase in lists[key]
    )


@cache
def read_table(language: str) -> dict[str, list[str]]:
    """Return {key: entries} of the phrases and lists in "en" or "ko"."""
    table = tomllib.loads(TABLE.read_text("utf-8"))[language]
    lists = {key: " ".join(text.split()).split(";") for key, text in table.items()}
    return {key: [entry.strip() for entry in entries] for key, entries in lists.items()}


def _any_of(entries: Iterable[str], signs: Mapping[str, str]) -> str:
    longest_first = sorted(entries, key=len, reverse=True)
    return f"(?:{'|'.join(_expression(entry, signs) for entry in longest_first)})"


def _expression(phrase: str, signs: Mapping[str, str]) -> str:
    parts = SIGN.split(phrase)  # words and signs alternate
    return "".join(signs[part] if index % 2 else _literal(part) for index, part in enumerate(parts))


def _literal(words: str) -> str:
    return f"(?i:{re.escape(words).replace('’', "[’']")})" if words else ""


def _without_opening(name: str) -> str:
    """Return an English name without words that only begin the sentence or phrase: In Velmora."""
    words = name.split()
    while words and OPENING.search(f"{words[0]} "):
        words.pop(0)
    return " ".join(words)


def _is_said_of_place(name: str, key: str, text: str, language: str) -> bool:
    """Return whether a phrase with this key makes a name a place, in the context of the story."""
    lists = read_table(language)
    if name in lists["no_names"] if language == "en" else not is_unknown_noun(name):
        return False
    if name.endswith(tuple(lists["endings"])):
        return True
    return not _is_person(name, text, language) and (key != "shared" or name in _names_inside(text, language))


@lru_cache(maxsize=8)
def _names_inside(text: str, language: str) -> frozenset[str]:
    """Return the names that a text uses as locations: in Velmora, 벨모라에서."""
    inside = [phrase.pattern for phrase in phrases(language) if phrase.key == "inside"]
    return frozenset(match["X"] for pattern in inside for match in pattern.finditer(text))


def _is_person(name: str, text: str, language: str) -> bool:
    """Return whether the text has the full name of a person: Emmanuel Macron, 세르게이 라브로프."""
    before, after = _adjacent_words(text, language)
    if language == "en":
        return any(not OPENING.search(f"{word} ") for word in before[name])
    return any(is_proper_noun(word) and not word.endswith(JOINING) for word in before[name] | after[name])


@lru_cache(maxsize=8)
def _adjacent_words(text: str, language: str) -> tuple[Neighbors, Neighbors]:
    """Return {word: words before it} and {word: words after it}; in English, of capitalised words."""
    before: Neighbors = defaultdict(set)
    after: Neighbors = defaultdict(set)
    for first, second in ADJACENT[language].findall(text):
        before[second].add(first)
        after[first].add(second)
    return before, after


def _words_beside(match: re.Match[str], language: str) -> Iterator[str]:
    """Yield the names near an English phrase, or the word before a Korean phrase (also without particle)."""
    before = match.string[max(0, match.start() - NEARBY) : match.start()]
    if language == "en":
        yield from re.findall(NAME, f"{before};{match.string[match.end() : match.end() + NEARBY]}")
    else:
        for word in before.split()[-1:]:
            yield from (word[:end] for end in range(max(2, len(word) - 2), len(word) + 1))
