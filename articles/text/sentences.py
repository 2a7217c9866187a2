"""Lossless splitting of English and Korean text into sentences; word counts and reading times."""

import re
from bisect import bisect
from collections import deque
from collections.abc import Iterator
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

from articles.text.punctuation import quotations
from articles.text.word_tables import any_of, read_word_tables

# A possible end: its punctuation, closing quotes and brackets, and the spaces that follow.
END = re.compile(r"(?<![.!?…。])[.!?…。]+[”’\"'」』》〉)\]]*(?P<blank>\s+)")
# Korean pasted without spaces: 끝났다.그는
UNSPACED = re.compile(r"(?<=[다요까죠])[.?!](?=[가-힣])")
WORD_BEFORE = re.compile(r"[A-Za-z][A-Za-z.]*$")
NEAR = 100  # characters on each side of a possible end that are examined
LONGEST = 2000  # characters of a sentence
CLOSING = "”’\"'」』》〉)]"


class SentenceTables(NamedTuple):
    """The tables of sentences.toml."""

    titles: tuple[str, ...]
    shortened: tuple[str, ...]
    starters: tuple[str, ...]
    speech: tuple[str, ...]


WORDS = read_word_tables(Path(__file__).with_name("sentences.toml"), SentenceTables)
TITLES, SHORTENED = frozenset(WORDS.titles), frozenset(WORDS.shortened)
STARTERS = re.compile(rf"[“‘\"'(\[]*(?:{any_of(WORDS.starters)})\b")
SPEECH = re.compile(rf"(?:[\w.’'-]+ ){{0,3}}(?:{any_of(WORDS.speech)})\b")
DATE = re.compile(r"\d{4}\. ?\d{1,2}\. ?\d{1,2}$")  # 2025. 10. 1.
INITIAL = re.compile(r"(?:^|[\s(“‘\"'-])(?:[A-Z]\.)*[A-Z]$")
# Endings that continue the sentence after a quotation: “간다.” 라고 말했다.
REPORTS = re.compile(r"(?:이?라고|이?라는|이?라며|이?라면서|고|며|면서|하고)(?:\s|는|도|$)")


@lru_cache(maxsize=256)  # many checks split the same passage
def sentences(text: str) -> tuple[str, ...]:
    """Return the sentences of a passage with trailing spaces; joined, they are the passage again.

    A closed quotation stays within its sentence, even if it contains several. Text longer than LONGEST is cut
    at a space.
    """
    pieces: list[str] = []
    start = 0
    # A cut just before a closing mark is allowed.
    quoted = deque((first, last - 1) for first, last in quotations(text))
    ends = {match.end() for match in END.finditer(text) if _is_sentence_end(text, match)}
    ends |= {match.end() for match in UNSPACED.finditer(text)}
    for cut in [*sorted(ends), len(text)]:
        while quoted and quoted[0][1] <= cut:
            quoted.popleft()
        if not quoted or cut <= quoted[0][0] or cut == len(text):
            pieces += _in_pieces(text[start:cut])
            start = cut
    return tuple(pieces)


def _in_pieces(sentence: str) -> Iterator[str]:
    while len(sentence) > LONGEST:
        cut = sentence.rfind(" ", 0, LONGEST) + 1 or LONGEST
        yield sentence[:cut]
        sentence = sentence[cut:]
    if sentence:
        yield sentence


def sentence_at(text: str, position: int) -> str:
    """Return the sentence at a position, without surrounding spaces."""
    parts = sentences(text)
    return parts[bisect(_ends_of(text), position)].strip() if position < len(text) else text.strip()


@lru_cache(maxsize=256)
def _ends_of(text: str) -> list[int]:
    return list(accumulate(map(len, sentences(text))))


def _is_sentence_end(text: str, match: re.Match[str]) -> bool:
    before = text[max(0, match.start() - NEAR) : match.start()]
    after = text[match.end() : match.end() + NEAR]
    if not after:
        return False
    signs = match[0].rstrip()
    is_quote = signs[-1] in CLOSING
    if is_quote and (REPORTS.match(after) or SPEECH.match(after)):
        return False
    if signs.startswith(".") and not signs.startswith(".."):
        if before[-1:].isdigit() and after[:1].isdigit() and not is_quote:
            return False
        if DATE.search(before):
            return False
        if word := WORD_BEFORE.search(before):
            return _is_end_after_word(word[0], before, after)
    # A lower-case letter continues the sentence: “Why?” he asked. Korean has no lower case.
    return not re.match(r"[“‘\"'(\[]*[a-z]", after)


def _is_end_after_word(word: str, before: str, after: str) -> bool:
    """Return whether a full stop after a Latin word ends the sentence."""
    if word in TITLES:
        return False
    if re.match(r"[“‘\"'(\[]*[a-z]", after):
        return False
    is_shortened = word in SHORTENED or word.split(".")[-1] in SHORTENED or INITIAL.search(before)
    return bool(STARTERS.match(after)) if is_shortened and word != "I" else True


WORDS_A_MINUTE = 238  # English
LETTERS_A_MINUTE = 500  # Korean, without spaces
# Numbers and names with punctuation are one word: 3.5, won't, AT&T, long-term. A dash is not a word.
# Matching only the beginning of each word is enough to count them, and takes linear time.
BEGINNING = re.compile(r"(?<!\S)[^\w\s]*+\w")
DASHES = {"en": str.maketrans("—–", "  "), "ko": {}}  # dashes that separate words like a space


def count_words(text: str, language: str) -> int:
    """Return the number of words of a plain text: English words, or Korean eojeol.

    English words are separated by spaces or long dashes. Raise KeyError for any other language.
    """
    return len(BEGINNING.findall(text.translate(DASHES[language])))


def seconds_to_read(text: str, *, language: str) -> int:
    """Estimate the reading time of a plain text in whole seconds, at least 1.

    Raise KeyError for any language but English and Korean.
    """
    if language == "ko":
        minutes = len("".join(text.split())) / LETTERS_A_MINUTE
    else:
        minutes = count_words(text, language) / WORDS_A_MINUTE
    return max(1, round(minutes * 60))


def minutes_to_read(text: str, *, language: str) -> int:
    """Estimate the reading time in whole minutes, at least 1, for display to readers."""
    return max(1, round(seconds_to_read(text, language=language) / 60))
