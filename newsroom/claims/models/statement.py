"""Statements: agreed texts that readers see above a story and on the front pages for an agreed time."""

from datetime import UTC

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from articles import clock
from articles.models.language import localized
from articles.models.logged import IntervalQuerySet, SealedModel
from articles.models.people import person_key
from articles.models.text import LineField, ProseField
from articles.text.digests import digest_of
from newsroom.claims.models.claim import Claim, ClaimKind

TEXTS = ("headline_en", "headline_ko", "text_en", "text_ko")


class StatementQuerySet(IntervalQuerySet):
    def delete(self):
        raise TypeError("A published statement cannot be deleted.")

    def live(self, at=None):
        """Return the statements that are live at an instant (default: now), the newest first."""
        return super().live(at).newest_first()

    def not_over(self, at=None):
        return self.filter(live_until__gt=at or clock.now())

    def newest_first(self):
        return self.order_by("-live_from", "-article_id", "-pk")

    def behind_place(self, live_from, article_id):
        """Return the rows that follow a position in `newest_first`, for keyset paging."""
        return self.filter(Q(live_from__lt=live_from) | Q(live_from=live_from, article_id__lt=article_id))


class Statement(SealedModel):
    """A correction, reply or follow-up report as agreed, in both languages.

    Immutable like an edition: after publication, only the end can be moved, to an earlier time. Its events
    include its digest, so that the daily digests cover it. A redaction changes the texts and drops the key.
    Without the key, no one can test a guess against the digest. Only newsroom.claims.decisions writes it.
    """

    claim = models.OneToOneField(Claim, models.PROTECT, related_name="statement")
    article = models.ForeignKey("articles.Article", models.PROTECT, related_name="statements")
    kind = models.CharField(pgettext_lazy("a claim", "kind"), max_length=10, choices=ClaimKind)
    headline_en = LineField(_("headline (English)"), max_length=200)
    headline_ko = LineField(_("headline (Korean)"), max_length=200)
    text_en = ProseField(_("text (English)"))
    text_ko = ProseField(_("text (Korean)"))
    live_from = models.DateTimeField(_("live from"))
    live_until = models.DateTimeField(_("live until"))
    published_by = person_key(_("published by"))
    digest_key = models.CharField(max_length=32, default="", blank=True)
    digest = models.CharField(_("checksum"), max_length=64)
    redacted_at = models.DateTimeField(_("words removed at"), null=True)

    objects = StatementQuerySet.as_manager()  # type: ignore[misc]  # the base class has a manager of another class

    class Meta:
        ordering = ["-live_from"]
        verbose_name = pgettext_lazy("of press law", "statement")
        verbose_name_plural = pgettext_lazy("of press law", "statements")
        base_manager_name = "objects"
        default_permissions = []
        constraints = [
            models.CheckConstraint(name="statement_kind_is_known", condition=Q(kind__in=ClaimKind)),
            models.CheckConstraint(
                name="statement_is_in_both_languages",
                condition=~Q(headline_en="") & ~Q(headline_ko="") & ~Q(text_en="") & ~Q(text_ko=""),
            ),
            models.CheckConstraint(
                name="statement_ends_after_it_starts", condition=Q(live_until__gt=F("live_from"))
            ),
        ]
        indexes = [models.Index(name="statement_by_time", fields=["-live_from", "-article"])]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.headline_ko}"

    def delete(self, *args, **kwargs):
        raise TypeError("A published statement cannot be deleted.")

    def headline(self, language: str) -> str:
        return getattr(self, localized("headline", language))

    def text(self, language: str) -> str:
        return getattr(self, localized("text", language))

    def sealed(self) -> str:
        """Return the digest of the key, the texts, the kind, the story and the start."""
        texts = {name: getattr(self, name) for name in TEXTS}
        known = {"article": self.article_id, "kind": str(self.kind), "from": self.live_from.astimezone(UTC)}
        return digest_of({"key": self.digest_key} | texts | known)

    def log_details(self):
        times = {name: getattr(self, name).isoformat() for name in ("live_from", "live_until")}
        return {"name": self.headline_ko, "article": self.article_id, "kind": str(self.kind), **times}
