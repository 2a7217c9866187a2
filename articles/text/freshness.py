"""Freshness of translated segments: alignment of two versions of a text, and of both languages of a story.

`align_segments` compares two versions of one text. It pairs segments that are equal at their place, then
equal ones elsewhere, then similar ones within a gap between equal ones, then similar ones anywhere. Last, it
pairs the rest of a gap in order, if as many old as new segments of a role remain.

`translation_units` aligns each recorded translation with the current texts of both languages. A unit is stale
if its recorded source is aligned with other words (_RecordedPlaces).
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from articles.text.differences import matching_runs, matching_steps
from articles.text.punctuation import fold_quotes
from articles.text.segments import RecordedTranslation, Segment, pair_segments

ALIKE = 0.5  # minimum likeness for a segment to count as a rewritten version of another
LIKELY = 8  # candidates with the most words in common, whose word order is also compared
# Up to 200 × 200 segments, as in the longest stories, all pairs are compared; beyond that, only near ones.
MOST_COMPARED, NEAR = 40_000, 50
SAME_ROLE = 0.05  # added to the likeness for an equal role; a different role subtracts twice as much
WORD = re.compile(r"\w+|[^\w\s]")


class SegmentChange(StrEnum):
    """The change of a segment between two versions, the smallest change first."""

    SAME = "same"
    MOVED = "moved"
    MARKUP = "markup"
    REWRITTEN = "rewritten"
    NEW = "new"


class SegmentMatch(NamedTuple):
    """The match of a newer segment: the index of the older one, or None for NEW."""

    change: SegmentChange
    before: int | None


def align_segments(before: Sequence[Segment], after: Sequence[Segment]) -> list[SegmentMatch]:
    """Return a SegmentMatch for each Segment of `after`; unmatched segments of `before` were removed."""
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
    """Alignment of two versions of a text. Its methods are the steps of align_segments.

    matches  a SegmentMatch, or None so far, for each segment of `after`
    taken    indexes of matched segments of `before`
    """

    def __init__(self, before: Sequence[Segment], after: Sequence[Segment]) -> None:
        self.before, self.after = before, after
        self.matches: list[SegmentMatch | None] = [None] * len(after)
        self.taken: set[int] = set()

    def take(self, change: SegmentChange, place: int, target: int) -> None:
        self.matches[target] = SegmentMatch(change, place)
        self.taken.add(place)

    def pair_same(self) -> list[tuple[range, range]]:
        """Match the equal runs; return the gaps between them as [(places before, places after)]."""
        keys = [[segment.content for segment in text] for text in (self.before, self.after)]
        gaps = []
        for tag, i, j, k, m in matching_steps(*keys):
            if tag != "equal":
                gaps.append((range(i, j), range(k, m)))
                continue
            for index in range(i, j):
                self.take(SegmentChange.SAME, index, index - i + k)
        return gaps

    def pair_moved(self) -> None:
        """Match equal segments at different places."""
        unmatched: dict[tuple[tuple[str, ...], str], list[int]] = {}
        for index in reversed(range(len(self.before))):
            if index not in self.taken:
                unmatched.setdefault(self.before[index].content, []).append(index)
        for target, segment in enumerate(self.after):
            if self.matches[target] is None and unmatched.get(segment.content):
                self.take(SegmentChange.MOVED, unmatched[segment.content].pop(), target)

    def pair_alike(self, places: Iterable[int], targets: Iterable[int]) -> None:
        """Match unmatched segments of both sides, the most alike first, then the nearest."""
        places, targets = self._unmatched(places, targets)
        candidates = [(target, _SegmentWords(self.after[target])) for target in targets] if places else []
        is_long, pairs = len(places) * len(targets) > MOST_COMPARED, []
        for number, index in enumerate(places):
            own, near = _SegmentWords(self.before[index]), candidates
            if is_long:
                middle = number * len(targets) // len(places)
                near = candidates[max(0, middle - NEAR) : middle + NEAR]
            likely = sorted((-own.most(words), abs(index - target), target, words) for target, words in near)
            for most, distance, target, words in likely[:LIKELY]:
                if -most >= ALIKE and (likeness := own.likeness(words)) >= ALIKE:
                    pairs.append((-likeness, distance, index, target))
        for _likeness, _distance, index, target in sorted(pairs):
            if index not in self.taken and self.matches[target] is None:
                self.take(_change_of_words(self.before[index], self.after[target]), index, target)

    def pair_remaining(self, places: range, targets: range) -> None:
        """Match the rest of a gap in order, for roles with as many old as new segments."""
        for before, after in self._parts_between_pairs(places, targets):
            for role in {self.before[index].role for index in before}:
                old = [index for index in before if self.before[index].role == role]
                new = [target for target in after if self.after[target].role == role]
                if len(old) == len(new):
                    for index, target in zip(old, new, strict=True):
                        change = _change_of_words(self.before[index], self.after[target])
                        self.take(change, index, target)

    def _parts_between_pairs(self, places: range, targets: range) -> Iterator[tuple[list[int], list[int]]]:
        """Yield ([places], [targets]) still unmatched between the pairs of a gap that keep their order."""
        start = places.start, targets.start
        for target in [*targets, targets.stop]:
            end = places.stop
            if target != targets.stop:
                match = self.matches[target]
                if match is None or match.before is None or match.before not in range(start[0], end):
                    continue
                end = match.before
            yield self._unmatched(range(start[0], end), range(start[1], target))
            start = end + 1, target + 1

    def _unmatched(self, places: Iterable[int], targets: Iterable[int]) -> tuple[list[int], list[int]]:
        """Return the places and the targets that have no match yet, as two lists."""
        return (
            [index for index in places if index not in self.taken],
            [target for target in targets if self.matches[target] is None],
        )


def _change_of_words(before: Segment, after: Segment) -> SegmentChange:
    """Return MARKUP if a segment has the same words as before, else REWRITTEN."""
    is_same = fold_quotes(before.words) == fold_quotes(after.words)
    # Without a caption, the figure must be the same. An embed may have another title, author or picture.
    is_known = before.words or (before.figure and before.figure == after.figure)
    return SegmentChange.MARKUP if is_same and is_known else SegmentChange.REWRITTEN


@lru_cache(maxsize=2_000)  # a page compares the same segments several times
def _likeness_of_words(one: str, other: str) -> float:
    words = WORD.findall(one), WORD.findall(other)
    shared = len(words[0]) if words[0] == words[1] else sum(size for _, _, size in matching_runs(*words))
    return 2 * shared / (len(words[0]) + len(words[1]))


class _SegmentWords:
    """The words of a segment, prepared for comparison with many others."""

    def __init__(self, segment: Segment) -> None:
        self.place = segment.role, segment.figure
        self.is_above = segment.is_above
        self.text = segment.words
        self.words = WORD.findall(self.text)
        self.counted = Counter(self.words)

    def __lt__(self, other: object) -> bool:
        return False  # keep the order of equally ranked candidates

    def most(self, other: "_SegmentWords") -> float:
        """Return an upper bound of likeness() that ignores the order of words."""
        total = len(self.words) + len(other.words)
        if not total or self.is_above or other.is_above:
            return float(self.place == other.place)
        few, many = sorted((self.counted, other.counted), key=len)
        shared = sum(min(count, many[word]) for word, count in few.items() if word in many)
        return min(2 * shared / total + self._bonus(other), 1.0)

    def likeness(self, other: "_SegmentWords") -> float:
        """Return the similarity of two segments, from 0 to 1, by their words in order."""
        if self.is_above or other.is_above or not (self.words or other.words):
            return float(self.place == other.place)
        return min(_likeness_of_words(self.text, other.text) + self._bonus(other), 1.0)

    def _bonus(self, other: "_SegmentWords") -> float:
        return SAME_ROLE if self.place == other.place else -2 * SAME_ROLE


class Freshness(StrEnum):
    """The freshness of a segment. All but CURRENT, ADDED and LEFT_OUT need the translator."""

    CURRENT = "current"
    STALE = "stale"  # the words of the source have changed
    MARKUP = "markup"  # only the tags of the source have changed
    MOVED = "moved"
    NEW = "new"  # not translated yet
    REMOVED = "removed"  # its source was removed
    ADDED = "added"  # written for the readers of this language, without a source
    LEFT_OUT = "left_out"  # deliberately not translated, with a reason


SETTLED = {Freshness.CURRENT, Freshness.ADDED, Freshness.LEFT_OUT}
WORDLESS = {Freshness.MARKUP, Freshness.MOVED}  # can be accepted without new words
WEIGHT = list(SegmentChange)  # ascending; the largest change among its sources decides the state of a unit
# State of a unit for that change; any other change makes it STALE.
STATES = {
    SegmentChange.SAME: Freshness.CURRENT,
    SegmentChange.MOVED: Freshness.MOVED,
    SegmentChange.MARKUP: Freshness.MARKUP,
}


@dataclass
class TranslationUnit:
    """A unit of translation: segments of both texts that belong together.

    sources, targets  places in the current texts
    recorded          RecordedTranslation with the former source and translation; None if the unit was never
                      translated, or its translation was never recorded
    """

    state: Freshness
    sources: list[int] = field(default_factory=list)
    targets: list[int] = field(default_factory=list)
    recorded: RecordedTranslation | None = None

    @property
    def is_draft(self) -> bool:
        return self.recorded is not None and self.recorded.is_draft

    @property
    def is_unconfirmed(self) -> bool:
        return self.recorded is not None and self.recorded.is_unconfirmed

    @property
    def is_settled(self) -> bool:
        return self.state in SETTLED and not self.is_draft


def translation_units(
    source: Sequence[Segment], target: Sequence[Segment], recorded: Iterable[RecordedTranslation]
) -> list[TranslationUnit]:
    """Return the TranslationUnits of two texts in reading order. Each segment of both is in one unit.

    source, target  current Segments of both languages
    recorded        RecordedTranslations of the story, in order
    """
    located = [_RecordedPlaces(translation) for translation in recorded]
    _locate_segments(source, located, "sources")
    _locate_segments(target, located, "targets")
    units = _collect_units(source, target, located)
    return in_reading_order(units, lambda unit: (unit.sources, unit.targets))


@dataclass
class _RecordedPlaces:
    """A RecordedTranslation, and the places of its segments in the current texts."""

    recorded: RecordedTranslation
    sources: dict[int, SegmentChange] = field(default_factory=dict)  # {place: SegmentChange}
    targets: dict[int, SegmentChange] = field(default_factory=dict)

    def unit(self) -> TranslationUnit:
        return TranslationUnit(self._state(), sorted(self.sources), sorted(self.targets), self.recorded)

    def _state(self) -> Freshness:
        recorded = self.recorded
        if recorded.targets and not self.targets:
            return Freshness.NEW  # the translation was deleted
        if not recorded.sources:
            return Freshness.ADDED
        if not self.sources:
            return Freshness.REMOVED
        heaviest = max(self.sources.values(), key=WEIGHT.index)
        if len(self.sources) < len(recorded.sources) or heaviest not in STATES:
            return Freshness.STALE
        return STATES[heaviest] if recorded.targets else Freshness.LEFT_OUT


def _locate_segments(text: Sequence[Segment], located: list[_RecordedPlaces], side: str) -> None:
    """Set in each of the _RecordedPlaces the current places of its segments on one side.

    side  "sources" or "targets"
    """
    owners = [(places, segment) for places in located for segment in getattr(places.recorded, side)]
    matches = align_segments([segment for _places, segment in owners], text)
    for index, match in enumerate(matches):
        if match.before is not None:
            places, _segment = owners[match.before]
            getattr(places, side)[index] = match.change


def _collect_units(
    source: Sequence[Segment], target: Sequence[Segment], located: list[_RecordedPlaces]
) -> list[TranslationUnit]:
    """Return the TranslationUnits of the _RecordedPlaces, and those for segments that were never recorded."""
    units = [places.unit() for places in located if places.sources or places.targets]
    sources = {index for unit in units for index in unit.sources}
    targets = {index for unit in units for index in unit.targets}
    free_sources = [index for index in range(len(source)) if index not in sources]
    free_targets = [index for index in range(len(target)) if index not in targets]
    anchors = [(unit.sources[0], unit.targets[0]) for unit in units if unit.sources and unit.targets]
    pairs = pair_segments(source, target, free_sources, free_targets, anchors)
    units += [TranslationUnit(Freshness.CURRENT, [index], [answer]) for index, answer in pairs]
    paired_sources, paired_targets = {index for index, _ in pairs}, {answer for _, answer in pairs}
    units += [
        TranslationUnit(Freshness.NEW, [index]) for index in free_sources if index not in paired_sources
    ]
    units += [
        TranslationUnit(Freshness.ADDED, [], [index]) for index in free_targets if index not in paired_targets
    ]
    return units


def in_reading_order[Item](
    items: Iterable[Item], places_of: Callable[[Item], tuple[Collection[int], Collection[int]]]
) -> list[Item]:
    """Sort items of two parallel texts by their place on the left.

    An item without a place on the left follows the item before it on the right.

    places_of  returns (places on the left, places on the right) of an item; one of the two may be empty
    """
    placed = [(item, *places_of(item)) for item in items]
    left_by_right = {right: min(lefts) for _item, lefts, rights in placed if lefts for right in rights}
    # For each place on the right: the left place of the nearest item above it that has one.
    left_above, left = {}, -1
    for right in sorted({right for _item, _lefts, rights in placed for right in rights}):
        left = left_above[right] = left_by_right.get(right, left)

    def position(entry: tuple[Item, Collection[int], Collection[int]]) -> tuple[int, int, int]:
        _item, lefts, rights = entry
        return (min(lefts), 0, 0) if lefts else (left_above[min(rights)], 1, min(rights))

    return [item for item, _lefts, _rights in sorted(placed, key=position)]


def is_fully_translated(units: Iterable[TranslationUnit]) -> bool:
    """Return whether all TranslationUnits of a translation are settled."""
    return all(unit.is_settled for unit in units)
