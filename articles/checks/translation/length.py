"""A translation out of all proportion: passages were left out, or two segments were mixed up."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.checks.translation.pair import Discrepancy, SegmentPair, both_sides

# Korean takes about half the signs of English. Short sentences differ wildly, headlines leave out much.
SHORTEST = 60  # signs of English that are judged at all
LEAST, MOST = 0.2, 1.1
LEAST_OF_HEADLINE = 0.12
ADDRESS = re.compile(r"https?://[^\s)]+")  # as long in either language
HEADLINES = {"headline", "h2", "h3"}


def find_length_discrepancy(pair: SegmentPair) -> Iterator[Discrepancy]:
    sizes = {
        pair.source_language: len(ADDRESS.sub("", pair.source_inline.own).strip()),
        pair.target_language: len(ADDRESS.sub("", pair.target_inline.own).strip()),
    }
    ratio = sizes["ko"] / max(sizes["en"], 1)
    least = LEAST_OF_HEADLINE if pair.role in HEADLINES else LEAST
    if max(sizes["en"], sizes["ko"] * 2) < SHORTEST or least <= ratio <= MOST:
        return
    is_short = (ratio < least) == (pair.target_language == "ko")
    yield Discrepancy(
        "length",
        _("The translation is far shorter than its source.")
        if is_short
        else _("The translation is far longer than its source."),
        _("See whether something was left out, or belongs to another passage."),
        both_sides(*(_length_in_words(sizes[one]) for one in (pair.source_language, pair.target_language))),
    )


def _length_in_words(signs: int) -> str:
    return ngettext("%(count)d character", "%(count)d characters", signs) % {"count": signs}
