"""Three-way merges: joining two changes of one text, and applying later corrections to an older text.

Compared with an older text that has received these corrections, a change shows only its own differences.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from articles.text.differences import is_repetitive, matching_runs, matching_steps

TOKEN = re.compile(r"<[^<>]+>|\w+|\s+|.", re.DOTALL)


@dataclass
class Merged:
    """A merged sequence. `conflicts` lists (ours, theirs) where both sides changed; `items` keep only theirs.

    places  for each conflict, the index in items where theirs begins
    """

    items: list[str] = field(default_factory=list)
    conflicts: list[tuple[Sequence[str], Sequence[str]]] = field(default_factory=list)
    places: list[int] = field(default_factory=list)


def merge_items(
    base: Sequence[str],
    ours: Sequence[str],
    theirs: Sequence[str],
    *,
    within: Callable[..., Merged] | None = None,
) -> Merged:
    """Merge three lists of comparable items (blocks, tokens), as diff3 does. Keep theirs in a conflict.

    within  called with the three runs where both sides changed; returns a Merged, which is used if it has no
            conflicts
    """
    merged = Merged()
    for run, mine, other in _merge_runs(base, ours, theirs):
        if other in (mine, run):
            merged.items += mine
        elif mine == run:
            merged.items += other
        elif within and not (inner := within(run, mine, other)).conflicts:
            merged.items += inner.items
        else:
            merged.conflicts.append((mine, other))
            merged.places.append(len(merged.items))
            merged.items += other
    return merged


def merge_blocks(base: list[str], ours: list[str], theirs: list[str]) -> Merged:
    """Merge three lists of HTML blocks. A block that both sides changed is merged word by word."""
    return merge_items(base, ours, theirs, within=lambda *parts: merge_text(*map("".join, parts)))


def merge_text(base: str, ours: str, theirs: str) -> Merged:
    """Merge three strings word by word. Joining the items of the result gives the merged text."""
    return merge_items(*(TOKEN.findall(text) for text in (base, ours, theirs)))


def _merge_runs(
    base: Sequence[str], ours: Sequence[str], theirs: Sequence[str]
) -> Iterator[tuple[Sequence[str], Sequence[str], Sequence[str]]]:
    """Cut three lists at their shared runs: yield (base run, our run, their run), shared runs included."""
    at_base = at_ours = at_theirs = 0
    for start, end, in_ours, in_theirs in _shared_runs(base, ours, theirs):
        yield base[at_base:start], ours[at_ours:in_ours], theirs[at_theirs:in_theirs]
        length = end - start
        yield base[start:end], ours[in_ours : in_ours + length], theirs[in_theirs : in_theirs + length]
        at_base, at_ours, at_theirs = end, in_ours + length, in_theirs + length
    yield base[at_base:], ours[at_ours:], theirs[at_theirs:]


def _shared_runs(
    base: Sequence[str], ours: Sequence[str], theirs: Sequence[str]
) -> Iterator[tuple[int, int, int, int]]:
    """Yield the runs of the base that both others contain: (start, end, start in ours, start in theirs)."""
    in_ours, in_theirs = matching_runs(base, ours), matching_runs(base, theirs)
    i = j = 0
    while i < len(in_ours) and j < len(in_theirs):
        (at, there, size), (at_two, there_two, size_two) = in_ours[i], in_theirs[j]
        start, end = max(at, at_two), min(at + size, at_two + size_two)
        if start < end:
            yield start, end, there + start - at, there_two + start - at_two
        if at + size < at_two + size_two:
            i += 1
        else:
            j += 1


# Longer or very repetitive passages are not merged word by word, which would be too slow: a comparison
# shows them whole, or as one change.
MOST = 2_500**2


def apply_corrections(before: list[str], changed: list[str], mended: list[str]) -> list[str]:
    """Return the passages before a change, with later corrections of passages that it did not touch.

    If the change and a correction concern the same words, the words from `before` are kept.

    changed  the passages after the change, none of them empty
    mended   the same passages after later corrections
    """
    if changed == mended:
        return [*before]
    moved = correct_moved(before, changed, mended)
    return merge_corrections(changed, mended, moved, within=merge_corrections_by_word)


def correct_moved(before: Sequence[str], changed: Sequence[str], mended: Sequence[str]) -> list[str]:
    """Apply corrections to passages that the change only moved; drop passages that were removed later."""
    became = {}
    for i, j, k, m in edit_steps(changed, mended):
        if j - i == 1 and m - k < 2:
            became[changed[i]] = mended[k] if k < m else ""
    counts = Counter(changed)
    alone = {passage: now for passage, now in became.items() if counts[passage] == 1}
    stayed: set[int] = set()
    for i, j, k, m in edit_steps(changed, before):
        stayed.update(range(k, m) if changed[i:j] == before[k:m] else ())
    corrected = [text if index in stayed else alone.get(text, text) for index, text in enumerate(before)]
    return [text for text in corrected if text]


def merge_corrections(
    changed: Sequence[str],
    mended: Sequence[str],
    before: Sequence[str],
    *,
    within: Callable[..., Sequence[str]] | None = None,
) -> list[str]:
    """Return the items of `before`, with corrections applied where the change had left them unchanged.

    within  called with the three runs where the change and a correction overlap; returns the items to use
    """
    merged: list[str] = []
    for run, now, then in correction_runs(changed, mended, before):
        if then == run:
            merged += now
        elif now in (run, then):
            merged += then
        elif not run:  # removed by the change, then added by the correction
            merged += [*then, *now]
        else:
            merged += within(run, now, then) if within and then else then
    return merged


def merge_corrections_by_word(changed: Sequence[str], mended: Sequence[str], before: list[str]) -> list[str]:
    texts = ["\n".join(side) for side in (changed, mended, before)]
    sides = [TOKEN.findall(text) for text in texts]
    is_long = len(texts[0]) * max(map(len, texts)) > MOST
    if is_long or any(is_repetitive(sides[0], side) for side in sides[1:]):
        return before
    lines = "".join(merge_corrections(*sides)).split("\n")
    return [text for line in lines if (text := line.strip())]


def correction_runs(
    base: Sequence[str], one: Sequence[str], other: Sequence[str]
) -> Iterator[tuple[Sequence[str], Sequence[str], Sequence[str]]]:
    """Yield (base run, run of one, run of other), cut at the edges that the steps to both sides share."""
    sides = [(one, *run_edges(base, one)), (other, *run_edges(base, other))]
    cuts = sorted(set(sides[0][1]) & set(sides[1][1]))
    for start, end in pairwise([*cuts, len(base)]):
        ours, theirs = (side[ends[start] : begins[start]] for side, ends, begins in sides)
        yield [], ours, theirs
        ours, theirs = (side[begins[start] : ends[end]] for side, ends, begins in sides)
        yield base[start:end], ours, theirs


def run_edges(base: Sequence[str], other: Sequence[str]) -> tuple[dict[int, int], dict[int, int]]:
    """Return two dicts {index in base: index in other}, for the edges between steps.

    The first has the end of the items before the edge, the second the start of those after it. Items that
    `other` inserts at an edge are between the two.
    """
    steps = [step for step in edit_steps(base, other) if step[0] < step[1]]
    begins = {i: k for i, _j, k, _m in steps} | {len(base): len(other)}
    return {0: 0} | {j: m for _i, j, _k, m in steps}, begins


def edit_steps(base: Sequence[str], other: Sequence[str]) -> Iterator[tuple[int, int, int, int]]:
    """Yield steps as (start, end, start in other, end in other).

    Deletions, and runs that have the same length in both, are yielded item by item.
    """
    for _tag, i, j, k, m in matching_steps(base, other):
        if j - i == m - k:
            yield from ((i + n, i + n + 1, k + n, k + n + 1) for n in range(j - i))
        elif k == m:
            yield from ((i + n, i + n + 1, k, k) for n in range(j - i))
        else:
            yield i, j, k, m
