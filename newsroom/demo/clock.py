"""A past for the demonstration: its stories are published as of instants that have passed.

Publishing refuses past instants, and that stays so: here the clock itself is set back, for
the process of load_demo and for as long as the context lasts.
"""

from contextlib import contextmanager
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

SEOUL = ZoneInfo("Asia/Seoul")


@contextmanager
def as_of(instant):
    """Let every `timezone.now()` of this process answer with the given aware instant.

    The class that `now` asks is replaced, not `now`: defaults of model fields have kept the
    function itself. For a command in a process of its own; not for a server.
    """

    class Then(datetime):
        @classmethod
        def now(cls, tz=None):
            return instant.astimezone(tz)

    real, timezone.datetime = timezone.datetime, Then
    try:
        yield
    finally:
        timezone.datetime = real


class Calendar:
    """Turns the moments of the stories into instants.

    "-2 09:30"   9:30 in Seoul, two days before the day of loading
    "now -2:10"  two hours and ten minutes before the loading, rounded down to five minutes
    """

    def __init__(self, now):
        self.now = now.astimezone(SEOUL)

    def instant(self, written):
        day, time = written.split()
        if day == "now":
            return self._before_now(time.removeprefix("-"))
        return datetime.combine(self.day(int(day)), datetime.strptime(time, "%H:%M").time(), SEOUL)

    def day(self, number):
        """The day so many days after that of loading."""
        return self.now.date() + timedelta(days=number)

    def _before_now(self, time):
        hours, minutes = time.split(":")
        then = self.now - timedelta(hours=int(hours), minutes=int(minutes))
        return then.replace(minute=then.minute - then.minute % 5, second=0, microsecond=0)
