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

LONGEST = 20_000  # characters; longer texts are not segments
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
    return tuple(_with_lists(page.text, sorted(page.found, key=figure_position)))


LIST = re.compile(r" ?(?:[,·/]|and|or|대|및|[과와]) ?|, (?:and|or) ", re.IGNORECASE)


def _with_lists(text: str, found: list[StatedFigure]) -> Iterable[StatedFigure]:
    """Return the figures, with is_in_list set for 40 and 35 in “40, 35 and 25 percent”."""
    result, shares = [], False
    for place in range(len(found) - 1, -1, -1):
        one, after = found[place], found[place + 1] if place + 1 < len(found) else None
        is_bare = one.kind == "count" and one.unit == "bare"
        shares = shares and is_bare and after is not None and bool(LIST.fullmatch(text, one.end, after.start))
        result.append(one._replace(is_in_list=True) if shares else one)
        shares = shares or one.kind == "percent"
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
        one
        for one in sides[0]
        if not any(is_equivalent(one, other) for other in _rivals(one, theirs, sides[1]))
    ]
    added = [
        one
        for one in sides[1]
        if not any(is_equivalent(other, one) for other in _rivals(one, ours, sides[0]))
    ]
    return _weighty(missing), _weighty(added)


def _weighty(figures: list[StatedFigure]) -> list[StatedFigure]:
    return [figure for figure in figures if figure.weight]


def _unsaid(found: tuple[StatedFigure, ...], others: tuple[StatedFigure, ...]) -> list[StatedFigure]:
    said = claims_of(others)
    return [one for one in found if not is_stated(one, said)]


def _rivals(
    figure: StatedFigure, others: tuple[StatedFigure, ...], unsaid: list[StatedFigure]
) -> Sequence[StatedFigure]:
    """Return the figures that may be equivalent to `figure`: unstated ones of its kind, else all.

    190 miles is not the equivalent of 301km if the other text states 190마일.
    """
    return [one for one in unsaid if one.kind == figure.kind] or others


def _single_durations(
    found: tuple[StatedFigure, ...], others: tuple[StatedFigure, ...], unanswered_others: list[StatedFigure]
) -> list[StatedFigure]:
    """Return durations of one (a year, a day) if the other text has a different one of the same unit."""
    against = [one.unit for one in unanswered_others if one.kind == "duration"]
    said = claims_of(others)
    spans = [
        one for one in found if one.kind == "duration" and not one.weight and one.numbers == (Decimal(1),)
    ]
    spans = [one for one in spans if one.value != 1 or one.unit != "seconds"]  # not “a second night”
    alone = [one for one in spans if against == [one.unit] and not is_stated(one, said)]
    return [one._replace(weight=Weight.SOFT) for one in alone]


def _softened(found: tuple[StatedFigure, ...]) -> tuple[StatedFigure, ...]:
    return tuple(one._replace(weight=min(one.weight, Weight.SOFT)) for one in found)


def _without_asides(found: list[StatedFigure], others: list[StatedFigure]) -> list[StatedFigure]:
    """Drop figures in parentheses, unless the other side has another of the kind, or a number there."""
    kinds, is_beside = (
        {one.kind for one in others},
        any(one.is_aside and one.kind == "count" for one in others),
    )
    return [one for one in found if not one.is_aside or one.kind in kinds or is_beside]


MOST_PAIRS = 40_000  # with more pairs, two texts are not translations of each other
# A translation may count two to four things that its source lists. Larger numbers in words are not added.
MOST_LISTED, SMALL = 4, 10


def certain_differences(
    missing: list[StatedFigure], added: list[StatedFigure], sure: Collection[StatedFigure] = ()
) -> tuple[tuple[StatedFigure, ...], tuple[StatedFigure, ...]]:
    """Return hard figures, and soft ones of a family that contradict each other: three days, 나흘.

    sure  soft figures that are reported in any case
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
    left, right = (tuple(sorted(side, key=figure_position)) for side in told)
    return left, right


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
    """Return whether a figure counts occurrences: twice, two times, the second, 두 번, 두 번째."""
    return figure.kind == "multiple" or (figure.kind == "count" and figure.unit in {"ordinal", "times"})


def invented_counts(added: list[StatedFigure], theirs: Sequence[StatedFigure]) -> list[StatedFigure]:
    """Return small counts in words that only a translation has: 일곱 번, but not 열 명 중 일곱 명."""
    shares = [one for one in theirs if one.kind == "fraction"]
    counts = [one for one in added if one.kind == "count" and not any(map(str.isdigit, one.passage))]
    return [
        one
        for one in counts[:SMALL]
        if MOST_LISTED < one.number < SMALL
        and not any(share.start <= one.start < share.end for share in shares)
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
        [*side, *(one for one in times if one[:5] not in {known[:5] for known in side})]
        for side, times in sides
    )
    return missing, added


def _recounted(
    ours: Sequence[StatedFigure], theirs: Sequence[StatedFigure]
) -> tuple[list[StatedFigure], list[StatedFigure]]:
    """Return the occurrences of both texts, if neither text has any of the other: second, 세 번째.

    They are usually loose, because “a second” often means another one.
    """
    said = claims_of(ours), claims_of(theirs)
    sides = _times_besides(ours, theirs, said[1]), _times_besides(theirs, ours, said[0])
    is_unsaid = any(not is_stated(one, said[1]) for one in sides[0]) or any(
        not is_stated(one, said[0]) for one in sides[1]
    )
    if not (all(sides) and is_unsaid):
        return [], []
    left, right = ([one._replace(weight=max(one.weight, Weight.SOFT)) for one in side] for side in sides)
    return left, right


def _times_besides(
    found: Sequence[StatedFigure], others: Sequence[StatedFigure], said: set[Claim]
) -> list[StatedFigure]:
    """Return the occurrences that the other text does not count: its four points do not match 네 번째."""
    values = {one.value for one in others if _is_occurrence(one)}
    times = [
        one for one in found if _is_occurrence(one) and 1 < one.number <= SMALL and one.value not in values
    ]
    return [one for one in times if one.unit == "ordinal" or not is_stated(one, said)]


def _repeated_counts(
    found: Sequence[StatedFigure],
    others: Sequence[StatedFigure],
    unanswered: list[StatedFigure],
    unanswered_others: list[StatedFigure],
) -> list[StatedFigure]:
    """Return the count, if any, that a text repeats in place of another: 13, 9 and 13 for 13, 9 and 10."""
    lacking = [one for one in unanswered_others if one.kind == "count"]
    if len(lacking) != 1 or lacking[0].is_hard or any(one.kind == "count" for one in unanswered):
        return []
    said = Counter(number for one in others for number in one.numbers)
    stated = Counter(number for one in found for number in one.numbers)
    alike = [one for one in found if one.kind == "count" and one.unit == lacking[0].unit and one.weight]
    more = [one for one in alike if 0 < said[one.number] < stated[one.number]]
    return [one._replace(weight=Weight.SOFT) for one in more[-1:]]


def _contradicted_pairs(
    found: Sequence[StatedFigure], others: Sequence[StatedFigure], unanswered_others: list[StatedFigure]
) -> list[StatedFigure]:
    """Return the first “both” or “the pair” of a text if the other has a different count: 세 사람."""
    against = [one for one in unanswered_others if one.kind == "count" and one.number <= SMALL]
    said = claims_of(others)
    pairs = [one for one in found if one.unit == "pair" and not is_stated(one, said)]
    return [one._replace(weight=Weight.SOFT) for one in pairs[:1]] if len(against) == 1 else []
