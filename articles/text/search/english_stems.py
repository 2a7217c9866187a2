"""Stems and stop words of English for search.

Stems follow Porter's second algorithm for inflection only (plurals, -ed, -ing, final y and e). Suffixes that
form new words are kept, because "organ" is not "organization".
"""

import re
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from articles.text.word_tables import read_word_tables


class StemTables(NamedTuple):
    """The tables of english_stems.toml."""

    weightless: tuple[str, ...]
    kept: tuple[str, ...]
    irregular: dict[str, tuple[str, ...]]


TABLES = read_word_tables(Path(__file__).with_name("english_stems.toml"), StemTables)
WEIGHTLESS, KEPT = frozenset(TABLES.weightless), frozenset(TABLES.kept)
IRREGULAR = {form: word for word, forms in TABLES.irregular.items() for form in forms}
# British spellings and their American replacements.
BRITISH = (
    (re.compile("(?<=^practi)s(?=e|ing)"), "c"),
    (re.compile("(?<=[a-z]{2}[bdlmnprtv])our(?=$|s$|e[dr]|ing|able|ful|ite|hood|ly|less)"), "or"),
    (re.compile("(?<=[a-z]{4})is(?=(?:e|ed|es|er|ers|ing|ations?)$)"), "iz"),
    (re.compile("(?<=[a-z]{3})ys(?=(?:e|ed|es|er|ers|ing)$)"), "yz"),
    (re.compile("(?<=[a-z][bt])re(?=s?$)"), "er"),
    (re.compile("(?<=[a-z]{3}og)ue(?=s?$)"), ""),
    (re.compile("(?<=[a-z]{2}[aeiou])ll(?=[eo]rs?$)"), "l"),
    (re.compile("(?<=def|off|lic)ence(?=s?$)"), "ense"),
    (re.compile("(?<=dg)e(?=ments?$)"), ""),
    (re.compile("(?<=progra)mme(?=s?$)"), "m"),
    (re.compile("(?<=^t)y(?=res?$)"), "i"),
    (re.compile("(?<=^gr)e(?=ys?$)"), "a"),
    (re.compile("(?<=alumin)i(?=um$)"), ""),
)
VOWEL = re.compile("[aeiouy]")
REGION = re.compile("[aeiouy][^aeiouy]")
DOUBLE = ("bb", "dd", "ff", "gg", "mm", "nn", "pp", "rr", "tt")
SHORT_END = re.compile("(?:^[aeiouy][^aeiouy]|[^aeiouy][aeiouy][^aeiouywx])$")


@lru_cache(maxsize=50_000)
def english_stem(word: str) -> str:
    """Return the stem of a lower-case word; words with any other character are returned unchanged."""
    if len(word) < 3 or not (word.isascii() and word.isalpha()):
        return word
    word = IRREGULAR.get(word, word)
    if word in KEPT:
        return word
    for pattern, american in BRITISH:
        word = pattern.sub(american, word)
    word = _without_participle(_without_plural(word))
    if len(word) > 3 and word.endswith("ll"):  # cancelled and canceled share a stem, like fulfill and fulfil
        word = word[:-1]
    if len(word) > 2 and word.endswith("y") and word[-2] not in "aeiou":
        word = f"{word[:-1]}i"
    return _without_e(word)


def _without_plural(word: str) -> str:
    if word.endswith(("sses", "tzes")):
        return word[:-2]
    if word.endswith("zzes"):
        return word[:-3]
    if word.endswith(("ied", "ies")):
        return word[:-2] if len(word) > 4 else word[:-1]
    if word.endswith(("xes", "ches", "shes")) and len(word) > 4:
        return word[:-2]
    if word.endswith("s") and not word.endswith(("us", "ss", "is")) and VOWEL.search(word[:-2]):
        return word[:-1]
    return word


def _without_participle(word: str) -> str:
    if word.endswith("eed"):
        return word[:-1] if _porter_region(word) <= len(word) - 3 else word
    for suffix in ("ed", "ing"):
        start = word[: -len(suffix)]
        if word.endswith(suffix) and VOWEL.search(start) and len(start) > 1:
            if start.endswith(("at", "bl", "iz")):
                return f"{start}e"
            if start.endswith(DOUBLE):
                return start[:-1]
            is_short = SHORT_END.search(start) and _porter_region(start) >= len(start)
            return f"{start}e" if is_short else start
    return word


def _without_e(word: str) -> str:
    start, end = word[:-1], len(word)
    if not word.endswith("e") or end <= 3:
        return word
    is_after_long = _porter_region(word) < end and not SHORT_END.search(start)
    return start if is_after_long or _porter_region(word, second=True) < end else word


def _porter_region(word: str, *, second: bool = False) -> int:
    """Return the start of Porter's first (or second) region of a word: after a vowel and a consonant."""
    match = REGION.search(word)
    if match and second:
        match = REGION.search(word, match.end())
    return match.end() if match else len(word)
