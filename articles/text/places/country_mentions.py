"""Countries that a text names, by their names in CLDR, and those of its translation.

A mention may be uncertain: a name that people bear too (Jordan Spieth), a city for its country, a syllable
(한미). It answers for the other side and accuses nobody.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from babel import Locale
from babel.core import get_global

from articles.text.names import OPENING
from articles.text.places.countries import ADJECTIVES, LETTERS, country_letters
from articles.text.script import OTHER_LANGUAGE

Codes = frozenset[str]


class CountryMention(NamedTuple):
    """A country in the words of a text, with their place: the codes of CLDR that may be meant."""

    codes: Codes
    passage: str
    start: int
    is_certain: bool = True

    @property
    def end(self) -> int:
        return self.start + len(self.passage)


PairedMentions = tuple[list[CountryMention], list[CountryMention]]


class KnownName(NamedTuple):
    """A name of a country in one language.

    is_adjective  whether no person bears it, and its plural are people: German, Britons
    is_uncertain  whether it may stand for something else
    """

    codes: Codes
    is_adjective: bool = False
    is_uncertain: bool = False


NO_COUNTRY = {"AQ", "EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"}
# What newspapers write besides the names of CLDR, and adjectives that follow no rule.
SYNONYMS = {
    "en": {
        "": "Americas",
        "US": "America USA Washington",
        "CN": "Beijing",
        "ES": "Spaniard",
        "JP": "JST",
        "GB": "BST English Britain Briton Brit England Scotland Scottish Scots Wales Welsh Northern_Ireland",
        "KR": "KST",
        "KR KP": "Korea",
        "TR": "Turkey Turk",
        "NL": "Holland",
        "CZ": "Czech_Republic",
        "MK": "Macedonia",
        "PS": "Palestine Palestinian",
        "CI": "Ivory_Coast",
        "CD CG": "Congo Congolese",
        "AE": "UAE Emirates Emirati",
        "VA": "Vatican",
        "AR": "Argentine",
        "PE": "Peruvian",
    },
    "ko": {
        "KR": "한국 남한",
        "US": "아메리카 워싱턴",
        "CN": "베이징",
        "GB": "잉글랜드 스코틀랜드 웨일스 웨일즈 북아일랜드",
        "AU": "호주",
        "TW": "타이완",
        "TR": "터키",
        "MK": "마케도니아",
        "PS": "팔레스타인",
        "CD CG": "콩고",
        "ZA": "남아공",
        "SA": "사우디",
        "VA": "바티칸",
    },
}
# Words of everyday Korean as well (means, arrogance, butane), a continent, cities that stand for their
# country, a language.
UNCERTAIN = set(
    "수단 가나 말리 오만 피지 건지 저지 부탄 가봉 아메리카 워싱턴 베이징 Washington Beijing English".split()
)
NO_INDIA = re.compile("인도(?:적|주의|하|했|할|한|되|됐|된|받|교|양)")
ENDINGS = ("n", "an", "ian", "ean", "ese", "nese")
FEWEST = 3  # letters of a stem
ANOTHER = {"New", "South", "Latin", "Central", "North", "Southern", "Northern"}  # South America, New Mexico
WORD = re.compile(r"(?:[A-Z]\.){2,}|[^\W\d_]+")
RUN = re.compile("[가-힣]+")
TOWARDS = "친반대주탈비재옛"
MOST_WORDS, SHORTEST_SHOUTED = 5, 3


@cache
def _known_names(language: str) -> dict[str, KnownName]:
    """Return {words of a name, an adjective or a city: KnownName}; it takes 50 ms, once."""
    locale, found = Locale(language), {}
    names = [
        (frozenset(code.split()), form.replace("_", " "))
        for code, forms in SYNONYMS[language].items()
        for form in forms.split()
    ]
    names += [
        (frozenset({code}), form)
        for code, name in locale.territories.items()
        if re.fullmatch("[A-Z]{2}", code) and code not in NO_COUNTRY
        for form in _forms(name)
    ]
    shared = {name for forms in SYNONYMS[language].values() for name in forms.split()}
    for codes, name in names:
        found.setdefault(_key(name), KnownName(codes, name in shared, name in UNCERTAIN))
    if language == "en":
        _add_adjectives(found, names)
    for zone, code in get_global("zone_territories").items():
        city = locale.time_zones.get(zone, {}).get("city") or zone.rsplit("/", 1)[-1].replace("_", " ")
        nation = found.get(city.split()[0])  # Mexico City
        if zone.count("/") == 1:
            is_certain = nation is not None and code in nation.codes
            found.setdefault(_key(city), KnownName(frozenset({code}), is_uncertain=not is_certain))
    return found


@cache
def _names_by_head(language: str) -> dict[str, list[str]]:
    """Return {first word of English names, or first two syllables of Korean ones: names, longest first}."""
    found: dict[str, list[str]] = {}
    for name in sorted(_known_names(language), key=len, reverse=True):
        found.setdefault(name[:2] if language == "ko" else name.split(" ")[0], []).append(name)
    return found


def _forms(name: str) -> Iterator[str]:
    """Yield the forms of a name of CLDR: 홍콩(중국 특별행정구), Myanmar (Burma), Bosnia & Herzegovina."""
    for part in re.split(r" ?[()]| SAR ", name)[:1] + re.findall(r"\((\w+)\)", name):
        if not part.startswith("St."):
            yield part
            yield part.replace(" ", "")
            yield from re.split(" (?:&|-) ", part)[:1]


def _add_adjectives(found: dict[str, KnownName], names: list[tuple[Codes, str]]) -> None:
    by_name = {name: codes for codes, name in names}
    for name, adjectives in ADJECTIVES.items():
        for adjective in adjectives.split():
            found.setdefault(_key(adjective), KnownName(by_name[name], is_adjective=True))
    # Nigerian is of Nigeria rather than of Niger.
    for codes, name in sorted(names, key=lambda one: -len(one[1])):
        for stem in (name, name[:-1], name[:-2]):
            for ending in ENDINGS if len(stem) >= FEWEST else ():
                found.setdefault(_key(stem + ending), KnownName(codes, is_adjective=True))
        for adjective in (f"{name}i", f"{name}ic", f"{name}er", re.sub("(?:istan|land|ia|y|s)$", "", name)):
            found.setdefault(_key(adjective), KnownName(codes, is_adjective=True))


def _key(name: str) -> str:
    """Return the words of a name as they are looked up; Korean without its blanks as well."""
    return " ".join(WORD.findall(name))


@lru_cache(maxsize=512)
def country_mentions(text: str, language: str) -> tuple[CountryMention, ...]:
    """Return the CountryMentions of a text in "en" or "ko"."""
    return tuple((_korean_mentions if language == "ko" else _english_mentions)(text))


def _english_mentions(text: str) -> Iterator[CountryMention]:
    known, words, place = _known_names("en"), list(WORD.finditer(text)), 0
    while place < len(words):
        count, name = _longest_name(text, words[place : place + MOST_WORDS], known)
        if name and name.codes and not (count == 1 and place and words[place - 1][0] in ANOTHER):
            first, last = words[place], words[place + count - 1]
            is_certain = not name.is_uncertain and (
                name.is_adjective or count > 1 or first[0].isupper() or not _is_of_a_name(text, first)
            )
            passage = text[first.start() : last.end()]
            yield CountryMention(name.codes, passage, first.start(), is_certain)
        place += max(count, 1)


def _longest_name(
    text: str, words: list[re.Match[str]], known: dict[str, KnownName]
) -> tuple[int, KnownName | None]:
    """Return (how many of these words are the longest name that begins with them, the name)."""
    first = words[0][0]
    if not first[0].isupper():
        return 0, None
    is_shouted = len(first) > SHORTEST_SHOUTED and first.isupper()  # CHINA, not US
    head = first.title() if is_shouted else first
    if names := _names_by_head("en").get(head):
        said = [word[0].title() if is_shouted else word[0] for word in words]
        longest = next((one for one in names if said[: one.count(" ") + 1] == one.split(" ")), None)
        if longest:
            return longest.count(" ") + 1, known[longest]
    name = known.get(head.removesuffix("s"))  # Americans
    return (1, name) if name and name.is_adjective else (0, None)


def _is_of_a_name(text: str, word: re.Match[str]) -> bool:
    """Return whether a name stands among those of a person or a thing: Jordan Spieth, Michael Jordan."""
    before = text[max(0, word.start() - 30) : word.start()]
    is_behind = re.search(r"[A-Z][\w’'-]* $", before) is not None and not OPENING.search(before)
    return is_behind or re.match(" [A-Z][a-z]", text[word.end() : word.end() + 3]) is not None


def _korean_mentions(text: str) -> Iterator[CountryMention]:
    known = _known_names("ko")
    for run in RUN.finditer(text):
        name, is_towards = _korean_name_at(text, run.start()), False
        if name is None and run[0][0] in TOWARDS:
            name, is_towards = _korean_name_at(text, run.start() + 1), True
        if name and not NO_INDIA.match(run[0]):
            is_certain = not (known[name].is_uncertain or is_towards)
            yield CountryMention(known[name].codes, name, run.start() + is_towards, is_certain)
    by_letter = {
        letter: known[name].codes for name, letters in LETTERS.items() if name in known for letter in letters
    }
    for letter, place in country_letters(text):
        if letter in by_letter:
            yield CountryMention(by_letter[letter], letter, place, is_certain=False)
    for one in _english_mentions(text):
        yield one._replace(is_certain=False)


def _korean_name_at(text: str, place: int) -> str | None:
    names = _names_by_head("ko").get(text[place : place + 2], ())
    return next((name for name in names if text.startswith(name, place)), None)


def differing_countries(
    source: str, target: str, source_language: str
) -> list[tuple[CountryMention, CountryMention]]:
    """Return (country of the source, that of the translation) where one stands for the other.

    Of both, a country is named more often than on the other side, and one of them is not named there at all.
    A country that only one side names is no error: translators leave out and explain.
    """
    ours, theirs = (
        country_mentions(text, language)
        for text, language in ((source, source_language), (target, OTHER_LANGUAGE[source_language]))
    )
    found = zip(_surplus(ours, theirs), _surplus(theirs, ours), strict=False)
    return [(one, other) for one, other in found if not (_count(one, theirs) and _count(other, ours))]


def paired_countries(source: str, target: str, source_language: str) -> list[PairedMentions]:
    """Return the mentions of each country that both texts name, at least one of them with certainty."""
    groups: list[tuple[Codes, PairedMentions]] = []
    for place, (text, language) in enumerate(
        ((source, source_language), (target, OTHER_LANGUAGE[source_language]))
    ):
        for one in country_mentions(text, language):
            # Korea may stand for South Korea here and for North Korea there.
            near = [group for group in groups if not one.codes.isdisjoint(group[0])]
            groups = [group for group in groups if one.codes.isdisjoint(group[0])]
            sides = (
                [mention for _codes, pair in near for mention in pair[0]],
                [mention for _codes, pair in near for mention in pair[1]],
            )
            sides[place].append(one)
            groups.append((one.codes.union(*(codes for codes, _pair in near)), sides))
    pairs = (pair for _codes, pair in groups if all(pair))
    return [pair for pair in pairs if any(one.is_certain for one in pair[0] + pair[1])]


def _surplus(found: tuple[CountryMention, ...], others: tuple[CountryMention, ...]) -> list[CountryMention]:
    """Return a mention of each country that the other side surely names less often, the unnamed first."""
    certain = [one for one in found if one.is_certain]
    fewer = {one.codes: one for one in certain if _count(one, certain) > _count(one, others)}
    return sorted(fewer.values(), key=lambda one: _count(one, others))


def _count(mention: CountryMention, others: Iterable[CountryMention]) -> int:
    return sum(not mention.codes.isdisjoint(one.codes) for one in others)
