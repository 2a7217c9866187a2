"""Differences between two texts, by word and by passage, for display; matching runs of two sequences."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from articles.text.punctuation import typeset_quotes
from articles.text.sentences import sentences

# For each run, difflib examines every pair of equal items again. Long sequences, or a few items repeated many
# times, would take minutes.
MOST_EQUAL, MOST_ITEMS = 20_000, 8_000


type Run = tuple[str, str, str]  # same or changed, old text, new text


def matching_runs[Item: Hashable](
    old: Sequence[Item], new: Sequence[Item], *, is_junk: Callable[[Item], bool] | None = None
) -> list[tuple[int, int, int]]:
    """Return [(start in old, start in new, length)] of the runs that both share, in order, without overlaps.

    is_junk  predicate for items that match only beside another match

    If the sequences are too long or repeat too much, only three kinds of runs are found: common ends, items
    that both have exactly once (in the longest common order), and difflib's runs between these. They are
    still correct.
    """
    if is_quick(old, new, is_junk):
        blocks = SequenceMatcher(is_junk, old, new, autojunk=False).get_matching_blocks()
        return [(block.a, block.b, block.size) for block in blocks if block.size]
    runs, ends = [], (0, 0)
    for i, k in [*_unique_items(old, new), (len(old), len(new))]:
        gap = old[ends[0] : i], new[ends[1] : k]
        runs += [(ends[0] + at, ends[1] + there, size) for at, there, size in _runs_of_gap(*gap, is_junk)]
        runs += [(i, k, 1)] if i < len(old) else []
        ends = i + 1, k + 1
    return runs


def matching_steps[Item: Hashable](
    old: Sequence[Item], new: Sequence[Item], *, is_junk: Callable[[Item], bool] | None = None
) -> Iterator[tuple[str, int, int, int, int]]:
    """Yield the steps from one sequence to the other, in the form of difflib's opcodes."""
    i = k = 0
    equal = None  # the current run, which adjacent runs extend
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


def is_quick[Item: Hashable](
    old: Sequence[Item], new: Sequence[Item], is_junk: Callable[[Item], bool] | None = None
) -> bool:
    """Return whether difflib compares two sequences fast enough."""
    if len(old) + len(new) > MOST_ITEMS:
        return False
    ours, theirs = Counter(old), Counter(new)
    counted = (item for item in ours if not (is_junk and is_junk(item)))
    return sum(ours[item] * theirs[item] for item in counted) <= MOST_EQUAL


def _unique_items[Item: Hashable](old: Sequence[Item], new: Sequence[Item]) -> list[tuple[int, int]]:
    """Return [(index in old, index in new)] of items that both have once, in the longest common order."""
    ours, theirs = Counter(old), Counter(new)
    indexes = {item: index for index, item in enumerate(new) if theirs[item] == 1}
    pairs = [(i, indexes[item]) for i, item in enumerate(old) if ours[item] == 1 and item in indexes]
    # For ascending chains of each length, the smallest end and its row; for each row, its predecessor.
    lows: list[int] = []
    rows: list[int] = []
    before: dict[int, int | None] = {}
    for row, (_i, k) in enumerate(pairs):
        length = bisect_left(lows, k)
        before[row] = rows[length - 1] if length else None
        lows[length : length + 1], rows[length : length + 1] = [k], [row]
    chain, row = [], rows[-1] if rows else None
    while row is not None:
        chain.append(pairs[row])
        row = before[row]
    return chain[::-1]


def _runs_of_gap[Item: Hashable](
    old: Sequence[Item], new: Sequence[Item], is_junk: Callable[[Item], bool] | None
) -> Iterator[tuple[int, int, int]]:
    """Yield the runs between two unique items: difflib's, or only the common ends."""
    if is_quick(old, new, is_junk):
        blocks = SequenceMatcher(is_junk, old, new, autojunk=False).get_matching_blocks()
        yield from ((block.a, block.b, block.size) for block in blocks if block.size)
        return
    shorter = min(len(old), len(new))
    head = next((n for n in range(shorter) if old[n] != new[n]), shorter)
    tail = next((n for n in range(shorter - head) if old[-1 - n] != new[-1 - n]), shorter - head)
    if head:
        yield 0, 0, head
    if tail:
        yield len(old) - tail, len(new) - tail, tail


# A token is a word, white space or any other character: a changed full stop does not mark a word.
TOKEN = re.compile(r"\w+|\s+|.", re.DOTALL)
# Words that match by chance break a change into small pieces. Unchanged runs below this length, between two
# changes, are joined with them.
CRUMB = 3
# In prose, about 2 percent of all pairs of words of two texts are equal. A larger share, or too many equal
# pairs, would take minutes to compare.
REPETITIVE, FEW, MOST_PAIRS = 0.08, 100, 100_000


class Piece(NamedTuple):
    """A stretch of text: kind is "same", "gone" or "new"."""

    kind: str
    text: str


def differences(before: str, after: str) -> list[Piece]:
    """Return the Pieces that turn one text into the other; removed text comes before new text.

    Joining the texts of "same" and "gone" gives `before`, of "same" and "new" `after`.
    """
    old, new = TOKEN.findall(before), TOKEN.findall(after)
    if is_repetitive(old, new):
        return _run_pieces(_between_ends(old, new))
    # In a long text, a space matches only beside a matching word; otherwise half of all pairs would be
    # spaces.
    steps = matching_steps(old, new, is_junk=None if is_quick(old, new) else " ".__eq__)
    return _run_pieces(_without_crumbs([_run(old[i:j], new[k:m]) for _tag, i, j, k, m in steps]))


def changed_words(before: str, after: str) -> int:
    """Return the number of changed words: removed or inserted words, whichever are more.

    Moved words are both removed and inserted, and count once.
    """
    old, new = before.split(), after.split()
    steps = [step for step in matching_steps(old, new) if step[0] != "equal"]
    return max(sum(j - i for _tag, i, j, _k, _m in steps), sum(m - k for _tag, _i, _j, k, m in steps))


def is_repetitive(old: list[str], new: list[str]) -> bool:
    ours, theirs = (Counter(token for token in side if not token.isspace()) for side in (old, new))
    equal = sum(count * theirs[token] for token, count in ours.items())
    total = ours.total() * theirs.total()
    return equal > MOST_PAIRS or (total > FEW**2 and equal > REPETITIVE * total)


def _between_ends(old: Sequence[str], new: Sequence[str]) -> list[Run]:
    """Return the Runs of two sequences: the common beginning, one change, the common end."""
    shorter = min(len(old), len(new))
    head = next((n for n in range(shorter) if old[n] != new[n]), shorter)
    tail = next((n for n in range(shorter - head) if old[-1 - n] != new[-1 - n]), shorter - head)
    ends = len(old) - tail, len(new) - tail
    middle = _run(old[head : ends[0]], new[head : ends[1]])
    return [_run(old[:head], new[:head]), middle, _run(old[ends[0] :], new[ends[1] :])]


def _run(old: Sequence[str], new: Sequence[str]) -> Run:
    gone, come = "".join(old), "".join(new)
    return "same" if gone == come else "changed", gone, come


def _without_crumbs(runs: list[Run]) -> list[Run]:
    """Merge short unchanged runs into the changes on both sides."""
    joined: list[Run] = []
    for index, (kind, gone, come) in enumerate(runs):
        is_between = 0 < index < len(runs) - 1
        is_crumb = kind == "same" and is_between and len(gone.strip()) < CRUMB and "\n" not in gone
        if joined and joined[-1][0] == "changed" and (kind == "changed" or is_crumb):
            joined[-1] = ("changed", joined[-1][1] + gone, joined[-1][2] + come)
        else:
            joined.append((kind, gone, come))
    return joined


def _run_pieces(runs: Iterable[Run]) -> list[Piece]:
    kept = []
    for kind, gone, come in runs:
        pieces = [Piece("same", gone)] if kind == "same" else [Piece("gone", gone), Piece("new", come)]
        kept += [piece for piece in pieces if piece.text]
    return kept


# Passages longer than about 2,500 characters each are shown as removed and new: comparing words is too slow.
MOST = 2_500**2
KEPT = 60  # unchanged characters that are shown on each side of a change
ELLIPSIS = "…"


def compare_passages(before: list[str], after: list[str]) -> list[list[Piece]]:
    """Return the passages that differ between two lists of passages, each as a list of Pieces, in order.

    Unchanged text is left out. An empty list replaces unchanged passages; an ellipsis replaces unchanged text
    within a passage. An empty list beside an ellipsis is dropped. Straight and typographic marks are equal.
    """
    before, after = ([typeset_quotes(passage) for passage in side] for side in (before, after))
    changed = []
    for tag, i, j, k, m in matching_steps(before, after):
        changed += [[]] if tag == "equal" else compare_replaced(before[i:j], after[k:m])
    met = [pieces for index, pieces in enumerate(changed) if pieces or not meets_ellipsis(changed, index)]
    return met if any(met) else []


def compare_sentences(before: str, after: str) -> list[list[Piece]]:
    """Return the sentences that differ between two passages, in the format of compare_passages."""
    return compare_passages(*([sentence.strip() for sentence in sentences(text)] for text in (before, after)))


def meets_ellipsis(passages: Sequence[Sequence[Piece]], place: int) -> bool:
    """Return whether the passage before a place ends with an ellipsis, or the next one begins with one."""
    before, behind = passages[place - 1 : place], passages[place + 1 : place + 2]
    ends = before and before[0] and before[0][-1].text.endswith(ELLIPSIS)
    return bool(ends or (behind and behind[0] and behind[0][0].text.startswith(ELLIPSIS)))


def compare_replaced(gone: Sequence[str], come: Sequence[str]) -> list[list[Piece]]:
    """Return the differences between passages and their replacements."""
    if not gone or not come:
        return [[Piece("gone", passage)] for passage in gone] + [[Piece("new", passage)] for passage in come]
    if len(gone) == len(come):
        differing = map(compare_words, gone, come)
    else:  # A paragraph was split, or two were joined: compare words across the break.
        differing = split_pieces(compare_words("\n".join(gone), "\n".join(come)))
    return [fold_unchanged(pieces) for pieces in differing]


def compare_words(before: str, after: str) -> list[Piece]:
    if len(before) * len(after) > MOST:
        return [Piece("gone", before), Piece("new", after)]
    return differences(before, after)


def split_pieces(pieces: Iterable[Piece]) -> list[list[Piece]]:
    """Split Pieces at the ends of passages."""
    lines: list[list[Piece]] = [[]]
    for kind, text in pieces:
        first, *rest = text.split("\n")
        lines[-1] += [Piece(kind, first)] if first else []
        lines += [[Piece(kind, part)] if part else [] for part in rest]
    return [line for line in lines if line]


def fold_unchanged(pieces: Sequence[Piece]) -> list[Piece]:
    """Shorten long unchanged stretches of Pieces to the words beside the changes."""
    folded = list(pieces)
    for index, (kind, text) in enumerate(pieces):
        if kind == "same":
            text = shorten_unchanged(text, at_start=index == 0, at_end=index == len(pieces) - 1)
            folded[index] = Piece(kind, text)
    return folded


def shorten_unchanged(text: str, *, at_start: bool, at_end: bool) -> str:
    """Shorten an unchanged text to the words beside the changes before and after it."""
    head = "" if at_start else text[:KEPT].rsplit(" ", 1)[0]
    tail = "" if at_end else text[-KEPT:].split(" ", 1)[-1]
    if len(text) <= len(head) + len(tail) + KEPT:
        return text
    return " ".join(part for part in (head, ELLIPSIS, tail) if part)
