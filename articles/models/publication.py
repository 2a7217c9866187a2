"""The publication, its imprint, and the static pages linked from every footer."""

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext, override, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from articles.body import BodyField
from articles.models.language import Language, localized
from articles.models.logged import AppendOnlyModel, AppendOnlyQuerySet, LoggedModel, LoggedQuerySet
from articles.models.people import person_key
from articles.models.stages import DisplayStatus
from articles.models.text import LineField, ProseField, WebAddressField
from articles.text.digests import digest_of

# {field of the imprint: whether each language has its own text}, in page order.
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
# The registered name is needed only if it differs from the name, the business number only to sell something.
OPTIONAL_IN_KOREA = {"registered_name", "business_number"}


class PublicationQuerySet(LoggedQuerySet):
    def current(self):
        """Return the publication, or an unsaved one with empty names if none is stored yet."""
        return self.first() or self.model()


def _person_of_imprint(verbose_name, **options):
    return LineField(verbose_name, max_length=200, default="", db_default="", blank=True, **options)


class Publication(LoggedModel):
    """The publication, stored as a single row."""

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

    objects = PublicationQuerySet.as_manager()  # type: ignore[misc]  # the base class has a manager of another class

    class Meta:
        verbose_name = _("publication")
        verbose_name_plural = _("publication")
        constraints = [models.CheckConstraint(name="publication_is_one_row", condition=Q(id=1))]

    def __str__(self):
        return self.name

    def name_in(self, language: str) -> str:
        """Return the name in a language, or the word “Newsroom” in that language if the name is empty."""
        with override(language):
            return getattr(self, localized("name", language)) or gettext("Newsroom")

    @property
    def has_imprint(self):
        """Return whether any field of the imprint is filled in."""
        return any(getattr(self, column) for field in IMPRINT for column in imprint_columns(field))

    def missing_in_korea(self) -> list[str]:
        """Return the empty columns among those that a Korean newspaper must show.

        Article 21 of the Act on the Promotion of Newspapers (신문 등의 진흥에 관한 법률) requires the name,
        registration number and date, publisher, editor, place, telephone and date of publication. Other
        acts require the officers of youth protection and privacy.
        """
        required = [field for field in IMPRINT if field not in OPTIONAL_IN_KOREA]
        columns = [column for field in required for column in imprint_columns(field)]
        return [column for column in columns if not getattr(self, column)]


def imprint_columns(field: str) -> list[str]:
    """Return the columns of an imprint field: one, or one per language."""
    return [localized(field, language) for language in Language] if IMPRINT[field] else [field]


class StandingPageQuerySet(LoggedQuerySet):
    def showing(self, image):
        """Return the pages that contain a picture, in the draft or in a live version."""
        mark = f'data-image="{image.pk}"'
        live = StandingPageVersion.objects.live().showing(image).values("page")
        return self.filter(Q(body_en__contains=mark) | Q(body_ko__contains=mark) | Q(pk__in=live))


class StandingPage(LoggedModel):
    """A page linked from every footer: about, corrections policy, masthead.

    Its texts are a draft in both languages; readers see its published versions. Address and position are not
    versioned: changes take effect immediately.
    """

    slug = models.SlugField(_("address"), unique=True)
    title = LineField(_("title"), max_length=200, default="")
    body = BodyField(_("text"), default="", blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = StandingPageQuerySet.as_manager()  # type: ignore[misc]  # the base class has a manager of another class

    class Meta:
        ordering = ["position", "id"]
        verbose_name = _("static page")
        verbose_name_plural = _("static pages")
        permissions = [("publish_standingpage", _("Can publish static pages"))]

    def __str__(self):
        return self.title or self.slug

    def draft(self, language):
        """Return the draft in a language as an unsaved version."""
        texts = {name: getattr(self, localized(name, language)) for name in ("title", "body")}
        return StandingPageVersion(page=self, language=language, **texts)

    def live(self, language):
        """Return the live version in a language, or None."""
        return next((version for version in self.live_versions if version.language == language), None)

    @cached_property
    def live_versions(self):
        return list(self.versions.live())

    def status(self, language) -> DisplayStatus:
        """Return the status in a language: NOTHING, WRITING, LIVE, or LIVE_CHANGED for a changed draft."""
        draft, live = self.draft(language), self.live(language)
        if live is None:
            return DisplayStatus.WRITING if draft.body else DisplayStatus.NOTHING
        is_same = draft.digest == live.digest
        return DisplayStatus.LIVE if is_same else DisplayStatus.LIVE_CHANGED


class StandingPageVersionQuerySet(AppendOnlyQuerySet):
    def live(self):
        """Return the live versions: the last one published for each page and language, if it has a text."""
        later = self.model.objects.filter(page=OuterRef("page"), language=OuterRef("language"))
        later = later.filter(is_published=True, number__gt=OuterRef("number"))
        return self.filter(~Exists(later), is_published=True).exclude(body="")

    def showing(self, image):
        """Return the versions that contain a picture."""
        return self.filter(body__contains=f'data-image="{image.pk}"')


class StandingPageVersion(AppendOnlyModel):
    """A published text of a static page in one language. Publishing an empty text takes the page down.

    Immutable, written only by articles.workflow.masthead.

    is_published  False for a draft that was saved when an earlier version was restored in its place
    """

    page = models.ForeignKey(StandingPage, models.PROTECT, related_name="versions")
    language = models.CharField(_("language"), max_length=2, choices=Language)
    number = models.PositiveIntegerField(_("version"))
    title = LineField(_("title"), max_length=200, default="")
    body = BodyField(_("text"), default="", blank=True)
    is_published = models.BooleanField(_("published"), default=True)
    saved_at = models.DateTimeField(_("time"), default=timezone.now)
    saved_by = person_key(_("user"), null=True)

    objects = StandingPageVersionQuerySet.as_manager()  # type: ignore[misc]  # the base class has a manager of another class

    class Meta:
        ordering = ["-saved_at", "-id"]
        verbose_name = _("version of a static page")
        verbose_name_plural = _("versions of static pages")
        base_manager_name = "objects"
        default_permissions = []
        constraints = [
            models.UniqueConstraint(
                name="standing_page_version_is_numbered_once", fields=["page", "language", "number"]
            ),
            models.CheckConstraint(
                name="standing_page_version_language_is_known", condition=Q(language__in=Language)
            ),
        ]

    def __str__(self):
        return f"{self.title} ({self.get_language_display()} {self.number})"

    @property
    def digest(self):
        return digest_of({"language": self.language, "title": self.title, "body": self.body})
