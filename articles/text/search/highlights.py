"""Highlights of search hits in a text, found without analyzing the whole text."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from heapq import merge

from articles.text.korean import particles
from articles.text.korean.morphemes import COUNTING, NUMERALS, words_inside
from articles.text.search.english_stems import IRREGULAR
from articles.text.search.query import QueryWord, phrase_pattern
from articles.text.search.words import DOTTED, HANGUL, STATES, WRITTEN, normalise_for_search, written_words

WORD = re.compile(f"{STATES.pattern}|{DOTTED.pattern}|{WRITTEN.pattern}")
EXCERPT, BEFORE = 160, 50  # characters of an excerpt, and before its first hit
LONGEST_EXCERPTED = 5_000  # characters; later hits are too far into the text for a list of results
LONGEST_WORD = 60  # characters; anything longer is not a word, and not analyzed
SENTENCE_ENDS = re.compile(r"(?<=[.!?。]) |\n")
COUNTED = re.compile(rf"(?:\d|몇|수십|{'|'.join(NUMERALS)}) ?$")
BETWEEN = 19  # code point offset of the final ㅅ between two nouns: 비 in 빗방울
PAUSES = " ,;:·–—"  # removed before an ellipsis
LINE_END = re.compile("[.!?…:;,。][)”’\"']*$")
CHANGING = frozenset(IRREGULAR.values())
# American stems that British English spells differently: harbor, center, organiz, defens.
SPELLED = re.compile("or(?:$|it|hood|ful|ab|l)|er$|iz|yz|ens|og$|gment|gra|^gray")


def marked_pieces(text: str, asked: Iterable[QueryWord]) -> list[tuple[str, bool]]:
    """Return [(piece, whether it is a hit)]; joined, the pieces are the text."""
    pieces, position = [], 0
    for start, end in find_hits(text, asked):
        pieces += [(text[position:start], False), (text[start:end], True)]
        position = end
    return [piece for piece in [*pieces, (text[position:], False)] if piece[0]] or [("", False)]


def marked_excerpt(text: str, asked: Iterable[QueryWord]) -> str:
    """Return a passage around the first hit, or "" without a hit; "…" marks omissions."""
    text = text[:LONGEST_EXCERPTED]
    first = next(find_hits(text, asked), None)
    if first is None:
        return ""
    begins = [match.end() for match in SENTENCE_ENDS.finditer(text, 0, first[0])]
    start = begins[-1] if begins else 0
    if first[0] - start > BEFORE:
        start = text.find(" ", first[0] - BEFORE) + 1
        start = start if 0 < start <= first[0] else first[0]
    end = start + EXCERPT
    if end < len(text):
        end = max(text.rfind(" ", start, end), first[1])
    passage = _in_one_line(text[start:end])
    before = "…" if start and start not in begins else ""
    return f"{before}{passage.rstrip(PAUSES)}…" if end < len(text) else f"{before}{passage}"


type Hit = tuple[int, int]  # start and end


def _in_one_line(passage: str) -> str:
    """Join lines into one, with a dot after items and headings that end without punctuation."""
    lines = [line for line in (" ".join(line.split()) for line in passage.split("\n")) if line]
    joints = [" " if LINE_END.search(line) else " · " for line in lines[:-1]]
    return "".join(map("".join, zip(lines, [*joints, ""], strict=True)))


def find_hits(text: str, asked: Iterable[QueryWord]) -> Iterator[Hit]:
    """Yield (start, end) of the hits in a text, in order.

    If the text does not contain a phrase, the words of the phrase are hits.
    """
    phrases = {
        query_word: hits
        for query_word in asked
        if query_word.phrase and (hits := _phrase_hits(text, query_word.phrase))
    }
    words = _word_hits(text, [query_word for query_word in asked if query_word not in phrases])
    position = 0
    for start, end in merge(*phrases.values(), words, key=lambda hit: (hit[0], -hit[1])):
        if start >= position:
            yield start, end
            position = end


def _phrase_hits(text: str, phrase: str) -> list[Hit]:
    pattern = phrase_pattern(phrase)
    return [match.span() for match in pattern.finditer(text)] if pattern else []


def _word_hits(text: str, asked: Iterable[QueryWord]) -> Iterator[Hit]:
    wanted = tuple(sorted({token for query_word in asked for token in query_word.marked}))
    pattern = _hit_pattern(wanted)
    position = 0
    while pattern and (match := pattern.search(text, position)):
        word = _word_at(text, match.start())
        if word is None:
            position = match.end()
            continue
        for start, end in () if _is_counter(text, word) else _hits_within(word[0], frozenset(wanted)):
            yield word.start() + start, word.start() + end
        position = word.end()


def _is_counter(text: str, word: re.Match[str]) -> bool:
    """Return whether a word is a counter after a number: 배 in 두 배로, but not in 두 배우."""
    is_one = word[0][0] in COUNTING and particles.may_follow(word[0][0], word[0][1:])
    return is_one and bool(COUNTED.search(text[max(0, word.start() - 4) : word.start()]))


def _word_at(text: str, place: int) -> re.Match[str] | None:
    """Return the match of the written word at a position of a text."""
    start = place
    while start and not text[start - 1].isspace() and place - start < particles.LONGEST * 4:
        start -= 1
    for match in WORD.finditer(text, start):
        if match.end() > place:
            return match if match.start() <= place else None
    return None


@lru_cache(maxsize=20_000)
def _hits_within(word: str, wanted: frozenset[str]) -> tuple[Hit, ...]:
    """Return the positions of wanted tokens in a written word."""
    if len(word) > LONGEST_WORD or word == "us":  # lower-case "us" is the pronoun
        return ()
    cased = normalise_for_search(word)
    plain = cased.lower()
    spans = list(_simple_hits(plain, wanted)) or list(_analyzed_hits(plain, wanted))
    if not spans and cased.isupper():
        spans = list(_analyzed_hits(cased, wanted))
    if not spans:
        return ()
    if len(plain) != len(word):
        return ((0, len(word)),)
    return tuple(_merge_hits(spans))


def _simple_hits(word: str, wanted: Iterable[str]) -> Iterator[Hit]:
    """Yield hits that need no analysis: a word with particles, or three syllables anywhere."""
    for token in wanted:
        if token not in word or not HANGUL.match(token):
            continue
        start = word.index(token)
        end = start + len(token)
        if len(token) > 2 or (start == 0 and particles.may_follow(token, word[end:])):
            yield start, end


def _analyzed_hits(word: str, wanted: frozenset[str]) -> Iterator[Hit]:
    for written in written_words(word, is_query=True):
        for run in written.runs:
            if len(run) > 1 and "".join(part.token for part in run) in wanted:
                yield run[0].start, run[-1].end
        for part in written.parts:
            others = words_inside(part.token) if part.tag[0] == "N" else ()
            if (part.has_weight and part.token in wanted) or not wanted.isdisjoint(others):
                yield part.start, part.end


def _merge_hits(spans: Iterable[Hit]) -> list[Hit]:
    merged: list[Hit] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            start, before = merged.pop()
            end = max(end, before)
        merged.append((start, end))
    return merged


@lru_cache(maxsize=500)
def _hit_pattern(wanted: tuple[str, ...]) -> re.Pattern[str] | None:
    """Return a fast pattern that matches all hits, and also words that are no hits; None without tokens."""
    ways = [way for token in wanted for way in _hit_patterns(token)]
    return re.compile("|".join(ways), re.IGNORECASE) if ways else None


def _hit_patterns(token: str) -> Iterator[str]:
    yield re.escape(token)
    if HANGUL.match(token):
        if token.endswith("다"):
            first = (ord(token[0]) - 0xAC00) // 588
            yield f"[{chr(0xAC00 + first * 588)}-{chr(0xAC00 + first * 588 + 587)}]"
        if len(token) == 1 and not (ord(token) - 0xAC00) % 28:
            yield chr(ord(token) + BETWEEN)
        yield "[\u4e00-\u9fff\u1100-\u1112]"
    elif token == "usa":  # noqa: S105 (no password)
        yield STATES.pattern
    elif token[0].isalpha():
        stable = token[:1] if token in CHANGING else token[: 2 if SPELLED.search(token) else -1]
        yield rf"(?<![^\W_]){re.escape(stable or token)}"
        yield rf"(?<![^\W_]){re.escape(token[:1])}\."
    else:
        yield r"\d[\d,.]*"
