"""The atlas: cities and regions of the world in their thousands: they clear a name that was found.

The gazetteer also says that a name is a place at all, and knows it within a longer one. These say neither:
too many of them are called like people and things (Kennedy, Hamilton, 서리).
"""

import re
from functools import cache
from pathlib import Path

from articles.checks.text.gazetteer import HEAD, KOREAN, join_place_name, plain_place_name

LISTS = [Path(__file__).with_name(name) for name in ("cities.txt", "lands.txt", "regions.txt")]


def is_in_atlas(name):
    """Whether the whole name, but for what a Korean one ends in (시, 항, 주), is one of the atlas."""
    if KOREAN.search(name):
        short = join_place_name(name)
        return bool({short, HEAD.sub("", short)} & _atlas_names())
    return plain_place_name(name) in _atlas_names()


@cache
def _atlas_names():
    """Read once a process, at the first name that the gazetteer does not know."""
    texts = [re.sub(r"(?m)^#.*\n", "", path.read_text("utf-8")) for path in LISTS]
    names = [" ".join(name.split()) for name in ";".join(texts).split(";")]
    return {
        join_place_name(name) if KOREAN.search(name) else plain_place_name(name) for name in names if name
    }
