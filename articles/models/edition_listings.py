from datetime import datetime

from django.db import models
from django.db.models import Value

from articles.models.edition import Edition
from articles.models.image import has_rights_at
from articles.models.language import Language
from articles.models.logged import pictured_models
from articles.models.planning import day_of


class Filing(models.Model):
    """A row that files an edition under a topic, an author or a picture.

    The edition's digest does not cover the row, so that editions can be refiled when topics are merged.
    Language, first publication and article are copied from the edition, so that each list reads one index
    range.
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
        """Return the pictures of editions that are live at an instant, while their rights are valid."""
        return self.filter(has_rights_at(at, "image__"), edition__in=Edition.objects.live(at))


def live_pictures(at: datetime) -> list[models.QuerySet]:
    """Return querysets of the rows that show readers a picture with valid rights, newest first.

    The first selects EditionPictures, and each of the others selects the rows of one PicturedModel. Image and
    contract are joined.
    """
    editions = EditionPicture.objects.live(at).select_related("edition", "image__contract")
    editions = editions.defer("edition__body", "edition__printed", "edition__seal")
    others = [model.objects.live(at).exclude(image=None) for model in pictured_models()]  # type: ignore[attr-defined]  # each has an IntervalQuerySet
    others = [rows.filter(has_rights_at(at, "image__")).select_related("image__contract") for rows in others]
    return [rows.order_by("-pk") for rows in (editions, *others)]


def overdue_pictures(at: datetime) -> list[models.QuerySet]:
    """Return live_pictures() limited to pictures whose contract has ended and does not keep the archive."""
    ended = {"image__contract__keeps_archive": False, "image__contract__last_day__lt": day_of(at)}
    return [rows.filter(**ended) for rows in live_pictures(at)]


def first_ids(kinds: list[models.QuerySet], most: int) -> dict[int, list[int]]:
    """Return {index of a queryset: ids of some of its rows}, without empty querysets. One query.

    most  limit for all querysets together
    """
    first, *others = (
        rows.order_by().values_list(Value(index, models.IntegerField()), "pk")
        for index, rows in enumerate(kinds)
    )
    by_queryset = {}
    for index, pk in first.union(*others, all=True)[:most]:
        by_queryset.setdefault(index, []).append(pk)
    return by_queryset


class EditionPicture(Filing):
    """A picture file that an edition printed, which readers may fetch while the edition is live.

    `name` is the file name at publication, since the file of an image may be replaced later.
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
