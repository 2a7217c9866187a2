"""Reads on in the log and makes notifications of it."""

from datetime import timedelta

from django.utils import timezone

from articles.events.consumers import event_consumer
from newsroom.notifications.models import Notification
from newsroom.notifications.rules import recipients, settled_by

NAME = "notifications"
FRESH = timedelta(days=7)  # what is older is no news: the first reading of an old log tells nobody of it


@event_consumer(NAME, wanted=lambda events: events.filter(at__gte=timezone.now() - FRESH))
def notifications(events):
    """Make a notification of every event; return how many were due. An event is told to a person once."""
    found = [
        Notification(user_id=number, event=event, why=why)
        for event in events
        for number, why in recipients(event).items()
    ]
    Notification.objects.bulk_create(found, ignore_conflicts=True)
    for event in events:
        _settle(event)
    return len(found)


is_behind = notifications.is_behind
catch_up = notifications.catch_up
catch_up_quietly = notifications.catch_up_quietly


def _settle(event):
    """Take from the unread what asked for something that is done now."""
    if (done := settled_by(event)) is None:
        return
    asked = Notification.objects.unread().filter(done, event__number__lt=event.number)
    asked = asked.filter(event__subject_type="article", event__subject_id=event.subject_id)
    asked.update(read_at=event.at)
