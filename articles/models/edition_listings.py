from datetime import datetime

from django.db import models
from django.db.models import Value

from articles.models.edition import Edition
from articles.models.image import has_rights_at
from articles.models.language import Language
from articles.models.logged import pictured_models
from articles.models.planning import day_of


class Filing(models.Model):
    """A row that lists an edition; outside the digest, so that merged topics can be filed anew.

    Repeats language, first publication and article, so that every list is one index range.
    """

    language = models.CharField(max_length=2, choices=Language)
    first_published_at = models.DateTimeField()
    article = models.ForeignKey("articles.Article", models.PROTECT, related_name="+")

    class Meta:
        abstract = True


class EditionTopic(Filing):
    edition = models.ForeignKey(Edition, models.CASCADE, related_name="topic_filings")
    topic = models.ForeignKey("articles.Topic", models.PROTECT, related_name="filings")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="edition_topic_once", fields=["edition", "topic"]),
        ]
        indexes = [
            models.Index(
                name="edition_topic_river", fields=["topic", "language", "-first_published_at", "-article"]
            ),
        ]

    def __str__(self):
        return f"{self.edition_id} under topic {self.topic_id}"


class EditionByline(Filing):
    edition = models.ForeignKey(Edition, models.CASCADE, related_name="byline_filings")
    author = models.ForeignKey("articles.Author", models.PROTECT, related_name="filings")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="edition_byline_once", fields=["edition", "author"]),
        ]
        indexes = [
            models.Index(
                name="edition_byline_river",
                fields=["author", "language", "-first_published_at", "-article"],
            ),
        ]

    def __str__(self):
        return f"{self.edition_id} under author {self.author_id}"


class EditionPictureQuerySet(models.QuerySet):
    def live(self, at):
        """Return those of editions that readers have at an instant, while there are rights to the picture."""
        return self.filter(has_rights_at(at, "image__"), edition__in=Edition.objects.live(at))


def live_pictures(at: datetime) -> list[models.QuerySet]:
    """Return the rows by which readers have pictures, while there are rights: of editions, then of others.

    The newest first, each with its image and contract.
    """
    editions = EditionPicture.objects.live(at).select_related("edition", "image__contract")
    editions = editions.defer("edition__body", "edition__printed", "edition__seal")
    others = [model.objects.live(at).exclude(image=None) for model in pictured_models()]
    others = [rows.filter(has_rights_at(at, "image__")).select_related("image__contract") for rows in others]
    return [rows.order_by("-pk") for rows in (editions, *others)]


def overdue_pictures(at: datetime) -> list[models.QuerySet]:
    """Return those of them whose contract has ended and leaves no picture in the archive."""
    ended = {"image__contract__keeps_archive": False, "image__contract__last_day__lt": day_of(at)}
    return [rows.filter(**ended) for rows in live_pictures(at)]


def first_ids(kinds: list[models.QuerySet], most: int) -> dict[int, list[int]]:
    """Return {place of a kind: ids of its first rows}, `most` together, in one query; without empty kinds."""
    first, *others = (
        rows.order_by().values_list(Value(place, models.IntegerField()), "pk")
        for place, rows in enumerate(kinds)
    )
    found = {}
    for place, pk in first.union(*others, all=True)[:most]:
        found.setdefault(place, []).append(pk)
    return found


class EditionPicture(Filing):
    """A file that an edition printed, by the name that it had then: what readers may fetch while it is live.

    The name and not the image alone, for another file may have been put in the place of an image since.
    """

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="picture_filings")
    image = models.ForeignKey("articles.Image", models.PROTECT, related_name="filings")
    name = models.CharField(max_length=100)

    objects = EditionPictureQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="edition_picture_once", fields=["edition", "image"]),
        ]
        indexes = [models.Index(name="edition_picture_file", fields=["name"])]

    def __str__(self):
        return f"{self.edition_id} with picture {self.image_id}"
