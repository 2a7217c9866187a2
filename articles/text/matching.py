"""Equal runs of two sequences, found in a time that grows with their length."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher

# difflib looks at every pair of equal items again for each run that it finds: a sequence of a few items that
# repeat, or of many items, takes minutes.
MOST_PAIRS, MOST_ITEMS = 20_000, 8_000


def matching_runs(
    old: Sequence, new: Sequence, *, is_junk: Callable | None = None
) -> list[tuple[int, int, int]]:
    """Return [(start in old, start in new, length)] of the runs that both have, in order; none overlaps.

    is_junk  whether an item, without an equal neighbour, is no reason to match

    Of sequences that are too long or repeat too much, these are the common ends, the items that both have
    only once, in the longest order that they share, and what difflib finds between: fewer, and as true.
    """
    if is_quick(old, new, is_junk):
        blocks = SequenceMatcher(is_junk, old, new, autojunk=False).get_matching_blocks()
        return [tuple(block) for block in blocks if block.size]
    found, ends = [], (0, 0)
    for i, k in [*_unique_items(old, new), (len(old), len(new))]:
        gap = old[ends[0] : i], new[ends[1] : k]
        found += [(ends[0] + at, ends[1] + there, size) for at, there, size in _runs_of_gap(*gap, is_junk)]
        found += [(i, k, 1)] if i < len(old) else []
        ends = i + 1, k + 1
    return found


def matching_steps(
    old: Sequence, new: Sequence, *, is_junk: Callable | None = None
) -> Iterator[tuple[str, int, int, int, int]]:
    """Yield the steps from one sequence to the other, in the form of difflib's opcodes."""
    i = k = 0
    equal = None  # the run under way, which neighbours prolong
    for start, there, size in [*matching_runs(old, new, is_junk=is_junk), (len(old), len(new), 0)]:
        if equal and (start, there) == equal[2:] and size:
            equal = (*equal[:2], start + size, there + size)
            continue
        if equal:
            yield "equal", equal[0], equal[2], equal[1], equal[3]
            i, k = equal[2:]
        if i < start or k < there:
            tag = "insert" if i == start else "delete" if k == there else "replace"
            yield tag, i, start, k, there
        equal = (start, there, start + size, there + size) if size else None


def is_quick(old: Sequence, new: Sequence, is_junk: Callable | None = None) -> bool:
    """Return whether difflib compares two sequences at once."""
    if len(old) + len(new) > MOST_ITEMS:
        return False
    ours, theirs = Counter(old), Counter(new)
    counted = (item for item in ours if not (is_junk and is_junk(item)))
    return sum(ours[item] * theirs[item] for item in counted) <= MOST_PAIRS


def _unique_items(old, new):
    """Return [(place in old, place in new)] of items that both have once, in the longest common order."""
    ours, theirs = Counter(old), Counter(new)
    places = {item: place for place, item in enumerate(new) if theirs[item] == 1}
    pairs = [(i, places[item]) for i, item in enumerate(old) if ours[item] == 1 and item in places]
    lows, rows, before = [], [], {}  # the lowest end of an order of each length, and how it goes back
    for row, (_i, k) in enumerate(pairs):
        length = bisect_left(lows, k)
        before[row] = rows[length - 1] if length else None
        lows[length : length + 1], rows[length : length + 1] = [k], [row]
    chain, row = [], rows[-1] if rows else None
    while row is not None:
        chain.append(pairs[row])
        row = before[row]
    return chain[::-1]


def _runs_of_gap(old, new, is_junk):
    """Yield the runs between two items: difflib's, or the common ends."""
    if is_quick(old, new, is_junk):
        blocks = SequenceMatcher(is_junk, old, new, autojunk=False).get_matching_blocks()
        yield from (tuple(block) for block in blocks if block.size)
        return
    shorter = min(len(old), len(new))
    head = next((n for n in range(shorter) if old[n] != new[n]), shorter)
    tail = next((n for n in range(shorter - head) if old[-1 - n] != new[-1 - n]), shorter - head)
    if head:
        yield 0, 0, head
    if tail:
        yield len(old) - tail, len(new) - tail, tail
