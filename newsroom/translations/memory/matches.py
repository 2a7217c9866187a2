"""Searches in the translation memory: for similar segments, and for words."""

import re
from dataclasses import dataclass

from django.db.models import Q

from articles.models import Language
from articles.models.text import line, prose
from articles.text.differences import Piece, differences
from articles.text.typographic_quotes import fold_quotes, typeset_quotes
from newsroom.translations.memory.entries import memory_digest, without_numbers, words_only
from newsroom.translations.memory.index import MemoryIndex
from newsroom.translations.models import MemoryEntry

THRESHOLD = 70  # percent of letters in common: below it, to write anew is quicker than to edit
AT_ONCE = 20

indexes = {language.value: MemoryIndex(language.value) for language in Language}


@dataclass(frozen=True)
class MemoryMatch:
    """An entry of the memory beside a text.

    score            100 when the texts are the same, tags included; else 99 at most
    pieces           from the text that the entry translates to this one: articles.text.differences
    is_numbers_only  whether they differ in nothing but numbers, which are easily overlooked
    """

    entry: MemoryEntry
    score: int
    pieces: list
    is_numbers_only: bool = False


def memory_matches(
    text: str, *, source_language: str, limit: int = 5, threshold: int = THRESHOLD
) -> list[MemoryMatch]:
    """Return the MemoryMatches of a text with numbered tags, at most `limit`, the best and latest first.

    Each translation comes once. Takes at most 50 ms with 50,000 entries, which `make bench` measures.
    """
    text = prose(text)
    # Entries from before, or of another tool, have straight quotation marks.
    digests = {memory_digest(one) for one in (text, typeset_quotes(text), fold_quotes(text))}
    same = MemoryEntry.objects.from_language(source_language).filter(source_digest__in=digests)
    found = [MemoryMatch(entry, 100, [Piece("same", text)]) for entry in same.latest_first()[:limit]]
    words = words_only(text)
    if len(found) < limit and words:
        offered = {match.entry.target_digest for match in found}
        found += _similar_entries(text, words, source_language, limit - len(found), threshold, offered)
    return found


def _similar_entries(text, words, language, limit, threshold, offered):
    index, found = indexes[str(language)], []
    candidates = index.closest(words, threshold=threshold)
    for start in range(0, len(candidates), AT_ONCE):
        rows = _rows_of_candidates(index, candidates[start : start + AT_ONCE])
        for score, entry in rows:
            if entry.target_digest not in offered:
                offered.add(entry.target_digest)
                its = words_only(entry.source_text)
                is_numbers_only = its != words and without_numbers(its) == without_numbers(words)
                pieces = differences(entry.source_text, text)
                found.append(MemoryMatch(entry, score, pieces, is_numbers_only))
        if len(found) >= limit:
            break
    return found[:limit]


def _rows_of_candidates(index, candidates):
    """Return [(score, entry)] of the candidates of the index that the table still has."""
    there = MemoryEntry.objects.in_bulk([pk for pk, _words, _score in candidates])
    index.drop(pk for pk, _words, _score in candidates if pk not in there)
    found = []
    for pk, words, score in candidates:
        entry = there.get(pk)
        if entry is not None and words_only(entry.source_text) != words:
            index.start_over()
        elif entry is not None:
            found.append((min(99, int(score)), entry))
    return sorted(found, key=lambda one: (one[0], one[1].last_seen_at, one[1].pk), reverse=True)


LONGEST = 200  # characters of a search
MOST_WORDS = MOST_HITS = 8


@dataclass(frozen=True)
class MemoryHit:
    """An entry that contains the words.

    source, target  its texts without tags, cut around the words: every second part is one of them
    """

    entry: MemoryEntry
    source: list
    target: list


def memory_hits(text: str) -> list[MemoryHit]:
    """Return MemoryHits of the entries with all words of a text on one side; the latest first."""
    words = line(text[:LONGEST]).split()[:MOST_WORDS]
    if not words:
        return []
    sides = [Q(*((f"{side}__icontains", word) for word in words)) for side in ("source_text", "target_text")]
    found = MemoryEntry.objects.filter(sides[0] | sides[1]).latest_first()[:MOST_HITS]
    pattern = re.compile(f"({'|'.join(map(re.escape, words))})", re.IGNORECASE)
    return [
        MemoryHit(one, *(pattern.split(words_only(side)) for side in (one.source_text, one.target_text)))
        for one in found
    ]
