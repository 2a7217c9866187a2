"""The event consumer that purges pages from a CDN, by their keys."""

import time
from datetime import datetime
from itertools import batched
from typing import TYPE_CHECKING, TypedDict
from urllib.request import Request, urlopen

from django.conf import settings
from django.db.models import F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Concat

from articles import clock
from articles.events.consumers import Backlog, event_consumer
from articles.models.event import ConsumerPosition, Event
from newsroom.pagecache.changes import COMPUTED, changes_of, computed_keys, is_move, related_keys
from newsroom.pagecache.page_keys import MANY
from newsroom.pageviews.counters import ranked_stories

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

AT_ONCE = 50  # keys in one request
TIMEOUT = 5  # seconds
# Seconds after a change. By then, each process has read it and no longer sends the CDN the old page.
KNOWN_AFTER = 2
PURGED = "purged "  # prefix of a ConsumerPosition: the position of the named consumer at the last purge


def send_purges(events: list[Event]) -> None:
    """Purge the pages that events concern from the CDN, not before KNOWN_AFTER seconds after the last event.

    Raise OSError if the CDN does not answer or refuses.
    """
    keys = set().union(*(change.keys for change in changes_of(events, ranked_stories(clock.now()))))
    keys |= related_keys({event.subject_id for event in events if is_move(event)})
    if not keys:
        return
    age = (clock.now() - events[-1].at).total_seconds()
    time.sleep(min(KNOWN_AFTER, max(0, KNOWN_AFTER - age)))
    send_keys(keys)


def send_keys(keys: set[str]) -> None:
    for some in batched(sorted({*keys, MANY}), AT_ONCE):
        headers = {"Surrogate-Key": " ".join(some)}
        request = Request(settings.CDN_PURGE_URL, method="PURGE", headers=headers)  # noqa: S310
        with urlopen(request, timeout=TIMEOUT):  # noqa: S310  (the setting is http or https)
            pass


class PurgeFacts(TypedDict):
    """Facts about a consumer whose pages need a purge.

    purged     the consumer's position at the last purge of its pages
    last_read  the instant of the last event that the consumer has read
    """

    purged: int
    last_read: datetime | None


type AheadConsumer = WithAnnotations[ConsumerPosition, PurgeFacts]


def consumers_ahead() -> QuerySet[AheadConsumer]:
    """Return the positions of consumers that have read events since their pages were last purged."""
    twins = ConsumerPosition.objects.filter(name=Concat(Value(PURGED), OuterRef("name")))
    read = Event.objects.filter(pk=OuterRef("last_event_id"))
    ahead = ConsumerPosition.objects.filter(name__in=COMPUTED).annotate(
        purged=Coalesce(Subquery(twins.values("last_event_id")[:1]), 0),
        last_read=Subquery(read.values("at")[:1]),
    )
    return ahead.exclude(last_event_id=F("purged")).order_by("name")


def purge_computed(_batches: int | None = None) -> int:
    """Purge the pages with rows that consumers have recomputed. Return 0, because no rows are made here.

    Raise OSError if the CDN does not answer or refuses. The positions are stored only after all requests
    succeed, so that after a failure the next call sends all keys again.
    """
    ahead = list(consumers_ahead())
    keys = set().union(
        *(computed_keys(consumer.name, consumer.purged, consumer.last_event_id) for consumer in ahead)
    )
    if keys:
        time.sleep(KNOWN_AFTER)
        send_keys(keys)
    for consumer in ahead:
        position = {"last_event_id": consumer.last_event_id}
        ConsumerPosition.objects.update_or_create(name=f"{PURGED}{consumer.name}", defaults=position)
    return 0


# The keys are sent before the transaction that stores the position: if it fails, they are sent again. A new
# ranking of the most read stories purges nothing: nearly every page shows it, and would be purged too often.
@event_consumer(
    "purge", at_once=200, prepare=send_purges, backlog=Backlog(purge_computed, consumers_ahead, "last_read")
)
def purge(events: list[Event]) -> int:
    """Return the number of events. Their pages have been purged by send_purges."""
    return len(events)
