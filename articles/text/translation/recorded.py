"""Translated segments as they are kept, with their machine drafts; pairs of segments without a record."""

import re
from bisect import bisect_left
from dataclasses import dataclass, replace
from datetime import datetime
from html import unescape
from math import log

from articles.text.differences import matching_runs
from articles.text.punctuation import fold_quotes
from articles.text.segments import ABOVE, TAG

# Hangul by syllables: a particle that was changed is no new word.
PIECE = re.compile(r"[가-힣]|[^\W가-힣]+|[^\w\s]")


@dataclass(frozen=True)
class MachineOrigin:
    """The machine draft that a translated segment began as.

    html          inline HTML as the machine wrote it; drafted_at  when
    confirmed_by  the caller's own key of the person who confirmed the segment; None until then
    """

    engine: str
    model: str
    html: str
    drafted_at: datetime
    confirmed_by: object = None
    confirmed_at: datetime | None = None

    @property
    def is_confirmed(self) -> bool:
        return self.confirmed_at is not None

    def confirm(self, *, by: object, at: datetime) -> "MachineOrigin":
        """Return it as confirmed; who confirmed it first stays."""
        return self if self.is_confirmed else replace(self, confirmed_by=by, confirmed_at=at)

    def percent_changed(self, html: str) -> int:
        """Return how much of the draft and of the present text differ: 0 for the same words, up to 100."""
        draft, text = (PIECE.findall(fold_quotes(unescape(TAG.sub("", one)))) for one in (self.html, html))
        if draft == text:
            return 0
        shared = sum(size for _old, _new, size in matching_runs(draft, text))
        return max(1, round(100 - 200 * shared / (len(draft) + len(text))))


@dataclass(frozen=True)
class RecordedTranslation:
    """A translated segment as it is kept.

    sources  the Segments that it was made from, as they were then: none of what was added, several if joined
    targets  the translated Segments: none if left out, several if split
    row      the caller's own key
    machine  the MachineOrigin of what a machine drafted, or None
    """

    sources: tuple
    targets: tuple
    reason: str = ""
    is_draft: bool = False
    row: object = None
    machine: MachineOrigin | None = None

    @property
    def is_unconfirmed(self):
        """Return whether a machine drafted it and nobody has confirmed it."""
        return self.machine is not None and not self.machine.is_confirmed


# Alignment of a source and its translation without a record of what was made from what. Their order is the
# same with few exceptions, headings, pictures and figures correspond, and long segments are long in both.
# Missing segments are rather at the end: one translates from the top. Dynamic programming over length and
# role (Gale and Church, 1993, without splits and joins).
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
        self.role, self.figure = segment.role, segment.figure
        self.figures = set(FIGURE.findall(segment.words))
        hangul = sum("가" <= sign <= "힣" for sign in segment.words)
        self.length = log(max(LEAST, len(segment.words) + hangul * (1 / HANGUL_PER_LATIN - 1)))

    def cost(self, other):
        """Return the cost of matching two segments: the unlikelier, the higher."""
        if self.figure != other.figure or (
            self.role != other.role and not {self.role, other.role}.isdisjoint(ABOVE)
        ):
            return NEVER
        if self.figure:
            return 0.0
        same = 0.0 if self.figures.isdisjoint(other.figures) else SAME_FIGURE
        return same + (0.0 if self.role == other.role else OTHER_ROLE) + abs(self.length - other.length)
