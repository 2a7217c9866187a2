"""Figures of a text and of its translation that answer each other, by the claims of the comparison."""

from collections import deque
from collections.abc import Sequence

from articles.text.figures.comparison import find_figures
from articles.text.figures.equivalence import Claim, claims_of, is_equivalent, is_stated
from articles.text.figures.figure import StatedFigure, Weight
from articles.text.figures.weekdays import NamedWeekday, find_weekdays
from articles.text.script import OTHER_LANGUAGE

PairedFigures = tuple[list[StatedFigure], list[StatedFigure]]
Group = tuple[list[int], list[int]]
Owners = tuple[dict[int, Group], dict[int, Group]]
MOST_PAIRS = 10_000  # of figures without their equal; 25 ms a thousand


def paired_figures(source: str, target: str, source_language: str) -> list[PairedFigures]:
    """Return (figures of the source, figures of the target) that state the same, in the order of the source.

    A figure that is repeated more often on one side than on the other is in the pair that it repeats.
    """
    sides = find_figures(source, source_language), find_figures(target, OTHER_LANGUAGE[source_language])
    pairs = [([sides[0][i] for i in here], [sides[1][k] for k in there]) for here, there in _groups(*sides)]
    return [pair for pair in pairs if any(one.weight > Weight.LOOSE for one in pair[0] + pair[1])]


def _groups(ours: Sequence[StatedFigure], theirs: Sequence[StatedFigure]) -> list[Group]:
    """Return the pairs as indexes: one to one, the closest first; then the repetitions."""
    owners = _same_figures(ours, theirs)
    left = [len(side) - len(owned) for side, owned in zip((ours, theirs), owners, strict=True)]
    if left[0] * len(theirs) + left[1] * len(ours) <= MOST_PAIRS:
        ranked = _ranked_pairs(ours, theirs, owners)
        for i, k in ranked:
            if i not in owners[0] and k not in owners[1]:
                owners[0][i] = owners[1][k] = ([i], [k])
        for i, k in ranked:
            if i not in owners[0]:
                owners[0][i] = owners[1][k]
                owners[0][i][0].append(i)
            elif k not in owners[1]:
                owners[1][k] = owners[0][i]
                owners[1][k][1].append(k)
    return sorted({id(group): group for group in owners[0].values()}.values())


def _same_figures(ours: Sequence[StatedFigure], theirs: Sequence[StatedFigure]) -> Owners:
    """Return {index: its pair} of both sides for figures of one kind and value, in their order."""
    waiting: dict[tuple[object, ...], deque[int]] = {}
    for k, one in enumerate(theirs):
        waiting.setdefault(_key(one), deque()).append(k)
    owners: Owners = ({}, {})
    for i, one in enumerate(ours):
        if same := waiting.get(_key(one)):
            k = same.popleft()
            owners[0][i] = owners[1][k] = ([i], [k])
    return owners


def _key(figure: StatedFigure) -> tuple[object, ...]:
    # People are counted with another counter than ships, and in English with none.
    return figure.kind, figure.value, "" if figure.kind == "count" else figure.unit


def _ranked_pairs(
    ours: Sequence[StatedFigure], theirs: Sequence[StatedFigure], owners: Owners
) -> list[tuple[int, int]]:
    """Return the indexes of figures that answer each other where one is not paired yet, the closest first."""
    said = [[claims_of([one]) for one in side] for side in (ours, theirs)]
    ranked = []
    for i, one in enumerate(ours):
        for k, other in enumerate(theirs):
            if i not in owners[0] or k not in owners[1]:
                rank = _distance(one, other, said[0][i], said[1][k])
                ranked += [] if rank is None else [(rank, i, k)]
    return [(i, k) for _rank, i, k in sorted(ranked)]


def _distance(
    one: StatedFigure, other: StatedFigure, said: set[Claim], others_said: set[Claim]
) -> int | None:
    """Return how far a figure is from one that answers it: 3 for a rounded one."""
    is_there, is_here = is_stated(one, others_said), is_stated(other, said)
    if is_there and is_here:
        return 1
    if is_there or is_here:
        return 2
    return 3 if is_equivalent(one, other) else None


def paired_weekdays(
    source: str, target: str, source_language: str
) -> list[tuple[list[NamedWeekday], list[NamedWeekday]]]:
    """Return the mentions of each weekday that both texts name."""
    ours, theirs = (
        find_weekdays(source, source_language),
        find_weekdays(target, OTHER_LANGUAGE[source_language]),
    )
    sides = [
        ([one for one in ours if one.weekday == day], [one for one in theirs if one.weekday == day])
        for day in dict.fromkeys(one.weekday for one in ours)
    ]
    return [pair for pair in sides if pair[1]]
