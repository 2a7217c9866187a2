"""Which segment of a translation is that of which segment of its source, when nobody has recorded it.

Texts that were translated in the ordinary form or came from elsewhere: their order is the same with few
exceptions, a heading is a heading there too, a picture the same picture, a figure the same figure, and what
is long is long in both. What a translation lacks it lacks rather at its end: one begins from the top.
Dynamic programming over length and role (Gale and Church, 1993, without its splits and joins).
"""

import re
from math import log

from articles.text.segments import ABOVE

SKIPPED = 2.0  # the price of a segment without a counterpart
SKIPPED_LAST = 1.5  # behind all that is translated
OTHER_ROLE, NEVER = 1.5, 9.0
SAME_FIGURE = -1.0
FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
HANGUL_PER_LATIN = 0.5  # signs of Korean for one of English
LEAST = 8  # signs below which lengths say nothing


def pair_segments(source, target, waiting, orphans, anchors=()):
    """[(place in source, place in target)] of those that belong together, in order.

    waiting, orphans  the places of both texts that have no counterpart yet
    anchors           pairs that are known: what stands between two of them stays between them
    """
    found, start = [], (-1, -1)
    ends = [*_ascending_anchors(sorted(anchors)), (len(source), len(target))]
    for end in ends:
        here = [place for place in waiting if start[0] < place < end[0]]
        there = [place for place in orphans if start[1] < place < end[1]]
        found += _pair_gap(source, target, here, there)
        start = end
    return found


def _ascending_anchors(anchors):
    """The anchors that go on in both texts; one that was moved would close a gap at the wrong place."""
    kept = []
    for one, other in anchors:
        if not kept or other > kept[-1][1]:
            kept.append((one, other))
    return kept


def _pair_gap(source, target, here, there):
    if not here or not there:
        return []
    ones, others = (
        [_MeasuredSegment(source[place]) for place in here],
        [_MeasuredSegment(target[place]) for place in there],
    )
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
    """The price of a segment of the source that is not translated, with so many of the others behind it."""
    return SKIPPED_LAST if reached == len(others) else SKIPPED


class _MeasuredSegment:
    """What of a segment tells its counterpart, asked once."""

    def __init__(self, segment):
        self.role, self.picture = segment.role, segment.picture
        self.figures = set(FIGURE.findall(segment.words))
        hangul = sum("가" <= sign <= "힣" for sign in segment.words)
        self.length = log(max(LEAST, len(segment.words) + hangul * (1 / HANGUL_PER_LATIN - 1)))

    def cost(self, other):
        """How unlikely it is that two segments say the same."""
        if self.picture != other.picture or (
            self.role != other.role and not {self.role, other.role}.isdisjoint(ABOVE)
        ):
            return NEVER
        if self.picture:
            return 0.0
        same = 0.0 if self.figures.isdisjoint(other.figures) else SAME_FIGURE
        return same + (0.0 if self.role == other.role else OTHER_ROLE) + abs(self.length - other.length)
