"""An index of similar source texts of the translation memory, one a language, in the server's own memory.

It is not in the database: the trigrams of PostgreSQL need an extension and those of SQLite another kind of
table, the two give different answers, and neither is bounded in time for sentences that all look alike.
Comparing all texts with rapidfuzz takes 50 to 190 ms for 50,000 sentences. So each text has a fingerprint, a
bit for the beginning of each of its words; one pass over whole numbers finds the texts with most words in
common, whatever they hold, and only these are compared letter by letter.

An entry's source never changes and primary keys become visible in order (see _lock_memory in entries), so
every process catches up by the highest key that it has seen. Deleted entries are found missing when their
rows are fetched.
"""

import re
from collections import Counter
from itertools import islice
from threading import Lock
from zlib import crc32

from rapidfuzz import fuzz, process

from newsroom.translations.memory.entries import words_only
from newsroom.translations.models import MemoryEntry

KEPT = 100_000  # the newest texts of a language; older ones are found when they are exactly the same
LONGEST = 2000  # characters of a text that is compared
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
    """Return [(group, index)] of all texts above a percentage and the newest at it, COMPARED in all."""
    above = [(group, at) for group, alike in percents for at, one in enumerate(alike) if one > least]
    level = (
        (group, at) for group, alike in percents for at in range(len(alike) - 1, -1, -1) if alike[at] == least
    )
    return above + list(islice(level, COMPARED - len(above)))


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
        if len(text) > LONGEST:
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
                alike = [
                    200 * (bits & its).bit_count() // (size + n or 1)
                    for its, n in zip(group.prints, group.sizes, strict=True)
                ]
                percents.append((group, alike))
                counts.update(alike)
        best = best_places(percents, smallest_percentage(counts))
        found = {group.ids[place]: group.texts[place] for group, place in best}
        return {pk: there for pk, there in found.items() if pk not in self.gone}

    def _catch_up(self):
        """Read new rows. The last row that was read must come again; if not, the table was replaced."""
        rows = self._rows(self.last[0])
        if self.count and next(rows, None) != self.last or self.count > KEPT * 1.1:
            self._clear()
            rows = self._rows(0)
        for pk, text in rows:
            self.last = pk, text
            self.count += 1
            words = words_only(text)
            if len(words) <= LONGEST:
                self.groups.setdefault(len(words) // WIDTH, TextsOfLength()).add(pk, words)

    def _rows(self, since):
        rows = MemoryEntry.objects.from_language(self.language)
        if not since:
            newest = rows.order_by("-pk").values_list("pk", flat=True)[KEPT - 1 : KEPT]
            since = next(iter(newest), 0)
        rows = rows.filter(pk__gte=since).order_by("pk").values_list("pk", "source_text")
        return rows.iterator(chunk_size=2000)
