"""What readers see beside editions: its changes are events, so no write may pass them by."""

from django.db import models, transaction


class LoggedQuerySet(models.QuerySet):
    """Refuses the writes that would change what readers see without an event."""

    def _refuse(self, *args, **kwargs):
        raise TypeError(
            f"{self.model.__name__} is written one object at a time, so that the log sees each change."
        )

    update = bulk_create = bulk_update = _refuse
    _refuse.alters_data = True


class LoggedModel(models.Model):
    """A model whose every save and deletion is an event in the same transaction (articles.log).

    changed_by  who changes it, where a verb is told; else it is the person of the request
    """

    changed_by = None
    objects = LoggedQuerySet.as_manager()

    class Meta:
        abstract = True
        base_manager_name = "objects"  # or topic.merged_topics.add(other) would pass the refusals by

    @transaction.atomic
    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)

    @transaction.atomic
    def delete(self, *args, **kwargs):
        return super().delete(*args, **kwargs)

    def log_details(self):
        """What an event keeps of it, as JSON."""
        return {"name": str(self)}
