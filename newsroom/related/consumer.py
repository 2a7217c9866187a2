"""The event consumer that keeps related stories up to date."""

import threading

from articles.events.consumers import event_consumer
from articles.models.event import Event, EventType
from articles.redaction.registry import PerformedRedaction, on_redaction
from newsroom.related.marks import prepare_marks, read_changed_stories
from newsroom.related.models import Mark, Posting, Reading
from newsroom.related.similarity import RelationCache, relate_stories

at_hand = threading.local()  # what was analyzed and is to be kept next


def story_events(events):
    return events.filter(subject_type="article", type__in=EventType.MOVES)


def analyze_stories(events):
    """Count the words of the events' stories, before anything is locked."""
    at_hand.prepared = prepare_marks({event.subject_id for event in events})


# Few at once: a batch is one transaction.
@event_consumer("related", wanted=story_events, at_once=10, prepare=analyze_stories)
def related(events: list[Event]) -> int:
    """Read and relate the stories that changed; return how many were read."""
    known = RelationCache()
    readings = read_changed_stories(
        {event.subject_id for event in events}, at_hand.__dict__.pop("prepared", {}), known
    )
    if readings:
        relate_stories(readings, known)
    return len(readings)


@on_redaction(Reading, Mark, Posting)
def forget_redacted(redacted: PerformedRedaction) -> None:
    """Read the stories anew of which words were removed, and forget the words."""
    ids = set(redacted.objects.get("article", []))
    Posting.objects.filter(article_id__in=ids).delete()
    Reading.objects.filter(pk__in=ids).update(counts={}, digest="")
    read_changed_stories(ids, {})
    used = Posting.objects.values("mark")
    words = redacted.indexed_words(Mark.objects.all(), "text")
    Mark.objects.filter(pk__in=words).exclude(pk__in=used).delete()
