"""Storing the digest of each day when it has ended."""

from articles import clock
from articles.events.consumers import event_consumer
from articles.models import DayDigest, Event
from articles.models.event import COVERED, digests_of_days


@event_consumer("day_digests", wanted=lambda events: events.sealing())
def day_digests(events: list[Event]) -> int:
    """Store the days that an event of a later day has ended; return their number.

    Nothing can be added to such a day, because ids become visible in order. Of the log it reads the given
    events and the rest of their first day. The consumer's lock lets one process do so at a time.
    """
    last = DayDigest.objects.newest_first().first()
    unstored = Event.objects.after(last.last_event_id if last else 0).sealing()
    rows = unstored.filter(id__lte=events[-1].id).values_list(*COVERED)
    ended = list(digests_of_days(rows.iterator(), last, clock.now()))[:-1]
    for day in ended:
        day.save()
    return len(ended)
