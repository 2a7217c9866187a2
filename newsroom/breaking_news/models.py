"""Stories published as breaking news, with the keys of their forms, and autosaved drafts of the form."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles import clock
from articles.models.autosave import AutosavedDraft
from articles.models.language import STORY_BODIES
from articles.models.logged import LockableQuerySet
from articles.models.people import person_key

RECENT = timedelta(hours=1)


class BreakingStoryQuerySet(LockableQuerySet):
    def recent(self, at: datetime | None = None):
        """Return stories of the last hour, latest first, with users and articles but without body texts."""
        rows = self.filter(published_at__gt=(at or clock.now()) - RECENT)
        return (
            rows.select_related("article", "published_by")
            .defer(*STORY_BODIES)
            .order_by("-published_at", "-pk")
        )


class BreakingStory(models.Model):
    """A story that was published as breaking news.

    key     key of the form; a form that is sent twice publishes once
    digest  hash of the content: differs if a form with a used key is sent again with other content
    Written only by newsroom.breaking_news.publication.
    """

    key = models.UUIDField(unique=True)
    digest = models.CharField(max_length=64)
    article = models.OneToOneField(
        "articles.Article", models.CASCADE, related_name="+", verbose_name=_("story")
    )
    published_by = person_key(_("published by"))
    published_at = models.DateTimeField(_("published"), default=timezone.now)

    objects = BreakingStoryQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("breaking story")
        verbose_name_plural = _("breaking stories")
        default_permissions = []
        indexes = [models.Index(name="breaking_story_by_time", fields=["published_at"])]

    def __str__(self):
        return f"{self.article_id} · {self.published_at:%Y-%m-%d %H:%M}"


class BreakingDraft(AutosavedDraft):
    """An autosaved draft of the breaking news form, visible only to its user."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")

    class Meta(AutosavedDraft.Meta):
        constraints = [
            models.UniqueConstraint(
                name="breaking_draft_once_per_tab",
                fields=["user", "tab"],
                condition=models.Q(dropped_at=None),
            ),
        ]
