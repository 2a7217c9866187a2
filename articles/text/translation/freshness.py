"""Freshness of a translation, segment by segment.

A translated segment keeps the source that it was made from. Aligning that with the source as it is now shows
how the source has changed; aligning the translation likewise shows where it stands. So a text may be edited
anywhere, and freshness is never stored.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from articles.text.segments import Segment
from articles.text.translation.alignment import SegmentChange, align_segments, pair_segments


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
# The heaviest change of its sources is that of a unit.
WEIGHT = [
    SegmentChange.SAME,
    SegmentChange.MOVED,
    SegmentChange.MARKUP,
    SegmentChange.REWRITTEN,
    SegmentChange.NEW,
]
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
    return _in_reading_order(found)


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
        state = STATES[heaviest]
        if not made.targets:
            return Freshness.LEFT_OUT
        return state


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


def _in_reading_order(found):
    """Sort units by the source; a unit without one follows its predecessor in the translation."""
    after = {place: unit.sources[0] for unit in found if unit.sources for place in unit.targets}
    reached, last = {}, -1
    for place in range(max((place for unit in found for place in unit.targets), default=-1) + 1):
        last = after.get(place, last)
        reached[place] = last

    def place_of(unit):
        if unit.sources:
            return unit.sources[0], 0, 0
        first = unit.targets[0] if unit.targets else len(reached)
        return reached.get(first, -1), 1, first

    return sorted(found, key=place_of)


def is_fully_translated(found: Iterable[TranslationUnit]) -> bool:
    """Return whether nothing is left to do for the TranslationUnits of a translation."""
    return all(unit.is_settled for unit in found)
