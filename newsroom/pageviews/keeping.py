"""Writes readings: into the hour in which they were, and from old hours into what was before."""

from datetime import UTC, timedelta

from django.db import connection
from django.db.models import Sum

from newsroom.pageviews.models import HourOfReading

KEPT = timedelta(days=2)
AT_ONCE = 200  # hours that are added up in one short transaction
ADD_TO_HOUR = """
    INSERT INTO pageviews_hourofreading (article_id, language, hour, reads) VALUES (%s, %s, %s, %s)
    ON CONFLICT (hour, language, article_id)
    DO UPDATE SET reads = pageviews_hourofreading.reads + excluded.reads
"""
ADD_TO_BEFORE = """
    INSERT INTO pageviews_readingsbefore (article_id, language, reads) VALUES (%s, %s, %s)
    ON CONFLICT (article_id, language)
    DO UPDATE SET reads = pageviews_readingsbefore.reads + excluded.reads
"""


def hour_of(at):
    return at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def add_to_hours(counts):
    """counts  {(article number, language, hour): reads}"""
    # In one order in every process, or two could wait for each other's rows.
    _write(ADD_TO_HOUR, [(*key, reads) for key, reads in sorted(counts.items())])


def fold(at):
    """Add hours that are kept no longer to what was before, at most so many at once."""
    old = HourOfReading.objects.filter(hour__lt=hour_of(at - KEPT)).order_by("hour", "pk")
    numbers = list(old.select_for_update(skip_locked=True).values_list("pk", flat=True)[:AT_ONCE])
    if not numbers:
        return
    taken = HourOfReading.objects.filter(pk__in=numbers)
    sums = taken.values_list("article_id", "language").annotate(sum=Sum("reads"))
    _write(ADD_TO_BEFORE, sorted(sums.order_by()))
    taken.delete()


def _write(statement, rows):
    with connection.cursor() as cursor:
        cursor.executemany(statement, rows)
