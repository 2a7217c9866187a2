"""Reads on in the log and makes notifications of it."""

import logging
from datetime import timedelta

from django.db import DatabaseError, transaction
from django.db.models import Max, Subquery
from django.utils import timezone

from articles.models import Event, Follower, Notification
from articles.notifying.rules import recipients, settled

NAME = "notifications"
AT_ONCE = 200  # events of one transaction
FRESH = timedelta(days=7)  # what is older is no news: the first reading of an old log tells nobody of it

logger = logging.getLogger(__name__)


def is_behind():
    """Whether there is something to read: one query."""
    seen = Follower.objects.filter(name=NAME).values("number")[:1]
    latest = Event.objects.annotate(seen=Subquery(seen)).values_list("number", "seen").first()
    return latest is not None and latest[0] != latest[1]


def catch_up():
    """Make a notification of every event since the last that was seen; return how many were due.

    May be called by any number of processes at once: each batch is read under the follower's lock, and an
    event is told to a person once.
    """
    made = 0
    while is_behind():
        made += _read_on()
    return made


def catch_up_quietly():
    """The same for a page on which notifications are beside the point: it is shown whatever happens here."""
    try:
        return catch_up()
    except DatabaseError:
        logger.warning("The notifications could not be brought up to date.", exc_info=True)
        return 0


@transaction.atomic
def _read_on():
    """One batch. The number goes where the batch ended, even where it told nobody of anything."""
    Follower.objects.get_or_create(name=NAME)
    follower = Follower.objects.select_for_update().get(name=NAME)
    last = Event.objects.aggregate(last=Max("number"))["last"] or 0
    if follower.number > last:  # the log is another one: a backup was restored
        follower.number = 0
    events = list(Event.objects.after(follower.number).filter(at__gte=timezone.now() - FRESH)[:AT_ONCE])
    found = [
        Notification(user_id=number, event=event, why=why)
        for event in events
        for number, why in recipients(event).items()
    ]
    Notification.objects.bulk_create(found, ignore_conflicts=True)
    for event in events:
        _settle(event)
    follower.number = events[-1].number if len(events) == AT_ONCE else last
    follower.save(update_fields=["number"])
    return len(found)


def _settle(event):
    """Take from the unread what asked for something that is done now."""
    if (done := settled(event)) is None:
        return
    asked = Notification.objects.unread().filter(done, event__number__lt=event.number)
    asked = asked.filter(event__subject_type="article", event__subject_id=event.subject_id)
    asked.update(read_at=event.at)
