from django.db import models
from django.utils import timezone

FOLLOW_LOG, BACKUP, PRUNING = "follow_log", "backup", "prune"  # names of heartbeats


class TaskWorker(models.Model):
    """A worker that runs queued tasks, with the instant at which it last renewed its lease."""

    id = models.CharField(max_length=64, primary_key=True)
    seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = []

    def __str__(self):
        return self.id


class HeldCopy(models.Model):
    """A restored copy whose clock stands still, and that sends nothing, until it is released.

    stopped_at   the instant of the backup, at which the clock stands still
    confirmed    names, such as "edition:12", of plans that begin at the release, though their time has passed
    released_at  None while it is held
    """

    stopped_at = models.DateTimeField()
    held_at = models.DateTimeField(default=timezone.now)
    confirmed = models.JSONField(default=list)
    released_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = []

    def __str__(self):
        return f"held at {self.stopped_at:%Y-%m-%d %H:%M}"


class Heartbeat(models.Model):
    """Background work by name, with the instant at which it was last known to run, or was last done."""

    name = models.CharField(max_length=40, primary_key=True)
    seen_at = models.DateTimeField()

    class Meta:
        default_permissions = []

    def __str__(self):
        return f"{self.name}: {self.seen_at:%Y-%m-%d %H:%M}"
