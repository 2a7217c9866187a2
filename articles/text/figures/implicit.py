"""Figures that the other text expresses differently: by context, implication, another word or time zone."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import product

from articles.text.figures.contradictions import find_weekdays, possible_dates
from articles.text.figures.equivalence import possible_times
from articles.text.figures.figure import StatedFigure, Weight
from articles.text.figures.tables import CALENDAR, WEEKDAY
from articles.text.script import OTHER_LANGUAGE
from articles.text.word_tables import any_of

CELLS = {"td", "th", "li"}
# Ratios between table columns in billions, millions and trillions (English), and in 억 and 만 (Korean).
IN_TENS = Decimal(10)  # only with decimals: 12.6 in billions is 126 in 억, but 120 for 1200 may be a slip
COLUMNS = {Decimal(100), Decimal("0.01"), Decimal(10_000)}
SCALES = {"en": {Decimal(10) ** power for power in (3, 6, 9, 12)}, "ko": {Decimal(10**4), Decimal(10**8)}}
WHOLE = {"amount", "count"}  # kinds that are often abbreviated
UNSCALED = re.compile("[0-9.,]+")


@dataclass(frozen=True)
class FiguresOfText:
    """All figures of a text, and those that the other text does not state."""

    language: str
    figures: tuple[StatedFigure, ...]
    unanswered: list[StatedFigure]

    @cached_property
    def largest(self) -> dict[tuple[str, str], Decimal]:
        """The largest amount of each currency, and the largest count of each unit."""
        largest: dict[tuple[str, str], Decimal] = {}
        for kind, value, _passage, _start, _end, _weight, unit, *_rest in self.figures:
            if kind in WHOLE and isinstance(value, Decimal):
                largest[kind, unit] = max(value, largest.get((kind, unit), value))
        return largest


def match_by_context(
    side: FiguresOfText, other: FiguresOfText, role: str
) -> tuple[list[StatedFigure], list[StatedFigure]]:
    """Return the unmatched figures of both sides that remain after reading them in context.

    role  role of the segment: "p", "td" …
    """
    same = {*_of_one_hour(side, other), *_of_one_hour(other, side)}
    for figure in side.unanswered:
        for another in other.unanswered:
            pair = (figure, another) if side.language == "en" else (another, figure)
            is_in_column = role in CELLS and (_is_in_column(*pair) or is_sign_dropped(figure, another))
            if is_in_column or _is_short_for(figure, another, side) or _is_short_for(another, figure, other):
                same |= {figure, another}
    left, right = ([figure for figure in text.unanswered if figure not in same] for text in (side, other))
    return left, right


def _of_one_hour(side: FiguresOfText, other: FiguresOfText) -> Iterable[StatedFigure]:
    """Yield times on the hour, and the bare numbers that the other side has for them: 10, 오전 10시."""
    bare: dict[object, list[StatedFigure]] = {}
    for figure in filter(_is_bare_number, other.figures):
        bare.setdefault(figure.value, []).append(figure)
    said: set[object] = set()
    for time in side.unanswered:
        if time.kind == "time" and not time.pair[1]:
            hours = {time.pair[0], time.pair[0] % 12 or 12} & bare.keys()
            said |= hours
            yield from [time] if hours else []
    for hour in said:
        yield from bare[hour]


def is_sign_dropped(figure: StatedFigure, other: StatedFigure) -> bool:
    """Return whether one side has a percentage without its sign: 72 percent, 72."""
    is_bare = {figure.kind, other.kind} == {"percent", "count"} and "bare" in {figure.unit, other.unit}
    return is_bare and figure.value == other.value


def _is_in_column(english: StatedFigure, korean: StatedFigure) -> bool:
    if not (_is_bare_number(english) and _is_bare_number(korean) and english.value):
        return False
    ratio = korean.number / english.number
    return ratio in COLUMNS or (ratio == IN_TENS and "." in english.passage)


def _is_short_for(short: StatedFigure, whole: StatedFigure, side: FiguresOfText) -> bool:
    """Return whether a number abbreviates a figure with unit or scale: 10.4 beside billions for 104억 원."""
    if short.kind != "count" or short.unit not in {"", "bare"} or whole.kind not in WHOLE:
        return False
    beside = side.largest.get((whole.kind, whole.unit))
    if whole.kind == "amount" and whole.value == short.value:
        return _is_bare_number(short) or beside is not None
    is_written = _is_bare_number(short) and short.value and UNSCALED.fullmatch(short.passage)
    if beside is None or not is_written:
        return False
    scale = whole.number / short.number
    return scale in SCALES[side.language] and beside >= scale


def _is_bare_number(figure: StatedFigure) -> bool:
    return figure.kind == "count" and figure.unit == "bare"


RECKONED = {"amount", "count", "percent", "point"}
SMALL = 10  # sums and differences of numbers this small often match by chance
MOST = 60  # texts with more figures are not searched for sums


def without_implied(
    unanswered: list[StatedFigure],
    figures: tuple[StatedFigure, ...],
    others: tuple[StatedFigure, ...],
    unanswered_others: list[StatedFigure],
) -> list[StatedFigure]:
    """Return the unmatched figures of a text without those that the other text implies.

    Nothing is implied for a kind if the other text has unmatched figures of this kind.
    """
    contradicted = {figure.kind for figure in unanswered_others}
    named = {figure.value for figure in others if figure.kind == "day" and figure.weight == Weight.LOOSE}
    dates = {figure[3:5] for figure in figures if figure.kind == "day" and figure.value in named}
    shared = [figure for figure in figures if figure not in unanswered and figure.kind in RECKONED]
    return [
        figure
        for figure in unanswered
        if not (figure.kind == "year" and figure[3:5] in dates)  # 12·3 implies the year
        and not (
            figure.kind not in contradicted and len(shared) <= MOST and _is_sum_or_difference(figure, shared)
        )
    ]


def _is_sum_or_difference(figure: StatedFigure, shared: list[StatedFigure]) -> bool:
    """Return whether a figure is the sum or difference of two shared ones: 1.8%에서 2.0%로 0.2%포인트."""
    if figure.kind not in RECKONED or not isinstance(figure.value, Decimal):
        return False
    if _is_small(figure.value):
        return False
    steps = {"percent": "point"}.get(figure.kind, figure.kind)
    ends = [other.number for other in shared if (other.kind, other.unit) == (figure.kind, figure.unit)]
    by = [other.number for other in shared if other.kind == steps and not _is_small(other.number)]
    return any(abs(figure.number - end) == abs(step) for end in ends for step in by if step != end)


def _is_small(value: Decimal) -> bool:
    return abs(value) <= SMALL and value == int(value)


DATE_WORDS = {
    "en": {row.kind: rf"\b(?:{any_of(row.english)})\b" for row in CALENDAR.date_words},
    "ko": {row.kind: any_of(row.korean, space=" ?") for row in CALENDAR.date_words},
}
DAY_WORDS = {language: re.compile(words["day"], re.IGNORECASE) for language, words in DATE_WORDS.items()}
DATE_WORDS["en"]["day"] += rf"|\b{WEEKDAY}\b"
DATE_WORDS["ko"]["day"] += r"|[월화수목금토일]요일|\([월화수목금토일]\)"
DATE_WORDS["ko"]["year"] += "|[0-9]년 전"
PATTERNS = {
    language: {kind: re.compile(words, re.IGNORECASE) for kind, words in kinds.items()}
    for language, kinds in DATE_WORDS.items()
}
STANDS_FOR = {"monthday": "day", "months": "month", "half": "year"}


def without_reworded(
    figures: list[StatedFigure],
    others: list[StatedFigure],
    text: str,
    other_text: str,
    other_language: str,
    near: date | None = None,
) -> list[StatedFigure]:
    """Return the figures of a text that the other text does not replace by a calendar word.

    others  figures that only the other text has: calendar words of their kinds belong to them
    near    day of the story, if known: “on Sunday” replaces the 29th only if this is a Sunday
    """
    said = {kind for kind, words in PATTERNS[other_language].items() if words.search(other_text)}
    said -= {_calendar_kind(figure) for figure in others}
    days = [figure for figure in figures if _calendar_kind(figure) == "day"]
    if days and not _are_named(days, text, other_text, other_language, near):
        said -= {"day"}
    return [figure for figure in figures if _calendar_kind(figure) not in said]


def _are_named(
    days: list[StatedFigure], text: str, other_text: str, other_language: str, near: date | None
) -> bool:
    """Return whether the other text has other words for these days: on Sunday, today."""
    language = OTHER_LANGUAGE[other_language]
    words = len(DAY_WORDS[other_language].findall(other_text)) - len(DAY_WORDS[language].findall(text))
    weekdays = [named.weekday for named in find_weekdays(other_text, other_language)]
    for named in find_weekdays(text, language):
        if named.weekday in weekdays:
            weekdays.remove(named.weekday)
        else:
            words -= 1
    if words > 0 or near is None:
        return len(days) <= words + len(weekdays)
    return all(
        any(day.weekday() in weekdays for day in possible_dates(None, *_month_and_day(figure), near))
        for figure in days
    )


def _month_and_day(figure: StatedFigure) -> tuple[int | None, int]:
    return figure.pair if figure.kind == "day" else (None, int(figure.number))


def _calendar_kind(figure: StatedFigure) -> str:
    return STANDS_FOR.get(figure.kind, figure.kind)


ZONES = {
    row.name: re.compile(rf"\b(?:{any_of(row.english)})\b|{any_of(row.korean, space=' ?')}")
    for row in CALENDAR.zones
}
HOURS = {row.name: set(row.hours) for row in CALENDAR.zones}
ANY = set().union(*HOURS.values())
DAYS = {"day", "monthday"}


def time_zones(text: str) -> frozenset[str]:
    """Return the names of the time zones mentioned in a text in either language."""
    return frozenset(name for name, words in ZONES.items() if words.search(text))


def without_converted(
    figures: list[StatedFigure],
    others: tuple[StatedFigure, ...],
    zones: frozenset[str],
    other_zones: frozenset[str],
) -> list[StatedFigure]:
    """Return the figures of a text without times and days that the other text has in another time zone.

    No two of these zones are twelve hours apart, so a.m. for p.m. is still an error.

    others  all figures of the other text
    """
    if zones == other_zones:
        return figures
    steps = {(last - first) % 24 for first, last in product(_hours(zones), _hours(other_zones))}
    times = {time for figure in others if figure.kind == "time" for time in possible_times(figure)}
    days = {_day_of_month(figure) for figure in others if figure.kind in DAYS}
    return [
        figure for figure in figures if not (_is_shifted(figure, times, steps) or _is_next_day(figure, days))
    ]


def unconverted_times(
    ours: Iterable[StatedFigure],
    theirs: Iterable[StatedFigure],
    zones: frozenset[str],
    other_zones: frozenset[str],
) -> tuple[list[StatedFigure], list[StatedFigure]]:
    """Return the only time of each text if both times are equal in zones that always differ, else none."""
    times = [[figure for figure in side if figure.kind == "time"] for side in (ours, theirs)]
    is_one = all(len(side) == 1 for side in times) and zones and other_zones
    if not is_one or not _hours(zones).isdisjoint(_hours(other_zones)):
        return [], []
    is_same = not set(possible_times(times[0][0])).isdisjoint(possible_times(times[1][0]))
    return (times[0], times[1]) if is_same else ([], [])


def _hours(zones: frozenset[str]) -> set[int]:
    return set().union(*(HOURS[name] for name in zones)) or ANY


def _is_shifted(figure: StatedFigure, times: set[tuple[int, int]], steps: set[int]) -> bool:
    if figure.kind != "time":
        return False
    return any(
        ((hour + step) % 24, minute) in times for hour, minute in possible_times(figure) for step in steps
    )


def _is_next_day(figure: StatedFigure, days: set[int]) -> bool:
    if figure.kind not in DAYS:
        return False
    day = _day_of_month(figure)
    return (
        not days.isdisjoint({day - 1, day + 1})
        or (day == 1 and max(days, default=0) >= 28)
        or (day >= 28 and 1 in days)
    )


def _day_of_month(figure: StatedFigure) -> int:
    return int(figure.pair[1] if figure.kind == "day" else figure.number)
