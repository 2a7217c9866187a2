from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from articles.body import BodyField
from articles.models.language import Language, localized
from articles.models.logged import LoggedModel, LoggedQuerySet
from articles.models.people import person_key
from articles.models.stages import DisplayStatus
from articles.models.text import LineField
from articles.text.digests import digest_of


class StandingPageQuerySet(LoggedQuerySet):
    def showing(self, image):
        """Return the pages whose text holds a picture, in the draft or in a version that readers see."""
        mark = f'data-image="{image.pk}"'
        live = StandingPageVersion.objects.live().showing(image).values("page")
        return self.filter(Q(body_en__contains=mark) | Q(body_ko__contains=mark) | Q(pk__in=live))


class StandingPage(LoggedModel):
    """A page linked from every footer: about, corrections policy, masthead.

    Its texts are a draft in both languages; readers see its published versions. Address and position are not
    part of a version: they hold at once.
    """

    slug = models.SlugField(_("address"), unique=True)
    title = LineField(_("title"), max_length=200, default="")
    body = BodyField(_("text"), default="", blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = StandingPageQuerySet.as_manager()

    class Meta:
        ordering = ["position", "id"]
        verbose_name = _("static page")
        verbose_name_plural = _("static pages")
        permissions = [("publish_standingpage", _("Can publish static pages"))]

    def __str__(self):
        return self.title or self.slug

    def draft(self, language):
        """Return the draft of a language as an unsaved version."""
        texts = {name: getattr(self, localized(name, language)) for name in ("title", "body")}
        return StandingPageVersion(page=self, language=language, **texts)

    def live(self, language):
        """Return the version that readers of a language see, or None."""
        return next((one for one in self.live_versions if one.language == language), None)

    @cached_property
    def live_versions(self):
        return list(self.versions.live())

    def status(self, language) -> DisplayStatus:
        """Return the status of a language: nothing written, a draft, live, or live with a changed draft."""
        draft, live = self.draft(language), self.live(language)
        if live is None:
            return DisplayStatus.WRITING if draft.body else DisplayStatus.NOTHING
        is_same = draft.digest == live.digest
        return DisplayStatus.LIVE if is_same else DisplayStatus.LIVE_CHANGED


class StandingPageVersionQuerySet(models.QuerySet):
    def live(self):
        """Return the versions that readers see: the last published of each page and language, with a text."""
        later = self.model.objects.filter(page=OuterRef("page"), language=OuterRef("language"))
        later = later.filter(is_published=True, number__gt=OuterRef("number"))
        return self.filter(~Exists(later), is_published=True).exclude(body="")

    def showing(self, image):
        """Return the versions whose text holds a picture."""
        return self.filter(body__contains=f'data-image="{image.pk}"')

    def _refuse(self, *args, **kwargs):
        raise TypeError("A version of a static page never changes.")

    update = bulk_update = bulk_create = delete = _refuse


class StandingPageVersion(models.Model):
    """A published text of a standing page in one language; published without a text, it takes the page down.

    Immutable, written by articles.workflow.standing_pages alone.

    is_published  False for a draft that was kept because an earlier version replaced it
    """

    page = models.ForeignKey(StandingPage, models.PROTECT, related_name="versions")
    language = models.CharField(_("language"), max_length=2, choices=Language)
    number = models.PositiveIntegerField(_("version"))
    title = LineField(_("title"), max_length=200, default="")
    body = BodyField(_("text"), default="", blank=True)
    is_published = models.BooleanField(_("published"), default=True)
    saved_at = models.DateTimeField(_("time"), default=timezone.now)
    saved_by = person_key(_("user"), null=True)

    objects = StandingPageVersionQuerySet.as_manager()

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

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise TypeError("A version of a static page never changes.")
        super().save(*args, **(kwargs | {"force_insert": True}))

    def delete(self, *args, **kwargs):
        raise TypeError("A version of a static page never changes.")

    @property
    def digest(self):
        return digest_of({"language": self.language, "title": self.title, "body": self.body})
