"""Which segment of an older text became which of a newer one, in the same language.

First what is the same at its place, then what is the same elsewhere, then what is alike in the gaps between,
then anywhere.
"""

import re
from collections import Counter
from difflib import SequenceMatcher
from enum import StrEnum
from typing import NamedTuple

ALIKE = 0.5  # of the words, and a segment is the other one rewritten
LIKELY = 8  # of those that share the most words, so many are read in their order
SAME_ROLE = 0.05  # what an equal role adds, and another one takes twice
WORD = re.compile(r"\w+|[^\w\s]")


class SegmentChange(StrEnum):
    """What became of a segment."""

    SAME = "same"
    MOVED = "moved"
    MARKUP = "markup"
    REWRITTEN = "rewritten"
    NEW = "new"


class SegmentMatch(NamedTuple):
    """What a newer segment was: the place of the older one, or None for NEW."""

    change: SegmentChange
    before: int | None


def align_segments(before, after):
    """A Match for each Segment of `after`; a place of `before` that none names is gone."""
    alignment = SegmentAlignment(before, after)
    gaps = alignment.pair_same()
    alignment.pair_moved()
    for gap in gaps:
        alignment.pair_alike(*gap)
    alignment.pair_alike(range(len(before)), range(len(after)))
    for gap in gaps:
        alignment.pair_alone(*gap)
    return [match or SegmentMatch(SegmentChange.NEW, None) for match in alignment.matches]


class SegmentAlignment:
    def __init__(self, before, after):
        self.before, self.after = before, after
        self.matches = [None] * len(after)
        self.taken = set()

    def take(self, change, place, target):
        self.matches[target] = SegmentMatch(change, place)
        self.taken.add(place)

    def pair_same(self):
        """Take the equal runs; return the gaps between as [(places before, places after)]."""
        keys = [[segment.key for segment in text] for text in (self.before, self.after)]
        gaps = []
        for tag, i, j, k, m in SequenceMatcher(None, *keys, autojunk=False).get_opcodes():
            if tag != "equal":
                gaps.append((range(i, j), range(k, m)))
                continue
            for place, target in zip(range(i, j), range(k, m), strict=True):
                self.take(SegmentChange.SAME, place, target)
        return gaps

    def pair_moved(self):
        waiting = {}
        for place in reversed(range(len(self.before))):
            if place not in self.taken:
                waiting.setdefault(self.before[place].key, []).append(place)
        for target, segment in enumerate(self.after):
            if self.matches[target] is None and waiting.get(segment.key):
                self.take(SegmentChange.MOVED, waiting[segment.key].pop(), target)

    def pair_alike(self, places, targets):
        """Pair what is left of both, the most alike first, the nearest of equals."""
        places, targets = self._left(places, targets)
        wanted = [(target, _SegmentWords(self.after[target])) for target in targets] if places else []
        found = []
        for place in places:
            own = _SegmentWords(self.before[place])
            likely = sorted(
                (-own.most(words), abs(place - target), target, words) for target, words in wanted
            )
            for most, distance, target, words in likely[:LIKELY]:
                if -most >= ALIKE and (likeness := own.likeness(words)) >= ALIKE:
                    found.append((-likeness, distance, place, target))
        for _likeness, _distance, place, target in sorted(found):
            if place not in self.taken and self.matches[target] is None:
                self.take(_change_of_words(self.before[place], self.after[target]), place, target)

    def pair_alone(self, places, targets):
        """What alone took the place of another, in the same role, is that one rewritten from the ground."""
        places, targets = self._left(places, targets)
        if len(places) == len(targets) == 1:
            one, other = self.before[places[0]], self.after[targets[0]]
            if one.role == other.role:
                self.take(_change_of_words(one, other), places[0], targets[0])

    def _left(self, places, targets):
        return (
            [place for place in places if place not in self.taken],
            [target for target in targets if self.matches[target] is None],
        )


def _change_of_words(one, other):
    return SegmentChange.MARKUP if one.words == other.words and one.words else SegmentChange.REWRITTEN


class _SegmentWords:
    """The words of a segment, to be held against those of many others."""

    def __init__(self, segment):
        self.place = segment.role, segment.picture
        self.is_above = segment.is_above
        self.words = WORD.findall(segment.words)
        self.counted = Counter(self.words)

    def __lt__(self, other):
        return False  # of equals the first found

    def most(self, other):
        """The most that likeness() could give: as if the words that both have stood in one order."""
        total = len(self.words) + len(other.words)
        if not total or self.is_above or other.is_above:
            return float(self.place == other.place)
        few, many = sorted((self.counted, other.counted), key=len)
        shared = sum(min(count, many[word]) for word, count in few.items() if word in many)
        return min(2 * shared / total + self._bonus(other), 1.0)

    def likeness(self, other):
        """How alike the two are, from 0 to 1, by their words in their order."""
        if self.is_above or other.is_above or not (self.words or other.words):
            return float(self.place == other.place)
        ratio = SequenceMatcher(None, self.words, other.words, autojunk=False).ratio()
        return min(ratio + self._bonus(other), 1.0)

    def _bonus(self, other):
        return SAME_ROLE if self.place == other.place else -2 * SAME_ROLE
