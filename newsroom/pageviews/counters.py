"""Page views: tokens that report them, counters in each process, and the ranking of most read stories.

Readers never wait for the counts. Counts that cannot be written within a tenth of a second are kept for the
next write. Counts that a process still holds when it ends are lost.
"""

import logging
from collections import Counter
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from operator import itemgetter
from threading import Lock
from typing import NamedTuple

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import Error, connection, transaction
from django.db.models import Min, QuerySet, Sum

from articles.models.language import Language
from articles.models.planning import day_of
from newsroom.pageviews.models import COLUMNS, REPORTED, HourOfReading, MostRead, Referrer, hour_of

SIGNER = "newsroom.pageviews"
MAX_LENGTH = 100  # characters of a token
MAX_REPORT_LENGTH = MAX_LENGTH + 1 + max(len(referrer) for referrer in REPORTED)
DAYS = 1  # days that a token stays valid after its own day


class PageView(NamedTuple):
    """One view of a story in one language."""

    article_id: int
    language: str


class InvalidToken(ValueError):
    """Raised for a report that was not made by one of our pages."""


def sign_token(article_id: int, language: str, at: datetime) -> str:
    return Signer(salt=SIGNER).sign(f"{article_id}:{language}:{token_day(at)}")


def read_token(token: str, at: datetime) -> PageView | None:
    """Return the PageView of a token, or None if it has expired. Raise InvalidToken for anything else."""
    try:
        article_id, language, day = Signer(salt=SIGNER).unsign(token[: MAX_LENGTH + 1]).split(":")
    except (BadSignature, ValueError) as error:
        raise InvalidToken from error
    is_in_time = 0 <= token_day(at) - int(day) <= DAYS
    return PageView(int(article_id), language) if is_in_time else None


def read_report(report: str, at: datetime) -> tuple[PageView | None, Referrer]:
    """Return the PageView and the Referrer of a report. The PageView is None if its token has expired.

    A report is a token, a space and the referrer type. Scripts of older pages send only the token. Raise
    InvalidToken for anything else.
    """
    token, _space, name = report.partition(" ")
    if name and name not in REPORTED:
        raise InvalidToken
    return read_token(token, at), Referrer(name or Referrer.UNKNOWN)


def token_day(at):
    return at.astimezone(UTC).toordinal()


WRITTEN_EVERY = timedelta(seconds=10)
RANKED_EVERY = timedelta(seconds=30)
# Limit of the page views that a process counts for a story, in one language and hour, between two writes.
# Higher numbers come from a script: all readers of a page get the same token, which identifies no one, but
# can be sent repeatedly.
MOST_PER_STORY = 300
MOST_STORIES = 5_000  # combinations of story, language and hour held at a time

logger = logging.getLogger(__name__)
LOCK_TIMEOUT = 100  # milliseconds
KEPT = timedelta(days=2)  # older hours are added up by day and by story
BATCH = 200  # rows of HourOfReading folded in one short transaction
# The number of page views, then how many of them came from each type of page.
COUNTED = ("reads", *COLUMNS)
ADD_TO_BEFORE = """
    INSERT INTO pageviews_readingsbefore (article_id, language, reads) VALUES (%s, %s, %s)
    ON CONFLICT (article_id, language)
    DO UPDATE SET reads = pageviews_readingsbefore.reads + excluded.reads
"""


def _addition(table, moment):
    """Return the statement that adds (article id, language, hour or day, *counts) to the matching row."""
    sums = ", ".join(f"{name} = {table}.{name} + excluded.{name}" for name in COUNTED)
    return f"""
        INSERT INTO {table} (article_id, language, {moment}, {", ".join(COUNTED)})
        VALUES (%s, %s, %s, {", ".join(["%s"] * len(COUNTED))})
        ON CONFLICT ({moment}, language, article_id) DO UPDATE SET {sums}
    """  # noqa: S608


ADD_TO_HOUR = _addition("pageviews_hourofreading", "hour")
ADD_TO_DAY = _addition("pageviews_dayofreading", "day")


class PageViewCounter:
    """Page views of one process that are not yet written to the database.

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
        """Write the held counts if WRITTEN_EVERY has passed. Keep them for later on a database error."""
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
        for key, by_referrer in counts.items():
            if key not in self.held and len(self.held) >= MOST_STORIES:
                continue
            held = self.held.setdefault(key, Counter())
            for referrer, reads in by_referrer.items():
                held[referrer] += max(0, min(reads, MOST_PER_STORY - held.total()))

    def _write(self, taken, at):
        with short_lock_timeout():
            add_to_hours(taken)
        if is_over(self.ranked_at, RANKED_EVERY, at):
            self.ranked_at = at
            self._rank(at)

    def _rank(self, at):
        """Fold old hours and update the rankings, unless another process is doing so. Log database errors."""
        try:
            with short_lock_timeout():
                fold_old_hours(at)
            places = compute_rankings(at)
            with short_lock_timeout():
                save_rankings(places)
        except Error as problem:
            logger.info("Page views could not be ranked: %s", type(problem).__name__)


def is_over(since, span, at):
    """Return whether a span has passed since an instant or the clock went back; True if `since` is None."""
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
    # In the same order in every process, to avoid deadlocks.
    rows = [
        (*key, by_referrer.total(), *(by_referrer[referrer] for referrer in REPORTED))
        for key, by_referrer in sorted(counts.items(), key=itemgetter(0))
    ]
    _execute_many(ADD_TO_HOUR, rows)


def fold_old_hours(at):
    """Move hours older than two days to the sums by day and by story, at most BATCH rows."""
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


SPAN = timedelta(hours=24)
VALID = timedelta(hours=2)  # an older ranking is not shown
PLACES = 20  # more than are shown, because stories may have been withdrawn since


def most_read(language, at):
    """Return [(article id, reads)] of the last day, most read first.

    Stories with fewer reads than settings.MOST_READ_FROM are left out.
    """
    hours = HourOfReading.objects.filter(language=language, hour__gt=hour_of(at - SPAN), hour__lte=at)
    counted = hours.values_list("article_id").annotate(sum=Sum("reads"))
    counted = counted.filter(sum__gte=settings.MOST_READ_FROM)
    return list(counted.order_by("-sum", "-article_id")[:PLACES])


def compute_rankings(at: datetime) -> list[MostRead]:
    """Return the unsaved ranking of each language. Call it without a lock, because counting takes long."""
    return [
        MostRead(language=language, place=rank, article_id=article_id, reads=reads, counted_at=at)
        for language in Language.values
        for rank, (article_id, reads) in enumerate(most_read(language, at), 1)
    ]


def save_rankings(places: list[MostRead]) -> None:
    """Replace the stored rankings."""
    MostRead.objects.all().delete()
    MostRead.objects.bulk_create(places)


def ranking_at(language: str, at: datetime) -> QuerySet[MostRead]:
    """Return the rows of a language's ranking, unsorted; none if the ranking is older than VALID."""
    return MostRead.objects.filter(language=language, counted_at__gt=at - VALID, counted_at__lte=at)


def ranking_ends(at: datetime) -> datetime | None:
    """Return the instant when the first ranking shown at `at` expires, or None if no ranking is shown."""
    counted_at = MostRead.objects.filter(counted_at__gt=at - VALID, counted_at__lte=at)
    earliest = counted_at.aggregate(earliest=Min("counted_at"))["earliest"]
    return earliest and earliest + VALID


def ranked_stories(at: datetime) -> dict[str, list[int]]:
    """Return {language: ids of its ranked stories, most read first}, in one query."""
    ranked = {language: [] for language in Language.values}
    rows = MostRead.objects.filter(counted_at__gt=at - VALID, counted_at__lte=at).order_by("place")
    for language, story in rows.values_list("language", "article_id"):
        ranked[language].append(story)
    return ranked
