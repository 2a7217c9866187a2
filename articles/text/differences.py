"""Differences between two texts, for people to read: word by word, and passage by passage."""

import re
from collections import Counter
from typing import NamedTuple

from articles.text.matching import is_quick, matching_steps
from articles.text.sentences import sentences
from articles.text.typographic_quotes import typeset_quotes

# Words, runs of white space, single signs: a changed full stop does not mark the word before it.
TOKEN = re.compile(r"\w+|\s+|.", re.DOTALL)
# Two words that are far apart and alike by chance break a passage into crumbs: so little is joined.
CRUMB = 3
# Some 2 percent of all pairs of words of two texts are equal in prose. Comparing a few words that repeat
# without end takes minutes, and so do too many pairs of any kind.
REPETITIVE, FEW, MOST_PAIRS = 0.08, 100, 100_000


class Piece(NamedTuple):
    """A stretch of text: kind is "same", "gone" or "new"."""

    kind: str
    text: str


def differences(before: str, after: str) -> list[Piece]:
    """Return the Pieces that lead from one text to the other; what is gone stands before what is new.

    Joining the texts of "same" and "gone" gives `before`, of "same" and "new" `after`.
    """
    old, new = TOKEN.findall(before), TOKEN.findall(after)
    if is_repetitive(old, new):
        return _run_pieces(_between_ends(old, new))
    # In a long text, blanks match beside words alone: by themselves, half of all pairs would be theirs.
    steps = matching_steps(old, new, is_junk=None if is_quick(old, new) else " ".__eq__)
    return _run_pieces(_without_crumbs([_run(old[i:j], new[k:m]) for _tag, i, j, k, m in steps]))


def changed_words(before: str, after: str) -> int:
    """Return how many words of a text were changed: the greater number of those removed and those inserted.

    Words that only moved are both, and count once.
    """
    old, new = before.split(), after.split()
    steps = [step for step in matching_steps(old, new) if step[0] != "equal"]
    return max(sum(j - i for _tag, i, j, _k, _m in steps), sum(m - k for _tag, _i, _j, k, m in steps))


def is_repetitive(old: list[str], new: list[str]) -> bool:
    ours, theirs = (Counter(token for token in side if not token.isspace()) for side in (old, new))
    equal = sum(count * theirs[token] for token, count in ours.items())
    total = ours.total() * theirs.total()
    return equal > MOST_PAIRS or (total > FEW**2 and equal > REPETITIVE * total)


def _between_ends(old, new):
    """Return one change between the common beginning and the common end."""
    shorter = min(len(old), len(new))
    head = next((n for n in range(shorter) if old[n] != new[n]), shorter)
    tail = next((n for n in range(shorter - head) if old[-1 - n] != new[-1 - n]), shorter - head)
    ends = len(old) - tail, len(new) - tail
    middle = _run(old[head : ends[0]], new[head : ends[1]])
    return [_run(old[:head], new[:head]), middle, _run(old[ends[0] :], new[ends[1] :])]


def _run(old, new):
    gone, come = "".join(old), "".join(new)
    return "same" if gone == come else "changed", gone, come


def _without_crumbs(runs):
    """Join runs: a few unchanged signs between two changes belong to the change."""
    joined = []
    for place, (kind, gone, come) in enumerate(runs):
        is_between = 0 < place < len(runs) - 1
        is_crumb = kind == "same" and is_between and len(gone.strip()) < CRUMB and "\n" not in gone
        if joined and joined[-1][0] == "changed" and (kind == "changed" or is_crumb):
            joined[-1] = ("changed", joined[-1][1] + gone, joined[-1][2] + come)
        else:
            joined.append((kind, gone, come))
    return joined


def _run_pieces(runs):
    found = []
    for kind, gone, come in runs:
        pieces = [Piece("same", gone)] if kind == "same" else [Piece("gone", gone), Piece("new", come)]
        found += [piece for piece in pieces if piece.text]
    return found


# Longer passages than some 2,500 signs each are told as gone and new: to compare their words takes too long.
MOST = 2_500**2
KEPT = 60  # signs of what stayed, on each side of a change
ELLIPSIS = "…"


def compare_passages(before: list[str], after: list[str]) -> list[list[Piece]]:
    """Return the passages that differ between two lists of them, each as a list of Pieces, in order.

    What stayed is left out: between passages an empty list stands for it, in a passage an ellipsis, which
    says the same where both would meet. The form of quotation marks is no difference.
    """
    before, after = ([typeset_quotes(one) for one in side] for side in (before, after))
    found = []
    for tag, i, j, k, m in matching_steps(before, after):
        found += [[]] if tag == "equal" else compare_replaced(before[i:j], after[k:m])
    met = [pieces for place, pieces in enumerate(found) if pieces or not meets_ellipsis(found, place)]
    return met if any(met) else []


def compare_sentences(before: str, after: str) -> list[list[Piece]]:
    """Return the sentences that differ between two passages, in the form of compare_passages."""
    return compare_passages(*([one.strip() for one in sentences(text)] for text in (before, after)))


def meets_ellipsis(passages, place):
    """Return whether the passage before a place ends with an ellipsis, or the next begins with one."""
    before, behind = passages[place - 1 : place], passages[place + 1 : place + 2]
    ends = before and before[0] and before[0][-1].text.endswith(ELLIPSIS)
    return bool(ends or (behind and behind[0] and behind[0][0].text.startswith(ELLIPSIS)))


def compare_replaced(gone, come):
    """Return the differences between passages and those that replace them."""
    if not gone or not come:
        return [[Piece("gone", one)] for one in gone] + [[Piece("new", one)] for one in come]
    if len(gone) == len(come):
        found = map(compare_words, gone, come)
    else:  # A paragraph was cut in two, or two were joined: their words are compared across the break.
        found = split_pieces(compare_words("\n".join(gone), "\n".join(come)))
    return [fold_unchanged(pieces) for pieces in found]


def compare_words(before: str, after: str) -> list[Piece]:
    if len(before) * len(after) > MOST:
        return [Piece("gone", before), Piece("new", after)]
    return differences(before, after)


def split_pieces(pieces):
    """Cut Pieces at the ends of passages."""
    found = [[]]
    for kind, text in pieces:
        first, *rest = text.split("\n")
        found[-1] += [Piece(kind, first)] if first else []
        found += [[Piece(kind, one)] if one else [] for one in rest]
    return [line for line in found if line]


def fold_unchanged(pieces):
    """Shorten long unchanged stretches of Pieces to the words beside the changes."""
    found = list(pieces)
    for place, (kind, text) in enumerate(pieces):
        if kind == "same":
            text = shorten_unchanged(text, at_start=place == 0, at_end=place == len(pieces) - 1)
            found[place] = Piece(kind, text)
    return found


def shorten_unchanged(text, *, at_start, at_end):
    """Shorten an unchanged text to its words beside the change before it and the one behind it."""
    head = "" if at_start else text[:KEPT].rsplit(" ", 1)[0]
    tail = "" if at_end else text[-KEPT:].split(" ", 1)[-1]
    if len(text) <= len(head) + len(tail) + KEPT:
        return text
    return " ".join(part for part in (head, ELLIPSIS, tail) if part)
