"""Comparison of the figures of a text and its translation.

False alarms are avoided: legitimate changes (a weekday for a date, kilometres for miles, a rounded number, an
amount converted in parentheses) are not differences. Soft figures are reported only if the other text
contradicts them.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from itertools import product
from typing import NamedTuple

from articles.text.figures import english, korean
from articles.text.figures.contradictions import (
    ComparedText,
    Course,
    NamedWeekday,
    PrintedScore,
    differing_weekdays,
    reversed_courses,
    reversed_scores,
)
from articles.text.figures.equivalence import Claim, claims_of, is_equivalent, is_mistyped, is_stated
from articles.text.figures.figure import FigureScan, StatedFigure, Weight
from articles.text.figures.implicit import (
    FiguresOfText,
    is_sign_dropped,
    match_by_context,
    time_zones,
    unconverted_times,
    without_converted,
    without_implied,
    without_reworded,
)
from articles.text.figures.lunar import read_lunar_dates
from articles.text.script import OTHER_LANGUAGE

LONGEST = 20_000  # characters that are read; segments are shorter
# Roles of segments that may omit figures, because the text below states them.
HEADS = {"headline", "summary", "h2", "h3"}


class FigureComparison(NamedTuple):
    """The figures that differ between two texts.

    missing, added  figures that only the source states; figures that only the target states
    exchanged  (course of the source, its reversal in the target): 2.4 to 2.6, 2.6 to 2.4
    scores  (score of the source, the same score in another order in the target): 5-3, 3-5
    weekdays  (weekday of the source, weekday of the target that replaces it)
    """

    missing: tuple[StatedFigure, ...]
    added: tuple[StatedFigure, ...]
    exchanged: tuple[tuple[Course, Course], ...] = ()
    scores: tuple[tuple[PrintedScore, PrintedScore], ...] = ()
    weekdays: tuple[tuple[NamedWeekday, NamedWeekday], ...] = ()

    @property
    def is_same(self) -> bool:
        return not any(self)


@lru_cache(maxsize=512)
def find_figures(text: str, language: str) -> tuple[StatedFigure, ...]:
    """Return the figures in the first LONGEST characters of a text without markup, in text order.

    language  "en" or "ko"
    """
    page = FigureScan(text[:LONGEST])
    read_lunar_dates(page, language)
    (korean.read_korean_figures if language == "ko" else english.read_english_figures)(page)
    return tuple(_with_lists(page.text, sorted(page.figures, key=figure_position)))


LIST = re.compile(r" ?(?:[,·/]|and|or|대|및|[과와]) ?|, (?:and|or) ", re.IGNORECASE)


def _with_lists(text: str, figures: list[StatedFigure]) -> Iterable[StatedFigure]:
    """Return the figures, with is_in_list set for 40 and 35 in “40, 35 and 25 percent”."""
    result, shares = [], False
    for place in range(len(figures) - 1, -1, -1):
        figure, after = figures[place], figures[place + 1] if place + 1 < len(figures) else None
        is_bare = figure.kind == "count" and figure.unit == "bare"
        shares = (
            shares and is_bare and after is not None and bool(LIST.fullmatch(text, figure.end, after.start))
        )
        result.append(figure._replace(is_in_list=True) if shares else figure)
        shares = shares or figure.kind == "percent"
    return reversed(result)


def compare_figures(
    source: str,
    target: str,
    *,
    source_language: str,
    target_language: str | None = None,
    role: str = "p",
    day: date | None = None,
) -> FigureComparison:
    """Return the differences between the figures of two texts without markup.

    target_language  the other language by default
    role  role of the segment: "headline", "p", "td" …
    day   day of the story, if known
    """
    target_language = target_language or OTHER_LANGUAGE[source_language]
    ours, theirs = (
        ComparedText(text, language, find_figures(text, language))
        for text, language in ((source, source_language), (target, target_language))
    )
    missing, added = _differences(ours, theirs, role, day)
    exchanged = tuple(reversed_courses(ours, theirs))
    if source_language == target_language:
        return FigureComparison(missing, added, exchanged)
    scores = reversed_scores(source, target, source_language)
    is_converted = time_zones(source) != time_zones(target)
    weekdays = differing_weekdays(source, target, source_language, is_other_zone=is_converted)
    return FigureComparison(missing, added, exchanged, tuple(scores), tuple(weekdays))


def _differences(
    source: ComparedText, target: ComparedText, role: str, day: date | None
) -> tuple[tuple[StatedFigure, ...], tuple[StatedFigure, ...]]:
    """Return the figures that only the source has, and those that only the target has."""
    ours, theirs = source.figures, target.figures
    if role in HEADS:
        ours, theirs = _softened(ours), _softened(theirs)
    missing, added = _unmatched(ours, theirs)
    if len(missing) * len(added) <= MOST_PAIRS:
        missing, added = match_by_context(
            FiguresOfText(source.language, ours, missing), FiguresOfText(target.language, theirs, added), role
        )
    missing, added = (
        without_implied(missing, ours, theirs, added),
        without_implied(added, theirs, ours, missing),
    )
    missing, added = (
        missing + _single_durations(ours, theirs, added),
        added + _single_durations(theirs, ours, missing),
    )
    missing, added = with_contradicted(missing, added, ours, theirs)
    missing, added = _without_asides(missing, added), _without_asides(added, missing)
    zones = time_zones(source.text), time_zones(target.text)
    missing, added = (
        without_converted(missing, theirs, *zones),
        without_converted(added, ours, *reversed(zones)),
    )
    same_times = unconverted_times(ours, theirs, *zones)
    missing, added = missing + same_times[0], added + same_times[1]
    missing, added = (
        without_reworded(missing, added, source.text, target.text, target.language, day),
        without_reworded(added, missing, target.text, source.text, source.language, day),
    )
    return certain_differences(missing, added, [] if role in HEADS else invented_counts(added, theirs))


def _unmatched(
    ours: tuple[StatedFigure, ...], theirs: tuple[StatedFigure, ...]
) -> tuple[list[StatedFigure], list[StatedFigure]]:
    """Return the figures of a source and its translation without a stated or equivalent counterpart."""
    sides = _unsaid(ours, theirs), _unsaid(theirs, ours)
    if max(len(sides[0]), len(sides[1])) * max(len(ours), len(theirs)) > MOST_PAIRS:
        missing, added = sides
        return _weighty(missing), _weighty(added)
    missing = [
        figure
        for figure in sides[0]
        if not any(is_equivalent(figure, other) for other in _rivals(figure, theirs, sides[1]))
    ]
    added = [
        figure
        for figure in sides[1]
        if not any(is_equivalent(other, figure) for other in _rivals(figure, ours, sides[0]))
    ]
    return _weighty(missing), _weighty(added)


def _weighty(figures: list[StatedFigure]) -> list[StatedFigure]:
    return [figure for figure in figures if figure.weight]


def _unsaid(figures: tuple[StatedFigure, ...], others: tuple[StatedFigure, ...]) -> list[StatedFigure]:
    said = claims_of(others)
    return [figure for figure in figures if not is_stated(figure, said)]


def _rivals(
    figure: StatedFigure, others: tuple[StatedFigure, ...], unsaid: list[StatedFigure]
) -> Sequence[StatedFigure]:
    """Return the figures that may be equivalent to `figure`: unstated ones of its kind, else all.

    190 miles is not the equivalent of 301km if the other text states 190마일.
    """
    return [other for other in unsaid if other.kind == figure.kind] or others


def _single_durations(
    figures: tuple[StatedFigure, ...], others: tuple[StatedFigure, ...], unanswered_others: list[StatedFigure]
) -> list[StatedFigure]:
    """Return durations of one unit (a year, a day) if the other text has another duration in this unit."""
    against = [figure.unit for figure in unanswered_others if figure.kind == "duration"]
    said = claims_of(others)
    spans = [
        figure
        for figure in figures
        if figure.kind == "duration" and not figure.weight and figure.numbers == (Decimal(1),)
    ]
    # “A second night” is not a duration of one second.
    spans = [figure for figure in spans if figure.value != 1 or figure.unit != "seconds"]
    alone = [figure for figure in spans if against == [figure.unit] and not is_stated(figure, said)]
    return [figure._replace(weight=Weight.SOFT) for figure in alone]


def _softened(figures: tuple[StatedFigure, ...]) -> tuple[StatedFigure, ...]:
    return tuple(figure._replace(weight=min(figure.weight, Weight.SOFT)) for figure in figures)


def _without_asides(figures: list[StatedFigure], others: list[StatedFigure]) -> list[StatedFigure]:
    """Drop asides, unless the other side has a figure of their kind, or a number in an aside."""
    kinds, is_beside = (
        {figure.kind for figure in others},
        any(figure.is_aside and figure.kind == "count" for figure in others),
    )
    return [figure for figure in figures if not figure.is_aside or figure.kind in kinds or is_beside]


MOST_PAIRS = 40_000  # with more pairs, two texts are not translations of each other
# A translation may count two to four things that its source lists. It does not add larger numbers in words.
MOST_LISTED, SMALL = 4, 10


def certain_differences(
    missing: list[StatedFigure], added: list[StatedFigure], sure: Collection[StatedFigure] = ()
) -> tuple[tuple[StatedFigure, ...], tuple[StatedFigure, ...]]:
    """Return hard figures, and soft ones of a family that contradict each other: three days, 나흘.

    sure  soft figures that are reported in any case
    """
    told: tuple[list[StatedFigure], list[StatedFigure]] = ([], [])
    pairs = product(missing, added) if len(missing) * len(added) <= MOST_PAIRS else ()
    sure = {*sure, *(figure for pair in pairs if is_sign_dropped(*pair) for figure in pair)}
    counts_times = any(map(_is_occurrence, missing)) and any(map(_is_occurrence, added))
    families = [[_figure_family(figure, counts_times) for figure in side] for side in (missing, added)]
    for family in dict.fromkeys(families[0] + families[1]):
        sides = [
            [figure for figure, its in zip(side, known, strict=True) if its == family]
            for side, known in zip((missing, added), families, strict=True)
        ]
        is_contradiction = len(sides[0]) == len(sides[1]) or family == "occurrence"
        is_short = len(sides[0]) * len(sides[1]) <= MOST_PAIRS
        slips = (
            {figure for pair in product(*sides) if is_mistyped(*pair) for figure in pair}
            if is_short
            else set()
        )
        for side, result in zip(sides, told, strict=True):
            result += [
                figure for figure in side if figure.is_hard or is_contradiction or figure in slips | sure
            ]
    left, right = (tuple(sorted(side, key=figure_position)) for side in told)
    return left, right


def figure_position(figure: StatedFigure) -> tuple[int, int]:
    return figure.start, figure.end


def _figure_family(figure: StatedFigure, counts_times: bool) -> str:
    """Return the family of a figure: F-35 and F-15 share it, as do a third and 36 percent; K2 has another."""
    if figure.kind in {"percent", "fraction"}:
        return "share"
    if counts_times and _is_occurrence(figure):
        return "occurrence"
    return f"code {figure.unit}" if figure.kind == "code" else figure.kind


def _is_occurrence(figure: StatedFigure) -> bool:
    """Return whether a figure counts occurrences: twice, two times, the second, 두 번, 두 번째."""
    return figure.kind == "multiple" or (figure.kind == "count" and figure.unit in {"ordinal", "times"})


def invented_counts(added: list[StatedFigure], theirs: Sequence[StatedFigure]) -> list[StatedFigure]:
    """Return small counts in words that only a translation has: 일곱 번, but not 열 명 중 일곱 명."""
    shares = [figure for figure in theirs if figure.kind == "fraction"]
    counts = [
        figure for figure in added if figure.kind == "count" and not any(map(str.isdigit, figure.passage))
    ]
    return [
        figure
        for figure in counts[:SMALL]
        if MOST_LISTED < figure.number < SMALL
        and not any(share.start <= figure.start < share.end for share in shares)
    ]


def with_contradicted(
    missing: list[StatedFigure],
    added: list[StatedFigure],
    ours: Sequence[StatedFigure],
    theirs: Sequence[StatedFigure],
) -> tuple[list[StatedFigure], list[StatedFigure]]:
    """Return the unmatched figures of both texts, and loose figures that are contradicted."""
    missing, added = (
        missing + _contradicted_pairs(ours, theirs, added),
        added + _contradicted_pairs(theirs, ours, missing),
    )
    missing, added = (
        missing + _repeated_counts(ours, theirs, missing, added),
        added + _repeated_counts(theirs, ours, added, missing),
    )
    sides = zip((missing, added), _recounted(ours, theirs), strict=True)
    missing, added = (
        [*side, *(figure for figure in times if figure[:5] not in {known[:5] for known in side})]
        for side, times in sides
    )
    return missing, added


def _recounted(
    ours: Sequence[StatedFigure], theirs: Sequence[StatedFigure]
) -> tuple[list[StatedFigure], list[StatedFigure]]:
    """Return the occurrences that only one text counts, if each text has some: second, 세 번째.

    They are usually loose, because “a second” often means another one.
    """
    said = claims_of(ours), claims_of(theirs)
    sides = _times_besides(ours, theirs, said[1]), _times_besides(theirs, ours, said[0])
    is_unsaid = any(not is_stated(figure, said[1]) for figure in sides[0]) or any(
        not is_stated(figure, said[0]) for figure in sides[1]
    )
    if not (all(sides) and is_unsaid):
        return [], []
    left, right = (
        [figure._replace(weight=max(figure.weight, Weight.SOFT)) for figure in side] for side in sides
    )
    return left, right


def _times_besides(
    figures: Sequence[StatedFigure], others: Sequence[StatedFigure], said: set[Claim]
) -> list[StatedFigure]:
    """Return the occurrences that the other text does not count. Its four points do not match 네 번째."""
    values = {figure.value for figure in others if _is_occurrence(figure)}
    times = [
        figure
        for figure in figures
        if _is_occurrence(figure) and 1 < figure.number <= SMALL and figure.value not in values
    ]
    return [figure for figure in times if figure.unit == "ordinal" or not is_stated(figure, said)]


def _repeated_counts(
    figures: Sequence[StatedFigure],
    others: Sequence[StatedFigure],
    unanswered: list[StatedFigure],
    unanswered_others: list[StatedFigure],
) -> list[StatedFigure]:
    """Return the count, if any, that a text repeats in place of another: 13, 9 and 13 for 13, 9 and 10."""
    lacking = [figure for figure in unanswered_others if figure.kind == "count"]
    if len(lacking) != 1 or lacking[0].is_hard or any(figure.kind == "count" for figure in unanswered):
        return []
    said = Counter(number for figure in others for number in figure.numbers)
    stated = Counter(number for figure in figures for number in figure.numbers)
    alike = [
        figure
        for figure in figures
        if figure.kind == "count" and figure.unit == lacking[0].unit and figure.weight
    ]
    more = [figure for figure in alike if 0 < said[figure.number] < stated[figure.number]]
    return [figure._replace(weight=Weight.SOFT) for figure in more[-1:]]


def _contradicted_pairs(
    figures: Sequence[StatedFigure], others: Sequence[StatedFigure], unanswered_others: list[StatedFigure]
) -> list[StatedFigure]:
    """Return the first “both” or “the pair” of a text if the other has a different count: 세 사람."""
    against = [figure for figure in unanswered_others if figure.kind == "count" and figure.number <= SMALL]
    said = claims_of(others)
    pairs = [figure for figure in figures if figure.unit == "pair" and not is_stated(figure, said)]
    return [figure._replace(weight=Weight.SOFT) for figure in pairs[:1]] if len(against) == 1 else []
