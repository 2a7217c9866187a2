"""Times of day in English, in figures and in words."""

import re

from articles.text.figures.english_dates import TO
from articles.text.figures.figure import Weight
from articles.text.figures.page import FigureReading, FigureScan, to_decimal

HOURS = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
MINUTES = {
    "five": 5, "ten": 10, "fifteen": 15, "twenty": 20, "twenty-five": 25, "thirty": 30, "forty": 40,
    "forty-five": 45, "fifty": 50,
}  # fmt: skip
MINUTE = "|".join(sorted(MINUTES, key=len, reverse=True))
CLOCK = r"(?P<hour{0}>2[0-4]|1[0-9]|0?[0-9])(?:[:.](?P<minute{0}>[0-5][0-9]))?"
HALF_OF_DAY = (
    r" ?(?:(?P<half{0}>[ap])\.?m\b\.?"
    r"|(?:o'clock )?(?:in the|at) (?P<part{0}>morning|afternoon|evening|night)\b)"
)
HOURS_BETWEEN = re.compile(
    rf"(?<![\w.:]){CLOCK.format(1)}(?:{TO}){CLOCK.format(2)}{HALF_OF_DAY.format(2)}", re.IGNORECASE
)
HOUR = re.compile(rf"(?<![\w.:,]){CLOCK.format(1)}{HALF_OF_DAY.format(1)}", re.IGNORECASE)
HOUR_ALONE = re.compile(
    r"(?<![\w.:,-])(?P<hour1>2[0-4]|1[0-9]|0?[0-9])(?::(?P<minute1>[0-5][0-9])(?![\w:]|,[0-9])| ?o'clock\b)"
)
MILITARY = re.compile(
    r"(?<![\w.:])(?P<hour>[01][0-9]|2[0-3])(?P<minute>[0-5][0-9])(?= (?:GMT|UTC|KST|hours|local time)\b)"
)
HOUR_IN_WORDS = re.compile(
    rf"(?<![\w-])(?P<hour1>{HOURS})(?:[ -](?P<minute1>{MINUTE}))?{HALF_OF_DAY.format(1)}", re.IGNORECASE
)
O_CLOCK = re.compile(rf"(?<![\w-])(?P<hour1>{HOURS}) o'clock\b", re.IGNORECASE)
FIVE_THIRTY = re.compile(
    rf"(?<![\w-])(?P<hour1>{HOURS})(?:-|(?:(?<=\bat \w{{3}})|(?<=\bat \w{{4}})|(?<=\bat \w{{5}})) )"
    r"(?P<minute1>fifteen|thirty|forty-five)\b(?!-)(?! (?:million|thousand|percent|years|people))",
    re.IGNORECASE,
)
HALF_PAST = re.compile(
    rf"\b(?:(?P<what>half past|quarter past|quarter to)|(?P<minutes>{MINUTE}|[1-5]?[0-9])"
    # Ten to six is a vote or a range.
    r"(?: minutes? (?:to|past)| past)) "
    rf"(?P<hour1>1[0-2]|[1-9]|{HOURS})\b(?![-,:.]?[0-9]|-[a-z])(?:{HALF_OF_DAY.format(1)})?",
    re.IGNORECASE,
)
NOON = re.compile(r"\b(?:12 |twelve )?(?P<word>noon|midday|midnight)\b", re.IGNORECASE)


def read_english_times(page: FigureScan) -> None:
    """Read what belongs to the clock."""
    page.read(HALF_PAST, _half_past)
    page.read(HOURS_BETWEEN, _english_hours_between)
    page.read(HOUR, lambda m: [_english_time(m, 1)])
    page.read(HOUR_IN_WORDS, lambda m: [_english_time(m, 1)._replace(weight=Weight.SOFT)])
    page.read(O_CLOCK, lambda m: [_english_time(m, 1)._replace(unit="?")])
    page.read(FIVE_THIRTY, lambda m: [_english_time(m, 1)._replace(weight=Weight.LOOSE, unit="?")])
    page.read(MILITARY, lambda m: [FigureReading("time", (int(m["hour"]), int(m["minute"])))])
    page.read(
        HOUR_ALONE, lambda m: [FigureReading("time", (int(m["hour1"]), int(m["minute1"] or 0)), unit="?")]
    )
    page.read(NOON, _noon)


def _english_time(match: re.Match[str], place: int, half: str | None = None) -> FigureReading:
    hour, minute = (
        _hour_number(match[f"hour{place}"]),
        _minute_number(match.groupdict().get(f"minute{place}") or "0"),
    )
    is_late = (half or half_of_day(match, place)) == "p"
    if hour <= 12:
        hour = hour % 12 + (12 if is_late else 0)
    return FigureReading("time", (hour % 24, minute))


def _hour_number(word: str) -> int:
    return int(word) if word.isdigit() else HOURS.split("|").index(word.lower()) + 1


def _minute_number(word: str) -> int:
    return int(word) if word.isdigit() else MINUTES[word.lower()]


def half_of_day(match: re.Match[str], place: int) -> str:
    """Either "a" or "p", as it is written, or by the part of the day; "a" where nothing is said."""
    half, part = (match.groupdict().get(f"{name}{place}") for name in ("half", "part"))
    if half:
        return half.lower()
    if (part or "").lower() == "night":
        return "p" if 5 <= _hour_number(match[f"hour{place}"]) < 12 else "a"
    return "a" if (part or "morning").lower() == "morning" else "p"


def _english_hours_between(match: re.Match[str]) -> list[FigureReading]:
    half = half_of_day(match, 2)
    # 11 to 1 p.m. begins before noon.
    is_across = half == "p" and int(match["hour1"]) % 12 > int(match["hour2"]) % 12
    return [_english_time(match, 1, "a" if is_across else half), _english_time(match, 2)]


def _half_past(match: re.Match[str]) -> list[FigureReading]:
    hour, words = _english_time(match, 1).value[0], match[0].lower()
    is_known, minutes = bool(match["half1"] or match["part1"]), match["minutes"]
    number = _minute_number(minutes) if minutes else 30 if words.startswith("half") else 15
    hour, minute = divmod(hour * 60 + (number if " past " in words else -number), 60)
    weight, numbers = (Weight.SOFT, (to_decimal(str(number)),)) if minutes else (Weight.HARD, ())
    return [FigureReading("time", (hour % 24, minute), weight, "" if is_known else "?", numbers)]


def _noon(match: re.Match[str]) -> list[FigureReading]:
    is_night = match["word"].lower() == "midnight"
    return [FigureReading("time", (0 if is_night else 12, 0), Weight.SOFT)]
