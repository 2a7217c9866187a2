"""Checks of place names against a gazetteer, an atlas and the glossary.

The gazetteer has CLDR's territories and cities and a list of our own, and finds a name within a longer one.
Each process reads it once, on first use, in about 50 ms. The atlas has thousands of other cities and regions,
but accepts only whole names, because many of these are also names of people and things (Kennedy, Hamilton,
서리).
"""

import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

from babel import Locale
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.checks.context import CheckContext, own_passages
from articles.checks.registry import Finding, Severity, register
from articles.checks.sources import is_sourced, sourced_passages
from articles.models import Language
from articles.text.places.statements import stated_places
from articles.text.script import HANGUL
from articles.text.sentences import sentences
from articles.text.word_tables import any_of, read_word_tables

CURATED = Path(__file__).with_name("places.toml")


class PlaceWords(NamedTuple):
    """The tables of place_words.toml."""

    common: tuple[str, ...]
    in_glossaries: tuple[str, ...]
    endings: tuple[str, ...]
    beginnings: tuple[str, ...]


PLACE_WORDS = read_word_tables(Path(__file__).with_name("place_words.toml"), PlaceWords)
COMMON = {*PLACE_WORDS.common, *PLACE_WORDS.in_glossaries}
ENDING = re.compile(f"(?:{any_of(PLACE_WORDS.endings)})$")
BEGINNING = re.compile(f"^(?:{any_of(PLACE_WORDS.beginnings)})")
NATIONS = re.compile(r"[한미중일북남러영독불유호인대]{2,4}|[韓美中日北南露英獨佛]+")  # 한미일
KOREAN = re.compile(r"[가-힣一-鿿]")
# Entries of these lists are separated by white space, in all others by semicolons.
WORDS = {"one_syllable", "adjectives", "districts_and_quarters", "romanised"}


class Gazetteer:
    """Names of places in both languages, with a look-up for names that are, or clearly contain, one of them.

    names  known places, for example from the newsroom's glossary
    known  the `names` of another Gazetteer, which are known as well
    """

    def __init__(self, names: Iterable[str] = (), known: frozenset[str] = frozenset()):
        self.names = known | {place_key(name) for name in names if name.strip()}

    def knows(self, name: str) -> bool:
        name = place_key(name)
        if KOREAN.search(name):
            return self._knows_korean(name)
        if name in self.names or name.removeprefix("the ") in self.names:
            return True
        words = re.split(r"[ -]", name)
        parts = (" ".join(words[start:end]) for start, end in combinations(range(len(words) + 1), 2))
        return any(part in self.names and part not in COMMON for part in parts)

    def _knows_korean(self, name: str, depth: int = 0) -> bool:
        if name in self.names or NATIONS.fullmatch(name):
            return True
        if depth == 2 or len(name) < 3:
            return False
        shorter = {ENDING.sub("", name), BEGINNING.sub("", name)} - {name, ""}
        if any(len(form) > 1 and self._knows_korean(form, depth + 1) for form in shorter):
            return True
        # 우크라이나러시아, 서울경기
        return any(name[:cut] in self.names and name[cut:] in self.names for cut in range(2, len(name) - 1))


@cache
def gazetteer() -> Gazetteer:
    """Return the Gazetteer of CLDR and the curated list."""
    return Gazetteer([*_cldr_names(), *_curated_names()])


def _cldr_names() -> Iterator[str]:
    cities: set[str] = set()
    for language in ("en", "ko"):
        locale = Locale(language)
        for territory in locale.territories.values():
            plain = re.sub(r"\s*\([^)]*\)", "", territory)  # 홍콩(중국 특별행정구), Myanmar (Burma)
            yield from (plain, *plain.split(" - "), plain.replace("&", "and"))
        zones = locale.time_zones
        cities.update(zones)
        yield from (zones[zone]["city"] for zone in zones if "city" in zones[zone])
    # In English, CLDR names a city only if its name is not in the identifier of its time zone.
    yield from (zone.rsplit("/", 1)[-1].replace("_", " ") for zone in cities)


def _curated_names() -> Iterator[str]:
    with CURATED.open("rb") as file:
        lists = {name: text for group in tomllib.load(file).values() for name, text in group.items()}
    for name, text in lists.items():
        if name in WORDS:
            yield from text.split()
            continue
        for entry in " ".join(text.split()).split(";"):
            korean = KOREAN.search(entry)
            cut = korean.start() if korean else len(entry)
            for part in (entry[:cut], entry[cut:]):
                yield from (form.strip() for form in part.split("|") if form.strip())


def place_key(name: str) -> str:
    """Fold a name: English to lower case without accents and possessives, Korean to one word."""
    if KOREAN.search(name):
        return re.sub(r"[\s·‧-]", "", name)
    name = re.sub(r"[’']s?$|\.(?=\s|$)", "", name.strip().replace("’", "'"))
    letters = unicodedata.normalize("NFD", name)
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).casefold()


LISTS = [Path(__file__).with_name(name) for name in ("cities.txt", "lands.txt", "regions.txt")]


def is_in_atlas(name: str) -> bool:
    """Return whether the atlas has the whole name, with or without a Korean ending (시, 항, 주)."""
    key = place_key(name)
    return not _atlas_names().isdisjoint({key, ENDING.sub("", key) if KOREAN.search(key) else key})


@cache
def _atlas_names() -> set[str]:
    """Return the names of the atlas, read once per process."""
    texts = [re.sub(r"(?m)^#.*\n", "", path.read_text("utf-8")) for path in LISTS]
    names = [" ".join(name.split()) for name in ";".join(texts).split(";")]
    return {place_key(name) for name in names if name}


@register("text.place.unknown", Severity.WARNING, gettext_lazy("Places are known or have a checked source"))
def check_unknown_places(context: CheckContext) -> Iterator[Finding]:
    """Yield one Finding per sentence with unknown places. Report each place only in its first sentence."""
    passages, sourced = own_passages(context), sourced_passages(context)
    text = " ".join(passage.text for passage in passages)
    # All names in the glossary are known, places or not.
    names = [form for term in context.rows.terms for language in Language for form in term.forms(language)]
    knows, reported = Gazetteer(names, gazetteer().names).knows, set()
    for passage in passages:
        for sentence in sentences(passage.text):
            unknown = unknown_places(sentence, knows, text)
            new = [place for place in unknown if place.name not in reported]
            places = [place for place in new if not any(place.name in words for words in sourced)]
            reported |= {place.name for place in places}
            if places and not is_sourced(sentence, sourced):
                called = ", ".join(place.called for place in places)
                message = _("Unknown place: %(places)s.") % {"places": called}
                hint = _(
                    "Check that it exists and is spelled this way. Then add a checked source with this "
                    "sentence as its passage, or add the place to the glossary."
                )
                yield Finding.of_words(passage, sentence.strip(), message, hint)


class UnknownPlace(NamedTuple):
    """An unknown place: its name, and its form in the sentence (with its coast or strait)."""

    name: str
    called: str


def unknown_places(sentence: str, knows: Callable[[str], bool], text: str) -> list[UnknownPlace]:
    """Return the UnknownPlaces of a sentence, in order of appearance: neither `knows` nor the atlas has them.

    knows  whether a name is, or contains, a known place
    text   the whole story, which may show that the name belongs to a person
    """
    places: dict[str, UnknownPlace] = {}
    for language in ("en", "ko") if HANGUL.search(sentence) else ("en",):
        stated = stated_places(sentence, text, language)
        for place in sorted(stated, key=lambda place: (place.start, -len(place.called))):
            words = (place.name, place.called, *place.beside)
            if not any(knows(word) or is_in_atlas(word) for word in words):
                places.setdefault(place.name, UnknownPlace(place.name, place.called))
    # Report New Kasparia, but not Kasparia in it.
    parts = {word for name in places if " " in name for word in name.split()}
    return [place for place in places.values() if place.name not in parts]
