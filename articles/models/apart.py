"""Which found stories an editor keeps away from the related block of another."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.logged import LoggedModel, LoggedQuerySet


class ApartQuerySet(LoggedQuerySet):
    def others_of(self, article):
        """The numbers of those that are kept away from a story, to be asked within another question."""
        return self.filter(article=article).values("other")


class Apart(LoggedModel):
    """A story that stays out of another's related block, however alike the two are.

    Only what is found is kept away: whoever chooses it by hand wants it there. One way alone: the other story
    may still lead to this one. Written only by articles.kept_apart.
    """

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="apart")
    other = models.ForeignKey("articles.Article", models.CASCADE, related_name="+")
    kept_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    kept_at = models.DateTimeField(default=timezone.now)

    objects = ApartQuerySet.as_manager()

    class Meta:
        verbose_name = _("hidden related story")
        verbose_name_plural = _("hidden related stories")
        base_manager_name = "objects"
        default_permissions = []
        constraints = [
            models.UniqueConstraint(name="apart_once", fields=["article", "other"]),
            models.CheckConstraint(
                name="apart_is_from_another", condition=~models.Q(article=models.F("other"))
            ),
        ]

    def __str__(self):
        """The hidden story, and behind it that beside which it is hidden."""
        return f"{self.other} ({self.article})"

    def log_details(self):
        return super().log_details() | {"article": self.article_id, "other": self.other_id}
