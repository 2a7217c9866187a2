"""Countries in a text, found by their CLDR names, and the comparison of a source and its translation.

A mention may be uncertain: a name that people have too (Jordan Spieth), a city for its country, a syllable
(한미). It can match a mention in the other text, but is never reported as an error.
"""

import re
from collections.abc import Iterable, Iterator
from enum import IntEnum
from functools import cache, lru_cache
from typing import NamedTuple

from babel import Locale
from babel.core import get_global

from articles.text.names import OPENING
from articles.text.places.countries import ADJECTIVES, COUNTRIES, LETTERS, WORDS, country_letters
from articles.text.script import OTHER_LANGUAGE
from articles.text.word_tables import any_of

Codes = frozenset[str]


class Certainty(IntEnum):
    """Degrees of certainty that words denote a country."""

    UNCERTAIN = 0  # only used to match mentions in the other text
    CITY = 1  # a city that may represent its country: Athens has long insisted
    CERTAIN = 2


class CountryMention(NamedTuple):
    """A mention of a country in a text: the possible CLDR codes, the words and their position."""

    codes: Codes
    passage: str
    start: int
    certainty: Certainty = Certainty.CERTAIN

    @property
    def end(self) -> int:
        return self.start + len(self.passage)


PairedMentions = tuple[list[CountryMention], list[CountryMention]]


class KnownName(NamedTuple):
    """A name of a country in one language.

    is_borne  whether people and companies have this name too
    is_adjective  whether its plural denotes people: Germans, Britons
    """

    codes: Codes
    certainty: Certainty = Certainty.CERTAIN
    is_borne: bool = False
    is_adjective: bool = False


NAMES = {"en": COUNTRIES.names.en, "ko": COUNTRIES.names.ko}
CAPITALS = {"en": COUNTRIES.capitals.en, "ko": COUNTRIES.capitals.ko}
OTHER_WORD = re.compile(any_of(WORDS.other_words))
WORD = re.compile(r"(?:[A-Z]\.){2,}|[^\W\d_]+")
RUN = re.compile("[가-힣]+")
# No certain mention of Korea: translators convert times for their readers. 한국 시간당 is different.
READERS_TIME = {
    "en": re.compile(r"Korean? (?:standard )?time\b", re.IGNORECASE),
    "ko": re.compile(r"한국 ?(?:표준 ?시|시[간각](?!당))"),
}
MOST_WORDS, SHORTEST_SHOUTED = 5, 3


@cache
def _known_names(language: str) -> dict[str, KnownName]:
    """Return {name, adjective or city as words: KnownName}. Takes 50 ms once, then cached."""
    locale = Locale(language)
    known: dict[str, KnownName] = {}
    names = [(frozenset(code.split()), form) for code, forms in NAMES[language].items() for form in forms]
    names += [
        (frozenset({code}), form)
        for code, name in locale.territories.items()
        if re.fullmatch("[A-Z]{2}", code) and code not in WORDS.no_countries
        for form in _forms(name)
    ]
    shared = {name for forms in NAMES[language].values() for name in forms}
    for codes, name in names:
        certainty = Certainty.UNCERTAIN if name in WORDS.uncertain else Certainty.CERTAIN
        known.setdefault(_key(name), KnownName(codes, certainty, name in WORDS.borne, name in shared))
    if language == "en":
        _add_adjectives(known, names)
    cities = [(code, city) for code, names in CAPITALS[language].items() for city in names]
    for zone, code in get_global("zone_territories").items():
        city = locale.time_zones.get(zone, {}).get("city") or zone.rsplit("/", 1)[-1].replace("_", " ")
        # GMT and UTC do not belong to a country.
        cities += [(code, city)] if zone.count("/") == 1 and code not in WORDS.no_countries else []
    for code, city in cities:
        nation = known.get(city.split()[0])  # the first word of Mexico City
        is_certain = nation is not None and code in nation.codes
        certainty = Certainty.CERTAIN if is_certain else Certainty.CITY
        known.setdefault(_key(city), KnownName(frozenset({code}), certainty, is_borne=True))
    return known


@cache
def _names_by_head(language: str) -> dict[str, list[str]]:
    """Return {first word of English names, or first two syllables of Korean ones: names, longest first}."""
    by_head: dict[str, list[str]] = {}
    for name in sorted(_known_names(language), key=len, reverse=True):
        by_head.setdefault(name[:2] if language == "ko" else name.split(" ")[0], []).append(name)
    return by_head


def _forms(name: str) -> Iterator[str]:
    """Yield the forms of a CLDR name: 홍콩(중국 특별행정구), Myanmar (Burma), Bosnia & Herzegovina."""
    for part in re.split(r" ?[()]| SAR ", name)[:1] + re.findall(r"\((\w+)\)", name):
        if not part.startswith("St."):
            yield part
            yield part.replace(" ", "")
            yield from re.split(" (?:&|-) ", part)[:1]


def _add_adjectives(known: dict[str, KnownName], names: list[tuple[Codes, str]]) -> None:
    by_name = {name: codes for codes, name in names}
    for name, adjectives in ADJECTIVES.items():
        for adjective in adjectives:
            known.setdefault(_key(adjective), KnownName(by_name[name], is_adjective=True))
    # Longer names first: Nigerian belongs to Nigeria rather than Niger.
    for codes, name in sorted(names, key=lambda pair: -len(pair[1])):
        for adjective in _regular_adjectives(name):
            known.setdefault(_key(adjective), KnownName(codes, is_adjective=True))


def _regular_adjectives(name: str) -> Iterator[str]:
    """Yield possible adjectives of a name. Most of them do not exist, which does no harm."""
    yield from (name + ending for ending in ("n", "an", "ian", "ese", "i"))  # Cuban, Haitian, Iranian, Iraqi
    if name[-1] in "aeoy":
        yield from (name[:-1] + ending for ending in ("an", "ian", "ean", "ese"))  # Mexican, Italian, Chilean
    if re.search(".{5}(?:on|as|os|us)$", name):
        yield from (name[:-2] + ending for ending in ("an", "ian", "ese"))  # Honduran, Lebanese
    if name.endswith("land"):
        yield from (f"{name}er", f"{name}ic")
    yield re.sub("(?<=.{4})istan$|(?<=[bhkt])ia$|y$", "", name)  # Afghan, Serb, German


def _key(name: str) -> str:
    """Return the words of a name with single spaces between, as a key for look-ups."""
    return " ".join(WORD.findall(name))


@lru_cache(maxsize=512)
def country_mentions(text: str, language: str) -> tuple[CountryMention, ...]:
    """Return the CountryMentions of a text in "en" or "ko"."""
    return tuple((_korean_mentions if language == "ko" else _english_mentions)(text))


def _english_mentions(text: str) -> Iterator[CountryMention]:
    known, words, place = _known_names("en"), list(WORD.finditer(text)), 0
    while place < len(words):
        count, name = _longest_name(text, words[place : place + MOST_WORDS], known)
        if name and name.codes and not (count == 1 and place and words[place - 1][0] in WORDS.other_before):
            first, last = words[place], words[place + count - 1]
            is_other = name.is_borne and (name.certainty < Certainty.CERTAIN or count == 1)
            is_other = is_other and _is_of_a_name(text, first.start(), last.end())
            is_other = is_other or READERS_TIME["en"].match(text, first.start()) is not None
            certainty = Certainty.UNCERTAIN if is_other else name.certainty
            passage = text[first.start() : last.end()]
            yield CountryMention(name.codes, passage, first.start(), certainty)
        place += max(count, 1)


def _longest_name(
    text: str, words: list[re.Match[str]], known: dict[str, KnownName]
) -> tuple[int, KnownName | None]:
    """Return (number of words in the longest name that begins here, the name)."""
    first = words[0][0]
    if not first[0].isupper():
        return 0, None
    is_shouted = len(first) > SHORTEST_SHOUTED and first.isupper()  # CHINA, not US
    head = first.title() if is_shouted else first
    if names := _names_by_head("en").get(head):
        said = [word[0].title() if is_shouted else word[0] for word in words]
        longest = next((name for name in names if _is_said(name.split(" "), said, known[name])), None)
        if longest:
            return longest.count(" ") + 1, known[longest]
    name = known.get(head.removesuffix("s"))  # Americans
    return (1, name) if name and name.is_adjective else (0, None)


def _is_said(name: list[str], said: list[str], known: KnownName) -> bool:
    """Return whether words begin with a name, or with its plural: South Koreans."""
    *first, last = said[: len(name)]
    return [*first, last] == name or (known.is_adjective and [*first, last.removesuffix("s")] == name)


def _is_of_a_name(text: str, start: int, end: int) -> bool:
    """Return whether the words are part of another name: Jordan Spieth, The Washington Post."""
    before = text[max(0, start - 30) : start]
    is_behind = re.search(r"[A-Z][\w’'-]* $", before) is not None and not OPENING.search(before)
    return is_behind or re.match(" [A-Z][a-z]", text[end : end + 3]) is not None


def _korean_mentions(text: str) -> Iterator[CountryMention]:
    known = _known_names("ko")
    for run in RUN.finditer(text):
        name, is_towards = _korean_name_at(text, run.start()), False
        if name is None and run[0][0] in WORDS.towards:
            name, is_towards = _korean_name_at(text, run.start() + 1), True
        if name and not OTHER_WORD.match(run[0]):
            start = run.start() + is_towards
            is_other = is_towards or READERS_TIME["ko"].match(text, start) is not None
            certainty = Certainty.UNCERTAIN if is_other else known[name].certainty
            yield CountryMention(known[name].codes, name, start, certainty)
    by_letter = {
        letter: known[name].codes for name, letters in LETTERS.items() if name in known for letter in letters
    }
    for letter, place in country_letters(text):
        if letter in by_letter:
            yield CountryMention(by_letter[letter], letter, place, Certainty.UNCERTAIN)


def _korean_name_at(text: str, place: int) -> str | None:
    names = _names_by_head("ko").get(text[place : place + 2], ())
    return next((name for name in names if text.startswith(name, place)), None)


def differing_countries(
    source: str, target: str, source_language: str
) -> list[tuple[CountryMention, CountryMention]]:
    """Return (country of the source, country of the translation) if one replaces the other.

    In the first case, the translation names a country that its source does not, and another country of the
    source less often. In the second case, it names a country more often, and another country of the source
    not at all. A country that only one side names is not an error: translators omit and explain.
    """
    ours, theirs = (
        country_mentions(text, language)
        for text, language in ((source, source_language), (target, OTHER_LANGUAGE[source_language]))
    )
    invented = [mention for mention in _by_codes(_certain(theirs)) if not _count(mention, ours)]
    named = [mention for mention in ours if mention.certainty]
    lacking = [mention for mention in _by_codes(named) if _count(mention, named) > _count(mention, theirs)]
    lacking.sort(key=lambda mention: _count(mention, theirs))
    if invented:
        return list(zip(lacking, invented, strict=False))
    lost = [mention for mention in _by_codes(_certain(ours)) if not _count(mention, theirs)]
    certain = _certain(theirs)
    repeated = [mention for mention in _by_codes(certain) if _count(mention, certain) > _count(mention, ours)]
    return list(zip(lost, repeated, strict=False))


def paired_countries(source: str, target: str, source_language: str) -> list[PairedMentions]:
    """Return the mentions of each country that both texts name, if at least one of them is certain."""
    groups: list[tuple[Codes, PairedMentions]] = []
    for place, (text, language) in enumerate(
        ((source, source_language), (target, OTHER_LANGUAGE[source_language]))
    ):
        for mention in country_mentions(text, language):
            # Korea may mean South Korea in one text and North Korea in the other.
            near = [group for group in groups if not mention.codes.isdisjoint(group[0])]
            if len(near) == 1 and mention.codes <= near[0][0]:
                near[0][1][place].append(mention)
                continue
            groups = [group for group in groups if mention.codes.isdisjoint(group[0])]
            sides = (
                [mention for _codes, pair in near for mention in pair[0]],
                [mention for _codes, pair in near for mention in pair[1]],
            )
            sides[place].append(mention)
            groups.append((mention.codes.union(*(codes for codes, _pair in near)), sides))
    pairs = (pair for _codes, pair in groups if all(pair))
    return [
        pair for pair in pairs if any(mention.certainty == Certainty.CERTAIN for mention in pair[0] + pair[1])
    ]


def _certain(mentions: Iterable[CountryMention]) -> list[CountryMention]:
    return [mention for mention in mentions if mention.certainty == Certainty.CERTAIN]


def _by_codes(mentions: Iterable[CountryMention]) -> list[CountryMention]:
    """Return the most certain mention of each country."""
    return list(
        {
            mention.codes: mention for mention in sorted(mentions, key=lambda mention: mention.certainty)
        }.values()
    )


def _count(mention: CountryMention, others: Iterable[CountryMention]) -> int:
    return sum(not mention.codes.isdisjoint(other.codes) for other in others)
