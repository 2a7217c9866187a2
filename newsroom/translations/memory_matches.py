"""Searches in the translation memory, for similar segments and words, by an index in the server's own memory.

The index is not in the database: the trigrams of PostgreSQL need an extension and those of SQLite another
kind of table, the two give different answers, and neither is bounded in time for sentences that all look
alike. Comparing all texts with rapidfuzz takes 50 to 190 ms for 50,000 sentences. So each text has a
fingerprint, a bit for the beginning of each of its words; one pass over whole numbers finds the texts with
most words in common, whatever they hold, and only these are compared letter by letter.

An entry's source never changes and primary keys become visible in order (see memory_entries._lock_memory),
so every process catches up by the highest key that it has seen. Deleted entries are found missing when their
rows are fetched.
"""

import re
from collections import Counter
from dataclasses import dataclass
from itertools import islice
from threading import Lock
from zlib import crc32

from django.db.models import Q
from rapidfuzz import fuzz, process

from articles.models import Language
from articles.models.text import line, prose
from articles.text.differences import Piece, differences
from articles.text.punctuation import fold_quotes, typeset_quotes
from newsroom.translations.memory_entries import memory_digest, without_numbers, words_only
from newsroom.translations.models import MemoryEntry

KEPT = 100_000  # the newest texts of a language; older ones are found when they are exactly the same
LONGEST_COMPARED = 2000  # characters of a text that is compared
COMPARED = 200  # texts, letter by letter
MOST_DELETED = 100  # deleted entries, after which the index is made anew
WORD = re.compile(r"([^\W\d_]+)|\d+")  # all numbers are one word: ""
BITS = 255
WIDTH = 16  # characters: texts are kept by length
FEWEST = 30  # percent of the beginnings of words in common, below which nothing is compared


class WordBits(dict):
    """Bits of words: of their beginnings, which stay when a particle, an ending or a figure changes."""

    def __missing__(self, word):
        if len(self) > KEPT:
            self.clear()
        head = word[:2] if word >= "가" else word[:4]
        self[word] = 1 << crc32(head.encode()) % BITS
        return self[word]


WORD_BITS = WordBits()


def words_fingerprint(text):
    bits = 0
    for word in WORD.findall(text.lower()):
        bits |= WORD_BITS[word]
    return bits


class TextsOfLength:
    """Texts of nearly the same length, in parallel lists."""

    def __init__(self):
        self.ids, self.texts, self.prints, self.sizes = [], [], [], []

    def add(self, pk, text):
        bits = words_fingerprint(text)
        self.ids.append(pk)
        self.texts.append(text)
        self.prints.append(bits)
        self.sizes.append(bits.bit_count())


def smallest_percentage(counts):
    """Return the smallest percentage with enough texts to compare; counts: {percentage: texts}."""
    total = 0
    for percent in range(100, FEWEST, -1):
        total += counts[percent]
        if total >= COMPARED:
            return percent
    return FEWEST


def best_places(percents, least):
    """Return [(group, index)] of all texts above a percentage and the newest at it, COMPARED in all.

    percents  [(TextsOfLength, [percentage of each of its texts])]
    """
    above = [
        (group, index)
        for group, of_group in percents
        for index, percent in enumerate(of_group)
        if percent > least
    ]
    at_least = (
        (group, index)
        for group, of_group in percents
        for index in reversed(range(len(of_group)))
        if of_group[index] == least
    )
    return above + list(islice(at_least, COMPARED - len(above)))


class MemoryIndex:
    """The texts of one language, shared by the threads of a process."""

    def __init__(self, language):
        self.language = language
        self.lock = Lock()
        self._clear()

    def _clear(self):
        self.groups, self.gone = {}, set()
        self.count, self.last = 0, (0, "")

    def closest(self, text, *, threshold):
        """Return [(id, text, score from threshold to 100)] of at most COMPARED entries, the best first."""
        if len(text) > LONGEST_COMPARED:
            return []
        with self.lock:
            self._catch_up()
            candidates = self._candidates(text, threshold)
        found = process.extract(text, candidates, scorer=fuzz.ratio, limit=None, score_cutoff=threshold)
        return [(pk, there, score) for there, score, pk in found]

    def drop(self, ids):
        """Leave out entries that the database does not have any more."""
        with self.lock:
            self.gone.update(ids)
            if len(self.gone) > MOST_DELETED:
                self._clear()

    def start_over(self):
        with self.lock:
            self._clear()

    def _candidates(self, text, threshold):
        """Return {id: text} of the texts with most words in common whose length allows the threshold."""
        bits, shortest = words_fingerprint(text), threshold / (200 - threshold)
        size, percents, counts = bits.bit_count(), [], Counter()
        for width in range(int(len(text) * shortest) // WIDTH, int(len(text) / shortest) // WIDTH + 1):
            if group := self.groups.get(width):
                of_group = [
                    200 * (bits & other_bits).bit_count() // (size + other_size or 1)
                    for other_bits, other_size in zip(group.prints, group.sizes, strict=True)
                ]
                percents.append((group, of_group))
                counts.update(of_group)
        best = best_places(percents, smallest_percentage(counts))
        found = {group.ids[place]: group.texts[place] for group, place in best}
        return {pk: there for pk, there in found.items() if pk not in self.gone}

    def _catch_up(self):
        """Read new rows. The last row that was read must come again; if not, the table was replaced."""
        rows = self._rows(self.last[0])
        is_replaced = self.count and next(rows, None) != self.last
        if is_replaced or self.count > KEPT * 1.1:
            self._clear()
            rows = self._rows(0)
        for pk, text in rows:
            self.last = pk, text
            self.count += 1
            words = words_only(text)
            if len(words) <= LONGEST_COMPARED:
                self.groups.setdefault(len(words) // WIDTH, TextsOfLength()).add(pk, words)

    def _rows(self, since):
        rows = MemoryEntry.objects.from_language(self.language)
        if not since:
            newest = rows.order_by("-pk").values_list("pk", flat=True)[KEPT - 1 : KEPT]
            since = next(iter(newest), 0)
        rows = rows.filter(pk__gte=since).order_by("pk").values_list("pk", "source_text")
        return rows.iterator(chunk_size=2000)


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
                its_words = words_only(entry.source_text)
                is_same_without_numbers = without_numbers(its_words) == without_numbers(words)
                is_numbers_only = its_words != words and is_same_without_numbers
                pieces = differences(entry.source_text, text)
                found.append(MemoryMatch(entry, score, pieces, is_numbers_only))
        if len(found) >= limit:
            break
    return found[:limit]


def _rows_of_candidates(index, candidates):
    """Return [(score, entry)] of the candidates of the index that the table still has."""
    entries = MemoryEntry.objects.in_bulk([pk for pk, _words, _score in candidates])
    index.drop(pk for pk, _words, _score in candidates if pk not in entries)
    scored = []
    for pk, words, score in candidates:
        entry = entries.get(pk)
        if entry is not None and words_only(entry.source_text) != words:
            index.start_over()
        elif entry is not None:
            scored.append((min(99, int(score)), entry))
    return sorted(scored, key=lambda pair: (pair[0], pair[1].last_seen_at, pair[1].pk), reverse=True)


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
    entries = MemoryEntry.objects.filter(sides[0] | sides[1]).latest_first()[:MOST_HITS]
    pattern = re.compile(f"({'|'.join(map(re.escape, words))})", re.IGNORECASE)
    return [
        MemoryHit(
            entry,
            source=pattern.split(words_only(entry.source_text)),
            target=pattern.split(words_only(entry.target_text)),
        )
        for entry in entries
    ]
