"""The consumers of search and of related stories, in multiples of analyzing the words of one story."""

from tools.bench.desk import fastest, read_log

READ, FOLLOWED = 1000, 200  # stories that the consumers have read, and that they are measured with
SLOWEST = 4  # times as long as analyzing the words of a story, which takes some milliseconds
MOST_QUERIES = 5


def measure_consumers(stories):
    """Print the time and the queries of search and related stories for each story; return what is wrong."""
    from articles.body.content import plain_text
    from articles.models import Edition
    from articles.text.search.words import written_words
    from newsroom.related.consumer import related
    from newsroom.search.consumer import search
    from newsroom.search.index import remove_entries
    from newsroom.search.models import Entry
    from tests.factories import make_section
    from tests.many_texts import make_texts

    read_log()
    make_texts(READ + stories, section=make_section("followed"))
    editions = list(Edition.objects.filter(section__slug="followed").order_by("article_id"))
    remove_entries(Entry.objects.filter(article_id__in={one.article_id for one in editions}))
    ids = sorted({one.article_id for one in editions})
    log_publications(ids[:READ])
    read_log()
    related.catch_up()
    log_publications(ids[READ:])
    texts = [one for one in editions if one.article_id in set(ids[READ:])]
    parts = [part for one in texts for part in (one.headline, one.summary, plain_text(one.body))]
    floor = fastest(lambda: [written_words(part) for part in parts], times=2) / stories
    wrong = []
    for consumer in (search, related):
        taken, queries = followed(consumer, stories)
        name = f"{consumer.name}, a story"
        print(f"{name:22}{taken / floor:9.1f}× {taken * 1000:5.1f} ms ({queries:.1f} queries)")
        if taken > SLOWEST * floor or queries > MOST_QUERIES:
            wrong.append(
                f"{consumer.name}: {taken / floor:.0f} times the words, {queries:.1f} queries a story"
            )
    return wrong


def log_publications(ids):
    """Write an event for each of these stories, as if it were published."""
    from django.db.models import QuerySet
    from django.utils import timezone

    from articles.models import Event, EventType

    now = timezone.now()
    QuerySet(Event).bulk_create(
        Event(type=EventType.PUBLISHED, subject_type="article", subject_id=pk, at=now, details={})
        for pk in ids
    )


def followed(consumer, stories):
    """(seconds, queries) of a consumer for each of the stories whose events it has not read."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        taken = fastest(consumer.catch_up, times=1)
    return taken / stories, len(queries) / stories
