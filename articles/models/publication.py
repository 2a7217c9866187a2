from django.db import models
from django.db.models import Q
from django.utils.translation import gettext, override, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from articles.models.language import Language, localized
from articles.models.logged import LoggedModel, LoggedQuerySet
from articles.models.text import LineField, ProseField, WebAddressField

# Fields of the imprint, in the order in which pages show them; True where each language has its own text.
IMPRINT = {
    "registered_name": True,
    "registration_number": True,
    "registered_on": False,
    "first_published_on": False,
    "publisher": True,
    "editor": True,
    "youth_protection_officer": True,
    "privacy_officer": True,
    "address": True,
    "phone": False,
    "business_number": False,
}
# The registered name is needed only where it differs from the name, a business number only by those who sell.
OPTIONAL_IN_KOREA = {"registered_name", "business_number"}


class PublicationQuerySet(LoggedQuerySet):
    def current(self):
        """The publication, or an unsaved one with empty names in a newsroom that has not been set up."""
        return self.first() or self.model()


def _person_of_imprint(verbose_name, **options):
    return LineField(verbose_name, max_length=200, default="", db_default="", blank=True, **options)


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

    registered_name = LineField(
        _("registered name"),
        max_length=100,
        default="",
        db_default="",
        blank=True,
        help_text=_("The company, or the title as registered, if it differs from the name."),
    )
    registration_number = LineField(
        _("registration number"),
        max_length=60,
        default="",
        db_default="",
        blank=True,
        help_text=_("With the authority that registered it, e.g. “Seoul A00000”."),
    )
    registered_on = models.DateField(_("registered on"), null=True, blank=True)
    first_published_on = models.DateField(_("first published on"), null=True, blank=True)
    publisher = _person_of_imprint(pgettext_lazy("a person", "publisher"))
    editor = _person_of_imprint(
        pgettext_lazy("a person", "editor"),
        help_text=_("If there are several, name each with the area that they are responsible for."),
    )
    youth_protection_officer = _person_of_imprint(_("youth protection officer"))
    privacy_officer = _person_of_imprint(_("privacy officer"))
    address = LineField(
        pgettext_lazy("postal", "address"),
        max_length=200,
        default="",
        db_default="",
        blank=True,
        help_text=_("The place of publication."),
    )
    phone = LineField(_("telephone"), max_length=40, default="", db_default="", blank=True)
    business_number = LineField(
        _("business registration number"), max_length=40, default="", db_default="", blank=True
    )

    objects = PublicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("publication")
        verbose_name_plural = _("publication")
        constraints = [models.CheckConstraint(name="publication_is_one_row", condition=Q(id=1))]

    def __str__(self):
        return self.name

    def name_in(self, language: str) -> str:
        """Return the name in a language, or “Newsroom” in it where there is no name yet."""
        with override(language):
            return getattr(self, localized("name", language)) or gettext("Newsroom")

    @property
    def has_imprint(self):
        """Whether any field of the imprint is filled in."""
        return any(getattr(self, column) for field in IMPRINT for column in imprint_columns(field))

    def missing_in_korea(self) -> list[str]:
        """Return the empty columns among those that a Korean newspaper has to show.

        Article 21 of the Act on the Promotion of Newspapers (신문 등의 진흥에 관한 법률) asks for the name,
        registration number and date, publisher, editor, place, telephone and date of publication; other
        acts for the officers of youth protection and privacy.
        """
        required = [field for field in IMPRINT if field not in OPTIONAL_IN_KOREA]
        columns = [column for field in required for column in imprint_columns(field)]
        return [column for column in columns if not getattr(self, column)]


def imprint_columns(field: str) -> list[str]:
    """Return the columns of a field of the imprint: one, or one a language."""
    return [localized(field, language) for language in Language] if IMPRINT[field] else [field]
