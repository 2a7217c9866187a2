"""Searches for similar segments and for words in the translation memory, with an index in process memory.

The index is not in the database: PostgreSQL trigrams need an extension, SQLite trigrams need another kind of
table, the databases give different results, and neither limits the time for sentences that all look alike.
Comparing all texts with rapidfuzz takes 50 to 190 ms for 50,000 sentences. Therefore, each text has a
fingerprint: an integer with a bit for the beginning of each of its words. One pass over these integers finds
the texts with the most words in common, and only these texts are compared letter by letter.

The source of an entry never changes, and primary keys become visible in order (memory_entries._lock_memory).
Each process can therefore catch up from the highest key that it has seen. Deleted entries are detected when
their rows are fetched.
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

KEPT = 100_000  # newest texts of a language; older texts are only found if identical
LONGEST_COMPARED = 2000  # characters of a text
COMPARED = 200  # texts per search that are compared letter by letter
MOST_DELETED = 100  # deleted entries before the index is rebuilt
WORD = re.compile(r"([^\W\d_]+)|\d+")  # any number counts as the word ""
BITS = 255
WIDTH = 16  # characters: range of text lengths in a group
FEWEST = 30  # minimum percent of word beginnings in common for a comparison


class WordBits(dict):
    """{word: integer with one bit set}, computed on access.

    The bit depends only on the beginning of the word, so particles and endings do not change it.
    """

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
    """Return the highest percentage that at least COMPARED texts reach, or FEWEST if there is none.

    counts  {percentage: number of texts}
    """
    total = 0
    for percent in range(100, FEWEST, -1):
        total += counts[percent]
        if total >= COMPARED:
            return percent
    return FEWEST


def best_places(percents, least):
    """Return [(group, index)] of at most COMPARED texts: all above `least` percent, then some with `least`.

    Of the latter, each group contributes its newest texts first.

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
    """Index of the texts of one language, shared by the threads of a process."""

    def __init__(self, language):
        self.language = language
        self.lock = Lock()
        self._clear()

    def _clear(self):
        self.groups, self.gone = {}, set()
        self.count, self.last = 0, (0, "")

    def closest(self, text, *, threshold):
        """Return [(id, text, score from threshold to 100)] of at most COMPARED entries, best first.

        Return [] for a text longer than LONGEST_COMPARED.
        """
        if len(text) > LONGEST_COMPARED:
            return []
        with self.lock:
            self._catch_up()
            candidates = self._candidates(text, threshold)
        scored = process.extract(text, candidates, scorer=fuzz.ratio, limit=None, score_cutoff=threshold)
        return [(pk, there, score) for there, score, pk in scored]

    def drop(self, ids):
        """Exclude entries that were deleted from the database."""
        with self.lock:
            self.gone.update(ids)
            if len(self.gone) > MOST_DELETED:
                self._clear()

    def start_over(self):
        with self.lock:
            self._clear()

    def _candidates(self, text, threshold):
        """Return {id: text} of the texts of similar length that have the most words in common."""
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
        candidates = {group.ids[index]: group.texts[index] for group, index in best}
        return {pk: there for pk, there in candidates.items() if pk not in self.gone}

    def _catch_up(self):
        """Read new rows. If the last row read before is missing, the table was replaced: start over."""
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


THRESHOLD = 70  # percent of letters in common: below it, a new translation is quicker than editing
AT_ONCE = 20

indexes = {language.value: MemoryIndex(language.value) for language in Language}


@dataclass(frozen=True)
class MemoryMatch:
    """A memory entry similar to a text.

    score            100 if the texts are equal including tags, otherwise at most 99
    pieces           differences from the entry's source text to this text (articles.text.differences)
    is_numbers_only  whether only numbers differ, which is easily overlooked
    """

    entry: MemoryEntry
    score: int
    pieces: list
    is_numbers_only: bool = False


def memory_matches(
    text: str, *, source_language: str, limit: int = 5, threshold: int = THRESHOLD
) -> list[MemoryMatch]:
    """Return at most `limit` MemoryMatches of a text with numbered tags, best first.

    Equally good matches are sorted latest first. Each translation appears once. Takes at most 50 ms with
    50,000 entries, as measured by `make bench`.
    """
    text = prose(text)
    # Older entries and entries from other tools may have straight quotation marks.
    digests = {memory_digest(spelling) for spelling in (text, typeset_quotes(text), fold_quotes(text))}
    same = MemoryEntry.objects.from_language(source_language).filter(source_digest__in=digests)
    matches = [MemoryMatch(entry, 100, [Piece("same", text)]) for entry in same.latest_first()[:limit]]
    words = words_only(text)
    if len(matches) < limit and words:
        offered = {match.entry.target_digest for match in matches}
        matches += _similar_entries(text, words, source_language, limit - len(matches), threshold, offered)
    return matches


def _similar_entries(text, words, language, limit, threshold, offered):
    index, matches = indexes[str(language)], []
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
                matches.append(MemoryMatch(entry, score, pieces, is_numbers_only))
        if len(matches) >= limit:
            break
    return matches[:limit]


def _rows_of_candidates(index, candidates):
    """Return [(score, entry)] of the candidates that still exist, best first; among equals, latest first."""
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


LONGEST = 200  # characters of a query
MOST_WORDS = MOST_HITS = 8


@dataclass(frozen=True)
class MemoryHit:
    """An entry that contains the words of a query.

    source, target  texts without tags, split so that every second part is a word of the query
    """

    entry: MemoryEntry
    source: list
    target: list


def memory_hits(text: str) -> list[MemoryHit]:
    """Return MemoryHits of the entries with all words of a text on one side, latest first."""
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
