"""Follows the log: makes new pictures smaller, cuts moved ones anew, tidies up after those that go."""

from articles.events.consumers import event_consumer
from articles.media.renditions.replaced import remove
from articles.media.renditions.tasks import make_renditions
from articles.models import EventType, Image


@event_consumer("renditions", wanted=lambda events: events.filter(subject_type="image"))
def renditions(events):
    """Queue the making of what the events tell of, each picture once; return for how many."""
    told = {event.subject_id for event in events if event.happening != EventType.REMOVED}
    standing = list(Image.objects.filter(pk__in=told).values_list("pk", flat=True))
    for number in standing:
        make_renditions.enqueue(number)
    for event in events:
        if event.happening == EventType.REMOVED and event.details.get("file"):
            remove(event.details["file"])
    return len(standing)
