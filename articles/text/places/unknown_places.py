"""Unknown places in a sentence, recognised by their context, not by a capital letter.

A name counts where only a place can stand: the coast of it, its foreign minister, the port of it. `knows`
tells which names are places that everybody knows; the others are for the desk to look up.
"""

from collections.abc import Callable
from typing import NamedTuple

from articles.text.places import english, korean
from articles.text.places.english import SurroundingText
from articles.text.script import HANGUL


class UnknownPlace(NamedTuple):
    """An unknown place: its name, and how it is called in the sentence (with its coast, strait or border)."""

    name: str
    called: str


def unknown_places(
    sentence: str, knows: Callable[[str], bool], text: str = "", paragraph: str = ""
) -> list[UnknownPlace]:
    """Return the UnknownPlaces of a sentence, in order; `knows` tells whether a name is known.

    text       the whole story: who is named as a person there is none
    paragraph  that of the sentence: a village is let pass where it says whereabouts it lies
    """
    around = text or sentence
    found = (
        english.english_places(sentence, knows, SurroundingText.of(around), paragraph or sentence)
        if sentence
        else []
    )
    if HANGUL.search(sentence):
        found = [*found, *korean.korean_places(sentence, knows, around)]
    places = {}
    for start, name, called in sorted(found):
        if not knows(name) and not knows(called):
            places.setdefault(name, (start, UnknownPlace(name, called)))
    ordered = [place for _start, place in sorted(places.values())]
    return [one for one in ordered if not _is_in_longer_name(one, ordered)]


def _is_in_longer_name(place, places):
    """Return whether a longer name holds this one: Kasparia in New Kasparia."""
    return any(place.name != other.name and place.name in other.name for other in places)
