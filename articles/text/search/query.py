"""Words of a search query, each with the expressions that find it.

A query to the index is an expression of tokens: AllOf, AnyOf, and the tokens themselves (str). The index
repeats the words of headline and summary with the prefix HEADING.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from articles.text.korean.jamo import decompose_hangul
from articles.text.korean.morphemes import is_known_noun, noun_halves, whole_words
from articles.text.search.words import (
    LONGEST_ACRONYM,
    LONGEST_RAW,
    NO_PART,
    POSSESSIVE,
    RAW,
    SHORTEST_RAW,
    SYLLABLES,
    WrittenWord,
    joined_tokens,
    normalise_for_search,
    token_pairs,
    tokens_of,
    whole_token,
    written_words,
)

MOST_WORDS = 12
LONGEST_QUERY = 200  # characters; anything longer was pasted by accident
SIGNS = '"“”„«»'
QUOTED = re.compile(f"[{SIGNS}](.+?)[{SIGNS}]")
COUNTED = re.compile(r"[^\W_]+(?:[-&'.][^\W_]+)*")
RUN = re.compile(r"[^\W_]+")
BETWEEN_WORDS = r"[^\w.!?。…\n]{1,4}"  # between two words of a sentence
INSIDE_A_WORD = r"[\W_]{0,4}"  # punctuation in a word: U.S., 1,200, don’t
NOT_WITHIN_A_WORD = r"(?<![^\W_])"
ENDS_A_WORD = r"(?!(?![가-힣])[^\W_])"  # end of a word, or particles of a Korean word


class TypedWord(NamedTuple):
    """A word of a query, or all text between two quotation marks."""

    text: str
    is_phrase: bool = False


class TypedQuery(NamedTuple):
    """The words of a query to search for, without duplicates, and the words beyond its limits."""

    words: list[TypedWord]
    left_out: list[str]


def split_query(query: str) -> TypedQuery:
    """Return the TypedQuery of a query: at most MOST_WORDS words and LONGEST_QUERY characters with spaces."""
    words, left_out = {}, {}
    free, letters = MOST_WORDS, LONGEST_QUERY
    for word in _typed_words(query):
        key = word._replace(text=word.text.casefold())
        if key in words or key in left_out:
            continue
        size = 1 if word.is_phrase else len(COUNTED.findall(word.text))
        if size <= free and len(word.text) <= letters:
            words[key] = word
            free, letters = free - size, letters - len(word.text) - 1
        elif words:
            left_out[key] = word.text
        else:  # a very long word or phrase: search only for its first whole words
            end = _end_of_words(word.text)
            words[key] = word._replace(text=word.text[:end])
            left_out |= {TypedWord(rest.casefold()): rest for rest in word.text[end:].split()}
            free = letters = 0
    return TypedQuery(list(words.values()), list(left_out.values()))


def _end_of_words(text: str) -> int:
    """Return the length of the whole words that fit into LONGEST_QUERY, or LONGEST_QUERY if none does."""
    if len(text) <= LONGEST_QUERY:
        return len(text)
    end = text.rfind(" ", 0, LONGEST_QUERY + 1)
    return end if end > 0 else LONGEST_QUERY


def _typed_words(query: str) -> Iterator[TypedWord]:
    for index, part in enumerate(QUOTED.split(query)):
        pieces = [part] if index % 2 else part.split()
        for text in (" ".join(piece.split()).strip(f"{SIGNS} ") for piece in pieces):
            if text:
                yield TypedWord(text, is_phrase=bool(index % 2))


def phrase_pattern(phrase: str) -> re.Pattern[str] | None:
    """Return a case-insensitive pattern for a phrase; None if it has no letters or digits.

    Its words must follow each other in one sentence, perhaps with commas, quotation marks and the like
    between.
    """
    phrase = unicodedata.normalize("NFC", phrase)
    parts: list[str] = []
    position = 0
    for run in RUN.finditer(phrase):
        if parts:
            is_blank = phrase[position : run.start()].isspace()
            parts.append(BETWEEN_WORDS if is_blank else INSIDE_A_WORD)
        parts.append(re.escape(run[0]))
        position = run.end()
    if not parts:
        return None
    return re.compile(f"{NOT_WITHIN_A_WORD}{''.join(parts)}{ENDS_A_WORD}", re.IGNORECASE)


HEADING = "^"
# Nouns that the analyzer takes for verbs in a query of one word, as it does with single syllables (감).
NO_VERBS = frozenset("가나 기니 가지 판다 하자".split())
OFTEN_WRONG = frozenset("은는이가을를과와")
LONGEST_JOINED, SHORTEST_PARTED = 6, 4  # syllables


class AllOf(tuple["Expression", ...]):
    """An expression that needs each of its parts."""


class AnyOf(tuple["Expression", ...]):
    """An expression that needs at least one of its parts."""


type Expression = AllOf | AnyOf | str


class QueryWord(NamedTuple):
    """A word of a query.

    text     as typed, in lower case
    key      normal form for comparison with terms: without particles, or the stem
    ways     expression that finds it
    marked   tokens whose hits are marked in a text
    plain    expression without phrases, which weights hits in headline and summary
    phrase   text between quotation marks; the index also finds some texts that do not contain it
    """

    text: str
    key: str
    ways: Expression
    marked: tuple[str, ...]
    plain: Expression
    phrase: str = ""

    @property
    def mistyped(self) -> tuple[str, ...]:
        """Spellings for finding typing errors, as jamo: with and without a particle or plural ending."""
        if SYLLABLES.fullmatch(self.key):
            ways = dict.fromkeys([self.key, self.text])
            return tuple(decompose_hangul(spelling) for spelling in ways if SYLLABLES.fullmatch(spelling))
        if not (self.text.isascii() and self.text.isalpha()):
            return ()
        return (self.text, self.text[:-1]) if self.text.endswith("s") else (self.text,)


def parse_query(query: str) -> list[QueryWord]:
    """Return the QueryWords of a query, at most MOST_WORDS. Words in quotation marks are one QueryWord."""
    return parse_typed_words(split_query(query).words)


def parse_typed_words(typed: Sequence[TypedWord]) -> list[QueryWord]:
    """Return the QueryWords for the words of a TypedQuery."""
    query_words: list[QueryWord] = []
    words = [typed_word.text for typed_word in typed]
    for is_phrase, group in groupby(typed, lambda typed_word: typed_word.is_phrase):
        texts = [typed_word.text for typed_word in group]
        query_words += (
            filter(None, map(_quoted_word, texts)) if is_phrase else _unquoted_words(" ".join(texts))
        )
    if not query_words:
        nouns = filter(SYLLABLES.fullmatch, normalise_for_search(" ".join(words)).split())
        query_words = [_noun_word(noun) for noun in nouns]
    return list({(query_word.text, query_word.phrase): query_word for query_word in query_words}.values())[
        :MOST_WORDS
    ]


def _noun_word(text: str) -> QueryWord:
    """Return the QueryWord of a noun that the analyzer does not recognise without context: 별."""
    return QueryWord(text, text, text, (text,), text)


def parse_term(text: str) -> QueryWord | None:
    """Return a form of a term as one QueryWord, or None if it has no tokens.

    Several words must form a phrase, or all be in headline or summary.
    """
    written = written_words(text, is_query=True)
    if len(written) == 1:
        return _query_word(written[0])
    tokens = [token for word in written for token in tokens_of(word)]
    if not tokens:
        return None
    near = [_phrase_expression(tokens), AllOf(HEADING + token for token in tokens)]
    if SYLLABLES.fullmatch(text.replace(" ", "")):
        near.append(_raw_expression(text.replace(" ", "")))
    return QueryWord(text, query_key(written), AnyOf(near), tuple(tokens), AllOf(tokens))


def query_key(words: Iterable[WrittenWord]) -> str:
    """Return the key of WrittenWords for comparison with terms, without spaces and particles."""
    return "".join(map(_word_key, words))


def _unquoted_words(text: str) -> list[QueryWord]:
    words = written_words(text, is_query=True)
    if len(words) == 1 and words[0].is_verb and (len(words[0].text) == 1 or words[0].text in NO_VERBS):
        return [_noun_word(words[0].text)]
    return _rejoin_torn([query_word for query_word in map(_query_word, words) if query_word], text)


def _rejoin_torn(words: list[QueryWord], text: str) -> list[QueryWord]:
    """Return words, with split compounds also found as one word: 지하 철 as 지하철, 유가 증권 as 유가증권."""
    joined = words[:1]
    for word in words[1:]:
        if _is_torn(joined[-1], word, text) and (whole := parse_term(joined[-1].text + word.text)):
            joined[-1] = _one_or_two_words(joined[-1], word, whole)
        else:
            joined.append(word)
    return joined


def _is_torn(before: QueryWord, one: QueryWord, text: str) -> bool:
    if not (SYLLABLES.fullmatch(before.text + one.text) and f"{before.text} {one.text}" in text):
        return False
    joined = before.key + one.key
    is_short = min(len(before.text), len(one.text)) == 1 and len(before.text + one.text) <= LONGEST_JOINED
    return (is_short and is_known_noun(joined)) or joined in whole_words()


def _one_or_two_words(first: QueryWord, second: QueryWord, whole: QueryWord) -> QueryWord:
    """Return two words as one QueryWord that finds them as one word or as two."""
    ways = _any_of([whole.ways, AllOf([first.ways, second.ways])])
    plain = _any_of([whole.plain, AllOf([first.plain, second.plain])])
    marked = tuple(dict.fromkeys([*whole.marked, *first.marked, *second.marked]))
    return QueryWord(f"{first.text} {second.text}", first.key + second.key, ways, marked, plain)


def _quoted_word(text: str) -> QueryWord | None:
    written = written_words(text, is_query=True)
    tokens = [token for word in written for token in tokens_of(word)]
    if len(tokens) > 1:
        phrase = _phrase_expression(tokens)
        return QueryWord(text.lower(), query_key(written), phrase, tuple(tokens), AllOf(tokens), text)
    words = _unquoted_words(text)
    if not words:
        return None
    ways, plain = AllOf(word.ways for word in words), AllOf(word.plain for word in words)
    marked = tuple(dict.fromkeys(token for word in words for token in word.marked))
    if len(words) == 1:
        ways, plain = words[0].ways, words[0].plain
    return QueryWord(text.lower(), query_key(written), ways, marked, plain, text)


def _word_key(word: WrittenWord) -> str:
    if word.stem:
        return word.stem
    parts = word.parts
    if len(parts) == 1 and parts[0].tag == "SL":
        return parts[0].token
    return whole_token(parts) if parts else word.text


def _query_word(word: WrittenWord) -> QueryWord | None:
    needed = list(_needed_tokens(word))
    ways: list[Expression] = []
    plain: list[Expression] = []
    raw = word.stem if len(word.stem) >= 2 else ""
    if needed and (word.is_sure or not word.stem):
        plain.append(AllOf(needed) if len(needed) > 1 else needed[0])
        ways += [plain[0], *_noun_halves(needed[0])] if len(needed) == 1 else _compound_ways(word, needed)
    acronym = _as_acronym(word)
    ways += acronym
    plain += acronym
    for syllables in filter(None, [raw, _without_wrong_particle(raw)]):
        ways.append(_raw_expression(syllables))
        plain.append(_raw_expression(syllables))
    if not ways:
        return None
    is_cut = plain and plain[0] != _raw_expression(raw)
    marked = tuple(dict.fromkeys([*(needed if is_cut else ()), *acronym, *([raw] if raw else ())]))
    return QueryWord(word.text, _word_key(word), _any_of(ways), marked, _any_of(plain))


def _as_acronym(word: WrittenWord) -> list[str]:
    """Return the possible acronym of a lower-case word in a list, or []: aids also finds AIDS."""
    typed = POSSESSIVE.sub("", word.text)
    if len(word.parts) != 1 or word.parts[0].tag != "SL" or len(typed) > LONGEST_ACRONYM or typed == "us":
        return []
    return [typed] if typed != word.parts[0].token else []


def _needed_tokens(word: WrittenWord) -> Iterator[str]:
    """Yield the tokens that a text must have for a word: 대법원 for 대+법원, 3분기, 투자자 for 투자자+들."""
    for run in word.runs:
        made, index = {first: (token, last) for token, first, last in joined_tokens(run)}, 0
        while index < len(run):
            token, last = made.get(index, ("", index))
            part = run[index]
            if token and last > index and run[last].tag != "NR" and run[last].token in NO_PART:
                token = part.token
            if token or part.has_weight:
                yield token or whole_token([part])
            index = last + 1


def _noun_halves(noun: str) -> list[Expression]:
    """Return a compound noun as a phrase of its two words in a list, or []: 반려견 순찰대."""
    if len(noun) >= SHORTEST_PARTED and SYLLABLES.fullmatch(noun) and (parts := noun_halves(noun)):
        return [_phrase_expression(parts)]
    return []


def _compound_ways(word: WrittenWord, needed: Iterable[str]) -> list[Expression]:
    """Return expressions for a word of several parts: joined, as a phrase, or all in headline or summary."""
    ways = [whole_token(run) for run in word.runs if len(run) > 1 and len(word.runs) == 1]
    return [*ways, _phrase_expression(tokens_of(word)), AllOf(HEADING + token for token in needed)]


def _phrase_expression(tokens: Sequence[str]) -> Expression:
    return AllOf(token_pairs(tokens)) if len(tokens) > 2 else "".join(token_pairs(tokens)) or tokens[0]


def _without_wrong_particle(word: str) -> str:
    """Return an unknown word without a wrong particle: 안덕근 for 안덕근가 (correct: 안덕근이); else ""."""
    stem = word[:-1]
    if len(stem) < SHORTEST_RAW or word[-1] not in OFTEN_WRONG or is_known_noun(word):
        return ""
    return stem


def _raw_expression(syllables: str) -> Expression:
    if len(syllables) <= LONGEST_RAW:
        return RAW + syllables
    ends = range(LONGEST_RAW, len(syllables) + 1, LONGEST_RAW - SHORTEST_RAW + 1)
    places = dict.fromkeys([*ends, len(syllables)])
    return AllOf(RAW + syllables[end - LONGEST_RAW : end] for end in places)


def _any_of(ways: Iterable[Expression]) -> Expression:
    ways = list(dict.fromkeys(ways))
    return AnyOf(ways) if len(ways) > 1 else ways[0]
