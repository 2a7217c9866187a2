"""Autosaved drafts, and the presence of users who have a story open. Neither is part of the history."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles import clock
from articles.annotations import User

DROPPED_KEPT = timedelta(days=1)  # discarded drafts are deleted after this time
# A user counts as present for this long after a report. Browsers report every fifteen seconds, and two
# reports may be lost.
HERE = timedelta(seconds=45)
UPDATE_EVERY = timedelta(seconds=10)
FORGET_AFTER = timedelta(days=1)  # older presences of a story are deleted with the next insertion


class AutosavedDraftQuerySet(models.QuerySet):
    def of(self, user, row, at=None):
        """Return a user's recent drafts of a row, such as a story, or of new rows (None); latest first."""
        of_row = {self.model.row_name: row} if self.model.row_name else {}
        return self.filter(user=user, **of_row).exclude(_is_old(at))

    def old(self, at=None):
        return self.filter(_is_old(at))


def _is_old(at):
    at = at or clock.now()
    return models.Q(dropped_at__lte=at - DROPPED_KEPT) | models.Q(
        kept_at__lte=at - timedelta(days=settings.DRAFT_DAYS)
    )


class PresenceQuerySet(models.QuerySet):
    def others(self, article, user, at=None):
        """Return the presences of other users who have a story open at an instant."""
        at = at or clock.now()
        here = self.filter(article=article, seen_at__gt=at - HERE).exclude(user=user)
        return here.select_related("user").order_by("user__username")


class AutosavedDraft(models.Model):
    """Unsaved form input, kept so that a crash does not lose it.

    Subclasses add the foreign key `user`, and a nullable one to the row that the form edits.

    row_name  name of the key to the row, which is None for a new row; "" if the form only creates rows
    tab       id of the browser tab, which the browser creates
    fields    {form field: [values]}, only fields that differ from the form as shown
    shown     the values that the form showed for these fields, and the versions that it was based on

    Deleted when the form is saved, a day after the user discarded it, or DRAFT_DAYS after it was stored.
    """

    row_name = ""

    tab = models.CharField(max_length=40)
    fields = models.JSONField(default=dict)
    shown = models.JSONField(default=dict)
    kept_at = models.DateTimeField(default=timezone.now)
    dropped_at = models.DateTimeField(null=True, blank=True)

    objects = AutosavedDraftQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["-kept_at"]
        verbose_name = _("autosaved draft")
        verbose_name_plural = _("autosaved draft")
        default_permissions = []

    def __str__(self):
        row_id = getattr(self, f"{self.row_name}_id", None)
        return f"{self.user_id} · {row_id or 'new'} · {self.kept_at:%Y-%m-%d %H:%M}"

    @property
    def is_dropped(self):
        return self.dropped_at is not None


class UnsavedTyping(AutosavedDraft):
    """An autosaved draft of a story."""

    row_name = "article"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="unsaved_typing")
    article = models.ForeignKey(
        "articles.Article", models.CASCADE, null=True, blank=True, related_name="unsaved_typing"
    )

    class Meta(AutosavedDraft.Meta):
        constraints = [
            models.UniqueConstraint(
                name="unsaved_typing_once_per_tab",
                fields=["user", "tab"],
                condition=models.Q(dropped_at=None),
            ),
        ]
        indexes = [models.Index(name="unsaved_typing_of_article", fields=["article", "user"])]


class Presence(models.Model):
    """A user who has a story open.

    seen_at   time of the last report of the browser
    typed_at  the same time if the form had unsaved input, else None
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="presences")
    seen_at = models.DateTimeField(default=timezone.now)
    typed_at = models.DateTimeField(null=True, blank=True)
    language = models.CharField(max_length=2, default="", blank=True)

    objects = PresenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("presence")
        verbose_name_plural = _("presences")
        default_permissions = []
        constraints = [
            models.UniqueConstraint(name="presence_once_per_story", fields=["user", "article"]),
        ]
        indexes = [models.Index(name="presence_of_article", fields=["article", "-seen_at"])]

    def __str__(self):
        return f"{self.user_id} at {self.article_id}"


@transaction.atomic
def keep_typing(
    row_id: int | None, *, tab: str, fields, shown, by, at=None, drafts: type[AutosavedDraft] = UnsavedTyping
) -> AutosavedDraft | None:
    """Store the unsaved input of one browser tab. Delete it and return None if no field differs.

    row_id  id of the story or other row; None for a new row
    drafts  the model that stores the drafts
    """
    if not fields:
        forget_typing(by=by, drafts=drafts, tab=tab, dropped_at=None)
        return None
    columns = {"fields": fields, "shown": shown, "kept_at": at or clock.now()}
    if drafts.row_name:
        columns[f"{drafts.row_name}_id"] = row_id
    draft, is_new = drafts.objects.update_or_create(user=by, tab=tab, dropped_at=None, defaults=columns)  # type: ignore[misc]  # AutosavedDraft leaves the key to its subclasses
    if is_new:
        drafts.objects.old(at).delete()
    return draft


def forget_typing(*, by: User, drafts: type[AutosavedDraft] = UnsavedTyping, **which) -> int:
    """Delete the user's drafts with the given column values, such as tab="…". Return their number."""
    return drafts.objects.filter(user=by, **which).delete()[0]  # type: ignore[misc]  # AutosavedDraft leaves the key to its subclasses


def drop_typing(pk: int, *, by: User, drafts: type[AutosavedDraft] = UnsavedTyping) -> int:
    """Mark a draft as discarded. It can be restored for a day. Return 1, or 0 if there is no such draft."""
    rows = drafts.objects.filter(user=by, pk=pk, dropped_at=None)  # type: ignore[misc]  # AutosavedDraft leaves the key to its subclasses
    return rows.update(dropped_at=timezone.now())


@transaction.atomic
def be_here(
    article_id: int, *, by: User, typed: bool = False, language: str = "", at: datetime | None = None
) -> None:
    """Record that a user has a story open, and whether the form has unsaved input (`typed`).

    Writes at most every ten seconds, unless `typed` or the language has changed.
    """
    at = at or clock.now()
    row = Presence.objects.filter(article=article_id, user=by).first()
    if row is None:
        Presence.objects.filter(article=article_id, seen_at__lt=at - FORGET_AFTER).delete()
        row = Presence(article_id=article_id, user=by, seen_at=at, language=language)
        row.typed_at = at if typed else None
        # Another window of the same user may have inserted a row.
        Presence.objects.bulk_create([row], ignore_conflicts=True)
        return
    is_changed = (row.typed_at is not None, row.language) != (typed, language)
    if is_changed or row.seen_at < at - UPDATE_EVERY:
        row.seen_at, row.typed_at, row.language = at, at if typed else None, language
        row.save(update_fields=["seen_at", "typed_at", "language"])


def leave(article_id: int, *, by: User) -> None:
    """Record that a user has closed a story."""
    Presence.objects.filter(article=article_id, user=by).delete()
