"""Base classes: models whose rows never change, and models that log every change as an event."""

from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction
from django.db.models import Max, Min, Q
from django.utils.translation import gettext_lazy as _

from articles import clock
from articles.annotations import User
from articles.models.text import PrintedLineField, PrintedProseField
from articles.text.digests import new_digest_key

# {name: logged model}, without Edition. Packages register their models with articles.events.log.listen.
LOGGED: dict[str, type[Any]] = {}


def subject_model(name: str) -> type[models.Model]:
    """Return the model that events call `name`, from LOGGED or this app. Raise LookupError if unknown."""
    return LOGGED.get(name) or apps.get_model("articles", name)


def subject_types() -> list[str]:
    """Return every name that subject_model accepts."""
    return [*LOGGED, *(str(model._meta.model_name) for model in apps.get_app_config("articles").get_models())]


def models_of_stories() -> list[str]:
    """Return the names of the logged models with an `article` column."""
    return [name for name, model in LOGGED.items() if hasattr(model, "article_id")]


def sealed_models() -> list[type["SealedModel"]]:
    """Return the logged models whose rows are sealed. Editions are chained instead."""
    return [model for model in LOGGED.values() if issubclass(model, SealedModel)]


def models_sealed_at_begin() -> list[type["SealedAtBeginModel"]]:
    """Return the logged models whose rows may change until they begin."""
    return [model for model in LOGGED.values() if issubclass(model, SealedAtBeginModel)]


def pictured_models() -> list[type["PicturedModel"]]:
    """Return the sealed models, besides editions, whose rows may print a library picture."""
    return [model for model in sealed_models() if issubclass(model, PicturedModel)]


class LockableQuerySet(models.QuerySet):
    """A queryset that can lock its whole table."""

    def lock_table(self) -> None:
        """Allow other transactions to read the table, but not to write, until this one ends.

        For checks that concern all rows, including rows not yet inserted. SQLite needs no lock: it allows
        only one writing transaction at a time.
        """
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                table = connection.ops.quote_name(self.model._meta.db_table)
                cursor.execute(f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE")


class AppendOnlyQuerySet(models.QuerySet):
    """A queryset that only inserts, one row at a time. Other writes raise TypeError."""

    def _refuse(self, *args, **kwargs):
        raise TypeError(f"{self.model.__name__} is append-only.")

    update = delete = bulk_create = bulk_update = _refuse


class AppendOnlyModel(models.Model):
    """A model whose rows never change and are never deleted."""

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True
        base_manager_name = "objects"

    def save(self, **options):
        if not self._state.adding:
            raise TypeError(f"{type(self).__name__} is append-only.")
        super().save(**options | {"force_insert": True})

    def delete(self, *args, **kwargs):
        raise TypeError(f"{type(self).__name__} is append-only.")


class LoggedQuerySet(LockableQuerySet):
    """A queryset whose bulk writes raise TypeError: they would change public data without an event."""

    def _refuse(self, *args, **kwargs):
        raise TypeError(f"Write {self.model.__name__} one object at a time, so that each change is logged.")

    update = bulk_create = bulk_update = _refuse

    _refuse.alters_data = True  # type: ignore[attr-defined]  # so that templates do not call it


class IntervalQuerySet(LoggedQuerySet):
    """A queryset of rows that readers see during an interval.

    interval  names of the columns with its start and end
    """

    interval = ("live_from", "live_until")

    def begun(self, at: datetime | None = None):
        """Return the rows that have begun by an instant (default: now), ended or not."""
        return self.filter(**{f"{self.interval[0]}__lte": at or clock.now()})

    def ahead(self, at: datetime | None = None):
        """Return the rows that have not begun by an instant (default: now)."""
        return self.filter(**{f"{self.interval[0]}__gt": at or clock.now()})

    def not_over(self, at: datetime | None = None):
        """Return the rows that have not ended at an instant (default: now), begun or not."""
        end = self.interval[1]
        return self.filter(Q(**{end: None}) | Q(**{f"{end}__gt": at or clock.now()}))

    def live(self, at: datetime | None = None):
        """Return the rows that have begun and not ended at an instant (default: now)."""
        at = at or clock.now()
        return self.begun(at).not_over(at)

    def changes_around(self, at: datetime) -> tuple[datetime | None, datetime | None]:
        """Return (the last start or end of a row before an instant, the first after it), each or None."""
        start, end = self.interval
        bounds = self.aggregate(
            began=Max(start, filter=Q(**{f"{start}__lt": at})),
            ended=Max(end, filter=Q(**{f"{end}__lt": at})),
            begins=Min(start, filter=Q(**{f"{start}__gt": at})),
            ends=Min(end, filter=Q(**{f"{end}__gt": at})),
        )
        before, after = (bounds["began"], bounds["ended"]), (bounds["begins"], bounds["ends"])
        return max(filter(None, before), default=None), min(filter(None, after), default=None)


class LoggedModel(models.Model):
    """A model that logs every save and deletion as an event, in the same transaction (articles.events.log).

    changed_by     the user, if code passes one; otherwise the user of the request
    change_reason  the reason, if code passes one
    event_digest   digest of a published text, or ""; its events store it, and daily digests cover them
    """

    changed_by: User | None = None
    change_reason = ""
    event_digest = ""
    objects = LoggedQuerySet.as_manager()

    class Meta:
        abstract = True
        base_manager_name = "objects"  # otherwise topic.merged_topics.add(other) would bypass the refusals

    @transaction.atomic
    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)

    @transaction.atomic
    def delete(self, *args, **kwargs):
        return super().delete(*args, **kwargs)

    def log_details(self):
        """Return the details of the object that its events store, as JSON data."""
        return {"name": str(self)}


class SealedModel(LoggedModel):
    """A logged model about a story whose texts are published once and sealed. A row is one publication.

    article      the story
    digest       the seal: the result of sealed() when the row was published
    digest_key   a secret in the digest; a redaction deletes it together with the words
    redacted_at  when words were removed, or None
    """

    article_id: int
    digest: models.CharField
    digest_key: models.CharField
    redacted_at: models.DateTimeField

    class Meta(LoggedModel.Meta):
        abstract = True

    end = "live_until"  # name of the only column that may change later

    def save(self, *args, update_fields=None, **kwargs):
        """Save a new row, or only the end of an existing one. Raise TypeError for any other change."""
        if not self._state.adding and set(update_fields or ()) != {self.end}:
            raise TypeError(
                f"A published {self._meta.model_name} cannot be changed; only its end can be set."
            )
        super().save(*args, update_fields=update_fields, **kwargs)

    @property
    def event_digest(self):
        return self.digest

    def sealed(self) -> str:
        """Return the digest of everything that the seal covers, for the row's current values."""
        raise NotImplementedError

    @property
    def is_sound(self) -> bool:
        """Return whether the texts match the seal. Also True if a redaction has deleted the key."""
        return self.digest == self.sealed() or (self.redacted_at is not None and not self.digest_key)


class SealedAtBeginModel(LoggedModel):
    """A logged model whose rows may change until readers see them, and not afterwards.

    Each event of a row stores the digest of its content for readers, so the digest in the last event covers
    the content that they have seen since the row began. Rows that are older than this feature have no key,
    and the log has no digests of them.

    digest_key  a secret in the digest; a redaction deletes it together with the words
    """

    digest_key = models.CharField(
        max_length=32, default=new_digest_key, db_default="", blank=True, editable=False
    )

    class Meta(LoggedModel.Meta):
        abstract = True

    @property
    def event_digest(self):
        return self.sealed() if self.digest_key else ""

    def sealed(self) -> str:
        """Return the digest of the content that readers see, for the row's current values."""
        raise NotImplementedError

    @classmethod
    def seen(cls, at: datetime) -> models.QuerySet:
        """Return the rows that have begun by an instant."""
        raise NotImplementedError


# A value of PicturedModel.withheld that is no PictureUse: pages in the other language omit the picture.
OTHER_LANGUAGE = "other_language"
LONGEST_ALT, LONGEST_CAPTION = 300, 1_000  # characters


class PicturedModel(SealedModel):
    """A sealed model whose rows may print a library picture, with its file and words at publication.

    picture_file  the file name at publication, as the image's file may be replaced later
    withheld      uses (PictureUse, OTHER_LANGUAGE) that the picture's contract forbade at publication,
                  separated by spaces

    A redaction of the picture replaces the file by a placeholder and empties the words.
    """

    PICTURE = (
        *("image_id", "picture_file", "picture_width", "picture_height", "alt", "caption", "credit"),
        "withheld",
    )

    image = models.ForeignKey(
        "articles.Image", models.PROTECT, null=True, related_name="+", verbose_name=_("image")
    )
    picture_file = models.CharField(_("file"), max_length=100, default="", db_default="")
    picture_width = models.PositiveIntegerField(_("width in pixels"), default=0, db_default=0)
    picture_height = models.PositiveIntegerField(_("height in pixels"), default=0, db_default=0)
    alt = PrintedLineField(_("alt text"), max_length=LONGEST_ALT, default="", db_default="")
    caption = PrintedProseField(_("caption"), default="", db_default="")
    credit = PrintedLineField(_("credit"), max_length=200, default="", db_default="")
    withheld = models.CharField(max_length=100, default="", db_default="")

    class Meta(SealedModel.Meta):
        abstract = True

    def is_withheld(self, use: str) -> bool:
        """Return whether a use must omit the picture."""
        return use in self.withheld.split()

    def picture_columns(self) -> dict:
        """Return the picture columns for the seal; {} without a picture, so that older seals stay valid."""
        return {name: getattr(self, name) for name in self.PICTURE} if self.image_id else {}
