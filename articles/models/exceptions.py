"""Exceptions that people make for one story: hidden related stories, reserved rights, waived findings.

Written only by articles.story_exceptions and articles.workflow.waivers.
"""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.language import Language
from articles.models.logged import LoggedModel, LoggedQuerySet
from articles.models.people import person_key
from articles.models.text import ProseField


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
    hidden_by = person_key(null=True)
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
    reserved_by = person_key(null=True)
    reserved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("story not for republication")
        verbose_name_plural = _("stories not for republication")
        base_manager_name = "objects"
        default_permissions = []

    def __str__(self):
        return str(self.article)

    def log_details(self):
        return super().log_details() | {"article": self.article_id}


class Waiver(models.Model):
    """A blocker that somebody let pass, by name and with a reason. Written only by articles.workflow.waivers.

    It holds for one finding, known by its code and the fingerprint of its place: other words are found anew.
    """

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="waivers")
    language = models.CharField(_("language"), max_length=2, choices=Language)
    code = models.CharField(_("code"), max_length=40)
    fingerprint = models.CharField(max_length=64)
    place = ProseField(_("place"), default="", blank=True)
    reason = ProseField(_("reason"))
    waived_by = person_key(_("waived by"))
    waived_at = models.DateTimeField(_("waived at"), default=timezone.now)

    class Meta:
        ordering = ["-waived_at"]
        verbose_name = _("waiver")
        verbose_name_plural = _("waivers")
        default_permissions = ["view"]
        constraints = [
            models.UniqueConstraint(
                name="waiver_once_per_finding", fields=["article", "language", "code", "fingerprint"]
            ),
            models.CheckConstraint(name="waiver_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(name="waiver_language_is_known", condition=Q(language__in=Language)),
        ]

    def __str__(self):
        return f"{self.code}: {self.place[:60]}"
