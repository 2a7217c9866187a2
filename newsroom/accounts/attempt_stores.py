"""Stores that count attempts for all processes: Valkey, if the page cache uses it, and the database.

Each store counts or refuses an attempt in one step, so that parallel attempts never exceed the limit. While
Valkey is unavailable the database counts, starting from zero: an attacker gains at most the attempts of one
window.
"""

import logging
import math
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

from django.conf import settings
from django.db import transaction
from redis import Redis, RedisError

from articles import clock
from newsroom.accounts.models import AttemptCounter

AT_ONCE = 20  # expired counters deleted when one is created, to keep the table small
PAUSE = 1.0  # seconds without requests to a Valkey that failed
PREFIX = "newsroom-attempts:"
# KEYS: the windows. ARGV: an id for the attempt, then `most` and `seconds` of each window.
COUNT = """
local time = redis.call('TIME')
local now = time[1] + time[2] / 1000000
local full, longest = 0, 0
for number, key in ipairs(KEYS) do
  local most, seconds = tonumber(ARGV[2 * number]), tonumber(ARGV[2 * number + 1])
  redis.call('ZREMRANGEBYSCORE', key, '-inf', now - seconds)
  local oldest = redis.call('ZRANGE', key, -most, -most, 'WITHSCORES')
  if oldest[2] and oldest[2] + seconds - now > longest then
    full, longest = number, oldest[2] + seconds - now
  end
end
if full > 0 then return {full, tostring(longest)} end
for number, key in ipairs(KEYS) do
  redis.call('ZADD', key, now, ARGV[1])
  redis.call('EXPIRE', key, ARGV[2 * number + 1])
end
return {0, '0'}
"""

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Window:
    """A limit of `most` attempts within some seconds, for one name, network, browser or user.

    key  a digest of the limit and of that name or network
    """

    key: str
    most: int
    seconds: int


class WindowFull(Exception):
    """Raised if an attempt is not counted, because a window is full for some more seconds."""

    def __init__(self, window: Window, seconds: float):
        self.window, self.seconds = window, seconds
        super().__init__(window, seconds)


class DatabaseStore:
    """Counters in database rows; the row of a window is locked while it is read and written."""

    def count(self, windows: Sequence[Window]) -> float:
        """Count an attempt in all windows, and return its time in seconds since 1970.

        If a window is full, raise WindowFull and count the attempt in none.
        """
        now = round(clock.true_now().timestamp(), 6)
        with transaction.atomic():
            rows = self._lock_rows(windows, now)
            for window, row in zip(windows, rows, strict=True):
                row.times = [at for at in row.times if at > now - window.seconds]
            self._refuse_full(windows, rows, now)
            if not all(row.times for row in rows):
                self._delete_ended(now)
            for row in rows:
                row.times.append(now)
            AttemptCounter.objects.bulk_update(rows, ["times"])
        return now

    @staticmethod
    def _lock_rows(windows, now):
        """Return the rows of windows, created if missing. They are locked."""
        ends = [datetime.fromtimestamp(now, UTC) + timedelta(seconds=window.seconds) for window in windows]
        # Always in the order of the windows, so that two attempts cannot deadlock.
        AttemptCounter.objects.bulk_create(
            [
                AttemptCounter(key=window.key, ends_at=ends_at)
                for window, ends_at in zip(windows, ends, strict=True)
            ],
            update_conflicts=True,
            unique_fields=["key"],
            update_fields=["ends_at"],
        )
        rows = AttemptCounter.objects.in_bulk([window.key for window in windows])
        return [rows[window.key] for window in windows]

    @staticmethod
    def _refuse_full(windows, rows, now):
        waits = [
            (row.times[-window.most] + window.seconds - now, number)
            for number, (window, row) in enumerate(zip(windows, rows, strict=True))
            if len(row.times) >= window.most
        ]
        if waits:
            seconds, number = max(waits)
            raise WindowFull(windows[number], seconds)

    @staticmethod
    def _delete_ended(now):
        ended = AttemptCounter.objects.filter(ends_at__lt=datetime.fromtimestamp(now, UTC)).order_by(
            "ends_at"
        )
        keys = ended.select_for_update(skip_locked=True).values_list("pk", flat=True)[:AT_ONCE]
        AttemptCounter.objects.filter(pk__in=list(keys)).delete()

    @transaction.atomic
    def take_back(self, windows: Sequence[Window], counted: float) -> None:
        """Stop counting an attempt. counted: the result of count()."""
        keys = [window.key for window in windows]
        rows = {row.key: row for row in AttemptCounter.objects.select_for_update().filter(pk__in=keys)}
        for row in rows.values():
            if counted in row.times:
                row.times.remove(counted)
        AttemptCounter.objects.bulk_update(rows.values(), ["times"])

    def forget(self, keys: Sequence[str]) -> None:
        """Reset the counters."""
        AttemptCounter.objects.filter(pk__in=keys).delete()


class ValkeyStore:
    """Counters in Valkey, as sorted sets that expire. Times come from Valkey's clock."""

    def __init__(self, address: str, **options):
        self.client = Redis.from_url(address, **options)
        self.script = self.client.register_script(COUNT)
        self.failed_at = -math.inf

    def is_asked(self) -> bool:
        """Return whether requests may be sent: the server has not failed in the last PAUSE seconds."""
        return time.monotonic() - self.failed_at >= PAUSE

    def count(self, windows: Sequence[Window]) -> str:
        """Count an attempt in all windows, and return its id.

        If a window is full, raise WindowFull and count the attempt in none. Raise RedisError in an outage.
        """
        name = secrets.token_hex(8)
        bounds = [number for window in windows for number in (window.most, window.seconds)]
        full, seconds = self.script([PREFIX + window.key for window in windows], [name, *bounds])
        if full:
            raise WindowFull(windows[full - 1], float(seconds))
        return name

    def take_back(self, windows: Sequence[Window], counted: str) -> None:
        """Stop counting an attempt. counted: the result of count(). Raise RedisError in an outage."""
        for window in windows:
            self.client.zrem(PREFIX + window.key, counted)

    def forget(self, keys: Sequence[str]) -> None:
        """Reset the counters."""
        self.client.delete(*(PREFIX + key for key in keys))


@dataclass(frozen=True)
class CountedAttempt:
    """A counted attempt, which can be taken back if it turns out to be correct."""

    store: DatabaseStore | ValkeyStore
    windows: Sequence[Window]
    counted: float | str

    def rollback(self) -> None:
        """Stop counting the attempt. django-allauth requires this name."""
        try:
            self.store.take_back(self.windows, self.counted)  # type: ignore[arg-type]  # each store takes back its own values
        except RedisError as error:  # the attempt counts until its window ends
            note_failure(self.store, error)  # type: ignore[arg-type]  # only Valkey fails


DATABASE = DatabaseStore()


@cache
def valkey_at(address: str, wait: float) -> ValkeyStore:
    return ValkeyStore(address, socket_timeout=wait, socket_connect_timeout=wait)


def shared_valkey() -> ValkeyStore | None:
    """Return the store in the Valkey of PAGE_CACHE_URL; None if it is not set or has just failed."""
    pages = settings.CACHES["pages"]
    if not pages["BACKEND"].endswith(".RedisCache"):
        return None
    store = valkey_at(pages["LOCATION"], pages.get("OPTIONS", {}).get("socket_timeout", PAUSE))
    return store if store.is_asked() else None


def note_failure(store: ValkeyStore, error: RedisError) -> None:
    store.failed_at = time.monotonic()
    logger.warning(
        "Valkey does not respond; login attempts are counted in the database: %s", type(error).__name__
    )


def count_attempt(windows: Sequence[Window]) -> CountedAttempt:
    """Count an attempt in all windows. If one is full, raise WindowFull and count the attempt in none."""
    store = shared_valkey()
    if store is not None:
        try:
            return CountedAttempt(store, windows, store.count(windows))
        except RedisError as error:
            note_failure(store, error)
    return CountedAttempt(DATABASE, windows, DATABASE.count(windows))


def forget_attempts(keys: Sequence[str]) -> None:
    """Reset the counters in every store."""
    store = shared_valkey()
    if store is not None:
        try:
            store.forget(keys)
        except RedisError as error:
            note_failure(store, error)
    DATABASE.forget(keys)
