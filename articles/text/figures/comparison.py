"""Comparison of the figures of two texts, one translated from the other.

Precision first: what translators rightly change (a weekday for a date, kilometres for miles, a round number
for a long one, an amount converted in parentheses) is no difference.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from articles.text.figures import english, korean
from articles.text.figures.contradictions import (
    MOST_PAIRS,
    certain_differences,
    figure_position,
    invented_counts,
    with_contradicted,
)
from articles.text.figures.equivalence import claims_of, is_equivalent, is_stated
from articles.text.figures.figure import FigureScan, StatedFigure, Weight
from articles.text.figures.implicit import (
    FiguresOfText,
    match_by_context,
    time_zones,
    without_converted,
    without_implied,
    without_reworded,
)
from articles.text.figures.weekdays import NamedWeekday, differing_weekdays
from articles.text.script import OTHER_LANGUAGE

Course = tuple[StatedFigure, StatedFigure]
Score = tuple[str, ...]

LONGEST = 20_000  # signs; longer texts are no segments
# They leave to the text what they do not say.
HEADS = {"headline", "summary", "h2", "h3"}


class ComparedText(NamedTuple):
    """A text, its language, and its figures in their order."""

    text: str
    language: str
    figures: tuple[StatedFigure, ...]


class PrintedScore(NamedTuple):
    """A score in the words of a text with its place, and the orders of its numbers in the other language."""

    passage: str
    orders: frozenset[Score]
    start: int
    end: int

    @property
    def numbers(self) -> Score:
        return tuple(sorted(next(iter(self.orders))))


class FigureComparison(NamedTuple):
    """The figures in which two texts differ.

    missing, added  the figures that the source states and the target lacks; those that only the target states
    exchanged  a course of the source and that of the target, which goes the other way: 2.4 to 2.6, 2.6 to 2.4
    scores  (a score of the source, that of the target) that has its numbers in another order: 5-3, 3-5
    weekdays  (a weekday of the source, that of the target) that stands for it
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
    """Return the figures of a text without markup, in their order; at most those of its first LONGEST signs.

    language  "en" or "ko"
    """
    page = FigureScan(text[:LONGEST])
    (korean.read_korean_figures if language == "ko" else english.read_english_figures)(page)
    return tuple(_with_lists(page.text, sorted(page.found, key=figure_position)))


LIST = re.compile(r" ?(?:[,·/]|and|or|대|및|[과와]) ?|, (?:and|or) ", re.IGNORECASE)


def _with_lists(text: str, found: list[StatedFigure]) -> Iterable[StatedFigure]:
    """Return the figures, of which those before a percentage in a list share its sign."""
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
    """Compare the figures of two texts without markup; the target is in the other language by default.

    role  of the segment that they are: "headline", "p", "td" …
    day   that of the story, if it is known
    """
    target_language = target_language or OTHER_LANGUAGE[source_language]
    sides = [
        ComparedText(text, language, find_figures(text, language))
        for text, language in ((source, source_language), (target, target_language))
    ]
    differences = *_differences(*sides, role, day), tuple(reversed_courses(*sides))
    if source_language == target_language:
        return FigureComparison(*differences)
    scores = reversed_scores(source, target, source_language)
    is_converted = time_zones(source) != time_zones(target)
    weekdays = differing_weekdays(source, target, source_language, is_other_zone=is_converted)
    return FigureComparison(*differences, tuple(scores), tuple(weekdays))


def _differences(
    source: ComparedText, target: ComparedText, role: str, day: date | None
) -> list[tuple[StatedFigure, ...]]:
    """Return the figures that the target lacks, and those that only the target has."""
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
    missing, added = (
        without_reworded(missing, added, source.text, target.text, target.language, day),
        without_reworded(added, missing, target.text, source.text, source.language, day),
    )
    return certain_differences(missing, added, [] if role in HEADS else invented_counts(added, theirs))


def _unmatched(
    ours: tuple[StatedFigure, ...], theirs: tuple[StatedFigure, ...]
) -> tuple[list[StatedFigure], list[StatedFigure]]:
    """Return the figures of a source and its translation that the other neither states nor comes near to."""
    sides = _unsaid(ours, theirs), _unsaid(theirs, ours)
    if max(len(sides[0]), len(sides[1])) * max(len(ours), len(theirs)) > MOST_PAIRS:
        return tuple([one for one in side if one.weight] for side in sides)
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
    return tuple([one for one in side if one.weight] for side in (missing, added))


def _unsaid(found: tuple[StatedFigure, ...], others: tuple[StatedFigure, ...]) -> list[StatedFigure]:
    said = claims_of(others)
    return [one for one in found if not is_stated(one, said)]


def _rivals(
    figure: StatedFigure, others: tuple[StatedFigure, ...], unsaid: list[StatedFigure]
) -> Sequence[StatedFigure]:
    """Return the figures to which one may come near: 301km not to 190 miles, which has its 190마일."""
    return [one for one in unsaid if one.kind == figure.kind] or others


def _single_durations(
    found: tuple[StatedFigure, ...], others: tuple[StatedFigure, ...], unanswered_others: list[StatedFigure]
) -> list[StatedFigure]:
    """Return spans of one (a year, a day) where the other text has another span of the kind instead."""
    against = [one.unit for one in unanswered_others if one.kind == "duration"]
    said = claims_of(others)
    spans = [one for one in found if one.kind == "duration" and not one.weight and one.numbers == (1,)]
    spans = [one for one in spans if (one.value, one.unit) != (1, "seconds")]  # a second night
    alone = [one for one in spans if against == [one.unit] and not is_stated(one, said)]
    return [one._replace(weight=Weight.SOFT) for one in alone]


def _softened(found: tuple[StatedFigure, ...]) -> tuple[StatedFigure, ...]:
    return tuple(one._replace(weight=min(one.weight, Weight.SOFT)) for one in found)


def _without_asides(found: list[StatedFigure], others: list[StatedFigure]) -> list[StatedFigure]:
    """Drop repetitions in parentheses, unless the other side has another of the kind, or a number there."""
    kinds, is_beside = (
        {one.kind for one in others},
        any(one.is_aside and one.kind == "count" for one in others),
    )
    return [one for one in found if not one.is_aside or one.kind in kinds or is_beside]


# Courses and scores that stand the other way round in a translation: from 2.4 to 2.6; 5-3, 3-5.
ABOUT = r"(?:about |around |almost |nearly |some |a record |as (?:much|many|low|high) as |just )?"
FROM, TO = re.compile(rf"\bfrom {ABOUT}$"), re.compile(rf"\bto {ABOUT}$")
# The noun or date of the figure; neither a new clause nor another course.
BETWEEN_ENGLISH = re.compile(
    r"^(?:(?!\b(?:from|to|and|but|while)\b)[^.;:]){0,60}\b(?P<word>from|to)\b[^.;:,]{0,20}$"
)
BETWEEN_KOREAN = re.compile(r"^[가-힣A-Z%㎞㎡ ]{0,12}에서(?: [^.;:,]{0,30})?$")
ARRIVED = re.compile(r"^[가-힣A-Z%㎞㎡ ]{0,10}?(?:으?로|까지)(?![가-힣])")
NEAR = 40  # signs


def reversed_courses(source: ComparedText, target: ComparedText) -> list[tuple[Course, Course]]:
    """Return each course of a source with the one of the target that goes the other way."""
    told = {(first.value, last.value): (first, last) for first, last in _find_courses(*target)}
    return [
        ((first, last), told[last.value, first.value])
        for first, last in _find_courses(*source)
        if (last.value, first.value) in told and (first.value, last.value) not in told
    ]


def _find_courses(text: str, language: str, found: tuple[StatedFigure, ...]) -> list[Course]:
    """Return (start, end) of each two successive figures of a kind that describe a change."""
    read = _korean_course if language == "ko" else _english_course
    by_kind: dict[str, list[StatedFigure]] = {}
    for one in found:
        if one.is_hard:
            by_kind.setdefault(one.kind, []).append(one)
    pairs = [pair for ones in by_kind.values() for pair in pairwise(ones) if pair[0].value != pair[1].value]
    return [course for pair in pairs if (course := read(text, *pair))]


def _english_course(text: str, first: StatedFigure, second: StatedFigure) -> Course | None:
    before, between = text[max(0, first.start - NEAR) : first.start], text[first.end : second.start]
    match = BETWEEN_ENGLISH.match(between)
    if match and match["word"] == "to" and FROM.search(before):
        return first, second
    if match and match["word"] == "from" and TO.search(before):
        return second, first
    return None


def _korean_course(text: str, first: StatedFigure, second: StatedFigure) -> Course | None:
    between, after = text[first.end : second.start], text[second.end : second.end + NEAR]
    return (first, second) if BETWEEN_KOREAN.match(between) and ARRIVED.match(after) else None


NUMBER = r"[0-9]{1,3}(?:\.5)?"
SCORE_ENGLISH = re.compile(
    rf"(?<![\w.,:/&$-])(?<![0-9] ){NUMBER}(?:(?: to |-to-){NUMBER}|(?:[-&]{NUMBER}){{1,2}})"
    r"(?![\w/&%-]|[.,:][0-9])"
)
SCORE_KOREAN = re.compile(
    rf"(?<![\w.,:/&$-]){NUMBER}(?:(?: ?대 ?){NUMBER}|(?:[-:&]{NUMBER}){{1,2}})(?![0-9A-Za-z/&%-]|[.,:][0-9])"
)
# The loser's score stands first where the loser is the subject: 3-5로 졌다. English has the winner's first.
LOST = re.compile(
    r"(?:으?로)? ?(?:[가-힣]+ )?"
    r"(?:[완석대참역분]?패(?!스)|졌|지[고며]|뒤[지진졌처]|밀[리린렸]|끌려|무릎|내[주준줬])"
)


def reversed_scores(
    source: str, target: str, source_language: str
) -> list[tuple[PrintedScore, PrintedScore]]:
    """Return (the score of the source, that of the translation) of those in another order."""
    ours, theirs = (
        _scores(text, language)
        for text, language in ((source, source_language), (target, OTHER_LANGUAGE[source_language]))
    )
    unmatched = _unmatched_scores(ours, theirs), _unmatched_scores(theirs, ours)
    turned = {one.numbers: one for one in unmatched[1]}
    return [(one, turned[one.numbers]) for one in unmatched[0] if one.numbers in turned]


def _unmatched_scores(scores: list[PrintedScore], others: list[PrintedScore]) -> list[PrintedScore]:
    known = frozenset().union(*(one.orders for one in others))
    return [one for one in scores if known.isdisjoint(one.orders)]


def _scores(text: str, language: str) -> list[PrintedScore]:
    found, is_lost, after = [], False, len(text)
    for match in reversed([*(SCORE_KOREAN if language == "ko" else SCORE_ENGLISH).finditer(text)]):
        # The sets of a match are lost together: 4-6, 6-3, 5-7로 졌다.
        is_joined = text[match.end() : after].strip(" ,") == ""
        is_lost = (is_lost and is_joined) or (language == "ko" and LOST.match(text, match.end()) is not None)
        score, after = tuple(re.findall(NUMBER, match[0])), match.start()
        orders = {score, score[::-1]} if is_lost and len(score) == 2 else {score}
        found.append(PrintedScore(match[0], frozenset(orders), *match.span()))
    return found[::-1]
