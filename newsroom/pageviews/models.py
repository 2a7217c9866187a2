"""Page views by type of referrer, by hour and by day, and the most read stories.

The script of a story's page reports only the type. The host names of each type are in static/js/story.js.
"""

from datetime import UTC, datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from articles.models.language import Language


class Referrer(models.TextChoices):
    """The type of page that led a reader to a story."""

    DIRECT = "direct", _("Direct")
    SEARCH = "search", _("Search and portals")
    SOCIAL = "social", _("Social media")
    MESSENGER = "messenger", _("Messengers")
    MAIL = "mail", _("Mail and feed readers")
    OWN = "own", _("Own pages")
    OTHER = "other", _("Other sites")
    UNKNOWN = "unknown", _("Unknown")

    @property
    def column(self) -> str:
        """The column that counts the type; "" for UNKNOWN, which is the remainder."""
        return "" if self is Referrer.UNKNOWN else f"from_{self.value}"


# The types that a page can report.
REPORTED = tuple(referrer for referrer in Referrer if referrer is not Referrer.UNKNOWN)
COLUMNS = tuple(referrer.column for referrer in REPORTED)


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


def _count_of_type():
    return models.PositiveIntegerField(default=0, db_default=0)


class CountedByReferrer(Counted):
    """Page views, and how many of them came from each type of page. The type of the rest is unknown."""

    from_direct = _count_of_type()
    from_search = _count_of_type()
    from_social = _count_of_type()
    from_messenger = _count_of_type()
    from_mail = _count_of_type()
    from_own = _count_of_type()
    from_other = _count_of_type()

    class Meta(Counted.Meta):
        abstract = True


class HourOfReading(CountedByReferrer):
    """Page views of one hour. After two days they move to DayOfReading and ReadingsBefore."""

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


class DayOfReading(CountedByReferrer):
    """Page views of one day in the newsroom's time zone. The last two days are in HourOfReading."""

    day = models.DateField()

    class Meta(Counted.Meta):
        constraints = [
            models.UniqueConstraint(
                name="pageviews_day_is_counted_once", fields=["day", "language", "article_id"]
            ),
            models.CheckConstraint(
                name="pageviews_day_is_of_a_known_language", condition=Q(language__in=Language)
            ),
        ]
        indexes = [models.Index(name="pageviews_days_of_a_story", fields=["article_id", "day"])]


class ReadingsBefore(Counted):
    """Page views of all hours that are no longer stored one by one."""

    class Meta(Counted.Meta):
        constraints = [
            models.UniqueConstraint(name="readings_before_are_one_row", fields=["article_id", "language"])
        ]


class MostRead(Counted):
    """A rank among the most read stories of the last day. All ranks are computed together, in advance."""

    place = models.PositiveSmallIntegerField(_("rank"))
    counted_at = models.DateTimeField()

    class Meta(Counted.Meta):
        verbose_name = _("most read story")
        verbose_name_plural = _("most read stories")
        constraints = [
            models.UniqueConstraint(name="most_read_place_is_taken_once", fields=["language", "place"])
        ]
