from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.language import Language
from articles.models.text import ProseField


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
    waived_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("waived by")
    )
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
