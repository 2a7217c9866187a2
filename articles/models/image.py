from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from articles.models.language import Language, localized
from articles.models.logged import LoggedModel, LoggedQuerySet
from articles.models.people import person_key
from articles.models.text import LineField, PrintedLineField, PrintedProseField, ProseField

PERCENT = [MinValueValidator(0), MaxValueValidator(100)]


class ImageQuerySet(LoggedQuerySet):
    def lacking(self, field):
        """Return the pictures that lack a translated field ("alt" or "credit") in at least one language."""
        empty = [(localized(field, language), "") for language in Language]
        return self.filter(Q(*empty, _connector=Q.OR))

    def with_rights(self, at):
        """Return the pictures whose rights are valid at an instant."""
        return self.filter(Q(rights_until=None) | Q(rights_until__gt=at))


class Image(LoggedModel):
    """A picture of the library. Its file is written by articles.media.pictures alone: upright, re-encoded."""

    file = models.ImageField(
        _("file"), upload_to="pictures/%Y/%m", width_field="width", height_field="height"
    )
    width = models.PositiveIntegerField(_("width in pixels"), default=0, editable=False)
    height = models.PositiveIntegerField(_("height in pixels"), default=0, editable=False)
    focal_x = models.PositiveSmallIntegerField(
        _("focal point from the left, in percent"), default=50, validators=PERCENT
    )
    focal_y = models.PositiveSmallIntegerField(
        _("focal point from the top, in percent"), default=50, validators=PERCENT
    )
    alt = PrintedLineField(
        _("alt text"),
        max_length=300,
        default="",
        blank=True,
        help_text=_("Describe the image for people who cannot see it."),
    )
    caption = PrintedProseField(_("caption"), default="", blank=True)
    credit = PrintedLineField(_("credit"), max_length=200, default="", blank=True)
    creator = LineField(_("photographer"), max_length=200, default="", db_default="", blank=True)
    place = LineField(
        pgettext_lazy("of a picture", "place"), max_length=200, default="", db_default="", blank=True
    )
    taken_on = models.DateField(_("taken on"), null=True, blank=True)
    usage_terms = ProseField(_("usage terms"), default="", blank=True)
    rights_until = models.DateTimeField(_("rights until"), null=True, blank=True)
    upload_digest = models.CharField(max_length=64, default="", db_default="", editable=False)
    created_at = models.DateTimeField(_("uploaded at"), auto_now_add=True)
    created_by = person_key(_("uploaded by"), null=True, blank=True, editable=False)

    objects = ImageQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]  # the newest first
        verbose_name = _("image")
        verbose_name_plural = _("images")
        indexes = [
            models.Index(name="image_file", fields=["file"]),
            models.Index(name="image_lacks_alt", fields=["id"], condition=Q(alt_en="") | Q(alt_ko="")),
            models.Index(
                name="image_lacks_credit", fields=["id"], condition=Q(credit_en="") | Q(credit_ko="")
            ),
            models.Index(name="image_by_upload", fields=["upload_digest"], condition=~Q(upload_digest="")),
            models.Index(name="image_by_day", fields=["taken_on"], condition=Q(taken_on__isnull=False)),
            models.Index(name="image_by_creator", fields=["creator", "-id"], condition=~Q(creator="")),
        ]
        constraints = [
            models.CheckConstraint(
                name="image_focal_point_is_in_percent", condition=Q(focal_x__lte=100, focal_y__lte=100)
            ),
        ]

    def __str__(self):
        words = self.alt or self.alt_en or self.alt_ko
        return words or gettext("Image %(number)s") % {"number": self.pk or ""}

    def log_details(self):
        """With its file, so that who tidies up after it knows which one it was."""
        return super().log_details() | {"file": self.file.name}

    def has_rights(self, at):
        """Whether readers may see it at the given instant."""
        return self.rights_until is None or self.rights_until > at
