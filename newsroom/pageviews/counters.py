"""Counters of page views, held in memory and written together, so that a beacon costs no database query.

Counts may be lost rather than waited for: what cannot be written within a tenth of a second waits for the
next time, and the counts that a process holds when it ends are lost.
"""

import logging
from collections import Counter
from contextlib import contextmanager
from datetime import datetime, timedelta
from operator import itemgetter
from threading import Lock

from django.db import Error, connection, transaction

from articles.models.planning import day_of
from newsroom.pageviews.models import COLUMNS, REPORTED, HourOfReading, Referrer, hour_of
from newsroom.pageviews.rankings import compute_rankings, save_rankings
from newsroom.pageviews.tokens import PageView

WRITTEN_EVERY = timedelta(seconds=10)
RANKED_EVERY = timedelta(seconds=30)
# Page views of one story that a process counts between two writes: more come from a script. A page has the
# same token for everybody, so that readers cannot be told apart, and it may be sent again; this limits abuse.
MOST_PER_STORY = 300
MOST_STORIES = 5_000  # held at a time

logger = logging.getLogger(__name__)
LOCK_TIMEOUT = 100  # milliseconds
KEPT = timedelta(days=2)
BATCH = 200  # hours that are added up in one short transaction
# The number of page views is followed by how many of them came from each type of page.
COUNTED = ("reads", *COLUMNS)
ADD_TO_BEFORE = """
    INSERT INTO pageviews_readingsbefore (article_id, language, reads) VALUES (%s, %s, %s)
    ON CONFLICT (article_id, language)
    DO UPDATE SET reads = pageviews_readingsbefore.reads + excluded.reads
"""


def _addition(table, moment):
    """Return the statement that adds (article id, language, hour or day, *counts) to the row of these."""
    sums = ", ".join(f"{name} = {table}.{name} + excluded.{name}" for name in COUNTED)
    return f"""
        INSERT INTO {table} (article_id, language, {moment}, {", ".join(COUNTED)})
        VALUES (%s, %s, %s, {", ".join(["%s"] * len(COUNTED))})
        ON CONFLICT ({moment}, language, article_id) DO UPDATE SET {sums}
    """  # noqa: S608


ADD_TO_HOUR = _addition("pageviews_hourofreading", "hour")
ADD_TO_DAY = _addition("pageviews_dayofreading", "day")


class PageViewCounter:
    """The page views of one process that are not written yet.

    held  {(article id, language, hour): {Referrer: reads}}
    """

    def __init__(self):
        self.lock = Lock()
        self.held = {}
        self.written_at = self.ranked_at = None

    def add(self, read: PageView, at: datetime, referrer: Referrer = Referrer.UNKNOWN) -> None:
        """Count one page view, unless the story has reached its limit."""
        with self.lock:
            self._hold({(read.article_id, read.language, hour_of(at)): {referrer: 1}})

    def write_if_due(self, at):
        """Write the held counts, unless that was done a moment ago. Never waits, never fails."""
        with self.lock:
            if not is_over(self.written_at, WRITTEN_EVERY, at):
                return
            self.written_at, taken, self.held = at, self.held, {}
        try:
            self._write(taken, at)
        except Error as problem:
            logger.info("Page views could not be written, and are kept for later: %s", type(problem).__name__)
            with self.lock:
                self._hold(taken)

    def _hold(self, counts):
        for key, found in counts.items():
            if key not in self.held and len(self.held) >= MOST_STORIES:
                continue
            held = self.held.setdefault(key, Counter())
            for referrer, reads in found.items():
                held[referrer] += max(0, min(reads, MOST_PER_STORY - held.total()))

    def _write(self, taken, at):
        with short_lock_timeout():
            add_to_hours(taken)
        if is_over(self.ranked_at, RANKED_EVERY, at):
            self.ranked_at = at
            self._rank(at)

    def _rank(self, at):
        """Rank again. If another process does so at the same time, its ranking stays."""
        try:
            with short_lock_timeout():
                fold_old_hours(at)
            places = compute_rankings(at)
            with short_lock_timeout():
                save_rankings(places)
        except Error as problem:
            logger.info("Page views could not be ranked: %s", type(problem).__name__)


def is_over(since, span, at):
    """Return whether a span of time has passed, or the clock was put back."""
    return since is None or not since <= at < since + span


counter = PageViewCounter()


@contextmanager
def short_lock_timeout():
    """Open a transaction that fails when it waits longer than a tenth of a second for a lock."""
    if connection.vendor == "sqlite":
        with _sqlite_busy_timeout(), transaction.atomic():
            yield
    else:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{LOCK_TIMEOUT}ms"])
            yield


@contextmanager
def _sqlite_busy_timeout():
    """Shorten the busy timeout, and restore the connection's own afterwards."""
    usual = round(connection.settings_dict["OPTIONS"].get("timeout", 5) * 1000)
    _set_busy_timeout(LOCK_TIMEOUT)
    try:
        yield
    finally:
        _set_busy_timeout(usual)


def _set_busy_timeout(milliseconds):
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = %d" % milliseconds)  # noqa: UP031


def add_to_hours(counts):
    """Add {(article id, language, hour): {Referrer: reads}} to the stored hours."""
    # In one order in every process, or two could wait for each other's rows.
    rows = [
        (*key, found.total(), *(found[referrer] for referrer in REPORTED))
        for key, found in sorted(counts.items(), key=itemgetter(0))
    ]
    _execute_many(ADD_TO_HOUR, rows)


def fold_old_hours(at):
    """Add hours older than two days to their days and to the sums of their stories, at most BATCH rows."""
    old = HourOfReading.objects.filter(hour__lt=hour_of(at - KEPT)).order_by("hour", "pk")
    rows = list(old.select_for_update(skip_locked=True)[:BATCH])
    if not rows:
        return
    days, before = {}, Counter()
    for row in rows:
        key = row.article_id, row.language, day_of(row.hour)
        counts = [getattr(row, name) for name in COUNTED]
        days[key] = [sum(pair) for pair in zip(days.get(key, [0] * len(counts)), counts, strict=True)]
        before[row.article_id, row.language] += row.reads
    _execute_many(ADD_TO_DAY, [(*key, *counts) for key, counts in sorted(days.items())])
    _execute_many(ADD_TO_BEFORE, [(*key, reads) for key, reads in sorted(before.items())])
    HourOfReading.objects.filter(pk__in=[row.pk for row in rows]).delete()


def _execute_many(statement, rows):
    with connection.cursor() as cursor:
        cursor.executemany(statement, rows)
