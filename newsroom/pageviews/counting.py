"""Counts readings in memory and writes them together, so that a reader's beacon costs the database nothing.

Rather lost than waited for: what cannot be written within a tenth of a second waits for the next time, and
what a process holds when it ends is gone.
"""

import logging
from collections import Counter
from datetime import timedelta
from threading import Lock

from django.db import Error

from newsroom.pageviews.keeping import add_to_hours, fold, hour_of
from newsroom.pageviews.patience import without_patience
from newsroom.pageviews.ranking import keep, rankings

EVERY = timedelta(seconds=10)
RANKED_EVERY = timedelta(seconds=30)
# What a process counts of one story between two writings; more is no audience but a script. A page's token is
# the same for everybody and good more than once, or readers could be told apart: this bounds one who forges.
MOST_OF_ONE = 300
MOST_HELD = 5_000

logger = logging.getLogger(__name__)


class Counts:
    """The readings of one process that are not written yet: {(article number, language, hour): reads}."""

    def __init__(self):
        self.lock = Lock()
        self.held = Counter()
        self.written_at = self.ranked_at = None

    def add(self, read, at):
        """Count one reading; beyond what an audience can do, nothing."""
        with self.lock:
            self._hold({(read.article_id, read.language, hour_of(at)): 1})

    def write_if_due(self, at):
        """Write what is held, when that was done some time ago. Never waits, never fails."""
        with self.lock:
            if not is_over(self.written_at, EVERY, at):
                return
            self.written_at, taken, self.held = at, self.held, Counter()
        try:
            self._write(taken, at)
        except Error as problem:
            logger.info("Readings could not be written, and are kept for later: %s", type(problem).__name__)
            with self.lock:
                self._hold(taken)

    def _hold(self, counts):
        for key, reads in counts.items():
            if key in self.held or len(self.held) < MOST_HELD:
                self.held[key] = min(self.held[key] + reads, MOST_OF_ONE)

    def _write(self, taken, at):
        with without_patience():
            add_to_hours(taken)
        if is_over(self.ranked_at, RANKED_EVERY, at):
            self.ranked_at = at
            self._rank(at)

    def _rank(self, at):
        """Another process may be at it: then its ranking will do."""
        try:
            with without_patience():
                fold(at)
            places = rankings(at)
            with without_patience():
                keep(places)
        except Error as problem:
            logger.info("Readings could not be ranked: %s", type(problem).__name__)


def is_over(since, span, at):
    """Whether so much time has passed; also when the clock was put back."""
    return since is None or not since <= at < since + span


counts = Counts()
