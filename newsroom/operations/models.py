"""Workers of the task queue, held restored copies, and heartbeats of background work."""

from contextlib import nullcontext
from datetime import datetime

from django.db import connection, models, transaction
from django.utils import timezone

FOLLOW_LOG, BACKUP, PRUNING = "follow_log", "backup", "prune"  # names of heartbeats


class TaskWorker(models.Model):
    """A worker that runs queued tasks, and the instant when it last renewed its lease."""

    id = models.CharField(max_length=64, primary_key=True)
    seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = []

    def __str__(self):
        return self.id


class HeldCopyQuerySet(models.QuerySet):
    def held(self):
        return self.filter(released_at=None).order_by("stopped_at")

    def stopped_at(self) -> datetime | None:
        """Return the instant that the stopped clock shows, or None if this is not a held copy."""
        # The table is missing before the first migration: the savepoint keeps the transaction usable.
        with transaction.atomic() if connection.in_atomic_block else nullcontext():
            return self.held().values_list("stopped_at", flat=True).first()


class HeldCopy(models.Model):
    """A restored copy that is held until its release (newsroom.operations.management.commands.release).

    Its clock is stopped at the instant of the backup (articles.clock), so that no scheduled edition goes
    live. follow_log runs no task, sends no email and calls no CDN. Everything scheduled after the backup is
    still in the future.

    stopped_at   the instant of the backup, which the stopped clock shows
    confirmed    names, such as "edition:12", of overdue plans that begin at the release
    released_at  None while it is held
    """

    stopped_at = models.DateTimeField()
    held_at = models.DateTimeField(default=timezone.now)
    confirmed = models.JSONField(default=list)
    released_at = models.DateTimeField(null=True)

    objects = HeldCopyQuerySet.as_manager()

    class Meta:
        default_permissions = []

    def __str__(self):
        return f"held at {self.stopped_at:%Y-%m-%d %H:%M}"


class Heartbeat(models.Model):
    """The instant when named background work was last seen running, or last finished."""

    name = models.CharField(max_length=40, primary_key=True)
    seen_at = models.DateTimeField()

    class Meta:
        default_permissions = []

    def __str__(self):
        return f"{self.name}: {self.seen_at:%Y-%m-%d %H:%M}"
