"""Confidential sources, apart from the sources of a story: no history, export or search holds them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.people import person_key
from articles.models.text import LineField, ProseField

VIEW_ALL = "confidential.view_confidentialsource"


class ConfidentialSourceQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Return the sources that a person may know: their own, those they are named for, a chief's all."""
        return self.filter(self._known_to(user))

    def for_panel(self, user):
        """Return the sources without what is confidential; `is_known` says whether a person may know each."""
        known = models.ExpressionWrapper(self._known_to(user), output_field=models.BooleanField())
        return self.annotate(is_known=known).select_related("held_by").defer("name", "contact", "note")

    def _known_to(self, user):
        if user.has_perm(VIEW_ALL):
            return Q(pk__isnull=False)
        named = self.model.readers.through.objects.filter(user=user).values("confidentialsource")
        return Q(held_by=user) | Q(pk__in=named)


class ConfidentialSource(models.Model):
    """Somebody who told us something and must not be known.

    held_by  who promised it: they see and change it, as do chiefs
    readers  people who may read it as well
    """

    article = models.ForeignKey(
        "articles.Article", models.CASCADE, related_name="confidential_sources", verbose_name=_("story")
    )
    name = LineField(_("name"), max_length=200)
    contact = ProseField(
        _("contact"), default="", blank=True, help_text=_("How to reach them, and how not to.")
    )
    note = ProseField(
        _("note"),
        default="",
        blank=True,
        help_text=_("What they told, what was promised, and how it was checked."),
    )
    held_by = person_key(_("held by"), editable=False)
    readers = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        related_name="+",
        blank=True,
        verbose_name=_("may read it, too"),
    )
    created_at = models.DateTimeField(_("added"), default=timezone.now, editable=False)

    objects = ConfidentialSourceQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        verbose_name = _("confidential source")
        verbose_name_plural = _("confidential sources")
        constraints = [models.CheckConstraint(name="confidential_source_has_a_name", condition=~Q(name=""))]

    def __str__(self):
        """Return a name that says nothing: titles, logs and messages use it."""
        return _("Confidential source %(number)s") % {"number": self.pk}

    def is_visible_to(self, user) -> bool:
        return self.may_be_changed_by(user) or self.readers.filter(pk=user.pk).exists()

    def may_be_changed_by(self, user) -> bool:
        """Return whether a person promised to keep the source, or is a chief."""
        return user.pk == self.held_by_id or user.has_perm(VIEW_ALL)
