"""Two states of a text beside each other: passage by passage, then word by word, what stayed left out."""

from difflib import SequenceMatcher

from articles.text.differences import Piece, differences
from articles.text.sentences import sentences

# Longer passages than some 2,500 signs each are told as gone and new: to compare their words takes too long.
MOST = 2_500**2
KEPT = 60  # signs of what stayed, on each side of a change
ELLIPSIS = "…"


def compare_passages(before, after):
    """The passages that differ between two lists of them, each a list of Pieces, in their order.

    What stayed is left out: between passages an empty list stands for it, in a passage an ellipsis, which
    says the same where both would meet.
    """
    found = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, i, j, k, m in matcher.get_opcodes():
        found += [[]] if tag == "equal" else compare_replaced(before[i:j], after[k:m])
    met = [pieces for place, pieces in enumerate(found) if pieces or not meets_ellipsis(found, place)]
    return met if any(met) else []


def compare_sentences(before, after):
    """The sentences that differ between two passages, as comparison() gives passages."""
    return compare_passages(*([one.strip() for one in sentences(text)] for text in (before, after)))


def meets_ellipsis(passages, place):
    """Whether the passage before a place ends with an ellipsis, or the one behind it begins with one."""
    before, behind = passages[place - 1 : place], passages[place + 1 : place + 2]
    ends = before and before[0] and before[0][-1].text.endswith(ELLIPSIS)
    return bool(ends or (behind and behind[0] and behind[0][0].text.startswith(ELLIPSIS)))


def compare_replaced(gone, come):
    """The passages that take the place of others."""
    if len(gone) == len(come):
        return [fold_unchanged(compare_words(one, other)) for one, other in zip(gone, come, strict=True)]
    if not gone or not come:
        return [[Piece("gone", one)] for one in gone] + [[Piece("new", one)] for one in come]
    # A paragraph was cut in two, or two were joined: their words are compared across the break.
    return [
        fold_unchanged(pieces) for pieces in split_pieces(compare_words("\n".join(gone), "\n".join(come)))
    ]


def compare_words(before, after):
    if len(before) * len(after) > MOST:
        return [Piece("gone", before), Piece("new", after)]
    return differences(before, after)


def split_pieces(pieces):
    """Pieces cut where a passage ends."""
    found = [[]]
    for kind, text in pieces:
        first, *rest = text.split("\n")
        found[-1] += [Piece(kind, first)] if first else []
        found += [[Piece(kind, one)] if one else [] for one in rest]
    return [line for line in found if line]


def fold_unchanged(pieces):
    """Pieces in which long stretches of what stayed are cut to what stands beside the changes."""
    last = len(pieces) - 1
    return [
        Piece(kind, shorten_unchanged(text, at_start=place == 0, at_end=place == last))
        if kind == "same"
        else Piece(kind, text)
        for place, (kind, text) in enumerate(pieces)
    ]


def shorten_unchanged(text, *, at_start, at_end):
    """What stayed, from its words beside the change before it to those beside the change behind it."""
    head = "" if at_start else text[:KEPT].rsplit(" ", 1)[0]
    tail = "" if at_end else text[-KEPT:].split(" ", 1)[-1]
    if len(text) <= len(head) + len(tail) + KEPT:
        return text
    return " ".join(part for part in (head, ELLIPSIS, tail) if part)
