"""Morphemes of Korean text, by Kiwi. Its model takes some 270 MB and most of a second: it is loaded once.

A process that makes others of itself calls `load` before, and all of them share it.
"""

import re
from functools import cache, lru_cache
from typing import NamedTuple

NOUNS = {"NNG", "NNP", "NR", "XR"}
JOINED = {*NOUNS, "NNB", "NP", "SL", "SN", "SH", "XPN", "XSN", "W_SERIAL"}
VERBS = {"VV", "VA"}
# They say that something happens, not what.
EMPTY_VERBS = frozenset(
    "하 되 있 없 않 이 보 주 같 말 위하 대하 따르 통하 의하 관하 가지 나오 만들 밝히 들".split()
)
# Behind a number they count: 20배, 두 배 and 미사일 두 발 are about no pear and no foot.
COUNTING = frozenset("배 발 병 통 장 판 잔".split())
NUMERALS = dict(zip("한 두 세 네 다섯 여섯 일곱 여덟 아홉 열".split(), map(str, range(1, 11)), strict=True))
# Verbs that say of what happens no more than others do.
SAME_VERBS = dict(
    pair.split("=")
    for pair in """
    줄어들다=줄다 늘어나다=늘다 넘어서다=넘다 올라가다=오르다 올라서다=오르다 뛰어오르다=뛰다 내려가다=내리다
    솟아오르다=솟다 사그라지다=사그라들다 쓰러뜨리다=쓰러지다 무너뜨리다=무너지다
    """.split()
)
ASTRAL = re.compile(r"[^\u0000-\uffff]|[\ud800-\udfff]")


class Morpheme(NamedTuple):
    """A part of a text: text[start:end], in its dictionary form; verbs end in 다."""

    form: str
    tag: str
    start: int
    end: int

    @property
    def is_verb(self):
        return self.tag in VERBS

    @property
    def is_joined(self):
        """Whether it is a noun or stands with nouns in one word: 3분기, sk하이닉스, 비현실성."""
        return self.tag in JOINED


@cache
def load_analyzer():
    """The analyzer, from now on in memory."""
    from kiwipiepy import Kiwi

    return Kiwi(num_workers=1, load_multi_dict=False, load_typo_dict=False)


def morphemes(text):
    """The Morphemes of a text, particles and endings among them."""
    # What lies beyond 16 bits (emoji) would move the places of all that follows.
    found = load_analyzer().tokenize(ASTRAL.sub(" ", text))
    return _mark_counters([_to_morpheme(token) for token in found])


@lru_cache(maxsize=20_000)
def word_morphemes(word):
    """The Morphemes of a word that stands alone, as a tuple."""
    return tuple(morphemes(word))


def space_korean(text):
    """A text with its blanks where Korean has them: "손흥민첫골" → "손흥민 첫 골", "신 도시" → "신도시"."""
    return load_analyzer().space(ASTRAL.sub(" ", text), reset_whitespace=True)


def _to_morpheme(token):
    tag = token.tag.partition("-")[0]
    form = f"{token.form}다" if tag in VERBS else token.form
    return Morpheme(SAME_VERBS.get(form, form), tag, token.start, token.start + token.len)


def _mark_counters(found):
    """Morphemes; what counts is no noun among them, and 두 배 is known as 2배, as it is in figures."""
    for place in range(1, len(found)):
        before, one = found[place - 1], found[place]
        if one.form in COUNTING and one.tag == "NNG":
            if before.tag in ("SN", "NR"):
                found[place] = one._replace(tag="NNB")
            elif number := NUMERALS.get(before.form) if before.tag == "MM" else "":
                found[place] = one._replace(form=number + one.form)
    return found
