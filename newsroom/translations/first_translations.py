"""Waiting times of first translations: a consumer of the log stores both ends, a chart draws them."""

from datetime import date

from articles.events.consumers import event_consumer
from articles.models import Article, EventType, other
from articles.models.planning import start_of
from newsroom.translations.models import FirstTranslation

# What makes a source ready, and what ends the work of its first translator: the first of each counts.
READY = (EventType.APPROVED, EventType.PUBLISHED)
DONE = (EventType.SUBMITTED, EventType.PUBLISHED)


def wanted_events(events):
    return events.filter(subject_type="article", type__in={*READY, *DONE}).exclude(language="")


@event_consumer("first translations", wanted=wanted_events)
def first_translations(events):
    """Store the instants that events tell of; return the number of stories."""
    ids = {event.subject_id for event in events}
    sources = dict(Article.objects.filter(pk__in=ids).values_list("pk", "source_language"))
    rows = FirstTranslation.objects.in_bulk(sources)
    for event in events:
        source = sources.get(event.subject_id)
        if source is None:  # the story was deleted since
            continue
        row = rows.get(event.subject_id)
        if row is None or row.language == source:  # or its source is the other language since
            row = rows[event.subject_id] = FirstTranslation(
                article_id=event.subject_id, language=other(source)
            )
        if event.language == source and event.type in READY:
            row.ready_at = row.ready_at or event.at
        elif event.language != source and event.type in DONE:
            row.done_at = row.done_at or event.at
    FirstTranslation.objects.bulk_create(
        rows.values(),
        update_conflicts=True,
        unique_fields=["article"],
        update_fields=["language", "ready_at", "done_at"],
    )
    return len(rows)


def waits(since: date, until: date) -> list[tuple]:
    """[(language, since when the source was ready, when it was translated)] of first translations, one query.

    since, until  days in the newsroom's zone, between which they were submitted, or published without that
    Those whose source never was ready are left out.
    """
    done = FirstTranslation.objects.filter(done_at__gte=start_of(since), done_at__lt=start_of(until))
    rows = done.filter(ready_at__isnull=False).order_by("done_at", "article")
    return list(rows.values_list("language", "ready_at", "done_at"))
