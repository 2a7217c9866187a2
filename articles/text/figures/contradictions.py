"""Contradictions between two texts in weekdays, courses (from … to …) and scores; misdated weekdays."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import pairwise, product
from typing import NamedTuple

from articles.text.figures.english import DAY, MONTH, YEAR, month_number
from articles.text.figures.figure import FOLDED, StatedFigure
from articles.text.figures.lunar import without_lunar_dates
from articles.text.figures.tables import CALENDAR, NEIGHBORS, WEEKDAY
from articles.text.script import OTHER_LANGUAGE
from articles.text.word_tables import any_of


class NamedWeekday(NamedTuple):
    """A weekday (0 is Monday), and its words with their position in the text."""

    weekday: int
    passage: str
    start: int
    end: int


class MisdatedWeekday(NamedTuple):
    """A date with a wrong weekday: the words, and the date that is probably meant."""

    passage: str
    date: date


KOREAN = "월화수목금토일"
NUMBERS = {
    name.lower(): number
    for name, number in (CALENDAR.english_weekdays | CALENDAR.english_short_weekdays).items()
}
FULL = f"{WEEKDAY}|{WEEKDAY.upper()}"
SHORT = rf"(?:{any_of(CALENDAR.english_short_weekdays)})\b\.?"
# Several days may share the last word: 토·일요일, 월∼금요일.
NAMES = {
    "en": re.compile(rf"\b(?P<one>{FULL})s?\b|\((?P<short>{SHORT})\)"),
    "ko": re.compile(
        rf"(?P<one>[{KOREAN}](?:[·,~-] ?[{KOREAN}]){{0,6}})요일"
        rf"|일\((?P<short>[{KOREAN}](?:[·,~-][{KOREAN}])?)\)"
        rf"|(?<![가-힣])(?P<range>[{KOREAN}][·~-][{KOREAN}])(?![가-힣])"
    ),
}


def find_weekdays(text: str, language: str) -> list[NamedWeekday]:
    """Return the NamedWeekdays of a text in "en" or "ko", in text order."""
    weekdays = []
    for match in NAMES[language].finditer(text.translate(FOLDED)):
        passage = text[match.start() : match.end()]
        words = match["one"] or match["short"] or match["range"]
        numbers = (
            map(KOREAN.index, re.sub(f"[^{KOREAN}]", "", words)) if language == "ko" else [_number(words)]
        )
        weekdays += [NamedWeekday(number, passage, *match.span()) for number in numbers]
    return weekdays


def _number(word: str) -> int:
    return NUMBERS[word.lower().rstrip(".")]


def differing_weekdays(
    source: str, target: str, source_language: str, *, is_other_zone: bool = False
) -> list[tuple[NamedWeekday, NamedWeekday]]:
    """Return (weekday of the source, weekday of the translation) if one replaces the other.

    A weekday that only one side names is not an error: the other side may have a date, or 이날. Both weekdays
    of a pair are named more often on their own side.

    is_other_zone  whether times are converted, so that the next or the previous day is no contradiction
    """
    ours, theirs = (
        find_weekdays(text, language)
        for text, language in ((source, source_language), (target, OTHER_LANGUAGE[source_language]))
    )
    pairs = zip(_surplus(ours, theirs), _surplus(theirs, ours), strict=False)
    near = {1, 6} if is_other_zone else set()
    return [(weekday, other) for weekday, other in pairs if (weekday.weekday - other.weekday) % 7 not in near]


def _surplus(weekdays: list[NamedWeekday], others: list[NamedWeekday]) -> Iterator[NamedWeekday]:
    """Yield the weekdays of a text that the other one names less often."""
    left = Counter(weekday.weekday for weekday in others)
    for weekday in weekdays:
        left[weekday.weekday] -= 1
        if left[weekday.weekday] < 0:
            yield weekday


_WEEKDAY = rf"\b(?P<weekday>{FULL}|{SHORT})"
_DATE = (
    rf"(?:(?P<month>{MONTH}) (?P<day>{DAY})|(?P<day2>{DAY})(?: of)? (?P<month2>{MONTH}))"
    rf"(?:,? (?P<year>{YEAR}))?"
)
_MONTH, _DAY = r"(?P<month>1[0-2]|0?[1-9])", r"(?P<day>3[01]|[12][0-9]|0?[1-9])"
_KOREAN_DATE = rf"(?:(?P<year>(?:1[5-9]|20|21)[0-9]{{2}})년 ?)?(?:{_MONTH}월 ?)?{_DAY}일"
DATED = {
    "en": [
        re.compile(rf"{_WEEKDAY}(?:,? (?:the )?| ?\(){_DATE}(?![\w-])"),
        re.compile(rf"\b{_DATE}(?: \(|, an? ){_WEEKDAY}(?![\w-])"),
    ],
    "ko": [
        re.compile(rf"(?<![0-9.·~-])(?<!달 ){_KOREAN_DATE},? ?\(?(?P<weekday>[{KOREAN}])(?:요일|\))"),
        re.compile(
            rf"(?<![가-힣·~-])(?P<weekday>[{KOREAN}])요일"
            r"(?:인 |이던 | ?\(| (?=[0-9년 ]{0,7}[0-9]{1,2}월))"
            rf"{_KOREAN_DATE}(?!간|째|[~·-])"
        ),
        re.compile(
            rf"(?<![0-9.])(?P<year>(?:19|20)[0-9]{{2}})[.-] ?{_MONTH}[.-] ?{_DAY}\.? ?"
            rf"\((?P<weekday>[{KOREAN}])(?:요일)?\)"
        ),
    ],
}


def misdated_weekdays(text: str, language: str, near: date | None = None) -> list[MisdatedWeekday]:
    """Return the dates of a text in "en" or "ko" that are written with a wrong weekday.

    near  day of the story, used to complete dates without year or month; without it, dates without a year
          are not checked
    """
    misdated, taken = [], set()
    solar = without_lunar_dates(text.translate(FOLDED))
    for pattern in DATED[language]:
        for match in pattern.finditer(solar):
            if match.start("weekday") in taken:
                continue
            taken.add(match.start("weekday"))
            dates = possible_dates(*_date_parts(match, language), near)
            words = match["weekday"]
            weekday = KOREAN.index(words) if language == "ko" else _number(words)
            if dates and not any(day.weekday() == weekday for day in dates):
                misdated.append((match.start(), MisdatedWeekday(text[match.start() : match.end()], dates[0])))
    return [date_found for _start, date_found in sorted(misdated)]


def _date_parts(match: re.Match[str], language: str) -> tuple[int | None, int | None, int]:
    """Return (year, month, day) of a match, with None for a year or month that is not written."""
    year = int(match["year"]) if match["year"] else None
    if language == "ko":
        return year, int(match["month"]) if match["month"] else None, int(match["day"])
    month, day = match["month"] or match["month2"], match["day"] or match["day2"]
    return year, month_number(month), int(re.sub("[^0-9].*", "", day))  # 22nd


# In days: within this distance, the nearest year or month is meant. Beyond it, the second nearest counts too.
CERTAIN, CERTAIN_OF_MONTH = 120, 10


def possible_dates(year: int | None, month: int | None, day: int, near: date | None) -> list[date]:
    """Return the dates that may be meant, the nearest first; none if they cannot be determined."""
    if year and month:
        return _real_dates([(year, month)], day)
    if near is None:
        return []
    if month:
        dates = _real_dates(product((near.year - 1, near.year, near.year + 1), [month]), day)
    else:
        months = [near.year * 12 + near.month - 1 + step for step in (-1, 0, 1)]
        dates = _real_dates([(number // 12, number % 12 + 1) for number in months], day)
    dates.sort(key=lambda possible: abs(possible - near))
    is_certain = bool(dates) and abs(dates[0] - near).days <= (CERTAIN if month else CERTAIN_OF_MONTH)
    return dates[: 1 if is_certain else 2]


def _real_dates(months: Iterator[tuple[int, int]] | list[tuple[int, int]], day: int) -> list[date]:
    dates = []
    for year, month in months:
        try:
            dates.append(date(year, month, day))
        except ValueError:  # February 30
            continue
    return dates


Course = tuple[StatedFigure, StatedFigure]
Score = tuple[str, ...]


class ComparedText(NamedTuple):
    """A text, its language, and its figures in text order."""

    text: str
    language: str
    figures: tuple[StatedFigure, ...]


class PrintedScore(NamedTuple):
    """A score with its position in a text, and the orders of its numbers that the other language may use."""

    passage: str
    orders: frozenset[Score]
    start: int
    end: int

    @property
    def numbers(self) -> Score:
        return tuple(sorted(next(iter(self.orders))))


# Courses and scores that a translation may reverse: from 2.4 to 2.6; 5-3, 3-5.
ABOUT = f"(?:(?:{any_of(NEIGHBORS.english_about_course)}) )?"
FROM, TO = re.compile(rf"\bfrom {ABOUT}$"), re.compile(rf"\bto {ABOUT}$")
# Text between two figures of one course: nouns and dates, but no new clause and no other course.
BETWEEN_ENGLISH = re.compile(
    r"^(?:(?!\b(?:from|to|and|but|while)\b)[^.;:]){0,60}\b(?P<word>from|to)\b[^.;:,]{0,20}$"
)
BETWEEN_KOREAN = re.compile(r"^[가-힣A-Z%㎞㎡ ]{0,12}에서(?: [^.;:,]{0,30})?$")
ARRIVED = re.compile(r"^[가-힣A-Z%㎞㎡ ]{0,10}?(?:으?로|까지)(?![가-힣])")
NEAR = 40  # characters beside a figure that are examined


def reversed_courses(source: ComparedText, target: ComparedText) -> list[tuple[Course, Course]]:
    """Return the courses of a source that are reversed in the target, each with its reversal."""
    told = {(first.value, last.value): (first, last) for first, last in _find_courses(*target)}
    return [
        ((first, last), told[last.value, first.value])
        for first, last in _find_courses(*source)
        if (last.value, first.value) in told and (first.value, last.value) not in told
    ]


def _find_courses(text: str, language: str, figures: tuple[StatedFigure, ...]) -> list[Course]:
    """Return (start, end) for successive figures of one kind that describe a change."""
    read = _korean_course if language == "ko" else _english_course
    by_kind: dict[str, list[StatedFigure]] = {}
    for figure in figures:
        if figure.is_hard:
            by_kind.setdefault(figure.kind, []).append(figure)
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
# The loser's score comes first if the loser is the subject: 3-5로 졌다. English puts the winner's first.
LOST = re.compile(
    rf"(?:으?로)? ?(?:[가-힣]+ )?(?:[완석대참역분]?패(?!스)|{any_of(NEIGHBORS.korean_defeats)})"
)


def reversed_scores(
    source: str, target: str, source_language: str
) -> list[tuple[PrintedScore, PrintedScore]]:
    """Return (score of the source, score of the translation) for scores in a different order."""
    ours, theirs = (
        _scores(text, language)
        for text, language in ((source, source_language), (target, OTHER_LANGUAGE[source_language]))
    )
    unmatched = _unmatched_scores(ours, theirs), _unmatched_scores(theirs, ours)
    turned = {score.numbers: score for score in unmatched[1]}
    return [(score, turned[score.numbers]) for score in unmatched[0] if score.numbers in turned]


def _unmatched_scores(scores: list[PrintedScore], others: list[PrintedScore]) -> list[PrintedScore]:
    known = frozenset().union(*(other.orders for other in others))
    return [score for score in scores if known.isdisjoint(score.orders)]


def _scores(text: str, language: str) -> list[PrintedScore]:
    scores, is_lost, after = [], False, len(text)
    for match in reversed([*(SCORE_KOREAN if language == "ko" else SCORE_ENGLISH).finditer(text)]):
        # All sets of a match belong to the defeat: 4-6, 6-3, 5-7로 졌다.
        is_joined = text[match.end() : after].strip(" ,") == ""
        is_lost = (is_lost and is_joined) or (language == "ko" and LOST.match(text, match.end()) is not None)
        score, after = tuple(re.findall(NUMBER, match[0])), match.start()
        orders = {score, score[::-1]} if is_lost and len(score) == 2 else {score}
        scores.append(PrintedScore(match[0], frozenset(orders), *match.span()))
    return scores[::-1]
