"""Words of a text for search: its normal form, written words and their parts, and their tokens.

The normal form is NFC and half-width, with Hanja read in Hangul and without accents and dots. A written word
ends at a space or punctuation. Kiwi splits Korean words into morphemes; English words are reduced to their
stems. sk하이닉스, 3분기 and K-POP are one written word of several parts.

The index holds words, and other tokens that find a written word: 자유무역협정 as a whole, 예산 in 예산안.
Tokens with the prefix RAW are all sequences of three or more syllables, for unknown names. Pairs of
successive words serve phrases. The prefix KNOWN marks a word as typed, for queries for exactly this word.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from articles.text.korean import jamo, particles
from articles.text.korean.jamo import HALF_WIDTH, compose_hangul
from articles.text.korean.morphemes import (
    EMPTY_VERBS,
    NOUNS,
    PRICE,
    Morpheme,
    is_known_noun,
    morphemes,
    whole_words,
    word_morphemes,
    words_inside,
)
from articles.text.search import english_stems

INVISIBLE = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ud800-\udfff]"
)
# These invisible characters are removed; all others become a space.
JOINED = {"\u00ad", "\u200b", "\u200c", "\u200d", "\u2060", "\ufeff"}
ACCENTED = re.compile(r"[\u00c0-\u024f\u1e00-\u1eff]")
FOLDED = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ı": "i", "’": "'", "‘": "'"}
    | {"Æ": "AE", "Œ": "OE", "Ø": "O", "Ł": "L", "Đ": "D"}
)
# Full-width letters and signs become ASCII, half-width Hangul full-width; ㈜, ½ and ﬁ stay.
NARROWED = str.maketrans(
    HALF_WIDTH
    | {"\u3000": " ", "\u00a0": " "}
    | {chr(code): chr(code - 0xFEE0) for code in range(ord("！"), ord("～") + 1)}
)
JAMO = re.compile("[ㄱ-ㅎㅏ-ㅣ]{2,}")
STATES = re.compile(r"(?<![\w.])(?:U\.S\.(?:A\.)?|USA?)(?![\w])")  # lower-case "us" is the pronoun
DOTTED = re.compile(r"(?<![\w.])(?:[A-Za-z]\.){2,}")
THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")


def normalise_for_search(text: str) -> str:
    """Return the normal form of a text for search; case is kept. Offsets differ from the original text."""
    text = unicodedata.normalize("NFC", text)
    text = INVISIBLE.sub(lambda match: "" if match[0] in JOINED else " ", text)
    if not text.isascii():
        text = unicodedata.normalize("NFC", text.translate(NARROWED))
        text = JAMO.sub(lambda match: compose_hangul(match[0]) or match[0], text)
        text = jamo.read_hanja(text).translate(FOLDED)
        text = ACCENTED.sub(_without_accent, text)
    text = STATES.sub("usa", text)
    text = DOTTED.sub(lambda match: match[0].replace(".", ""), text)
    return THOUSANDS.sub("", text)


def _without_accent(match: re.Match[str]) -> str:
    letters = unicodedata.normalize("NFD", match[0])
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).translate(FOLDED)


HANGUL = re.compile("[가-힣]")
SYLLABLES = re.compile("[가-힣]+")
WRITTEN = re.compile(r"[^\W_]+(?:(?:(?<=[A-Za-z0-9])[-&'](?=[^\W_])|(?<=\d)\.(?=\d))[^\W_]+)*")
LATIN = re.compile(r"\d+(?:\.\d+)?|[^\W\d_]+(?:'[^\W\d_]+)?|[^\W_]+")
POSSESSIVE = re.compile(r"'(?:s)?$")
# Suffixes that do not change the noun before them.
NO_PART = frozenset("들 님 등 때 씨 측 것 뿐 만 듯 중 간 내 시 및 수".split())
MONEY = frozenset("비금")  # after a noun they mean money; as separate words, rain and gold
LONGEST_REMEMBERED = 8_000  # characters, whose words take about 1 MB
LONGEST_ACRONYM = 5  # letters; longer words in capitals are emphasis
GRAMMAR = ("J", "E", "XSV", "XSA", "VCP", "VX", "SO", "SY")  # tags of morphemes that may follow a noun


class WordPart(NamedTuple):
    """A part of a written word that can be searched.

    token   its form in the index
    tag     Kiwi's tag; "SL" for Latin letters, "SN" for figures
    """

    token: str
    tag: str
    start: int
    end: int

    @property
    def has_weight(self) -> bool:
        """Whether it counts as a word of its own in the index, and in the order of words."""
        if self.tag in ("XPN", "XSN", "NNB"):
            return False
        if self.tag == "NP":
            return len(self.token) > 1
        return not (self.tag == "NR" and len(self.token) == 1)


class WrittenWord(NamedTuple):
    """A word as written, and its parts.

    text     in lower case
    runs     [[WordPart]]: parts joined to each other; a verb is a run of its own
    stem     a Hangul word without its particles; "" for any other word
    is_sure  whether everything outside the runs is particles and endings
    is_verb  whether it begins with a verb
    """

    text: str
    runs: list[list[WordPart]]
    stem: str = ""
    is_sure: bool = True
    is_verb: bool = False

    @property
    def parts(self) -> list[WordPart]:
        return [part for run in self.runs for part in run]

    @property
    def is_bound_noun(self) -> bool:
        """Whether it is a bound noun, never used independently, with its particles: 수도 in 할 수도 있다."""
        return bool(self.parts) and self.is_sure and all(part.tag == "NNB" for part in self.parts)


def written_words(text: str, *, is_query: bool = False) -> list[WrittenWord]:
    """Return the WrittenWords of a text. Stop words are left out, unless a query has no other words.

    Recent texts are cached, because search and related stories analyze the same text one after the other.
    """
    if is_query or len(text) > LONGEST_REMEMBERED:
        return _words_of(text, is_query)
    return list(_remembered_words(text))


@lru_cache(maxsize=100)
def _remembered_words(text: str) -> tuple[WrittenWord, ...]:
    return tuple(_words_of(text, is_query=False))


def _words_of(text: str, is_query: bool) -> list[WrittenWord]:
    text = normalise_for_search(text)
    small = text.lower()
    if len(small) != len(text):  # a letter of another script that has two characters in lower case
        text = small
    analyzed = morphemes(small) if HANGUL.search(small) else []
    if not analyzed and text == text.upper() and len(text.split()) > 1:
        text = small  # all in capitals: acronyms cannot be recognised
    words, index = [], 0
    for match in WRITTEN.finditer(small):
        start, end = match.span()
        while index < len(analyzed) and analyzed[index].end <= start:
            index += 1
        if HANGUL.search(match[0]):
            until = index
            while until < len(analyzed) and analyzed[until].start < end:
                until += 1
            words.append(_korean_word(match[0], analyzed[index:until], start, text))
        elif word := _latin_word(match[0], text[start:end], start, keeps_all=bool(analyzed)):
            words.append(word)
    if is_query and not words:
        alone = WRITTEN.finditer(small)
        latin = (_latin_word(match[0], match[0], match.start(), keeps_all=True) for match in alone)
        return [word for word in latin if word]
    return words


def _latin_word(small: str, cased: str, start: int, *, keeps_all: bool) -> WrittenWord | None:
    parts = []
    for match in LATIN.finditer(small):
        word = POSSESSIVE.sub("", match[0])
        is_name = cased[match.start() : match.end()].isupper() and len(word) > 1
        if keeps_all or is_name or word not in english_stems.WEIGHTLESS or len(small) > len(match[0]):
            parts.append(_latin_part(word, start + match.start(), is_name=is_name))
    return WrittenWord(small, [parts]) if parts else None


def _latin_part(word: str, start: int, *, is_name: bool) -> WordPart:
    # An acronym has no other forms: AIDS is not a plural, LED is not a participle.
    is_acronym = is_name and len(word) <= LONGEST_ACRONYM and word != "us"
    token = word if is_acronym else english_stems.english_stem("usa" if word == "us" else word)
    return WordPart(token, "SN" if word[0].isdecimal() else "SL", start, start + len(word))


def _korean_word(text: str, morphemes: list[Morpheme], start: int, cased: str) -> WrittenWord:
    """Return a WrittenWord that contains Hangul.

    morphemes  the first may begin before the word
    cased      the whole text with its capitals
    """
    morphemes = _analyze_alone(text, morphemes, start)
    runs: list[list[WordPart]] = []
    run: list[WordPart] = []
    is_sure = True
    for morpheme in morphemes:
        part = _morpheme_part(morpheme, cased[morpheme.start : morpheme.end])
        if morpheme.is_joined and part:
            if (
                run
                and run[-1].end != morpheme.start
                and text[run[-1].end - start : morpheme.start - start] not in "-&"
            ):
                runs, run = [*runs, run], []
            run.append(part)
            continue
        if morpheme.tag in ("SO", "SY", "SW") and run:
            continue
        runs, run = [*runs, run] if run else runs, []
        if morpheme.is_verb:
            runs += [[part]] if part else []
        elif not morpheme.tag.startswith(GRAMMAR):
            is_sure = False
    runs += [run] if run else []
    runs = [[_as_one(run)] if _is_miscut(run, text) else _with_whole_words(run) for run in runs]
    is_verb = bool(morphemes) and morphemes[0].is_verb
    return WrittenWord(text, runs, _hangul_stem(text, morphemes, runs, start), is_sure, is_verb)


def _analyze_alone(text: str, morphemes: list[Morpheme], start: int) -> list[Morpheme]:
    """Return Morphemes of a word, analyzed again if its context was misleading: 배+전함 in 배전함에서."""
    is_doubtful = (
        len(morphemes) > 1
        and morphemes[0].end - start == 1
        and {morpheme.tag for morpheme in morphemes[:2]} <= NOUNS
    )
    stem = particles.split_particle(text)[0] if is_doubtful and SYLLABLES.fullmatch(text) else ""
    alone = word_morphemes(stem) if len(stem) > 2 else ()
    if not alone or not 1 < alone[0].end < len(stem):
        return morphemes
    behind = [morpheme for morpheme in morphemes if morpheme.start >= start + len(stem)]
    return [
        *(morpheme._replace(start=morpheme.start + start, end=morpheme.end + start) for morpheme in alone),
        *behind,
    ]


def _is_miscut(run: list[WordPart], text: str) -> bool:
    """Return whether a word was wrongly split in two: 공+물 for 공물, 누리+집 for 누리집; not 쌀+값."""
    if [part.tag for part in run] != ["NNG", "NNG"] or run[1].token == PRICE:
        return False
    joined = run[0].token + run[1].token
    is_short = len(joined) == 2 or (len(joined) == 3 and is_known_noun(joined))
    return is_short and run[1].end - run[0].start == len(joined) and text.startswith(joined)


def _with_whole_words(run: list[WordPart]) -> list[WordPart]:
    """Return a run with parts of whole words joined: 인도+적, 유가+증권. Money suffixes are tagged XSN."""
    joined: list[WordPart] = []
    for part in run:
        is_money = part.token in MONEY and joined and joined[-1].tag == "NNG"
        joined.append(part._replace(tag="XSN") if is_money else part)
        for count in (3, 2):
            whole = _as_one(joined[-count:])
            if whole.token in whole_words() and whole.end - whole.start == len(whole.token):
                joined[-count:] = [whole]
    return joined


def _as_one(run: Sequence[WordPart]) -> WordPart:
    return WordPart("".join(part.token for part in run), "NNG", run[0].start, run[-1].end)


def _morpheme_part(morpheme: Morpheme, cased: str) -> WordPart | None:
    if morpheme.is_verb:
        if morpheme.form[:-1] in EMPTY_VERBS:
            return None
        return WordPart(morpheme.form, morpheme.tag, morpheme.start, morpheme.end)
    if not morpheme.is_joined:
        return None
    if morpheme.tag in ("SL", "SN", "W_SERIAL"):
        is_name = cased.isupper() and len(cased) > 1
        return _latin_part(morpheme.form, morpheme.start, is_name=is_name)._replace(end=morpheme.end)
    return WordPart(morpheme.form, morpheme.tag, morpheme.start, morpheme.end)


def _hangul_stem(text: str, morphemes: list[Morpheme], runs: list[list[WordPart]], start: int) -> str:
    """Return a Hangul word without its particles, by Kiwi or else by the table of particles."""
    if not SYLLABLES.fullmatch(text):
        return ""
    nouns = [part for run in runs for part in run if part.tag in {*NOUNS, "XSN", "NNB"}]
    if nouns:
        rest = [morpheme for morpheme in morphemes if morpheme.start >= nouns[-1].end]
        if rest and all(
            morpheme.tag.startswith("J") or morpheme.tag == "VCP" or morpheme.tag[0] == "E"
            for morpheme in rest
        ):
            return text[: nouns[-1].end - start]
        if not rest:
            return text
    stem, particle = particles.split_particle(text)
    return stem if particle and len(stem) > 2 else text


RAW, THEN, KNOWN = "_", "~", "!"
SIGNS = str.maketrans("-'&", "=^~")  # stand-ins in known words: the index accepts neither -, ' nor &
SHORTEST_RAW, LONGEST_RAW = 3, 8
LONGEST_RUN = 30  # syllables without a space; anything longer is not a word
LONGEST_TOKEN = 60


class IndexedText(NamedTuple):
    """The words of a text in order, and the other tokens that find it, as the keys of a dict."""

    words: list[str]
    others: dict[str, None]

    @property
    def all(self) -> dict[str, None]:
        return {**dict.fromkeys(self.words), **self.others}


def index_text(words: Iterable[WrittenWord]) -> IndexedText:
    """Return the IndexedText of WrittenWords in either language, or in both."""
    tokens, others = [], {}
    for word in words:
        tokens += tokens_of(word)
        others.update(dict.fromkeys(_other_tokens(word)))
    others.update(dict.fromkeys(token_pairs(tokens)))
    return IndexedText(tokens, others)


def token_pairs(words: Iterable[str]) -> list[str]:
    """Return a token for each pair of successive words."""
    return [first + THEN + second for first, second in pairwise(words)]


def tokens_of(word: WrittenWord) -> list[str]:
    """Return the tokens of a word in text order."""
    return [part.token[:LONGEST_TOKEN] for part in word.parts if part.has_weight]


def known_token(word: str) -> str:
    """Return the token of a word as typed: samsung-hanwha is neither samsung nor samsunghanwha."""
    return KNOWN + word.translate(SIGNS)


def joined_tokens(run: list[WordPart]) -> list[tuple[str, int, int]]:
    """Return [(token, first, last)] of parts joined with their neighbors: 대+법원, 일원+화, 3+분기."""
    joined = []
    for index, part in enumerate(run):
        is_last = index + 1 == len(run)
        if part.tag in ("XSN", "NNB") and index and run[index - 1].tag[:2] == "NN":
            joined.append((whole_token(run[index - 1 : index + 1]), index - 1, index))
        elif part.tag in ("XPN", "SN") and not is_last and run[index + 1].tag != "SN":
            joined.append((whole_token(run[index : index + 2]), index, index + 1))
    return joined


def whole_token(run: Iterable[WordPart]) -> str:
    """Return the token of a run as one word, its parts joined."""
    return "".join(part.token for part in run)[:LONGEST_TOKEN]


def _other_tokens(word: WrittenWord) -> Iterator[str]:
    for run in word.runs:
        if len(run) > 1:
            yield whole_token(run)
            yield from (token for token, _first, _last in joined_tokens(run))
        elif run[0].tag == "XPN":  # not a prefix, because nothing follows it: 전남의 소 농장
            yield run[0].token
        for part in run:
            if part.tag in ("NNG", "NNP"):
                yield from words_inside(part.token)
    for match in SYLLABLES.finditer(word.text):
        yield from _raw_tokens(match[0], word)


def _raw_tokens(syllables: str, word: WrittenWord) -> Iterator[str]:
    length = min(len(syllables), LONGEST_RUN)
    for start in range(length - SHORTEST_RAW + 1):
        for end in range(start + SHORTEST_RAW, min(start + LONGEST_RAW, length) + 1):
            yield RAW + syllables[start:end]
    if not (word.is_verb or word.is_bound_noun):
        # Two syllables are only found as a whole word.
        stem = syllables if length == 2 else particles.split_particle(syllables)[0]
        if len(stem) == 2:
            yield RAW + stem
