"""Keeps relations as the newsroom's log goes on."""

import threading

from articles.events.consumers import event_consumer
from articles.models.event import EventType
from newsroom.related.cache import Known
from newsroom.related.marks import forget, prepare, read, standing_of
from newsroom.related.similarity import relate

at_hand = threading.local()  # what was analyzed and is to be kept next


def concern(events):
    return events.filter(subject_type="article", happening__in=EventType.MOVES)


def analyze(events):
    """Count the words of the stories that the events tell of, before anything is locked."""
    at_hand.prepared = prepare({event.subject_id for event in events})


# Few at once: a batch is one transaction.
@event_consumer("related", wanted=concern, at_once=10, prepare=analyze)
def related(events):
    """Read and relate the stories of which something came or went; return how many were read."""
    ready = at_hand.__dict__.pop("prepared", {})
    about = {event.subject_id for event in events}
    forget(about - standing_of(about))
    numbers, known = read(about, ready), Known()
    for number in numbers:
        relate(number, known)
    return len(numbers)
