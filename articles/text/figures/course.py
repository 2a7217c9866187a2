"""Whether two texts tell of the same course: from 2.4 to 2.6 in one is not 2.6에서 2.4로 in the other.

All of its figures are there, so that only their order shows that they were exchanged.
"""

import re
from itertools import pairwise

from articles.text.figures.figure import StatedFigure

Course = tuple[StatedFigure, StatedFigure]

ABOUT = r"(?:about |around |almost |nearly |some |a record |as (?:much|many|low|high) as |just )?"
FROM, TO = re.compile(rf"\bfrom {ABOUT}$"), re.compile(rf"\bto {ABOUT}$")
# What the figure counts, or when it was so; neither a new clause nor another course.
BETWEEN_ENGLISH = re.compile(
    r"^(?:(?!\b(?:from|to|and|but|while)\b)[^.;:]){0,60}\b(?P<word>from|to)\b[^.;:,]{0,20}$"
)
BETWEEN_KOREAN = re.compile(r"^[가-힣A-Z%㎞㎡ ]{0,12}에서(?: [^.;:,]{0,30})?$")
ARRIVED = re.compile(r"^[가-힣A-Z%㎞㎡ ]{0,10}?(?:으?로|까지)(?![가-힣])")
NEAR = 40  # signs


def reversed_courses(
    source: tuple[str, str, tuple[StatedFigure, ...]], target: tuple[str, str, tuple[StatedFigure, ...]]
) -> list[tuple[Course, Course]]:
    """Each course of a source beside the one of the target that goes the other way.

    source, target  (text, its language, its figures in their order)
    """
    told = {(first.value, last.value): (first, last) for first, last in _find_courses(*target)}
    return [
        ((first, last), told[last.value, first.value])
        for first, last in _find_courses(*source)
        if (last.value, first.value) in told and (first.value, last.value) not in told
    ]


def _find_courses(text: str, language: str, found: tuple[StatedFigure, ...]) -> list[Course]:
    """(where it began, where it arrived) of each two figures of a kind that follow each other in a text."""
    read, found = (
        _korean_course if language == "ko" else _english_course,
        [one for one in found if one.is_hard],
    )
    courses = []
    for kind in {one.kind for one in found}:
        for first, last in pairwise([one for one in found if one.kind == kind]):
            course = first.value != last.value and read(text, first, last)
            courses += [course] if course else []
    return courses


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
