from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from articles.models.logged import LoggedModel, LoggedQuerySet
from articles.models.text import LineField, ProseField, WebAddressField


class PublicationQuerySet(LoggedQuerySet):
    def current(self):
        """The publication, or an unsaved one with empty names in a newsroom that has not been set up."""
        return self.first() or self.model()


class Publication(LoggedModel):
    """The newspaper itself: one row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    name = LineField(_("name"), max_length=100, default="")
    insight_name = LineField(
        _("insight name"),
        max_length=100,
        default="",
        blank=True,
        help_text=_("Name of analysis passages, e.g. “Harbor Insight”. Leave empty for “Insight”."),
    )
    legal_notice = ProseField(_("legal notice"), default="", blank=True)
    contact = models.EmailField(_("contact"), default="", blank=True)
    license_name = LineField(
        _("republication license"),
        max_length=100,
        default="",
        blank=True,
        help_text=_(
            "Name of the license, e.g. “CC BY-ND 4.0”. Leave empty if stories may not be republished."
        ),
    )
    license_url = WebAddressField(
        _("license address"),
        default="",
        blank=True,
        help_text=_(
            "Where the full license is published. Leave empty to use each story’s own page of terms."
        ),
    )
    license_terms = ProseField(
        _("republication terms"),
        default="",
        blank=True,
        help_text=_(
            "What others must do, one rule per line. Only languages with a license and terms offer "
            "republication."
        ),
    )

    objects = PublicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("publication")
        verbose_name_plural = _("publication")
        constraints = [models.CheckConstraint(name="publication_is_one_row", condition=Q(id=1))]

    def __str__(self):
        return self.name
