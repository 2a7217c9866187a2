from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles import clock

DROPPED_KEPT = timedelta(days=1)
# A browser tells every fifteen seconds that it is there; two of these may get lost.
HERE = timedelta(seconds=45)


class AutosavedDraftQuerySet(models.QuerySet):
    def of(self, user, row, at=None):
        """Return a person's recent drafts of a row, such as a story (None: of new ones), the latest first."""
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
        """Return the other people who have a story open at an instant."""
        at = at or clock.now()
        here = self.filter(article=article, seen_at__gt=at - HERE).exclude(user=user)
        return here.select_related("user").order_by("user__username")


class AutosavedDraft(models.Model):
    """Text typed into a form and not saved yet, kept so that no crash loses it.

    A subclass has the foreign keys: `user`, and one to the row of the form, None for a new row.

    row_name  the name of the latter; "" where the form is always of a new row
    tab       names the window in which it was typed, made by the browser
    fields    {name of a form field: [values]}, only of what differs from what the form showed
    shown     the same for what the form showed there, and the versions that it was read at
    Never part of the history; gone once the form is saved, or a day after the person dropped it.
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
    """A person who has a story open, when they were last seen there and when they last typed."""

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
