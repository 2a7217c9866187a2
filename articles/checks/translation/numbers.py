"""Figures, dates, times, percentages and currencies that the two sides do not share."""

from collections.abc import Iterator
from itertools import zip_longest

from django.utils.translation import gettext as _

from articles.checks.translation.pair import Discrepancy, SegmentPair, both_sides
from articles.text.figures import StatedFigure, compare_figures


def find_figure_discrepancies(pair: SegmentPair) -> Iterator[Discrepancy]:
    """One for each figure that stands against another, or against nothing, or at the other end."""
    found = compare_figures(
        pair.source_inline.level,
        pair.target_inline.level,
        source_language=pair.source_language,
        role=pair.role,
    )
    for missing, added in _couple_figures(list(found.missing), list(found.added)):
        if missing and added:
            message = _("The figures differ: %(source)s in the source, %(target)s in the translation.")
        elif missing:
            message = _("The translation does not say %(source)s.")
        else:
            message = _("The source does not say %(target)s.")
        source, target = (one.passage if one else "" for one in (missing, added))
        yield Discrepancy(
            "number",
            message % {"source": source, "target": target},
            _("Compare the figure, its unit and its scale with the source."),
            both_sides(source, target),
            target,
            source,
        )
    for courses in found.exchanged:
        source, target = (" → ".join(one.passage for one in course) for course in courses)
        yield Discrepancy(
            "number",
            _("The course differs: %(source)s in the source, %(target)s in the translation.")
            % {"source": source, "target": target},
            _("Exchange the two figures."),
            both_sides(source, target),
            courses[1][0].passage,
            courses[0][0].passage,
        )


def _couple_figures(
    missing: list[StatedFigure], added: list[StatedFigure]
) -> Iterator[tuple[StatedFigure | None, StatedFigure | None]]:
    """Figures of one kind beside each other in their order, then what is left, then what has no partner."""
    left: tuple[list[StatedFigure], list[StatedFigure]] = ([], [])
    for kind in dict.fromkeys(one.kind for one in [*missing, *added]):
        sides = ([one for one in side if one.kind == kind] for side in (missing, added))
        for first, second in zip_longest(*sides):
            if first and second:
                yield first, second
            elif first:
                left[0].append(first)
            elif second:
                left[1].append(second)
    yield from zip_longest(*left)
