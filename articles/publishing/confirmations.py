"""Warnings that somebody confirmed when a story was published before: they are not asked again."""

from collections.abc import Iterable

from articles.checks.registry import Finding
from articles.models import Article, Event, EventType

PUBLICATIONS = (EventType.PUBLISHED, EventType.SCHEDULED, EventType.BROUGHT_FORWARD)
RECENT = 50  # publications of a story that are asked


def earlier_confirmations(article: Article, findings: Iterable[Finding]) -> dict[str, Event]:
    """Return {confirmation: the Event with which it was confirmed first} of warnings about the same text.

    One query, and none without warnings.
    """
    wanted = {one.confirmation for one in findings if one.confirmation}
    if not wanted:
        return {}
    events = Event.objects.about(article).filter(type__in=PUBLICATIONS, details__has_key="confirmed")
    found = {}
    for event in events.select_related("actor").order_by("-id")[:RECENT]:
        found |= dict.fromkeys(wanted.intersection(event.details["confirmed"]), event)
    return found
