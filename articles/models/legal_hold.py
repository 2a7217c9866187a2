"""Legal holds: stories whose texts and records are evidence in a dispute."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.people import person_key
from articles.models.text import ProseField


class LegalHoldQuerySet(models.QuerySet):
    def standing(self):
        """Return the holds that nobody has released."""
        return self.filter(released_at=None)

    def stories(self):
        """Return the ids of the stories under a hold, for use as a subquery or a list."""
        return self.standing().order_by().values_list("article_id", flat=True).distinct()


class LegalHold(models.Model):
    """A hold on one story: nothing of it is redacted, fixed without a note, or deleted.

    Written only by articles.legal_holds. It is no event: everybody reads the log.
    """

    article = models.ForeignKey("articles.Article", models.PROTECT, related_name="legal_holds")
    placed_by = person_key(_("placed by"))
    placed_at = models.DateTimeField(_("placed at"), default=timezone.now)
    released_by = person_key(_("released by"), null=True)
    released_at = models.DateTimeField(_("released at"), null=True)
    release_reason = ProseField(_("reason of the release"), default="", blank=True)

    objects = LegalHoldQuerySet.as_manager()

    class Meta:
        verbose_name = _("legal hold")
        verbose_name_plural = _("legal holds")
        default_permissions = []
        constraints = [
            models.CheckConstraint(
                name="legal_hold_is_released_for_a_reason",
                condition=Q(released_by=None, released_at=None, release_reason="")
                | (Q(released_by__isnull=False, released_at__isnull=False) & ~Q(release_reason="")),
            ),
        ]
        indexes = [
            models.Index(name="legal_hold_standing", fields=["article"], condition=Q(released_at=None))
        ]

    def __str__(self):
        return f"{self.article_id}: {self.placed_at}"

    @property
    def is_standing(self):
        return self.released_at is None
