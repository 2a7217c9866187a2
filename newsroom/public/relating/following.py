"""Keeps relations as the newsroom's log goes on."""

import threading

from articles.following import follows
from articles.models.event import Happening
from newsroom.public.relating.reading import prepare, read
from newsroom.public.relating.relating import relate

at_hand = threading.local()  # what was analyzed and is to be kept next
MOVES = (
    Happening.PUBLISHED,
    Happening.SCHEDULED,
    Happening.CANCELLED,
    Happening.BROUGHT_FORWARD,
)


def concern(events):
    return events.filter(subject_type="article", happening__in=MOVES)


def analyze(events):
    """Count the words of the stories that the events tell of, before anything is locked."""
    at_hand.prepared = prepare({event.subject_id for event in events})


# Few at once: a batch is one transaction.
@follows("relating", wanted=concern, at_once=10, prepare=analyze)
def relating(events):
    """Read and relate the stories of which something was published or planned; return how many were."""
    ready = at_hand.__dict__.pop("prepared", {})
    numbers = read({event.subject_id for event in events}, ready)
    for number in numbers:
        relate(number)
    return len(numbers)
