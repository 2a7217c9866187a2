from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ArticleSnapshot(models.Model):
    """The parts of a history record beside its columns: filing, related block, sources, versions.

    Written by articles.workflow.saving, read by articles.workflow.history_states.
    """

    snapshot = models.JSONField(_("filing"), default=dict)

    class Meta:
        abstract = True


def keep(article, *, by, change, snapshot):
    """Add one record of the whole working copy, both languages, to its history.

    change  "+" for the first, "~" for each later one. Called once a save, after the
    inlines, by articles.workflow.saving.
    """
    record = type(article).history.model
    columns = {field.attname: getattr(article, field.attname) for field in record.tracked_fields}
    return record.objects.create(
        history_date=timezone.now(),
        history_type=change,
        history_user=by,
        history_change_reason="",
        snapshot=snapshot,
        **columns,
    )
