"""A restored copy that is held until its release (newsroom.operations.release).

Its clock stands still at the instant of the backup (articles.clock), so that no scheduled edition goes live;
follow_log runs no task, sends no e-mail and calls no CDN. What was scheduled for the meantime is still ahead.
"""

from contextlib import nullcontext
from datetime import datetime

from django.db import connection, transaction

from articles import clock
from newsroom.operations.models import HeldCopy


def read_stopped_at() -> datetime | None:
    """Return the instant at which the clock stands still, None if this is no copy that is held."""
    # Before the first migration there is no such table: the savepoint keeps the transaction usable.
    with transaction.atomic() if connection.in_atomic_block else nullcontext():
        return held_copies().values_list("stopped_at", flat=True).first()


def held_copies():
    return HeldCopy.objects.filter(released_at=None).order_by("stopped_at")


def hold(at: datetime) -> None:
    """Stop the clock at an instant; the backup of a copy that was held keeps the earlier one."""
    if not held_copies().exists():
        HeldCopy.objects.create(stopped_at=at)
    clock.read_stop()
