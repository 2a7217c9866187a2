"""Names found in a text: whole ones, with the particles of Korean and the boundaries of English.

`rate` in "growth rate" is no interest rate, 물 is not in 물가: a name counts where all of it stands
and nothing else is joined to it, and where two names overlap, the longer one is meant.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from articles.bilingual.script import HANGUL


class Name(NamedTuple):
    """What to look for: the key that mentions are told by, the words, and whether capitals must agree."""

    key: object
    text: str
    is_exact: bool = False


class Mention(NamedTuple):
    """A name in a text: its key, and where it stands, text[start:end]."""

    key: object
    start: int
    end: int


BLANKS = re.compile(r"\s")
# What follows a Korean name without being part of it; some depend on how its last syllable ends.
AFTER_CONSONANT = (
    "은|이|을|과|과의|과는|과도|으로|으로는|으로도|으로서|으로써|이나|이란|이라는|이라고|이라며|이며|이자"
    "|이던|이다|이었다|이고|이라|이라도"
)
AFTER_VOWEL = (
    "는|가|를|와|와의|와는|와도|로|로는|로도|로서|로써|나|란|라는|라고|라며|며|자|던|다|였다|고|라|라도"
)
ALWAYS = (
    "의|에|에서|에서는|에서도|에서의|에는|에도|에만|에게|에게서|에게는|께|께서|도|만|만이|만은|만을|만의"
    "|까지|까지는|까지도|부터|부터는|보다|보다는|처럼|마다|마저|조차|밖에|뿐|뿐만|인|들|들은|들이|들을|들의"
    "|들도|등|측|측은|측이|측에|발|행|산|계|별|용|형|식|간|내"
)
# Titles are written to the name of a house without a blank: 산업통상자원부장관.
TITLES = "장관|차관|장관은|장관이|장관의|장관을|장관과|차관은|차관이|청장|위원장|대변인"
START = r"(?<![가-힣A-Za-z0-9])"
WORD_ENDS = r"(?![가-힣A-Za-z0-9])"
# One syllable is many words: 배 is a ship, a pear and a multiple. After a numeral it counts: 두 배.
AFTER_A_NUMERAL = r"(?<![0-9두세네몇한] )"
NEAR = 60  # letters before a word that tell whether it stands alone
LONG = 5  # syllables of a name that is recognised with blanks within: 산업 통상 자원부
# What stands before one small word without making another notion of it: "the rate", not "growth rate".
OPENING = re.compile(
    r"(?:^|[.,;:!?()“”‘\"—–]|\b(?:the|an?|its|their|our|his|her|this|that|these|those|of|in|on|at|to|for|from|by"
    r"|with|and|or|as|but|about|no|any|all|some|more|new|old|one|two|three|four|five|six|seven|eight|nine|ten"
    r"|many|few|every|each|both|between|into|per|than|after|before|is|are|was|were)|\b\d+) ?$",
    re.IGNORECASE,
)


def mentions(text, names):
    """The Mentions of the Names in a text, in its order; none overlaps another.

    A key may come with many Names, in either language. Where the same words name several things, each of
    these is mentioned.
    """
    found = [
        Mention(name.key, *match.span())
        for name in plausible(text, names)
        if (pattern := _pattern(" ".join(name.text.split()), name.is_exact))
        for match in pattern.finditer(text)
        if _stands_alone(text, match, name)
    ]
    found.sort(key=lambda one: (one.start - one.end, one.start))
    kept, taken = [], {}
    for one in found:
        span = one[1:]
        across = {taken[place] for place in range(one.start, one.end) if place in taken}
        if across <= {span}:
            taken.update(dict.fromkeys(range(one.start, one.end), span))
            kept.append(one)
    return sorted(set(kept), key=lambda one: (one.start, str(one.key)))


def is_proper(name):
    """Whether capitals are part of a name: Haeon Strait and FTA, not "Interest rates"."""
    words = re.findall(r"[A-Za-z][\w’'.-]*", name)
    return any(word[0].isupper() for word in words[1:]) or any(
        letter.isupper() for word in words for letter in word[1:]
    )


def is_telling(short, name):
    """Whether a short form names a thing by itself: FTA and 한은, not "the pact" or 협정 of a longer name."""
    if HANGUL.search(short):
        return short.replace(" ", "") not in name.replace(" ", "") or short == name
    return is_proper(re.sub("^[Tt]he ", "", short)) or short == name


def plausible(text, names):
    """Those of the Names whose first letters are in a text at all: a glossary asks for thousands at once."""
    folded = text.casefold()
    places = {False: folded, True: BLANKS.sub("", folded)}
    found = []
    for name in names:
        start, is_korean = _start(name.text)
        if start and start in places[is_korean]:
            found.append(name)
    return found


@lru_cache(maxsize=16384)
def _start(name):
    """(the letters that a name has in all of its forms, whether they are Korean)."""
    name = name.strip().casefold()
    if HANGUL.search(name):
        return BLANKS.sub("", name), True
    first = re.split(r"[ '’-]", name, maxsplit=1)[0]
    return first[: max(3, len(first) - 3)], False


@lru_cache(maxsize=8192)
def _pattern(name, is_exact):
    if not name:
        return None
    if HANGUL.search(name):
        return re.compile(_korean(name))
    return re.compile(_english(name, is_exact), 0 if is_exact or is_proper(name) else re.IGNORECASE)


def _korean(name):
    letters = name.replace(" ", "")
    gap = r"\s?" if len(letters) >= LONG else ""
    words = r"\s?".join(gap.join(map(re.escape, word)) for word in name.split(" "))
    before = START + (AFTER_A_NUMERAL if len(letters) == 1 else "")
    return f"{before}{words}(?=(?:{_particles(letters[-1])}|{ALWAYS}|{TITLES})?{WORD_ENDS})"


def _particles(letter):
    if not "가" <= letter <= "힣":
        return f"{AFTER_CONSONANT}|{AFTER_VOWEL}"
    final = (ord(letter) - ord("가")) % 28
    if final == 8:  # ㄹ takes 로: 서울로
        return f"{AFTER_CONSONANT}|로|로는|로도|로서|로써"
    return AFTER_CONSONANT if final else AFTER_VOWEL


def _english(name, is_exact):
    """Blanks or hyphens between the words, apostrophes of either kind, a notion in either number."""
    words = [re.sub("['’]", "['’]", re.escape(word)) for word in re.split(r"[ -]", name)]
    if not (is_exact or is_proper(name)):
        words[-1] = _in_either_number(words[-1])
    particle = f"(?:{AFTER_CONSONANT}|{AFTER_VOWEL}|{ALWAYS})?"  # FTA는
    return r"(?<![\w-])(?<!\w['’])" + r"[\s-]".join(words) + rf"(?={particle}(?![\w-])(?!['’](?!s\b)\w))"


def _in_either_number(word):
    """ferry is found in ferries, rates in rate."""
    if re.search(r"[^aeiou]y$", word):
        return f"{word[:-1]}(?:y|ies)"
    if word.endswith("ies"):
        return f"{word[:-3]}(?:y|ies)"
    if re.search(r"[^s]s$", word) and len(word) > 3 and not word.endswith(("us", "is")):
        return f"{word[:-1]}s?"
    return f"{word}(?:s|es)?" if word[-1:].isalpha() else word


def _stands_alone(text, match, name):
    """Whether one small word is no part of a longer notion, told by what stands before it."""
    if HANGUL.search(name.text) or re.search(r"[ -]", name.text) or name.is_exact or is_proper(name.text):
        return True
    word, before = match[0], text[max(0, match.start() - NEAR) : match.start()]
    if word[0].isupper() and re.search(r"[a-z] $", before) and re.match(r" [A-Z]", text[match.end() :][:2]):
        return False  # in Trade Street
    if word[0].isupper() and not re.search(r"\b[A-Z][\w’'-]* $", before):
        return True
    return bool(OPENING.search(before))
