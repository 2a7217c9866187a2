"""Alignment of segments: of two versions in one language, and of a source and its translation.

Two versions: first segments equal at their place, then equal elsewhere, then similar in the gaps between,
then similar anywhere.

Source and translation without a record: their order is the same with few exceptions, headings, pictures and
figures correspond, and long segments are long in both. Missing segments are rather at the end: one translates
from the top. Dynamic programming over length and role (Gale and Church, 1993, without splits and joins).
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from math import log
from typing import NamedTuple

from articles.text.matching import matching_runs, matching_steps
from articles.text.segments import ABOVE, Segment
from articles.text.typographic_quotes import fold_quotes

ALIKE = 0.5  # of the words, and a segment is the other one rewritten
LIKELY = 8  # of those that share the most words, so many are read in their order
# Each is compared with each up to 200 of both, as in the longest stories: of more, with those near its place.
MOST_COMPARED, NEAR = 40_000, 50
SAME_ROLE = 0.05  # what an equal role adds, and another one takes twice
WORD = re.compile(r"\w+|[^\w\s]")


class SegmentChange(StrEnum):
    """The change of a segment between two versions, the lightest first."""

    SAME = "same"
    MOVED = "moved"
    MARKUP = "markup"
    REWRITTEN = "rewritten"
    NEW = "new"


class SegmentMatch(NamedTuple):
    """The match of a newer segment: the place of the older one, or None for NEW."""

    change: SegmentChange
    before: int | None


def align_segments(before, after) -> list[SegmentMatch]:
    """Return a SegmentMatch for each Segment of `after`; unmatched places of `before` are gone."""
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
        keys = [[segment.content for segment in text] for text in (self.before, self.after)]
        gaps = []
        for tag, i, j, k, m in matching_steps(*keys):
            if tag != "equal":
                gaps.append((range(i, j), range(k, m)))
                continue
            for place in range(i, j):
                self.take(SegmentChange.SAME, place, place - i + k)
        return gaps

    def pair_moved(self):
        waiting = {}
        for place in reversed(range(len(self.before))):
            if place not in self.taken:
                waiting.setdefault(self.before[place].content, []).append(place)
        for target, segment in enumerate(self.after):
            if self.matches[target] is None and waiting.get(segment.content):
                self.take(SegmentChange.MOVED, waiting[segment.content].pop(), target)

    def pair_alike(self, places, targets):
        """Pair what is left of both, the most alike first, the nearest of equals."""
        places, targets = self._left(places, targets)
        wanted = [(target, _SegmentWords(self.after[target])) for target in targets] if places else []
        is_long, found = len(places) * len(targets) > MOST_COMPARED, []
        for number, place in enumerate(places):
            own, among = _SegmentWords(self.before[place]), wanted
            if is_long:
                middle = number * len(targets) // len(places)
                among = wanted[max(0, middle - NEAR) : middle + NEAR]
            likely = sorted((-own.most(words), abs(place - target), target, words) for target, words in among)
            for most, distance, target, words in likely[:LIKELY]:
                if -most >= ALIKE and (likeness := own.likeness(words)) >= ALIKE:
                    found.append((-likeness, distance, place, target))
        for _likeness, _distance, place, target in sorted(found):
            if place not in self.taken and self.matches[target] is None:
                self.take(_change_of_words(self.before[place], self.after[target]), place, target)

    def pair_alone(self, places, targets):
        """Match a lone pair of segments of the same role in a gap as a rewritten one."""
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
    is_same = one.words and fold_quotes(one.words) == fold_quotes(other.words)
    return SegmentChange.MARKUP if is_same else SegmentChange.REWRITTEN


@lru_cache(maxsize=2_000)  # one page asks for those of a story several times
def _likeness_of_words(one, other):
    words = WORD.findall(one), WORD.findall(other)
    shared = len(words[0]) if words[0] == words[1] else sum(size for _, _, size in matching_runs(*words))
    return 2 * shared / (len(words[0]) + len(words[1]))


class _SegmentWords:
    """The words of a segment, prepared for comparison with many others."""

    def __init__(self, segment):
        self.place = segment.role, segment.picture
        self.is_above = segment.is_above
        self.text = segment.words
        self.words = WORD.findall(self.text)
        self.counted = Counter(self.words)

    def __lt__(self, other):
        return False  # of equals the first found

    def most(self, other):
        """Return the upper bound of likeness(): as if the shared words stood in one order."""
        total = len(self.words) + len(other.words)
        if not total or self.is_above or other.is_above:
            return float(self.place == other.place)
        few, many = sorted((self.counted, other.counted), key=len)
        shared = sum(min(count, many[word]) for word, count in few.items() if word in many)
        return min(2 * shared / total + self._bonus(other), 1.0)

    def likeness(self, other):
        """Return the similarity of two segments, from 0 to 1, by their words in order."""
        if self.is_above or other.is_above or not (self.words or other.words):
            return float(self.place == other.place)
        return min(_likeness_of_words(self.text, other.text) + self._bonus(other), 1.0)

    def _bonus(self, other):
        return SAME_ROLE if self.place == other.place else -2 * SAME_ROLE


SKIPPED = 2.0  # the price of a segment without a counterpart
SKIPPED_LAST = 1.5  # behind all that is translated
OTHER_ROLE, NEVER = 1.5, 9.0
SAME_FIGURE = -1.0
FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
HANGUL_PER_LATIN = 0.5  # signs of Korean for one of English
LEAST = 8  # signs below which lengths say nothing


def pair_segments(source, target, waiting, orphans, anchors=()) -> list[tuple[int, int]]:
    """Return [(place in source, place in target)] of those that belong together, in order.

    waiting, orphans  the places of both texts that have no counterpart yet
    anchors           pairs that are known: what stands between two of them stays between them
    """
    found, start = [], (-1, -1)
    for end in [*sorted(anchors), (len(source), len(target))]:
        if end[1] <= start[1]:
            continue  # a moved one, which would close a gap at the wrong place
        here = waiting[bisect_left(waiting, start[0] + 1) : bisect_left(waiting, end[0])]
        there = orphans[bisect_left(orphans, start[1] + 1) : bisect_left(orphans, end[1])]
        for part in _parts_of_gap(here, there):
            found += _pair_gap(source, target, *part)
        start = end
    return found


LONGEST_GAP = 200  # segments of a gap, of which each is weighed against each


def _parts_of_gap(here, there):
    """Yield a gap whole, or in parts if it is too long: from the top, for the end is rather missing."""
    for start in range(0, min(len(here), len(there)), LONGEST_GAP):
        yield [side[start : start + LONGEST_GAP] for side in (here, there)]


def _pair_gap(source, target, here, there):
    if not here or not there:
        return []
    ones = [_MeasuredSegment(source[place]) for place in here]
    others = [_MeasuredSegment(target[place]) for place in there]
    costs = [[(i + j) * SKIPPED for j in range(len(there) + 1)] for i in range(len(here) + 1)]
    for i, one in enumerate(ones, 1):
        for j, other in enumerate(others, 1):
            skipped = min(costs[i - 1][j] + _skip_cost(j, others), costs[i][j - 1] + SKIPPED)
            costs[i][j] = min(costs[i - 1][j - 1] + one.cost(other), skipped)
    pairs, i, j = [], len(here), len(there)
    while i and j:
        if costs[i][j] == costs[i - 1][j] + _skip_cost(j, others):
            i -= 1
        elif costs[i][j] == costs[i][j - 1] + SKIPPED:
            j -= 1
        else:
            i, j = i - 1, j - 1
            pairs.append((here[i], there[j]))
    return pairs[::-1]


def _skip_cost(reached, others):
    """Return the cost of an untranslated segment of the source, with so many of the others behind it."""
    return SKIPPED_LAST if reached == len(others) else SKIPPED


class _MeasuredSegment:
    """The features of a segment that identify its counterpart, computed once."""

    def __init__(self, segment):
        self.role, self.picture = segment.role, segment.picture
        self.figures = set(FIGURE.findall(segment.words))
        hangul = sum("가" <= sign <= "힣" for sign in segment.words)
        self.length = log(max(LEAST, len(segment.words) + hangul * (1 / HANGUL_PER_LATIN - 1)))

    def cost(self, other):
        """Return the cost of matching two segments: the unlikelier, the higher."""
        if self.picture != other.picture or (
            self.role != other.role and not {self.role, other.role}.isdisjoint(ABOVE)
        ):
            return NEVER
        if self.picture:
            return 0.0
        same = 0.0 if self.figures.isdisjoint(other.figures) else SAME_FIGURE
        return same + (0.0 if self.role == other.role else OTHER_ROLE) + abs(self.length - other.length)


class Freshness(StrEnum):
    """The freshness of a segment. All but CURRENT, ADDED and LEFT_OUT need the translator."""

    CURRENT = "current"
    STALE = "stale"  # the words of the source have changed since
    MARKUP = "markup"  # only its tags have, or where it stands
    MOVED = "moved"
    NEW = "new"  # not translated yet
    REMOVED = "removed"  # its source is gone
    ADDED = "added"  # written for these readers; it never had a source
    LEFT_OUT = "left_out"  # with a reason


SETTLED = {Freshness.CURRENT, Freshness.ADDED, Freshness.LEFT_OUT}
WORDLESS = {Freshness.MARKUP, Freshness.MOVED}  # accepted without new words
WEIGHT = list(SegmentChange)  # the heaviest change of its sources is that of a unit
STATES = {
    SegmentChange.SAME: Freshness.CURRENT,
    SegmentChange.MOVED: Freshness.MOVED,
    SegmentChange.MARKUP: Freshness.MARKUP,
}


@dataclass(frozen=True)
class RecordedTranslation:
    """A translated segment as it is kept.

    sources  the Segments that it was made from, as they were then: none of what was added, several if joined
    targets  the translated Segments: none if left out, several if split
    row      the caller's own key
    """

    sources: tuple
    targets: tuple
    reason: str = ""
    is_draft: bool = False
    row: object = None


@dataclass
class TranslationUnit:
    """A unit of translation: segments of both texts that belong together.

    sources, targets  places in the texts as they are now
    made              the RecordedTranslation that it was found by; None if never translated, or elsewhere
    """

    state: Freshness
    sources: list = field(default_factory=list)
    targets: list = field(default_factory=list)
    made: RecordedTranslation | None = None

    @property
    def is_draft(self):
        return self.made is not None and self.made.is_draft

    @property
    def is_settled(self):
        return self.state in SETTLED and not self.is_draft


def translation_units(
    source: Sequence[Segment], target: Sequence[Segment], made: Iterable[RecordedTranslation]
) -> list[TranslationUnit]:
    """Return the TranslationUnits of two texts in reading order, every segment of both in one.

    source, target  the Segments of both languages as they are; made  its RecordedTranslations, in order
    """
    known = [_RecordedPlaces(one) for one in made]
    _locate_segments(source, [(one, segment) for one in known for segment in one.made.sources], "sources")
    _locate_segments(target, [(one, segment) for one in known for segment in one.made.targets], "targets")
    found = _collect_units(source, target, known)
    return in_reading_order(found, lambda unit: (unit.sources, unit.targets))


@dataclass
class _RecordedPlaces:
    made: RecordedTranslation
    sources: dict = field(default_factory=dict)  # {place: SegmentChange}
    targets: dict = field(default_factory=dict)

    def unit(self):
        return TranslationUnit(self._state(), sorted(self.sources), sorted(self.targets), self.made)

    def _state(self):
        made = self.made
        if made.targets and not self.targets:
            return Freshness.NEW  # its text was taken out elsewhere
        if not made.sources:
            return Freshness.ADDED
        if not self.sources:
            return Freshness.REMOVED
        heaviest = max(self.sources.values(), key=WEIGHT.index)
        if len(self.sources) < len(made.sources) or heaviest not in STATES:
            return Freshness.STALE
        return STATES[heaviest] if made.targets else Freshness.LEFT_OUT


def _locate_segments(text, kept, side):
    """Note for each kept segment where it stands in a text now."""
    matches = align_segments([segment for _known, segment in kept], text)
    for place, match in enumerate(matches):
        if match.before is not None:
            getattr(kept[match.before][0], side)[place] = match.change


def _collect_units(source, target, known):
    """Return the TranslationUnits, unrecorded ones included."""
    found = [one.unit() for one in known if one.sources or one.targets]
    sources = {place for unit in found for place in unit.sources}
    targets = {place for unit in found for place in unit.targets}
    waiting = [place for place in range(len(source)) if place not in sources]
    orphans = [place for place in range(len(target)) if place not in targets]
    anchors = [(unit.sources[0], unit.targets[0]) for unit in found if unit.sources and unit.targets]
    pairs = pair_segments(source, target, waiting, orphans, anchors)
    found += [TranslationUnit(Freshness.CURRENT, [one], [other]) for one, other in pairs]
    met, answered = dict(pairs), {other for _one, other in pairs}
    found += [TranslationUnit(Freshness.NEW, [place]) for place in waiting if place not in met]
    return found + [
        TranslationUnit(Freshness.ADDED, [], [place]) for place in orphans if place not in answered
    ]


def in_reading_order(found: Iterable, places_of: Callable) -> list:
    """Sort by the places on the left; what has none there follows its predecessor on the right.

    places_of  the places of one on both sides, each a collection; one of the two may be empty
    """
    sides = [(min(lefts, default=None), rights, one) for one in found for lefts, rights in [places_of(one)]]
    left_of = {place: left for left, rights, _one in sides if left is not None for place in rights}
    reached, last = {}, -1
    for place in sorted({place for _left, rights, _one in sides for place in rights}):
        last = reached[place] = left_of.get(place, last)

    def place_of(side):
        left, rights, _one = side
        return (reached[min(rights)], 1, min(rights)) if left is None else (left, 0, 0)

    return [one for _left, _rights, one in sorted(sides, key=place_of)]


def is_fully_translated(found: Iterable[TranslationUnit]) -> bool:
    """Return whether nothing is left to do for the TranslationUnits of a translation."""
    return all(unit.is_settled for unit in found)
