from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.language import Language
from articles.models.text import LineField
from articles.models.translation_pace import TranslatedSegmentQuerySet
from articles.text.segments import segments_in
from articles.text.translation.freshness import RecordedTranslation


class TranslatedSegment(models.Model):
    """A segment of a translation and the source that it was made from, as it was then.

    source_html  a body of the source's segments alone: "" for what was added, several where they were joined
    target_html  the same of the translation, as it was last written: "" for what was left out
    Headline and summary are elements of their own there. `position` is the order in which they are read.
    Whether it is current is computed (translations.freshness). Only translations.provenance writes it.
    """

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="translated_segments")
    language = models.CharField(_("language"), max_length=2, choices=Language)
    position = models.PositiveIntegerField(_("position"))
    source_html = models.TextField(_("made from"), default="", blank=True)
    target_html = models.TextField(_("translation"), default="", blank=True)
    reason = LineField(_("reason"), max_length=200, default="", blank=True)
    is_draft = models.BooleanField(_("not finished"), default=False)
    translated_at = models.DateTimeField(_("translated at"), default=timezone.now)
    translated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("translated by")
    )

    objects = TranslatedSegmentQuerySet.as_manager()

    class Meta:
        ordering = ["article", "language", "position"]
        verbose_name = _("translated segment")
        verbose_name_plural = _("translated segments")
        default_permissions = []
        constraints = [
            models.CheckConstraint(
                name="translated_segment_language_is_known", condition=Q(language__in=Language)
            ),
            models.CheckConstraint(
                name="translated_segment_has_a_side", condition=~Q(source_html="") | ~Q(target_html="")
            ),
            models.CheckConstraint(
                name="translated_segment_left_out_says_why", condition=~Q(target_html="") | ~Q(reason="")
            ),
        ]
        indexes = [models.Index(name="translated_segment_order", fields=["article", "language", "position"])]

    def __str__(self):
        return (self.target_html or self.source_html)[:80]

    def made(self):
        """The same as articles.text.translation.freshness takes it."""
        sources, targets = (tuple(segments_in(html)) for html in (self.source_html, self.target_html))
        return RecordedTranslation(sources, targets, self.reason, self.is_draft, row=self)
