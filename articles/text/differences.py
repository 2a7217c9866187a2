"""What differs between two texts, word by word, for people to read."""

import re
from collections import Counter
from difflib import SequenceMatcher
from typing import NamedTuple

# Words, runs of white space, single signs: a changed full stop does not mark the word before it.
TOKEN = re.compile(r"\w+|\s+|.", re.DOTALL)
# Two words that are far apart and alike by chance break a passage into crumbs: so little is joined.
CRUMB = 3
# Of all pairs of words of two texts, some 2 percent are equal in prose. Where few words repeat without end,
# to compare them takes minutes; so it does where there are too many pairs of any kind.
REPETITIVE, FEW, MOST_PAIRS = 0.08, 100, 100_000


class Piece(NamedTuple):
    """A stretch of text: kind is "same", "gone" or "new"."""

    kind: str
    text: str


def differences(before, after):
    """The Pieces that lead from one text to the other; what is gone stands before what is new.

    Joining the texts of "same" and "gone" gives `before`, of "same" and "new" `after`.
    """
    old, new = TOKEN.findall(before), TOKEN.findall(after)
    if is_repetitive(old, new):
        return _run_pieces(_between_ends(old, new))
    found = []
    for _tag, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        gone, come = "".join(old[i:j]), "".join(new[k:m])
        found += [("same", gone, gone)] if gone == come else [("changed", gone, come)]
    return _run_pieces(_without_crumbs(found))


def is_repetitive(old, new):
    ours, theirs = (Counter(token for token in side if not token.isspace()) for side in (old, new))
    equal = sum(count * theirs[token] for token, count in ours.items())
    total = ours.total() * theirs.total()
    return equal > MOST_PAIRS or (total > FEW**2 and equal > REPETITIVE * total)


def _between_ends(old, new):
    """One change between what both begin and what both end with."""
    shorter = min(len(old), len(new))
    head = next((n for n in range(shorter) if old[n] != new[n]), shorter)
    tail = next((n for n in range(shorter - head) if old[-1 - n] != new[-1 - n]), shorter - head)
    ends = len(old) - tail, len(new) - tail
    parts = [
        (old[:head], new[:head]),
        (old[head : ends[0]], new[head : ends[1]]),
        (old[ends[0] :], new[ends[1] :]),
    ]
    runs = [("".join(gone), "".join(come)) for gone, come in parts]
    return [("same" if gone == come else "changed", gone, come) for gone, come in runs if gone or come]


def _without_crumbs(runs):
    """Runs in which a few unchanged signs between two changes belong to the change."""
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
        if kind == "same":
            found.append(Piece("same", gone))
            continue
        found += [Piece("gone", gone)] if gone else []
        found += [Piece("new", come)] if come else []
    return found
