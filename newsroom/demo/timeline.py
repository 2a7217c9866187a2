"""Timeline of a story: the actions that its file implies, with their instants. Needs no database.

Publishing refuses instants in the past. A context manager therefore sets back the clock of the process.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from articles.clock import process_clock
from articles.models import Language, Stage

# Intervals before the publication of a text.
DRAFTED, SUBMITTED, APPROVED = timedelta(hours=3), timedelta(hours=1), timedelta(minutes=20)
# Tables that change a published story → actions that publish the change.
CHANGES = {"correction": "correct", "update": "update"}
ENDINGS = {"returned": "send_back", "withdrawal": "withdraw", "retraction": "retract"}
SEOUL = ZoneInfo("Asia/Seoul")


@contextmanager
def set_clock(instant: datetime) -> Iterator[None]:
    """Make `timezone.now()` return a fixed aware datetime throughout this process. Not for servers.

    Replaces the class that `now` calls, not `now` itself, because the defaults of model fields refer to that
    function.
    """

    class FixedDatetime(datetime):
        @classmethod
        def now(cls, tz=None):
            return instant.astimezone(tz)

    real, timezone.datetime = timezone.datetime, FixedDatetime  # type: ignore[attr-defined]  # Django reads the time from it
    try:
        with process_clock():
            yield
    finally:
        timezone.datetime = real  # type: ignore[attr-defined]  # Django reads the time from it


class RelativeCalendar:
    """A converter from the relative times of story files to datetimes.

    "-2 09:30"   9:30 in Seoul, two days before the day of loading
    "now -2:10"  two hours and ten minutes before loading, rounded down to five minutes
    """

    def __init__(self, now):
        self.now = now.astimezone(SEOUL)

    def parse_datetime(self, text):
        """Return a relative time as an aware datetime. Raise ValueError for any other text."""
        day, time = text.split()
        if day == "now":
            hours, minutes = map(int, time.removeprefix("-").split(":"))
            then = self.now - timedelta(hours=hours, minutes=minutes)
            return then.replace(minute=then.minute - then.minute % 5, second=0, microsecond=0)
        return datetime.combine(self.date_after(int(day)), datetime.strptime(time, "%H:%M").time(), SEOUL)

    def date_after(self, days):
        """Return the date that is `days` after the day of loading."""
        return self.now.date() + timedelta(days=days)


@dataclass(frozen=True)
class ScheduledAction:
    """A method of `replay.StoryReplay` to call at an instant, with the table of the file that requests it."""

    at: datetime
    name: str
    language: str
    details: dict | None = None


def build_timeline(story: dict, calendar: RelativeCalendar) -> Iterator[ScheduledAction]:
    """Yield the actions of a story: its creation first, the others in any order."""
    source = story["source_language"]
    created_at = _ready_at(story, source, calendar) - DRAFTED
    for language in sorted(Language, key=lambda language: language != source):
        if language in story["publish"] or language in story["stage"]:
            yield from _workflow_actions(story, language.value, created_at, calendar)
    for table, publish in CHANGES.items():
        for details in story[table]:
            for language, time in details["at"].items():
                at = calendar.parse_datetime(time)
                yield ScheduledAction(at - APPROVED, "prepare_change", language, details)
                yield ScheduledAction(at, publish, language, details)
    yield from _live_actions(story.get("live"), calendar)
    for details in story["placed"]:
        for language, time in details["at"].items():
            yield ScheduledAction(calendar.parse_datetime(time), "place_on_page", language, details)
    for details in story["plan"]:
        yield ScheduledAction(calendar.parse_datetime(details["at"]), "plan", details["language"], details)
    for details in story["note"]:
        at = calendar.parse_datetime(details["at"])
        yield ScheduledAction(at, "write_note", details.get("language", ""), details)
    for table, action in ENDINGS.items():
        for language, time in _times(story, table).items():
            yield ScheduledAction(calendar.parse_datetime(time), action, language, story[table])


def started_at(story, calendar):
    """Return the instant when a story is created."""
    return next(build_timeline(story, calendar)).at


def sort_by_start(stories: list[dict], calendar: RelativeCalendar) -> list[dict]:
    """Return the stories in the order of their creation."""
    return sorted(stories, key=lambda story: started_at(story, calendar))


def _workflow_actions(story, language, created_at, calendar):
    """Yield the actions from an empty text to the present stage of a language."""
    ready_at = _ready_at(story, language, calendar)
    drafted_at = max(created_at, ready_at - DRAFTED)
    is_source = language == story["source_language"]
    yield ScheduledAction(drafted_at, "create" if is_source else "translate", language)
    is_published, was_returned = language in story["publish"], language in _times(story, "returned")
    stage = Stage.APPROVED if is_published else story["stage"][language]
    if stage == Stage.WRITING:
        yield ScheduledAction(drafted_at, "take_over", language)
    if stage != Stage.WRITING or was_returned:
        yield ScheduledAction(ready_at - SUBMITTED, "submit", language)
    if stage == Stage.APPROVED:
        yield ScheduledAction(ready_at - APPROVED, "approve", language)
    if is_published:
        yield ScheduledAction(ready_at, "publish", language)


def _live_actions(live, calendar):
    """Yield the actions of live coverage. Their `number` is the number of the entry, from 1."""
    if live is None:
        return
    yield ScheduledAction(calendar.parse_datetime(live["at"]), "begin_live", live["language"])
    for number, entry in enumerate(live["entry"], start=1):
        for name, details in (
            ("post_entry", entry),
            *(("correct_entry", c) for c in entry.get("correction", [])),
        ):
            for language, time in details["at"].items():
                at = calendar.parse_datetime(time)
                yield ScheduledAction(at, name, language, details | {"number": number})
    if "ended" in live:
        yield ScheduledAction(calendar.parse_datetime(live["ended"]), "end_live", live["language"])


def _ready_at(story, language, calendar):
    """Return the instant when a text is published, or would be after a usual workflow."""
    if language in story["publish"]:
        return calendar.parse_datetime(story["publish"][language])
    return calendar.parse_datetime(story["written"][language]) + DRAFTED


def _times(story, table):
    return story[table]["at"] if table in story else {}
