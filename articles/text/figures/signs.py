"""What looks the same in both languages: K2 and COVID-19, 1:44.40, telephone numbers, seasons, 3/4."""

import re
from fractions import Fraction

from articles.text.figures.figure import Weight
from articles.text.figures.page import FigureReading, FigureScan, to_decimal

LETTERED = re.compile(
    r"(?<![A-Za-z0-9$])(?!Q[1-4](?![0-9A-Za-z]))(?:[A-Z]{1,5}|[Cc]ovid)-?[0-9]{1,4}[A-Za-z]{0,2}(?![A-Za-z0-9])"
    r"|(?<![A-Za-z0-9.])[0-9]{1,2}[GDK](?![A-Za-z0-9])"
)
PHONE = re.compile(r"(?<![0-9A-Za-z-])\+?[0-9]{2,4}(?:-[0-9]{3,4}){1,3}(?![0-9A-Za-z-])")
SHORTEST_PHONE = 7  # digits; 1588-0000 is one, 188-131 a vote
STOPPED = re.compile(
    r"(?<![0-9:.])(?:(?P<hours>[0-9]{1,2}):(?=[0-5][0-9]:))?(?P<minutes>[0-9]{1,2})"
    r":(?P<seconds>[0-5][0-9]\.[0-9]{1,3}|(?<=:[0-9]{2}:)[0-5][0-9])(?![0-9:])"
)
SEASON = re.compile(
    r"(?<![0-9$-])(?P<first>(?:19|20)[0-9]{2})년?[-/~](?P<last>(?:19|20)?[0-9]{2})(?![0-9-]|,[0-9]|[만억조천])"
)
FRACTION = re.compile(r"(?<![0-9/.])(?P<over>[1-9])/(?P<under>[2-9]|10)(?![0-9/])")


def read_signs(page: FigureScan) -> None:
    page.read(STOPPED, _stopwatch_time)
    page.read(SEASON, _season)
    page.read(LETTERED, _lettered_code)
    page.read(PHONE, _phone_number)
    page.read(FRACTION, lambda m: [FigureReading("fraction", Fraction(int(m["over"]), int(m["under"])))])


def _stopwatch_time(match: re.Match[str]) -> list[FigureReading]:
    hours, minutes, seconds = match["hours"] or "0", match["minutes"], match["seconds"]
    seconds = int(hours) * 3600 + int(minutes) * 60 + to_decimal(seconds)
    return [FigureReading("duration", seconds.normalize(), unit="seconds")]


def _lettered_code(match: re.Match[str]) -> list[FigureReading]:
    letters, digits = re.sub("[^A-Za-z]", "", match[0]).upper(), re.sub("[^0-9]", "", match[0])
    return [FigureReading("code", digits, Weight.SOFT, letters, (to_decimal(digits),))]


def _phone_number(match: re.Match[str]) -> list[FigureReading] | None:
    digits = re.sub("[^0-9]", "", match[0])
    if len(digits) < SHORTEST_PHONE:
        return None
    # +82-2-… and 02-… are one number.
    return [FigureReading("code", digits.removeprefix("82").lstrip("0"), Weight.SOFT, "phone")]


def _season(match: re.Match[str]) -> list[FigureReading] | None:
    first, last = match["first"], match["last"]
    last = first[:2] + last if len(last) == 2 else last
    if not 0 < int(last) - int(first) < 30:
        return None
    short = to_decimal(match["last"])
    return [
        FigureReading("year", to_decimal(first), numbers=(to_decimal(first),)),
        FigureReading("year", to_decimal(last), numbers=(to_decimal(last), short)),
    ]
