from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles import clock
from articles.models.language import Language
from articles.models.people import person_key
from articles.models.text import LineField


class PreviewLinkQuerySet(models.QuerySet):
    def open(self, at=None):
        """Return the links that are still valid at an instant (default: clock.true_now())."""
        return self.filter(revoked_at=None, expires_at__gt=at or clock.true_now())


class PreviewLink(models.Model):
    """A link to the working copy for an outsider (a source, a lawyer), valid until it expires or is revoked.

    token_digest  digest of the secret part of the link's address, which is shown once and not stored
    """

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="preview_links")
    language = models.CharField(
        _("language"),
        max_length=2,
        choices=Language,
        default="",
        blank=True,
        help_text=_("Leave empty for both languages."),
    )
    token_digest = models.CharField(max_length=64, editable=False)
    for_whom = LineField(_("recipient"), max_length=200)
    created_by = person_key(_("created by"))
    created_at = models.DateTimeField(_("created at"), default=timezone.now)
    expires_at = models.DateTimeField(_("expires at"))
    revoked_by = person_key(_("revoked by"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)

    objects = PreviewLinkQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("preview link")
        verbose_name_plural = _("preview links")
        default_permissions = ["view", "add"]
        constraints = [
            models.UniqueConstraint(name="preview_link_once_per_token", fields=["token_digest"]),
            models.CheckConstraint(name="preview_link_is_for_somebody", condition=~Q(for_whom="")),
            models.CheckConstraint(
                name="preview_link_expires_after_it_was_made", condition=Q(expires_at__gt=F("created_at"))
            ),
            models.CheckConstraint(
                name="preview_link_language_is_known", condition=Q(language="") | Q(language__in=Language)
            ),
            models.CheckConstraint(
                name="preview_link_is_revoked_by_somebody_at_some_time",
                condition=Q(revoked_by=None, revoked_at=None)
                | Q(revoked_by__isnull=False, revoked_at__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.article_id}: {self.for_whom}"

    def is_closed(self, at):
        """Return whether the link has been revoked, or has expired by an instant."""
        return self.revoked_at is not None or self.expires_at <= at


class PreviewVisit(models.Model):
    """One visit through a preview link: time, browser, and network (IP address without its last part)."""

    link = models.ForeignKey(PreviewLink, models.CASCADE, related_name="visits")
    at = models.DateTimeField(_("time"), default=timezone.now)
    browser = models.CharField(_("browser"), max_length=200, default="", blank=True)
    network = models.CharField(_("network"), max_length=60, default="", blank=True)

    class Meta:
        ordering = ["-at"]
        verbose_name = _("visit")
        verbose_name_plural = _("visits")
        default_permissions = []

    def __str__(self):
        return f"{self.link_id} · {self.at:%Y-%m-%d %H:%M}"
