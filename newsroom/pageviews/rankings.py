"""The ranking of most read stories, computed ahead for every page that shows it."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Min, QuerySet, Sum

from articles.models.language import Language
from newsroom.pageviews.models import HourOfReading, MostRead, hour_of

SPAN = timedelta(hours=24)
VALID = timedelta(hours=2)  # an older ranking is not shown
PLACES = 20  # more than are shown: some stories may have been withdrawn since


def most_read(language, at):
    """Return [(article id, reads)] of the last day, the most read first, from settings.MOST_READ_FROM on."""
    hours = HourOfReading.objects.filter(language=language, hour__gt=hour_of(at - SPAN), hour__lte=at)
    counted = hours.values_list("article_id").annotate(sum=Sum("reads"))
    counted = counted.filter(sum__gte=settings.MOST_READ_FROM)
    return list(counted.order_by("-sum", "-article_id")[:PLACES])


def compute_rankings(at: datetime) -> list[MostRead]:
    """Return the unsaved places of all languages. Counting takes longer than a lock should be held."""
    return [
        MostRead(language=language, place=place, article_id=article_id, reads=reads, counted_at=at)
        for language in Language.values
        for place, (article_id, reads) in enumerate(most_read(language, at), 1)
    ]


def save_rankings(places: list[MostRead]) -> None:
    """Replace the stored rankings."""
    MostRead.objects.all().delete()
    MostRead.objects.bulk_create(places)


def ranking_at(language: str, at: datetime) -> QuerySet[MostRead]:
    """Return the places of a language that may be shown at an instant."""
    return MostRead.objects.filter(language=language, counted_at__gt=at - VALID, counted_at__lte=at)


def ranking_ends(at: datetime) -> datetime | None:
    """Return when the rankings that may be shown at an instant get too old; None if there are none."""
    counted_at = MostRead.objects.filter(counted_at__gt=at - VALID, counted_at__lte=at)
    earliest = counted_at.aggregate(earliest=Min("counted_at"))["earliest"]
    return earliest and earliest + VALID


def ranked_stories(at: datetime) -> dict[str, list[int]]:
    """Return {language: ids of the stories of its ranking, the most read first}, in one query."""
    ranked = {language: [] for language in Language.values}
    rows = MostRead.objects.filter(counted_at__gt=at - VALID, counted_at__lte=at).order_by("place")
    for language, story in rows.values_list("language", "article_id"):
        ranked[language].append(story)
    return ranked
