"""Freshness of translated segments: two versions of a text aligned, and both languages of a story in units.

Two versions: first segments equal at their place, then equal elsewhere, then similar in the gaps between,
then similar anywhere; last, as many old as new ones that remain side by side, in their order.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from articles.text.differences import matching_runs, matching_steps
from articles.text.punctuation import fold_quotes
from articles.text.segments import RecordedTranslation, Segment, pair_segments

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
        alignment.pair_remaining(*gap)
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

    def pair_remaining(self, places, targets):
        """Match what remains of a gap in its order, where as many segments of a role went as came."""
        for before, after in self._parts_between_pairs(places, targets):
            for role in {self.before[place].role for place in before}:
                ones = [place for place in before if self.before[place].role == role]
                others = [target for target in after if self.after[target].role == role]
                for place, target in zip(ones, others, strict=True) if len(ones) == len(others) else ():
                    change = _change_of_words(self.before[place], self.after[target])
                    self.take(change, place, target)

    def _parts_between_pairs(self, places, targets):
        """Yield ([places], [targets]) that are left between the pairs of a gap that keep their order."""
        start = places.start, targets.start
        for target in [*targets, targets.stop]:
            is_end = target == targets.stop
            match = None if is_end else self.matches[target]
            if not is_end and (match is None or match.before not in range(start[0], places.stop)):
                continue
            end = places.stop if is_end else match.before
            yield self._left(range(start[0], end), range(start[1], target))
            start = end + 1, target + 1

    def _left(self, places, targets):
        return (
            [place for place in places if place not in self.taken],
            [target for target in targets if self.matches[target] is None],
        )


def _change_of_words(one, other):
    is_same = fold_quotes(one.words) == fold_quotes(other.words)
    # Without a caption, it is the same picture, or the same embed with another title, author or picture.
    is_known = one.words or (one.figure and one.figure == other.figure)
    return SegmentChange.MARKUP if is_same and is_known else SegmentChange.REWRITTEN


@lru_cache(maxsize=2_000)  # one page asks for those of a story several times
def _likeness_of_words(one, other):
    words = WORD.findall(one), WORD.findall(other)
    shared = len(words[0]) if words[0] == words[1] else sum(size for _, _, size in matching_runs(*words))
    return 2 * shared / (len(words[0]) + len(words[1]))


class _SegmentWords:
    """The words of a segment, prepared for comparison with many others."""

    def __init__(self, segment):
        self.place = segment.role, segment.figure
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
    def is_unconfirmed(self):
        return self.made is not None and self.made.is_unconfirmed

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
