"""Calendars in the format of iCalendar (RFC 5545), for people’s own calendar programs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

LONGEST_LINE = 75  # bytes, without the line's end (RFC 5545, 3.1)
ESCAPED = {"\\": "\\\\", ";": "\\;", ",": "\\,", "\r\n": "\\n", "\r": "\\n", "\n": "\\n"}


@dataclass(frozen=True)
class CalendarItem:
    """One entry of a calendar.

    uid      names it for as long as it exists
    starts   an instant, or a date for a whole day
    ends     an instant, or None: then it has no length
    """

    uid: str
    summary: str
    starts: datetime | date
    ends: datetime | None = None
    place: str = ""
    description: str = ""
    address: str = ""

    def lines(self, at: datetime) -> list[str]:
        """Return the lines of its VEVENT, made at an instant."""
        values = {
            "UID": self.uid,
            "DTSTAMP": utc(at),
            "SUMMARY": escape(self.summary),
            "LOCATION": escape(self.place),
            "DESCRIPTION": escape(self.description),
            "URL": self.address,
        }
        if isinstance(self.starts, datetime):
            values |= {"DTSTART": utc(self.starts), "DTEND": utc(self.ends) if self.ends else ""}
        else:
            values["DTSTART;VALUE=DATE"] = f"{self.starts:%Y%m%d}"
            values["DTEND;VALUE=DATE"] = f"{self.starts + timedelta(days=1):%Y%m%d}"
        body = [f"{name}:{value}" for name, value in values.items() if value]
        return ["BEGIN:VEVENT", *body, "END:VEVENT"]


def write_calendar(name: str, items: Iterable[CalendarItem], *, at: datetime) -> str:
    """Return a calendar of that name as text, each line folded and ended by CR LF."""
    head = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Majubon//Newsroom//EN",
        f"X-WR-CALNAME:{escape(name)}",
    ]
    lines = [*head, *(line for item in items for line in item.lines(at)), "END:VCALENDAR"]
    return "".join(f"{folded}\r\n" for line in lines for folded in fold(line))


def utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def escape(text: str) -> str:
    for sign, escaped in ESCAPED.items():
        text = text.replace(sign, escaped)
    return text


def fold(line: str) -> list[str]:
    """Return a line in parts of at most LONGEST_LINE bytes, which begin with a blank from the second on."""
    parts, room = [""], LONGEST_LINE
    for letter in line:
        size = len(letter.encode())
        if size > room:
            parts.append(" ")
            room = LONGEST_LINE - 1
        parts[-1] += letter
        room -= size
    return parts
