"""Korean particles: the final sound of a word, and the form of the particle that follows it.

은 이 을 과 으로 follow a consonant, 는 가 를 와 로 a vowel; 로 also follows ㄹ. Text that is not Hangul is
pronounced as newspapers do:

- capitals by their names (SK 에스케이, FTA, IMF), a few abbreviations as words (OPEC 오펙);
- other Latin words by their spelling (Apple 애플, Boeing 보잉, Facebook 페이스북, Tesla 테슬라);
- numbers in Sino-Korean, by the last numeral or the unit of zeros (3 삼, 10 십, 3,000 천, 2.5 이 점 오), one
  digit after letters in English (G7 지세븐, K2 케이투); units and signs by their words (10kg, 10%, 5℃);
- quotation marks, and an aside in brackets after a word, are not pronounced: “한국은행(BOK)”.
"""

import re
import unicodedata
from enum import Enum
from pathlib import Path
from typing import NamedTuple

from articles.text.word_tables import read_word_tables


class WordEnd(Enum):
    """The final sound of a word."""

    VOWEL = "vowel"
    RIEUL = "ㄹ"
    CONSONANT = "consonant"


class ParticleTables(NamedTuple):
    """The tables of particles.toml."""

    alternating: tuple[str, ...]
    invariant: tuple[str, ...]
    of_one_syllable: tuple[str, ...]
    look_alike: tuple[str, ...]
    suffixes: tuple[str, ...]
    letters: dict[str, tuple[str, ...]]
    words: dict[str, tuple[str, ...]]
    signs: dict[str, tuple[str, ...]]
    units: dict[str, tuple[str, ...]]
    hanja: dict[str, tuple[str, ...]]


def _last_syllables(table: dict[str, tuple[str, ...]]) -> dict[str, str]:
    return {word: syllable for syllable, words in table.items() for word in words}


TABLES = read_word_tables(Path(__file__).with_name("particles.toml"), ParticleTables)
LETTERS, WORDS = _last_syllables(TABLES.letters), _last_syllables(TABLES.words)
SIGNS, UNITS, HANJA = map(_last_syllables, (TABLES.signs, TABLES.units, TABLES.hanja))
ENGLISH_DIGITS = "로원투리포브스븐트인"
DIGITS, TENS, MYRIADS = "영일이삼사오육칠팔구", "십백천", "만억조경해"
CLOSING = {")": "(", "]": "[", "）": "（", "］": "［", "〕": "〔"}
SILENT = " \u00a0\u2060.,;:!?…·'\"’”›»〉》」』】>*™®"
NEAR = 200  # characters at the end of a word that are examined
VOWELS = "aeiou"
NUMBER = re.compile(r"\d[\d,]*(?P<fraction>\.\d+)?$")
BEHIND_LETTERS = re.compile(r"[A-Za-z]-?\d$")
MEASURE = re.compile(r"\d ?(?:[A-Za-z]+/)?(?P<unit>[A-Za-z]+)$")
LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]+$")
IN_L = re.compile(r"(?:l|le)$")
NASAL = re.compile(r"(?:[mn]|ng|[aiou][nm]e|nne|mme)$")
# After one short vowel p, t and k close the syllable: chip 칩, Internet 인터넷, Slack 슬랙.
CLOSED = re.compile(rf"(?:(?:^|[^{VOWELS}])[{VOWELS}](?:[ptkc]|ck)|ook)$")


def word_end(word: str) -> WordEnd | None:
    """Return the WordEnd of a word read aloud, or None if it cannot be read aloud."""
    word = _pronounced_part(unicodedata.normalize("NFC", word[-NEAR:]))
    if not word:
        return None
    if word[-1] in SIGNS:
        return _end_of_syllable(SIGNS[word[-1]])
    measure = MEASURE.search(word)
    if measure and measure["unit"] in UNITS:
        return _end_of_syllable(UNITS[measure["unit"]])
    if number := NUMBER.search(word):
        return _end_of_syllable(_last_numeral(word, number))
    if latin := LATIN.search(word):
        return _end_of_latin(latin[0])
    return _end_of_syllable(HANJA.get(word[-1], word[-1]))


def _pronounced_part(word: str) -> str:
    """Return a word without its silent end: quotation marks, and an aside in brackets."""
    word = word.rstrip(SILENT)
    while word and word[-1] in CLOSING:
        before = word[: _opening_bracket(word)].rstrip(SILENT)
        word = before if any(map(str.isalnum, before)) else word[:-1].rstrip(SILENT)
    return word if word[-1:] in SIGNS else unicodedata.normalize("NFKC", word)


def _opening_bracket(word: str) -> int:
    """Return the position of the bracket that matches the closing bracket at the end, or 0."""
    closing, depth = word[-1], 0
    for index in range(len(word) - 1, -1, -1):
        depth += (word[index] == closing) - (word[index] == CLOSING[closing])
        if not depth:
            return index
    return 0


def _end_of_syllable(letter: str) -> WordEnd | None:
    if "가" <= letter <= "힣":
        final = (ord(letter) - ord("가")) % 28
        return WordEnd.RIEUL if final == 8 else WordEnd.CONSONANT if final else WordEnd.VOWEL
    return None


def _last_numeral(word: str, number: re.Match[str]) -> str:
    """Return the last syllable of a number: 삼 for 3, 천 for 3,000, 조 for a one with twelve zeros."""
    digits = number[0].replace(",", "")
    if BEHIND_LETTERS.search(word):
        return ENGLISH_DIGITS[int(digits)]
    zeros = len(digits) - len(digits.rstrip("0"))
    if number["fraction"] or zeros in (0, len(digits)):
        return DIGITS[int(digits[-1])]
    if zeros % 4:
        return TENS[zeros % 4 - 1]
    return MYRIADS[min(zeros // 4, len(MYRIADS)) - 1]


def _end_of_latin(word: str) -> WordEnd | None:
    if word in WORDS:
        return _end_of_syllable(WORDS[word])
    if len(word) == 1 or word[-1].isupper():
        return _end_of_syllable(LETTERS.get(word[-1].upper(), "으"))
    word = word.lower()
    if IN_L.search(word):
        return WordEnd.RIEUL
    return WordEnd.CONSONANT if NASAL.search(word) or CLOSED.search(word) else WordEnd.VOWEL


INVARIANT, LOOK_ALIKE = frozenset(TABLES.invariant), frozenset(TABLES.look_alike)
# {form: (after a consonant, after a vowel)}. 야 has the pair 아/야: the vocative comes after 이야/야.
PAIRS = {form: pair.partition("/")[::2] for pair in TABLES.alternating for form in pair.split("/")}
PARTICLES = PAIRS.keys() | INVARIANT
LONGEST = 10  # characters of a suffix and a particle
WORD_BEGINS, WORD_ENDS = r"(?<![가-힣A-Za-z0-9])", r"(?![가-힣A-Za-z0-9])"
LETTER = re.compile(r"[가-힣A-Za-z0-9]")
BOTH_WAYS = re.compile(r"(?P<form>[가-힣]+)(?:/[가-힣]+|\([가-힣]+\))|\((?P<open>[이으])\)(?P<rest>[가-힣]+)")
ASIDE = r"[(（\[［〔][^()（）\[\]［］〔〕]{1,80}[)）\]］〕]"
FOLLOWING = re.compile(
    rf"(?P<closing>(?:[’”'\"›»〉》」』】*{re.escape(''.join(CLOSING))}]|{ASIDE}){{0,4}})"
    rf"(?P<particle>{'|'.join(sorted(PAIRS, key=len, reverse=True))}){WORD_ENDS}"
)


def fit_particle(word: str, particle: str) -> str:
    """Return the form of a particle that follows a word: fit_particle("SK", "은") is "는".

    particle  in either form, or in both as in dictionaries (은/는, 을(를), (으)로). Returned unchanged if it
              has only one form, is unknown, or the word cannot be read aloud
    """
    if both := BOTH_WAYS.fullmatch(particle):
        particle = both["form"] or both["open"] + both["rest"]
    end, pair = word_end(word), PAIRS.get(particle)
    if pair is None or end is None:
        return particle
    is_open = end is WordEnd.VOWEL or (end is WordEnd.RIEUL and pair[0].startswith("으로"))
    return pair[1] if is_open else pair[0]


def split_particle(word: str) -> tuple[str, str]:
    """Return (stem, particle) of a written word: the longest particle that fits the stem, or "".

    No dictionary is used, so any fitting ending counts as a particle: 고양이 is split like 서양이.
    """
    for start in range(max(1, len(word) - LONGEST), len(word)):
        stem, particle = word[:start], word[start:]
        is_one = particle in PARTICLES and not stem[-1].isspace() and word_end(stem)
        if is_one and fit_particle(stem, particle) == particle:
            return stem, particle
    return word, ""


def may_follow(word: str, letters: str) -> bool:
    """Return whether a word is still complete with letters joined to it: a particle, or a suffix with one.

    A word of one syllable takes no suffixes, because too many other words begin with it. Latin letters take
    either form of a particle, because their pronunciation varies.
    """
    if not letters or len(letters) > LONGEST:
        return not letters
    if len(word) == 1:
        is_itself = letters in TABLES.of_one_syllable and word + letters not in LOOK_ALIKE
        return is_itself and _is_particle_behind(word, letters)
    behind = [
        (suffix, letters.removeprefix(suffix)) for suffix in TABLES.suffixes if letters.startswith(suffix)
    ]
    return any(not rest or _is_particle_behind(before, rest) for before, rest in [(word, letters), *behind])


def _is_particle_behind(word: str, letters: str) -> bool:
    if letters in INVARIANT:
        return True
    return letters in PAIRS and (word[-1].isascii() or fit_particle(word, letters) == letters)


def joined_letters(text: str, place: int) -> str:
    """Return the letters and digits that follow a position without a space, at most LONGEST + 1."""
    end = place
    while end < len(text) and end - place <= LONGEST and LETTER.match(text[end]):
        end += 1
    return text[place:end]


def refit_particle(word: str, text: str, place: int) -> tuple[int, str]:
    """Return (end, replacement of text[place:end]) for a word inserted before a particle at `place`.

    Closing punctuation and an aside in brackets may come between them: 왕이(王毅)가.
    """
    match = FOLLOWING.match(text, place)
    if not match:
        return place, ""
    return match.end(), match["closing"] + fit_particle(word + match["closing"], match["particle"])
