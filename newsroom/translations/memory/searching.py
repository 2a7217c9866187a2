"""Words looked up inside of what the memory holds; `matches` compares whole segments."""

import re
from dataclasses import dataclass

from django.db.models import Q

from articles.models.text import line
from newsroom.translations.memory.texts import words_only
from newsroom.translations.models import MemoryEntry

LONGEST = 200  # characters of what is looked for
MOST_WORDS = 8


@dataclass(frozen=True)
class MemoryHit:
    """An entry in which the words stand.

    source, target  its texts without tags, cut around the words: every second part is one of them
    """

    entry: MemoryEntry
    source: list
    target: list


def memory_hits(text, *, limit=8):
    """Hits of the entries that hold all words of a text on one side, of either language; the latest first."""
    words = line(text[:LONGEST]).split()[:MOST_WORDS]
    if not words:
        return []
    sides = [Q(*((f"{side}__icontains", word) for word in words)) for side in ("source_text", "target_text")]
    found = MemoryEntry.objects.filter(sides[0] | sides[1]).latest_first()[:limit]
    pattern = re.compile(f"({'|'.join(map(re.escape, words))})", re.IGNORECASE)
    return [
        MemoryHit(one, *(pattern.split(words_only(side)) for side in (one.source_text, one.target_text)))
        for one in found
    ]
