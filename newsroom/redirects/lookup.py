"""Lookup of the redirect for an address that has no page, with one query, and counts of used redirects.

Counts are collected in memory and written in batches after a response is sent, like page views. They may be
lost, but never delay a response.
"""

import logging
from datetime import date, datetime, timedelta
from threading import Lock
from typing import NamedTuple

from django.db import Error, connection
from django.http import HttpRequest
from django.utils import timezone

from newsroom.middleware import WHOLE_QUERY
from newsroom.pageviews.counters import is_over, short_lock_timeout
from newsroom.redirects.models import (
    Redirect,
    address_candidates,
    requested_address,
    split_address,
    tracking_parameters,
    with_parameters,
)
from newsroom.redirects.targets import is_reserved

LONGEST_ASKED = 4_000  # characters; longer requests are not looked up
WRITTEN_EVERY = timedelta(seconds=10)
MOST_HELD = 5_000  # redirects with an unwritten count per process
# Skips redirects that have been deleted since they were used.
ADD_USES = """
    INSERT INTO redirects_redirectuse (redirect_id, count, last_day)
    SELECT id, %s, %s FROM redirects_redirect WHERE id = %s
    ON CONFLICT (redirect_id)
    DO UPDATE SET count = redirects_redirectuse.count + excluded.count, last_day = excluded.last_day
"""

logger = logging.getLogger(__name__)


class FoundRedirect(NamedTuple):
    """A redirect, with request parameters to append to its target.

    carried  tracking parameters of the request that are not part of the old address
    """

    redirect: Redirect
    carried: list[str]

    def with_carried(self, address: str) -> str:
        return with_parameters(address, self.carried)


def find_redirect(request: HttpRequest) -> FoundRedirect | None:
    """Return the most specific redirect for the address of a GET or HEAD request, or None."""
    query = request.META.get(WHOLE_QUERY, request.META.get("QUERY_STRING", ""))
    if not query.isascii():  # raw bytes without percent-encoding
        query = query.encode("latin-1", "ignore").decode("utf-8", "replace")
    if request.method not in {"GET", "HEAD"} or is_reserved(request.path_info):
        return None
    if len(request.path_info) + len(query) > LONGEST_ASKED:
        return None
    asked = split_address(requested_address(request.path_info, query))
    candidates = address_candidates(asked)
    if not candidates:
        return None
    redirects = Redirect.objects.filter(old_address__in=candidates).order_by()
    redirect = min(redirects, key=lambda candidate: candidates.index(candidate.old_address), default=None)
    if redirect is None:
        return None
    matched = split_address(redirect.old_address).parameters
    return FoundRedirect(
        redirect, [parameter for parameter in tracking_parameters(asked) if parameter not in matched]
    )


class UseCounter:
    """Unwritten uses of redirects in this process: {redirect id: (count, last day)}."""

    def __init__(self):
        self.lock = Lock()
        self.held: dict[int, tuple[int, date]] = {}
        self.written_at = None

    def add(self, redirect_id: int, at: datetime) -> None:
        """Count one use in memory, without access to the database."""
        day = timezone.localtime(at, timezone.get_default_timezone()).date()
        with self.lock:
            self._hold({redirect_id: (1, day)})

    def write_if_due(self, at: datetime) -> None:
        """Write the counts, unless they were written less than WRITTEN_EVERY ago.

        Database errors are logged, and the counts kept for the next time.
        """
        with self.lock:
            if not self.held or not is_over(self.written_at, WRITTEN_EVERY, at):
                return
            self.written_at, taken, self.held = at, self.held, {}
        # Sorted, so that two processes cannot deadlock on the rows.
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
