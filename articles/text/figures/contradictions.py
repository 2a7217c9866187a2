"""Figures that contradict each other: soft ones are told only where the other text says otherwise."""

from collections import Counter
from collections.abc import Collection, Sequence
from itertools import product

from articles.text.figures.equivalence import claims_of, is_mistyped, is_stated
from articles.text.figures.figure import StatedFigure, Weight
from articles.text.figures.implicit import is_sign_dropped

MOST_PAIRS = 40_000  # beyond so many, two texts are no translation of each other
# A translation may count two, three or four that its source lists; larger numbers in words are not invented.
MOST_LISTED, SMALL = 4, 10


def certain_differences(
    missing: list[StatedFigure], added: list[StatedFigure], sure: Collection[StatedFigure] = ()
) -> list[tuple[StatedFigure, ...]]:
    """Return hard figures, and soft ones of one family that contradict each other: three days, 나흘.

    sure  soft ones that are told in any case
    """
    told: tuple[list[StatedFigure], list[StatedFigure]] = ([], [])
    pairs = product(missing, added) if len(missing) * len(added) <= MOST_PAIRS else ()
    sure = {*sure, *(one for pair in pairs if is_sign_dropped(*pair) for one in pair)}
    counts_times = any(map(_is_occurrence, missing)) and any(map(_is_occurrence, added))
    families = [[_figure_family(one, counts_times) for one in side] for side in (missing, added)]
    for family in dict.fromkeys(families[0] + families[1]):
        sides = [
            [one for one, its in zip(side, known, strict=True) if its == family]
            for side, known in zip((missing, added), families, strict=True)
        ]
        is_contradiction = len(sides[0]) == len(sides[1]) or family == "occurrence"
        is_short = len(sides[0]) * len(sides[1]) <= MOST_PAIRS
        slips = {one for pair in product(*sides) if is_mistyped(*pair) for one in pair} if is_short else set()
        for side, result in zip(sides, told, strict=True):
            result += [one for one in side if one.is_hard or is_contradiction or one in slips | sure]
    return [tuple(sorted(side, key=figure_position)) for side in told]


def figure_position(figure: StatedFigure) -> tuple[int, int]:
    return figure.start, figure.end


def _figure_family(figure: StatedFigure, counts_times: bool) -> str:
    """Return the family: F-35 and F-15 share one, F-35 and K2 do not; a third and 36 percent do."""
    if figure.kind in {"percent", "fraction"}:
        return "share"
    if counts_times and _is_occurrence(figure):
        return "occurrence"
    return f"code {figure.unit}" if figure.kind == "code" else figure.kind


def _is_occurrence(figure: StatedFigure) -> bool:
    """Return whether a figure counts times: twice, two times, the second, 두 번, 두 번째."""
    return figure.kind == "multiple" or (figure.kind == "count" and figure.unit in {"ordinal", "times"})


def invented_counts(added: list[StatedFigure], theirs: Sequence[StatedFigure]) -> list[StatedFigure]:
    """Return the small counts in words that only a translation has: 일곱 번, not that of 열 명 중 일곱 명."""
    shares = [one for one in theirs if one.kind == "fraction"]
    counts = [one for one in added if one.kind == "count" and not any(map(str.isdigit, one.passage))]
    return [
        one
        for one in counts[:SMALL]
        if MOST_LISTED < one.value < SMALL
        and not any(share.start <= one.start < share.end for share in shares)
    ]


def with_contradicted(
    missing: list[StatedFigure],
    added: list[StatedFigure],
    ours: Sequence[StatedFigure],
    theirs: Sequence[StatedFigure],
) -> tuple[list[StatedFigure], list[StatedFigure]]:
    """Return the unmatched figures of both texts, and those that would be loose but are contradicted."""
    missing, added = (
        missing + _contradicted_pairs(ours, theirs, added),
        added + _contradicted_pairs(theirs, ours, missing),
    )
    missing, added = (
        missing + _repeated_counts(ours, theirs, missing, added),
        added + _repeated_counts(theirs, ours, added, missing),
    )
    sides = zip((missing, added), _recounted(ours, theirs), strict=True)
    return tuple(
        [*side, *(one for one in times if one[:5] not in {known[:5] for known in side})]
        for side, times in sides
    )


def _recounted(
    ours: Sequence[StatedFigure], theirs: Sequence[StatedFigure]
) -> tuple[list[StatedFigure], list[StatedFigure]]:
    """Return the times of both texts of which neither has those of the other: second, 세 번째.

    They are loose as a rule: a second is another one as often.
    """
    said = claims_of(ours), claims_of(theirs)
    sides = _times_besides(ours, theirs, said[1]), _times_besides(theirs, ours, said[0])
    is_unsaid = any(not is_stated(one, said[1]) for one in sides[0]) or any(
        not is_stated(one, said[0]) for one in sides[1]
    )
    if not (all(sides) and is_unsaid):
        return [], []
    return tuple([one._replace(weight=max(one.weight, Weight.SOFT)) for one in side] for side in sides)


def _times_besides(
    found: Sequence[StatedFigure], others: Sequence[StatedFigure], said: set
) -> list[StatedFigure]:
    """Return the times of a text that the other does not count: 네 번째 is none of its four points."""
    values = {one.value for one in others if _is_occurrence(one)}
    times = [
        one for one in found if _is_occurrence(one) and 1 < one.value <= SMALL and one.value not in values
    ]
    return [one for one in times if one.unit == "ordinal" or not is_stated(one, said)]


def _repeated_counts(
    found: Sequence[StatedFigure],
    others: Sequence[StatedFigure],
    unanswered: list[StatedFigure],
    unanswered_others: list[StatedFigure],
) -> list[StatedFigure]:
    """Return a count that a text repeats in the place of one that it lacks: 13, 9 and 13 for 13, 9 and 10."""
    lacking = [one for one in unanswered_others if one.kind == "count"]
    if len(lacking) != 1 or lacking[0].is_hard or any(one.kind == "count" for one in unanswered):
        return []
    said = Counter(number for one in others for number in one.numbers)
    stated = Counter(number for one in found for number in one.numbers)
    alike = [one for one in found if one.kind == "count" and one.unit == lacking[0].unit and one.weight]
    more = [one for one in alike if 0 < said[one.value] < stated[one.value]]
    return [one._replace(weight=Weight.SOFT) for one in more[-1:]]


def _contradicted_pairs(
    found: Sequence[StatedFigure], others: Sequence[StatedFigure], unanswered_others: list[StatedFigure]
) -> list[StatedFigure]:
    """Return the pair of a text (both, the pair) where the other counts otherwise: 세 사람."""
    against = [one for one in unanswered_others if one.kind == "count" and one.value <= SMALL]
    said = claims_of(others)
    pairs = [one for one in found if one.unit == "pair" and not is_stated(one, said)]
    return [one._replace(weight=Weight.SOFT) for one in pairs[:1]] if len(against) == 1 else []
