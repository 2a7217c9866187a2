"""Words and phrases of a query as they were typed, within its limits."""

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

MOST_WORDS = 12
LONGEST_QUERY = 200  # letters; what is longer was pasted by accident
SIGNS = '"“”„«»'
QUOTED = re.compile(f"[{SIGNS}](.+?)[{SIGNS}]")
COUNTED = re.compile(r"[^\W_]+(?:[-&'.][^\W_]+)*")
RUN = re.compile(r"[^\W_]+")
BETWEEN_WORDS = r"[^\w.!?。…\n]{1,4}"  # of one sentence
INSIDE_A_WORD = r"[\W_]{0,4}"  # with a sign: U.S., 1,200, don’t
NOT_WITHIN_A_WORD = r"(?<![^\W_])"
ENDS_A_WORD = r"(?!(?![가-힣])[^\W_])"  # or stands before the particles of a Korean one


class TypedWord(NamedTuple):
    """A word of a query, or all between two quotation marks."""

    text: str
    is_phrase: bool = False


class TypedQuery(NamedTuple):
    """The words of a query that are searched, each once, and those beyond its limits."""

    words: list[TypedWord]
    left_out: list[str]


def split_query(query: str) -> TypedQuery:
    """Return the TypedQuery of a query: at most MOST_WORDS words, and LONGEST_QUERY letters with blanks."""
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
        else:  # one endless word, or a phrase of which the first whole words are searched
            end = _end_of_words(word.text)
            words[key] = word._replace(text=word.text[:end])
            left_out |= {TypedWord(one.casefold()): one for one in word.text[end:].split()}
            free = letters = 0
    return TypedQuery(list(words.values()), list(left_out.values()))


def _end_of_words(text):
    """Return how many letters of a text within LONGEST_QUERY end with a whole word, if any does."""
    if len(text) <= LONGEST_QUERY:
        return len(text)
    end = text.rfind(" ", 0, LONGEST_QUERY + 1)
    return end if end > 0 else LONGEST_QUERY


def _typed_words(query) -> Iterator[TypedWord]:
    for place, part in enumerate(QUOTED.split(query)):
        found = [part] if place % 2 else part.split()
        for text in (" ".join(one.split()).strip(f"{SIGNS} ") for one in found):
            if text:
                yield TypedWord(text, is_phrase=bool(place % 2))


def phrase_pattern(phrase: str) -> re.Pattern | None:
    """Return the pattern of a phrase in a text, in any capitals; None for one without letters and figures.

    Its words follow each other in one sentence; commas, quotation marks and the like may stand between them.
    """
    phrase = unicodedata.normalize("NFC", phrase)
    parts, place = [], 0
    for run in RUN.finditer(phrase):
        if parts:
            is_blank = phrase[place : run.start()].isspace()
            parts.append(BETWEEN_WORDS if is_blank else INSIDE_A_WORD)
        parts.append(re.escape(run[0]))
        place = run.end()
    if not parts:
        return None
    return re.compile(f"{NOT_WITHIN_A_WORD}{''.join(parts)}{ENDS_A_WORD}", re.IGNORECASE)
