"""What looks the same in both languages: K2 and COVID-19, 1:44.40, telephone numbers, seasons, 3/4."""

import re
from fractions import Fraction

from articles.text.figures.figure import Weight
from articles.text.figures.page import Page, Reading, decimal

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


def read_signs(page: Page) -> None:
    page.read(STOPPED, _stopped)
    page.read(SEASON, _season)
    page.read(LETTERED, _lettered)
    page.read(PHONE, _phone)
    page.read(FRACTION, lambda m: [Reading("fraction", Fraction(int(m["over"]), int(m["under"])))])


def _stopped(match: re.Match[str]) -> list[Reading]:
    hours, minutes, seconds = match["hours"] or "0", match["minutes"], match["seconds"]
    seconds = int(hours) * 3600 + int(minutes) * 60 + decimal(seconds)
    return [Reading("duration", seconds.normalize(), unit="seconds")]


def _lettered(match: re.Match[str]) -> list[Reading]:
    letters, digits = re.sub("[^A-Za-z]", "", match[0]).upper(), re.sub("[^0-9]", "", match[0])
    return [Reading("code", digits, Weight.SOFT, letters, (decimal(digits),))]


def _phone(match: re.Match[str]) -> list[Reading] | None:
    digits = re.sub("[^0-9]", "", match[0])
    if len(digits) < SHORTEST_PHONE:
        return None
    # +82-2-… and 02-… are one number.
    return [Reading("code", digits.removeprefix("82").lstrip("0"), Weight.SOFT, "phone")]


def _season(match: re.Match[str]) -> list[Reading] | None:
    first, last = match["first"], match["last"]
    last = first[:2] + last if len(last) == 2 else last
    if not 0 < int(last) - int(first) < 30:
        return None
    short = decimal(match["last"])
    return [
        Reading("year", decimal(first), numbers=(decimal(first),)),
        Reading("year", decimal(last), numbers=(decimal(last), short)),
    ]
