"""Figures that a text may leave out, for they follow from what it says."""

from decimal import Decimal

from articles.text.figures.figure import StatedFigure, Weight

RECKONED = {"amount", "count", "percent", "point"}
SMALL = 10  # the sum or difference of small numbers is another small number by chance
MOST = 60  # figures of a text among which sums are looked for


def without_implied(
    unanswered: list[StatedFigure],
    found: tuple[StatedFigure, ...],
    others: tuple[StatedFigure, ...],
    unanswered_others: list[StatedFigure],
) -> list[StatedFigure]:
    """The unanswered of all figures found in a text, without those that the other text implies.

    Where the other text has something else to say of the kind, it implies nothing.
    """
    contradicted = {one.kind for one in unanswered_others}
    named = {one.value for one in others if one.kind == "day" and one.weight == Weight.LOOSE}
    dates = {one[3:5] for one in found if one.kind == "day" and one.value in named}
    shared = [one for one in found if one not in unanswered and one.kind in RECKONED]
    return [
        one
        for one in unanswered
        if not (one.kind == "year" and one[3:5] in dates)  # 12·3 is of one year
        and not (one.kind not in contradicted and len(shared) <= MOST and _is_sum_or_difference(one, shared))
    ]


def _is_sum_or_difference(figure: StatedFigure, shared: list[StatedFigure]) -> bool:
    """Whether it is the sum or the difference of two that both texts have: 1.8%에서 2.0%로 0.2%포인트."""
    if figure.kind not in RECKONED or not isinstance(figure.value, Decimal) or not _is_significant(figure):
        return False
    steps = {"percent": "point"}.get(figure.kind, figure.kind)
    ends = [one.value for one in shared if (one.kind, one.unit) == (figure.kind, figure.unit)]
    by = [one.value for one in shared if one.kind == steps]
    return any(abs(figure.value - end) == abs(step) for end in ends for step in by if step != end)


def _is_significant(figure: StatedFigure) -> bool:
    return abs(figure.value) > SMALL or figure.value != int(figure.value)
