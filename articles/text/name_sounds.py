"""Search for names in a text of the other language by their sound: No Eul-bit is 노을빛, 픽트만 is Fictman.

Hangul and Latin letters are reduced to sounds that both can write: one letter for b, f, p and v, one for
every vowel. Names are compared by the share of sounds that they have in common, in either order of given and
family name. The results are suggestions for an editor to judge; nothing is decided here.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import groupby

from articles.text.korean.particles import may_follow
from articles.text.script import HANGUL

ALIKE = 0.75  # minimum share of common sounds for a possible match
FEWEST = 3  # sounds; names with fewer are not compared
MOST_WORDS, LONGEST_WORD = 4, 20
VOWEL = "a"
# Sounds of the initial and final consonants of Hangul in Unicode order; "-" is no sound.
KOREAN_INITIALS = "k k n t t r m p p s s - c c c k t p h".split()
KOREAN_FINALS = "- k k k n n n t r k m p r r p r m p p t t n t c k t p t".split()
LATIN_SOUNDS = [
    (re.compile(pattern), sound)
    for pattern, sound in (
        *(("tch|dge?|sch", "c"), ("ch|j|z", "c"), ("sh", "s"), ("ph|[bfpv]", "p"), ("th|[dt]", "t")),
        *(("ng", "n"), ("ck|qu?|g", "k"), ("x", "ks"), ("c(?=[eiy])", "s"), ("[lr]", "r")),
        ("[aeiouyw]", VOWEL),
    )
]
KOREAN_WORD = re.compile("[가-힣]+")
NAME_RUN = re.compile(r"[A-Z][\w’'-]*(?: [A-Z][\w’'-]*)*")
POSSESSIVE = re.compile(r"[’']s?$")


@lru_cache(maxsize=20_000)
def sounds_of(name: str) -> str:
    """Return the sounds of a name, with one "a" for each vowel: “Fictman” is paktman, “픽트만” paktaman."""
    letters = unicodedata.normalize("NFC", name)
    sounds = (
        "".join(map(_sounds_of_syllable, letters)) if HANGUL.search(letters) else _sounds_of_latin(letters)
    )
    return "".join(sound for sound, _run in groupby(sounds))


def _sounds_of_syllable(letter: str) -> str:
    index = ord(letter) - 0xAC00
    if not 0 <= index < 11_172:
        return ""
    final = KOREAN_FINALS[index % 28]
    return (KOREAN_INITIALS[index // 588] + VOWEL + final).replace("-", "")


def _sounds_of_latin(letters: str) -> str:
    plain = unicodedata.normalize("NFD", letters.lower())
    plain = "".join(letter for letter in plain if "a" <= letter <= "z")
    sounds, reached = [], 0
    while reached < len(plain):
        for pattern, sound in LATIN_SOUNDS:
            if match := pattern.match(plain, reached):
                sounds.append(sound)
                reached = match.end()
                break
        else:
            sounds.append("k" if plain[reached] == "c" else plain[reached])
            reached += 1
    return "".join(sounds)


def likeness(name: str, other: str) -> float:
    """Return the share of sounds, from 0 to 1, that two names have in common, in any order of their words."""
    ours = {sounds_of(order) for order in _orders(name)}
    theirs = {sounds_of(order) for order in _orders(other)}
    ours |= {sound.removeprefix("r") for sound in ours}  # Hangul may omit the L: Lee is 이, Lim 임
    pairs = [(first, second) for first in ours for second in theirs if min(len(first), len(second)) >= FEWEST]
    return max((SequenceMatcher(None, *pair, autojunk=False).ratio() for pair in pairs), default=0.0)


def _orders(name: str) -> set[str]:
    """Return a name as written, and with its last word first."""
    words = name.split()
    return {"".join(words), "".join([*words[-1:], *words[:-1]])}


def names_by_sound(name: str, text: str) -> list[str]:
    """Return the words of a text that sound most like a name of the other language: usually none or one.

    The time is linear in the length of the text.
    """
    candidates = _latin_candidates(text) if HANGUL.search(name) else _korean_candidates(text)
    scores = {words: likeness(name, words) for words in dict.fromkeys(candidates)}
    best = max(scores.values(), default=0.0)
    return [words for words, score in scores.items() if score == best >= ALIKE]


def _latin_candidates(text: str) -> Iterator[str]:
    """Yield runs of up to MOST_WORDS capitalised words."""
    for run in NAME_RUN.finditer(text):
        words = [POSSESSIVE.sub("", word) for word in run[0].split() if len(word) <= LONGEST_WORD]
        yield from _windows(words)


def _korean_candidates(text: str) -> Iterator[str]:
    """Yield runs of up to MOST_WORDS words, the last with and without a possible particle."""
    words = [word for word in KOREAN_WORD.findall(text) if len(word) <= LONGEST_WORD]
    for start in range(len(words)):
        for end in range(start + 1, min(start + MOST_WORDS, len(words)) + 1):
            *before, last = words[start:end]
            for stem in _stems(last):
                yield " ".join([*before, stem])


def _stems(word: str) -> list[str]:
    return [word[:end] for end in range(1, len(word) + 1) if may_follow(word[:end], word[end:])]


def _windows(words: list[str]) -> Iterable[str]:
    for start in range(len(words)):
        for end in range(start + 1, min(start + MOST_WORDS, len(words)) + 1):
            yield " ".join(words[start:end])
