"""Time zones that texts name: translators turn foreign times into their reader's, and say so."""

import re
from itertools import product

from articles.text.figures.equivalence import possible_times
from articles.text.figures.figure import StatedFigure

# Names of a zone, and its hours from Greenwich, in summer as well. 현지시간 says that nothing was converted.
ZONES = {
    "Korea": (re.compile(r"\bKST\b|\bKorean? (?:standard )?time\b|(?:한국|우리) ?시[간각]"), {9}),
    "Japan": (re.compile(r"\bJST\b|일본 ?시[간각]"), {9}),
    "Greenwich": (re.compile(r"\b(?:GMT|UTC)\b|세계 ?표준시|그리니치"), {0}),
    "Britain": (
        re.compile(r"\bBST\b|\bBritish [Ss]ummer [Tt]ime\b|영국 ?(?:서머 ?타임|여름 ?시간|시[간각])"),
        {0, 1},
    ),
    "Europe": (re.compile(r"\bCES?T\b|유럽 ?시[간각]"), {1, 2}),
    "America": (
        re.compile(
            r"\b(?:E[SD]?T|P[SD]?T|C[SD]T|(?:Eastern|Pacific|Central)(?: (?:Standard|Daylight))? [Tt]ime)\b"
            r"|(?:미국|동부|서부|중부) ?(?:표준 ?)?시[간각]"
        ),
        {-8, -7, -6, -5, -4},
    ),
}
ANY = set().union(*(hours for _words, hours in ZONES.values()))
DAYS = {"day", "monthday"}


def time_zones(text: str) -> frozenset[str]:
    """Return the names of the zones that a text in either language names."""
    return frozenset(name for name, (words, _hours) in ZONES.items() if words.search(text))


def without_converted(
    found: list[StatedFigure],
    others: tuple[StatedFigure, ...],
    zones: frozenset[str],
    other_zones: frozenset[str],
) -> list[StatedFigure]:
    """Return the figures of a text without times and days that another one gives in another zone.

    others  all figures of the other text. No two zones here are twelve hours apart, so that a.m. for p.m.
            stays an error
    """
    if zones == other_zones:
        return found
    steps = {(last - first) % 24 for first, last in product(_hours(zones), _hours(other_zones))}
    times = {time for one in others if one.kind == "time" for time in possible_times(one)}
    days = {_day_of_month(one) for one in others if one.kind in DAYS}
    return [one for one in found if not (_is_shifted(one, times, steps) or _is_next_day(one, days))]


def _hours(zones: frozenset[str]) -> set[int]:
    return set().union(*(ZONES[name][1] for name in zones)) or ANY


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
    return int(figure.value[1] if figure.kind == "day" else figure.value)
