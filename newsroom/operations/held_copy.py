"""A restored copy that is held, and its release.

Its clock stands still at the instant of the backup (articles.clock), so that no scheduled edition goes live;
follow_log runs no task, sends no e-mail and calls no CDN. What was scheduled for the meantime is still ahead:
editors cancel or reschedule it with the same buttons as ever, and the log has it. What is to go live as it
was planned is confirmed here. The hold ends when nothing is undecided.
"""

from collections.abc import Iterable
from contextlib import nullcontext
from datetime import datetime

from django.db import connection, transaction

from articles import clock
from articles.models import Edition
from articles.models.edition import EditionQuerySet
from articles.refusals import Refused
from newsroom.operations.models import HeldCopy
from newsroom.pagecache.changes import clear_pages


class ReleaseRefused(Refused):
    """A release, or a confirmation before it, that cannot be done."""


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


def passed_editions(copy: HeldCopy) -> EditionQuerySet:
    """Return the scheduled editions whose time has passed meanwhile, confirmed or not."""
    passed = Edition.objects.filter(live_from__gt=copy.stopped_at, live_from__lte=clock.true_now())
    return passed.order_by("live_from", "pk")


def lock_copy() -> HeldCopy:
    """Return the locked row of this copy. Raise ReleaseRefused if it is not held."""
    copy = held_copies().select_for_update().first()
    if copy is None:
        raise ReleaseRefused("This newsroom is not held.")
    return copy


@transaction.atomic
def confirm(ids: Iterable[int]) -> None:
    """Let editions go live at the release. Raise ReleaseRefused for one that is none of those that passed."""
    copy = lock_copy()
    known = set(passed_editions(copy).values_list("pk", flat=True))
    if strange := sorted(set(ids) - known):
        raise ReleaseRefused(f"Nothing that has passed has the number {', '.join(map(str, strange))}.")
    copy.confirmed = sorted({*copy.confirmed, *ids})
    copy.save(update_fields=["confirmed"])


@transaction.atomic
def release() -> None:
    """Let the clock go on. Raise ReleaseRefused while an edition whose time has passed is undecided."""
    copy = lock_copy()
    undecided = passed_editions(copy).exclude(pk__in=copy.confirmed).count()
    if undecided:
        raise ReleaseRefused(
            f"{undecided} scheduled texts are undecided: confirm, reschedule or cancel each of them first."
        )
    copy.released_at = clock.true_now()
    copy.save(update_fields=["released_at"])
    clear_pages()
    transaction.on_commit(clock.read_stop)
