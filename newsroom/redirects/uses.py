"""Counts of followed redirects, held in memory and written together, as page views are.

Counts may be lost rather than waited for. They are written after an answer was sent.
"""

import logging
from datetime import date, datetime, timedelta
from threading import Lock

from django.db import Error, connection
from django.utils import timezone

from newsroom.pageviews.counters import is_over, short_lock_timeout

WRITTEN_EVERY = timedelta(seconds=10)
MOST_HELD = 5_000  # redirects of which a process holds a count
# A redirect that was deleted meanwhile is left out.
ADD_USES = """
    INSERT INTO redirects_redirectuse (redirect_id, count, last_day)
    SELECT id, %s, %s FROM redirects_redirect WHERE id = %s
    ON CONFLICT (redirect_id)
    DO UPDATE SET count = redirects_redirectuse.count + excluded.count, last_day = excluded.last_day
"""

logger = logging.getLogger(__name__)


class UseCounter:
    """The uses of redirects in one process that are not written yet: {redirect id: (count, last day)}."""

    def __init__(self):
        self.lock = Lock()
        self.held: dict[int, tuple[int, date]] = {}
        self.written_at = None

    def add(self, redirect_id: int, at: datetime) -> None:
        """Count one use. Never waits for the database."""
        day = timezone.localtime(at, timezone.get_default_timezone()).date()
        with self.lock:
            self._hold({redirect_id: (1, day)})

    def write_if_due(self, at: datetime) -> None:
        """Write the held counts, unless that was done a moment ago. Never fails."""
        with self.lock:
            if not self.held or not is_over(self.written_at, WRITTEN_EVERY, at):
                return
            self.written_at, taken, self.held = at, self.held, {}
        # In one order in every process, or two could wait for each other's rows.
        rows = [(count, day, redirect_id) for redirect_id, (count, day) in sorted(taken.items())]
        try:
            with short_lock_timeout(), connection.cursor() as cursor:
                cursor.executemany(ADD_USES, rows)
        except Error as problem:
            logger.info("Uses of redirects could not be written: %s", type(problem).__name__)
            with self.lock:
                self._hold(taken)

    def _hold(self, counts):
        for redirect_id, (count, day) in counts.items():
            before, last = self.held.get(redirect_id, (0, day))
            if before or len(self.held) < MOST_HELD:
                self.held[redirect_id] = before + count, max(last, day)


counter = UseCounter()
