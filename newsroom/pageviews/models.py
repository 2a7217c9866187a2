"""Page views of stories: by the hour, in sum, and as a ranking.

A story is named by its id without a foreign key, whose lock would wait for that of an editor.
"""

from datetime import UTC, datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from articles.models.language import Language


class Counted(models.Model):
    """The number of page views of one story in one language."""

    article_id = models.PositiveBigIntegerField()
    language = models.CharField(_("language"), max_length=2, choices=Language)
    reads = models.PositiveIntegerField()

    class Meta:
        abstract = True
        default_permissions = ()

    def __str__(self):
        return f"{self.article_id} · {self.language}: {self.reads}"


def hour_of(at: datetime) -> datetime:
    """Return the beginning of the hour, in UTC."""
    return at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


class HourOfReading(Counted):
    """Page views of one hour; kept for two days, then added to the ReadingsBefore of the story."""

    hour = models.DateTimeField()

    class Meta(Counted.Meta):
        constraints = [
            models.UniqueConstraint(
                name="pageviews_hour_is_counted_once", fields=["hour", "language", "article_id"]
            ),
            models.CheckConstraint(
                name="pageviews_hour_is_of_a_known_language", condition=Q(language__in=Language)
            ),
        ]


class ReadingsBefore(Counted):
    """Page views of all hours that are no longer stored one by one."""

    class Meta(Counted.Meta):
        constraints = [
            models.UniqueConstraint(name="readings_before_are_one_row", fields=["article_id", "language"])
        ]


class MostRead(Counted):
    """A place among the most read stories of the last day; computed ahead, all places at once."""

    place = models.PositiveSmallIntegerField(_("rank"))
    counted_at = models.DateTimeField()

    class Meta(Counted.Meta):
        verbose_name = _("most read story")
        verbose_name_plural = _("most read stories")
        constraints = [
            models.UniqueConstraint(name="most_read_place_is_taken_once", fields=["language", "place"])
        ]
