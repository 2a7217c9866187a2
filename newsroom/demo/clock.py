"""The clock of the demonstration, whose stories are published at instants in the past.

Publishing refuses past instants, so the clock of the process is set back, for the duration of a context.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from articles.clock import process_clock

SEOUL = ZoneInfo("Asia/Seoul")


@contextmanager
def set_clock(instant: datetime) -> Iterator[None]:
    """Make `timezone.now()` return an aware datetime throughout this process. Not for servers.

    The class that `now` calls is replaced, not `now` itself, because the defaults of model fields refer to
    that function.
    """

    class FixedDatetime(datetime):
        @classmethod
        def now(cls, tz=None):
            return instant.astimezone(tz)

    real, timezone.datetime = timezone.datetime, FixedDatetime
    try:
        with process_clock():
            yield
    finally:
        timezone.datetime = real


class RelativeCalendar:
    """A converter from the relative times of story files to datetimes.

    "-2 09:30"   9:30 in Seoul, two days before the day of loading
    "now -2:10"  two hours and ten minutes before the loading, rounded down to five minutes
    """

    def __init__(self, now):
        self.now = now.astimezone(SEOUL)

    def parse_datetime(self, text):
        """Return the aware datetime of a relative time. Raise ValueError for any other text."""
        day, time = text.split()
        if day == "now":
            hours, minutes = map(int, time.removeprefix("-").split(":"))
            then = self.now - timedelta(hours=hours, minutes=minutes)
            return then.replace(minute=then.minute - then.minute % 5, second=0, microsecond=0)
        return datetime.combine(self.date_after(int(day)), datetime.strptime(time, "%H:%M").time(), SEOUL)

    def date_after(self, days):
        """Return the date a number of days after the day of loading."""
        return self.now.date() + timedelta(days=days)
