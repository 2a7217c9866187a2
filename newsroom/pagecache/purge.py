"""The event consumer that tells a CDN which pages to forget, by their keys."""

import time
from itertools import batched
from urllib.request import Request, urlopen

from django.conf import settings

from articles import clock
from articles.events.consumers import event_consumer
from articles.models.event import Event
from newsroom.pagecache.changes import changes_of, is_move, related_keys
from newsroom.pagecache.page_keys import MANY
from newsroom.pageviews.rankings import ranked_stories

AT_ONCE = 50  # keys in one request
TIMEOUT = 5  # seconds
# By then every process of the site knows of a change, and does not give the CDN the old page again.
KNOWN_AFTER = 2  # seconds


def send_purges(events: list[Event]) -> None:
    """Let the CDN forget the pages that events concern. Raise OSError if it does not answer or refuses."""
    keys = set().union(*(change.keys for change in changes_of(events, ranked_stories(clock.now()))))
    keys |= related_keys({event.subject_id for event in events if is_move(event)})
    if not keys:
        return
    age = (clock.now() - events[-1].at).total_seconds()
    time.sleep(min(KNOWN_AFTER, max(0, KNOWN_AFTER - age)))
    for some in batched(sorted({*keys, MANY}), AT_ONCE):
        headers = {"Surrogate-Key": " ".join(some)}
        request = Request(settings.CDN_PURGE_URL, method="PURGE", headers=headers)  # noqa: S310
        with urlopen(request, timeout=TIMEOUT):  # noqa: S310  (the setting is http or https)
            pass


# Sent before the transaction that keeps the position: if that fails, the same is sent again.
@event_consumer("purge", at_once=200, prepare=send_purges)
def purge(events: list[Event]) -> int:
    """Keep the position after what was sent; return the number of events."""
    return len(events)
