"""The record of a front page as readers saw it, from one change to the next."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Exists, Min, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from articles.models.language import Language
from articles.models.redaction import LegalHold


class FrontPageRecordQuerySet(models.QuerySet):
    def of(self, language):
        return self.filter(language=language).order_by("shown_from")

    def outdated(self, at: datetime) -> models.QuerySet:
        """Return the records that are kept no longer at an instant: of pages that were replaced by then.

        While a story is under a legal hold, all that were kept when it was placed.
        """
        held = LegalHold.objects.standing().aggregate(first=Min("placed_at"))["first"]
        oldest = min(filter(None, [at, held])) - timedelta(days=settings.FRONT_PAGE_DAYS)
        later = self.model.objects.filter(
            language=OuterRef("language"), shown_from__gt=OuterRef("shown_from"), shown_from__lte=oldest
        )
        return self.filter(Exists(later), shown_from__lt=oldest)


class FrontPageRecord(models.Model):
    """The stories of a front page in their order, from an instant until the next record of its language.

    layout  {"top": rows, "briefs": rows, "blocks": {section id: rows}}; a row is [story id, edition id].
            Where there is one, "latest": rows; where the lead is presented otherwise than its story is,
            "presented": {"layout": kind, "placement": id}. No words, so that a redaction has nothing to
            remove: those of the lead are in its placement.

    Written only by newsroom.frontpage.page_records.
    """

    language = models.CharField(_("language"), max_length=2, choices=Language)
    shown_from = models.DateTimeField(_("shown from"))
    layout = models.JSONField(_("layout"))

    objects = FrontPageRecordQuerySet.as_manager()

    class Meta:
        ordering = ["shown_from"]
        verbose_name = _("record of a front page")
        verbose_name_plural = _("records of front pages")
        default_permissions = []
        constraints = [
            models.UniqueConstraint(name="front_page_record_once", fields=["language", "shown_from"]),
            models.CheckConstraint(
                name="front_page_record_language_is_known", condition=Q(language__in=Language)
            ),
        ]

    def __str__(self):
        return f"{self.language}: {self.shown_from}"

    def places_of(self, article: int) -> list[tuple[str, int, int]]:
        """Return [(part of the page, its section or 0, position)] of a story; it has one place at most."""
        parts = [(part, 0, self.layout.get(part, [])) for part in ("top", "latest", "briefs")]
        parts += [("block", int(section), rows) for section, rows in self.layout["blocks"].items()]
        return [
            (part, section, position)
            for part, section, rows in parts
            for position, (story, _edition) in enumerate(rows, 1)
            if story == article
        ]
