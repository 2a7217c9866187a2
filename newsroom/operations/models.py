from django.db import models
from django.utils import timezone


class TaskWorker(models.Model):
    """A worker that runs queued tasks, with the instant at which it last renewed its lease."""

    id = models.CharField(max_length=64, primary_key=True)
    seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = []

    def __str__(self):
        return self.id
