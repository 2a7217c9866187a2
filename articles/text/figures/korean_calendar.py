"""Dates, months, quarters and times of day in Korean."""

import re

from articles.text.figures.figure import FigureReading, FigureScan, Weight, to_decimal
from articles.text.figures.numerals import NATIVE, native_number

YEAR = r"(?:(?P<year>(?:1[5-9]|20|21)[0-9]{2})년 ?)?"
DAY = r"(?:[12][0-9]|3[01]|0?[1-9])"
MONTH = r"(?:1[0-2]|0?[1-9])"
TO = r" ?[~·,-] ?| ?(?:부터|에서|과|와) "

DOTTED = re.compile(
    rf"(?<![0-9.])(?P<year>(?:19|20)[0-9]{{2}})[.-] ?(?P<month>{MONTH})[.-] ?(?P<day>{DAY})(?![0-9])\.?"
)
DAYS_BETWEEN = re.compile(
    rf"(?<![0-9.]){YEAR}(?P<month>{MONTH})월 ?(?P<day>{DAY})일?(?:\([월화수목금토일]\))?(?P<to>{TO})"
    rf"(?:(?P<month2>{MONTH})월 ?)?(?P<day2>{DAY})일"
)
DAY_OF_MONTH = re.compile(rf"(?<![0-9.]){YEAR}(?P<month>{MONTH})월 ?(?P<day>{DAY})(?:일|(?=[~·,-][0-9]))")
# 12·3, 3·1운동, 5·18: a day, or the first of several (1·2위).
DAY_NAMED = re.compile(rf"(?<![0-9.·])(?P<month>{MONTH})·(?P<day>{DAY})(?![0-9·]|조|억|만|천)(?=[^0-9])")
MONTHS_BETWEEN = re.compile(
    rf"(?<![0-9.]){YEAR}(?P<month>{MONTH})(?:월?[~-]|월부터 )(?P<month2>{MONTH})월(?! ?[0-9]{{1,2}}일)"
)
MONTHS_SINCE_JANUARY = re.compile(rf"{YEAR}들어 (?P<month>1[0-2]|[2-9])월까지")
MONTHS = re.compile(rf"(?<![0-9.]){YEAR}(?P<month>{MONTH})(?:·(?P<month2>{MONTH}))?월(?![가-힣]?[0-9])")
QUARTERS = re.compile(
    r"(?<![0-9.])(?P<first>[1-4])(?:[~·,-](?P<other>[2-4]))?(?: ?/ ?4)? ?(?:분기|쿼터)"
    r"(?! ?(?:연속|만에|째|동안))"
    r"|(?P<word>[일이삼사])[·/ ]?사분기|(?<![A-Za-z0-9])(?:Q(?P<q>[1-4])|(?P<d>[1-4])Q)(?![A-Za-z0-9])"
)
FOUR_QUARTERS = {"일": 1, "이": 2, "삼": 3, "사": 4}
HALVES = re.compile(
    r"(?P<half>[상하])반기|(?<![가-힣])(?P<game>[전후])반(?![적도부]|사건)(?: ?(?P<minute>[0-9]{1,2})분)?"
)
DECADE = re.compile(r"(?<![0-9])(?P<year>(?:1[5-9]|20)[0-9]0|[3-9]0)년대")

PARTS = "오전|오후|새벽|아침|낮|점심|저녁|밤|심야"
CLOCK = r"(?P<hour{0}>[0-9]{{1,2}}|" + NATIVE + r")"
MINUTE = (
    r"(?: ?(?P<minute{0}>[0-9]{{1,2}})분(?!간)"
    r"| (?P<half{0}>반)(?:(?![가-힣])|(?=에|부터|까지|쯤|경|께|이[다었면고]|이? ?되|을 |과 |의 |으로)))?"
)
HOURS_BETWEEN = re.compile(
    rf"(?P<part1>{PARTS}) ?{CLOCK.format(1)}(?:시{MINUTE.format(1)})? ?[~-] ?"
    rf"(?:(?P<part2>{PARTS}) ?)?{CLOCK.format(2)}시(?!간){MINUTE.format(2)}"
)
HOUR = re.compile(rf"(?P<part1>{PARTS}) ?{CLOCK.format(1)}시(?!간){MINUTE.format(1)}")
MINUTES_BEFORE = re.compile(
    rf"(?:(?P<part1>{PARTS}) ?)?(?<![가-힣0-9.]){CLOCK.format(1)}시 ?(?P<minute1>[0-9]{{1,2}})분 전"
)
HOUR_ALONE = re.compile(
    rf"(?<![가-힣0-9.]){CLOCK.format(1)}시(?:{MINUTE.format(1)})"
    r"(?=$|[^가-힣0-9]|에|부터|까지|쯤|경|께|정각|이후|이전|로 |를|가 |의|와|이[었며고]|였)"
)
CLOCK_FACE = re.compile(
    rf"(?:(?P<part1>{PARTS}) ?)?(?<![0-9:])(?P<hour1>[0-9]{{1,2}}):(?P<minute1>[0-5][0-9])(?![0-9:])"
)
NOON = re.compile(r"(?<![가-힣])(?P<word>정오|자정)(?=$|[^가-힣]|[에을를이부까께무쯤경 ])")


def read_korean_dates(page: FigureScan) -> None:
    """Read what belongs to the calendar and the clock."""
    page.read(DOTTED, lambda m: [*_korean_years(m), _korean_day(m["month"], m["day"])])
    page.read(DAYS_BETWEEN, _korean_days_between)
    page.read(DAY_OF_MONTH, lambda m: [*_korean_years(m), _korean_day(m["month"], m["day"])])
    page.read(MONTHS_BETWEEN, _korean_months_between)
    page.read(
        MONTHS_SINCE_JANUARY, lambda m: [*_korean_years(m), FigureReading("months", (1, int(m["month"])))]
    )
    page.read(MONTHS, _korean_months)
    page.read(QUARTERS, _korean_quarters)
    page.read(HALVES, _korean_half_year)
    page.read(DECADE, _korean_decade)
    page.read(MINUTES_BEFORE, _minutes_before)
    page.read(HOURS_BETWEEN, _korean_hours_between)
    page.read(HOUR, lambda m: _korean_times(m, 1))
    page.read(CLOCK_FACE, _clock_face)
    page.read(HOUR_ALONE, _hour_alone)
    page.read(NOON, lambda m: [FigureReading("time", (12 if m["word"] == "정오" else 0, 0), Weight.SOFT)])
    page.read(DAY_NAMED, _day_named)


def _korean_years(match: re.Match[str]) -> list[FigureReading]:
    year = match["year"]
    return [FigureReading("year", to_decimal(year), numbers=(to_decimal(year),))] if year else []


def _korean_day(month: str, day: str) -> FigureReading:
    return FigureReading("day", (int(month), int(day)))


def _korean_days_between(match: re.Match[str]) -> list[FigureReading]:
    month = match["month"]
    return [
        *_korean_years(match),
        _korean_day(month, match["day"]),
        _korean_day(match["month2"] or month, match["day2"]),
    ]


def _korean_months_between(match: re.Match[str]) -> list[FigureReading]:
    return [*_korean_years(match), FigureReading("months", (int(match["month"]), int(match["month2"])))]


def _korean_months(match: re.Match[str]) -> list[FigureReading]:
    found = [match["month"], match["month2"]]
    return [*_korean_years(match), *(FigureReading("month", to_decimal(one)) for one in found if one)]


def _korean_quarters(match: re.Match[str]) -> list[FigureReading]:
    word = FOUR_QUARTERS.get(match["word"])
    found = [match["first"], match["other"], match["q"], match["d"], word and str(word)]
    return [FigureReading("quarter", to_decimal(one)) for one in found if one]


def _korean_half_year(match: re.Match[str]) -> list[FigureReading]:
    if match["half"]:
        return [FigureReading("half", to_decimal("1" if match["half"] == "상" else "2"))]
    # 후반 is the second half of a game, and the late thirties or nineties.
    found = [FigureReading("half", to_decimal("1" if match["game"] == "전" else "2"), Weight.LOOSE)]
    if match["minute"]:
        minute = int(match["minute"])
        # 후반 42분 is the 87th minute.
        numbers = {to_decimal(str(one)) for one in (minute, minute + 45 * (match["game"] == "후"))}
        found += [FigureReading("count", one, Weight.LOOSE, "ordinal", (one,)) for one in sorted(numbers)]
    return found


def _korean_decade(match: re.Match[str]) -> list[FigureReading]:
    year = int(match["year"])
    return [
        FigureReading(
            "decade",
            to_decimal(str(year + 1900 if year < 100 else year)),
            numbers=(to_decimal(match["year"]),),
        )
    ]


def korean_time(part: str, hour: str, minute: str | None, is_half: bool) -> tuple[int, int]:
    """Return (hour, minute) on a clock of 24 hours: 밤 12시 → 0, 낮 12시 → 12, 새벽 1시 → 1, 밤 11시 → 23."""
    number = int(hour) if hour[0] in "0123456789" else native_number(hour)
    minutes = int(minute) if minute else 30 if is_half else 0
    if number > 12:
        return number % 24, minutes
    number %= 12
    is_night = part in {"밤", "심야"}
    is_late = (
        part in {"오후", "저녁"}
        or (part in {"낮", "점심"} and number != 11 and number != 10)
        or (is_night and number >= 5)
    )
    return number + 12 if is_late else number, minutes


def _korean_times(match: re.Match[str], place: int, part: str = "") -> list[FigureReading]:
    part = match[f"part{place}"] or part
    time = korean_time(part, match[f"hour{place}"], match[f"minute{place}"], bool(match[f"half{place}"]))
    return [FigureReading("time", time)]


def _minutes_before(match: re.Match[str]) -> list[FigureReading]:
    """Read 7시 10분 전 as ten minutes before seven, or before 7:10."""
    unit = "" if match["part1"] else "?"
    hour, minute = korean_time(match["part1"] or "", match["hour1"], match["minute1"], is_half=False)
    before, rest = divmod(hour * 60 - minute, 60)
    span = FigureReading("duration", to_decimal(match["minute1"]) * 60, Weight.LOOSE, "seconds")
    others = [FigureReading("time", one, Weight.LOOSE, unit) for one in ((hour, minute), (hour, 0))]
    return [FigureReading("time", (before % 24, rest), Weight.SOFT, unit), *others, span]


def _korean_hours_between(match: re.Match[str]) -> list[FigureReading]:
    first, last = _korean_times(match, 1), _korean_times(match, 2, match["part1"])
    if not match["part2"] and last[0].value < first[0].value:
        last = [FigureReading("time", last[0].value, unit="?")]  # 오전 11시∼1시
    return first + last


def _clock_face(match: re.Match[str]) -> list[FigureReading] | None:
    if int(match["hour1"]) > 24:
        return None
    if match["part1"]:
        return [FigureReading("time", korean_time(match["part1"], match["hour1"], match["minute1"], False))]
    return [FigureReading("time", (int(match["hour1"]), int(match["minute1"])), unit="?")]


def _hour_alone(match: re.Match[str]) -> list[FigureReading] | None:
    hour = match["hour1"]
    number = int(hour) if hour[0] in "0123456789" else native_number(hour)
    if number > 24:
        return None
    time = korean_time("", hour, match["minute1"], bool(match["half1"]))
    return [FigureReading("time", time, Weight.HARD if hour[0] in "0123456789" else Weight.LOOSE, unit="?")]


def _day_named(match: re.Match[str]) -> list[FigureReading]:
    numbers = to_decimal(match["month"]), to_decimal(match["day"])
    return [FigureReading("day", (int(match["month"]), int(match["day"])), Weight.LOOSE, numbers=numbers)]
