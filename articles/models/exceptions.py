"""Exceptions that an editor makes for one story. Written only by articles.story_exceptions."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.logged import LoggedModel, LoggedQuerySet


class RelatedExclusionQuerySet(LoggedQuerySet):
    def others_of(self, article):
        """Return the ids of the stories that are hidden beside one, for use as a subquery."""
        return self.filter(article=article).values("other")


class RelatedExclusion(LoggedModel):
    """A story that stays out of another's related block, however alike the two are.

    Only what software found is hidden: whoever chooses it by hand wants it there. In one direction: the other
    story may still link to this one.
    """

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="related_exclusions")
    other = models.ForeignKey("articles.Article", models.CASCADE, related_name="+")
    hidden_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    hidden_at = models.DateTimeField(default=timezone.now)

    objects = RelatedExclusionQuerySet.as_manager()

    class Meta:
        verbose_name = _("hidden related story")
        verbose_name_plural = _("hidden related stories")
        base_manager_name = "objects"
        default_permissions = []
        constraints = [
            models.UniqueConstraint(name="related_exclusion_once", fields=["article", "other"]),
            models.CheckConstraint(
                name="related_exclusion_is_of_another", condition=~models.Q(article=models.F("other"))
            ),
        ]

    def __str__(self):
        """Name the hidden story, and behind it that beside which it is hidden."""
        return f"{self.other} ({self.article})"

    def log_details(self):
        return super().log_details() | {"article": self.article_id, "other": self.other_id}


class RightsReservation(LoggedModel):
    """A story that others may not republish, in either language: an agency's text, or its pictures."""

    article = models.OneToOneField("articles.Article", models.CASCADE, related_name="rights_reservation")
    reserved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reserved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("story that is not for republishing")
        verbose_name_plural = _("stories that are not for republishing")
        base_manager_name = "objects"
        default_permissions = []

    def __str__(self):
        return str(self.article)

    def log_details(self):
        return super().log_details() | {"article": self.article_id}
