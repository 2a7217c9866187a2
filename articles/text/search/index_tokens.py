"""Tokens that the search index holds of a text.

Words, and other tokens that find a written word: 자유무역협정 as a whole, 예산 in 예산안; under the sign
RAW every three syllables and more as they are written, by which unknown names are found; and each two
successive words, by which phrases are found. Under the sign KNOWN stands each word as it would be typed,
for questions about this word and no other.
"""

from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

from articles.text.korean import particles
from articles.text.korean.morphemes import words_inside
from articles.text.search.words import SYLLABLES, WordPart, WrittenWord

RAW, THEN, KNOWN = "_", "~", "!"
SIGNS = str.maketrans("-'&", "=^~")  # of a known word: the index takes no others
SHORTEST_RAW, LONGEST_RAW = 3, 8
LONGEST_RUN = 30  # syllables without a blank; what is longer is no word
LONGEST_TOKEN = 60


class IndexedText(NamedTuple):
    """The words of a text in order, and the other tokens that find it, as a dict without values."""

    words: list
    others: dict

    @property
    def all(self):
        return {**dict.fromkeys(self.words), **self.others}


def index_text(found: Iterable[WrittenWord]) -> IndexedText:
    """Return the IndexedText of WrittenWords in either language, or in both."""
    words, others = [], {}
    for word in found:
        words += tokens_of(word)
        others.update(dict.fromkeys(_other_tokens(word)))
    others.update(dict.fromkeys(token_pairs(words)))
    return IndexedText(words, others)


def token_pairs(words: Iterable[str]) -> list[str]:
    """Return each two successive words as one token."""
    return [first + THEN + second for first, second in pairwise(words)]


def tokens_of(word: WrittenWord) -> list[str]:
    """Return the tokens of a word in the order of the text."""
    return [part.token[:LONGEST_TOKEN] for part in word.parts if part.has_weight]


def known_token(word: str) -> str:
    """Return the token of a word as it is typed: samsung-hanwha is neither samsung nor samsunghanwha."""
    return KNOWN + word.translate(SIGNS)


def joined_tokens(run: list[WordPart]) -> list[tuple[str, int, int]]:
    """Return [(token, first, last)] of parts joined with their neighbors: 대+법원, 일원+화, 3+분기."""
    found = []
    for place, part in enumerate(run):
        is_last = place + 1 == len(run)
        if part.tag in ("XSN", "NNB") and place and run[place - 1].tag[:2] == "NN":
            found.append((whole_token(run[place - 1 : place + 1]), place - 1, place))
        elif part.tag in ("XPN", "SN") and not is_last and run[place + 1].tag != "SN":
            found.append((whole_token(run[place : place + 2]), place, place + 1))
    return found


def whole_token(run: Iterable[WordPart]) -> str:
    """Return all parts of a run as one token."""
    return "".join(part.token for part in run)[:LONGEST_TOKEN]


def _other_tokens(word):
    for run in word.runs:
        if len(run) > 1:
            yield whole_token(run)
            yield from (token for token, _first, _last in joined_tokens(run))
        elif run[0].tag == "XPN":  # no prefix, for it stands alone: 전남의 소 농장
            yield run[0].token
        for part in run:
            if part.tag in ("NNG", "NNP"):
                yield from words_inside(part.token)
    for match in SYLLABLES.finditer(word.text):
        yield from _raw_tokens(match[0], word)


def _raw_tokens(syllables, word):
    length = min(len(syllables), LONGEST_RUN)
    for start in range(length - SHORTEST_RAW + 1):
        for end in range(start + SHORTEST_RAW, min(start + LONGEST_RAW, length) + 1):
            yield RAW + syllables[start:end]
    if not (word.is_verb or word.is_bound_noun):
        # Two syllables are found as a whole word alone.
        stem = syllables if length == 2 else particles.split_particle(syllables)[0]
        if len(stem) == 2:
            yield RAW + stem
