"""Joins two changes of one text, made apart from the same base."""

import re
from dataclasses import dataclass, field
from difflib import SequenceMatcher

TOKEN = re.compile(r"<[^>]+>|\w+|\s+|.", re.DOTALL)


@dataclass
class Merged:
    """The joined sequence; conflicts are [(ours, theirs)] of places that both changed, ours left out.

    places  for each conflict, where in items its theirs begins
    """

    items: list = field(default_factory=list)
    conflicts: list = field(default_factory=list)
    places: list = field(default_factory=list)


def merge_items(base, ours, theirs, *, within=None):
    """Merge three lists of comparable items (blocks, tokens), as diff3 does.

    within  called with the three runs of a place that both changed; returns a Merged to
            take instead of the conflict, or one with conflicts of its own
    Where the conflict stays, theirs is kept.
    """
    merged = Merged()
    for run, mine, other in _merge_runs(base, ours, theirs):
        if mine == other or other == run:
            merged.items += mine
        elif mine == run:
            merged.items += other
        else:
            inner = within(run, mine, other) if within else None
            if inner is None or inner.conflicts:
                merged.conflicts.append((mine, other))
                merged.places.append(len(merged.items))
                merged.items += other
            else:
                merged.items += inner.items
    return merged


def merge_blocks(base, ours, theirs):
    """Merge three lists of HTML blocks; inside a block that both changed, word by word."""
    return merge_items(base, ours, theirs, within=_merge_words)


def merge_text(base, ours, theirs):
    """Merge three strings word by word; returns a Merged whose items join to the text."""
    return merge_items(*(TOKEN.findall(text) for text in (base, ours, theirs)))


def _merge_words(base, ours, theirs):
    return merge_text("".join(base), "".join(ours), "".join(theirs))


def _merge_runs(base, ours, theirs):
    """Cut the three lists at what all of them share: (base run, our run, their run), shared runs included."""
    at_base = at_ours = at_theirs = 0
    for start, end, in_ours, in_theirs in _shared_runs(base, ours, theirs):
        yield base[at_base:start], ours[at_ours:in_ours], theirs[at_theirs:in_theirs]
        length = end - start
        yield base[start:end], ours[in_ours : in_ours + length], theirs[in_theirs : in_theirs + length]
        at_base, at_ours, at_theirs = end, in_ours + length, in_theirs + length
    yield base[at_base:], ours[at_ours:], theirs[at_theirs:]


def _shared_runs(base, ours, theirs):
    """Runs of the base that stand in both others: (start, end, start in ours, start in theirs)."""
    in_ours = SequenceMatcher(None, base, ours, autojunk=False).get_matching_blocks()
    in_theirs = SequenceMatcher(None, base, theirs, autojunk=False).get_matching_blocks()
    i = j = 0
    while i < len(in_ours) and j < len(in_theirs):
        one, two = in_ours[i], in_theirs[j]
        start, end = max(one.a, two.a), min(one.a + one.size, two.a + two.size)
        if start < end:
            yield start, end, one.b + start - one.a, two.b + start - two.a
        if one.a + one.size < two.a + two.size:
            i += 1
        else:
            j += 1
