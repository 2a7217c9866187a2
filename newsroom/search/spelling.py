"""Alternative readings of a query without results, made of words of live stories.

Recognised errors: the other keyboard, spaces in other positions, one wrong jamo or letter, spelling by sound,
and incomplete words.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from articles.text.korean import jamo
from articles.text.korean.morphemes import space_korean
from articles.text.search.query import LONGEST_QUERY, AnyOf, QueryWord, parse_query
from articles.text.search.words import HANGUL, SYLLABLES, known_token, normalise_for_search
from newsroom.search.index import LONGEST_KNOWN
from newsroom.search.retrieval import find_first
from newsroom.search.statements import CountedWays, QueryReading, SearchScope
from newsroom.search.vocabulary import GlossaryIndex, Vocabulary, live_words, look_up_words, with_synonyms

MOST_MEANT = 5
MOST_COUNTED = 20  # stories with a word; a higher count does not make a word likelier
HALF, SHORTEST_CUT = 3, 7  # minimum letters of each half, and of a word that joins two: cablecar
LATIN = re.compile("[a-z]+")
HALF_TYPED = re.compile("[가-힣][ㄱ-ㅎㅏ-ㅣ]+$")  # a word with an incomplete last syllable: 반ㄷ


class OtherReading(NamedTuple):
    """Alternative words for a query, and the corrected query as text.

    meant         "" if the query needs no correction
    is_corrected  whether single words were replaced; false if only the keyboard or the spaces differ
    """

    asked: list[QueryWord]
    meant: str
    is_corrected: bool = False


class CutWord(NamedTuple):
    """A word of a query, cut into two words. `position` is its index in the query."""

    position: int
    first: str
    second: str


class Spelling:
    """A query with words that no live story has, or that no live story has together.

    asked    the words of the query
    missing  the words that no live story has
    archive  the scope of all live editions: a word of other dates or authors is not misspelled
    """

    def __init__(
        self,
        typed: str,
        asked: list[QueryWord],
        missing: list[QueryWord],
        archive: SearchScope,
        glossary: GlossaryIndex | None = None,
    ):
        self.typed, self.asked, self.missing = typed, asked, missing
        self.archive, self.glossary = archive, glossary
        self.words = " ".join(typed[:LONGEST_QUERY].split())
        self.plain = normalise_for_search(self.words)

    def readings(self, scope: SearchScope, *, is_right: bool) -> list[OtherReading]:
        """Return the OtherReadings, the likeliest first, with two queries, rarely more.

        scope     where similar words are counted: frequent words are likelier
        is_right  whether live stories have all words together; then a word can only be incomplete
        """
        unfinished = [*filter(is_half_typed, self.asked), *self.missing]
        unfinished = [word for word in unfinished if len(word.text) > 1 and not word.text.isascii()]
        halves = set() if is_right else _halves(self.plain)
        parts = {half for cut in halves for half in (cut.first, cut.second)}
        known = look_up_words(self.archive, parts, dict.fromkeys(unfinished), self.missing)
        right = sorted(cut for cut in halves if known.whole.issuperset((cut.first, cut.second)))
        others = {} if is_right else self._others(right)
        live, counts = self._count(others, known, scope)
        readings = []
        if meant := next((text for text in others if text in live), ""):
            readings.append(OtherReading(with_synonyms(others[meant], self.glossary), meant))
        whole = self._completions(known, live)
        whole |= {word: meant for word, meant in _likeliest(known, counts).items() if word not in whole}
        if whole:
            asked = [self._replaced(word, whole[word]) if word in whole else word for word in self.asked]
            readings.append(OtherReading(asked, _as_meant(self.typed, self.asked, whole), is_corrected=True))
        return readings

    def _others(self, halves: Sequence[CutWord]) -> dict[str, list[QueryWord]]:
        """Return {text: its words} of the query on the other keyboard, with other spaces or in lower case."""
        texts = [_on_the_other_keyboard(self.words)]
        if HANGUL.search(self.plain):
            texts.append(space_korean(self.plain))
        texts += _with_other_blanks(self.plain, halves)
        if self.words.isupper():  # in capitals, it was parsed as an acronym
            texts.insert(0, self.words.lower())
        texts = [text for text in dict.fromkeys(texts) if text not in (self.words, self.plain)]
        parsed = {text: parse_query(text) for text in texts}
        if retyped := parsed.get(_on_the_other_keyboard(self.words)):
            parsed[_on_the_other_keyboard(self.words)] = with_synonyms(retyped, self.glossary)
        return {text: asked for text, asked in parsed.items() if asked}

    def _count(
        self, others: Mapping[str, Sequence[QueryWord]], known: Vocabulary, scope: SearchScope
    ) -> tuple[set[str], dict[str, int]]:
        """Return ({other texts and completions that are live}, {similar word: number of live editions})."""
        begun = {
            word
            for completions in known.begun.values()
            if not completions.live
            for word, _is_live in completions.words
        }
        ways = {text: QueryReading(asked).expression for text, asked in others.items()}
        ways |= {word: known_token(word) for word in begun if word not in ways}
        alike = sorted({word for similar in known.alike.values() for word in similar})
        first = CountedWays(self.archive, [*ways.values()], [1] * len(ways))
        second = CountedWays(scope, [*map(known_token, alike)], [MOST_COUNTED] * len(alike))
        groups = [first, second]
        if scope == self.archive:  # one group is faster
            groups = [CountedWays(scope, [*first.ways, *second.ways], [*first.most, *second.most])]
        counts = [count for group in find_first(self.archive, [], counted=groups).counts for count in group]
        live = {text for text, count in zip(ways, counts, strict=False) if count}
        return live, dict(zip(alike, counts[len(ways) :], strict=True))

    def _completions(self, known: Vocabulary, live: Collection[str]) -> dict[QueryWord, list[str]]:
        """Return {unfinished word: [its likeliest completion]}, if it has one: 반도체 for ㅂㄷㅊ."""
        completions = {}
        for query_word, begun in known.begun.items():
            words = begun.live or [word for word, _is_live in begun.words if word in live]
            if not words and begun.is_more:
                words = live_words(begun.further(self.archive), self.archive, 1)
            if words:
                completions[query_word] = words[:1]
        return completions

    def _replaced(self, query_word: QueryWord, meant: Iterable[str]) -> QueryWord:
        replacements = [with_synonyms(parse_query(word), self.glossary)[0] for word in meant]
        return query_word._replace(
            ways=AnyOf(other.ways for other in replacements),
            plain=AnyOf(other.plain for other in replacements),
            marked=tuple(dict.fromkeys(token for other in replacements for token in other.marked)),
        )


def is_half_typed(word: QueryWord) -> bool:
    """Return whether the last syllable of a word is incomplete: 반ㄷ."""
    return HALF_TYPED.search(word.text) is not None


def _likeliest(known: Vocabulary, counts: Mapping[str, int]) -> dict[QueryWord, list[str]]:
    """Return {missing word: [similar live words, most frequent first]}."""
    likeliest = {}
    for query_word, alike in known.alike.items():
        meant = sorted((word for word in alike if counts[word]), key=lambda word: -counts[word])
        if meant:
            likeliest[query_word] = meant[:MOST_MEANT]
    return likeliest


def _on_the_other_keyboard(words: str) -> str:
    parts = words.split(" ")
    return " ".join(jamo.as_hangul_keys(part) or jamo.as_latin_keys(part) or part for part in parts)


def _halves(words: str) -> set[CutWord]:
    """Return the long Latin words of a query, each cut in two in all possible ways."""
    return {
        CutWord(index, word[:end], word[end:])
        for index, word in enumerate(words.lower().split())
        if LATIN.fullmatch(word) and SHORTEST_CUT <= len(word) <= LONGEST_KNOWN
        for end in range(HALF, len(word) - HALF + 1)
    }


def _with_other_blanks(words: str, halves: Sequence[CutWord]) -> list[str]:
    """Return variants of a query: with two neighbouring words joined, then with a long word cut in two."""
    parts = words.lower().split()
    pairs = [index for index in range(len(parts) - 1) if _may_be_one(*parts[index : index + 2])]
    made = [_replaced_in(parts, index, 2, ["".join(parts[index : index + 2])]) for index in pairs]
    made[MOST_MEANT:] = [
        _replaced_in(parts, cut.position, 1, (cut.first, cut.second)) for cut in halves[:MOST_MEANT]
    ]
    return made[: 2 * MOST_MEANT]


def _replaced_in(parts: Sequence[str], place: int, count: int, others: Iterable[str]) -> str:
    return " ".join([*parts[:place], *others, *parts[place + count :]])


def _may_be_one(*pair: str) -> bool:
    return all(map(SYLLABLES.fullmatch, pair)) or all(map(LATIN.fullmatch, pair))


def _as_meant(words: str, asked: Iterable[QueryWord], corrections: Mapping[QueryWord, Sequence[str]]) -> str:
    """Return the query with corrected words. If possible, the others keep the reader's spelling."""
    for text in (words, normalise_for_search(words)):
        for query_word, meant in corrections.items():
            at = text.lower().find(query_word.text)
            if at < 0:
                break
            text = f"{text[:at]}{meant[0]}{text[at + len(query_word.text) :]}"
        else:
            return text
    return " ".join(
        corrections[query_word][0] if query_word in corrections else query_word.text for query_word in asked
    )
