from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from articles.body import BodyField
from articles.models.language import Language, localized
from articles.models.logged import LoggedModel, LoggedQuerySet
from articles.models.text import LineField, ProseField


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
    license_url = models.URLField(
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


class StandingPage(LoggedModel):
    """A standing page linked from every footer: about, corrections policy, masthead."""

    slug = models.SlugField(_("address"), unique=True)
    title = LineField(_("title"), max_length=200, default="")
    body = BodyField(_("text"), default="", blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["position", "id"]
        verbose_name = _("static page")
        verbose_name_plural = _("static pages")

    def __str__(self):
        return self.title or self.slug

    @property
    def languages(self):
        """Return the languages in which readers have the page: those with a title and a text."""
        fields = {code: (localized("title", code), localized("body", code)) for code in Language.values}
        return [code for code, names in fields.items() if all(getattr(self, name) for name in names)]
