"""Confidential sources and restricted stories, in tables of their own: no list, search or export reads them.

What is kept apart from sources and stories cannot be found where these are found. A restricted story becomes
a story when it is released.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.body import BodyField
from articles.models import AutosavedDraft, Language
from articles.models.people import person_key
from articles.models.text import LineField, ProseField


class ConfidentialQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Return the rows that a person may know."""
        return self.filter(self._known_to(user))

    def _known_to(self, user):
        if self.model.may_know_all(user):
            return Q(pk__isnull=False)
        through = self.model.people.through.objects
        return Q(held_by=user) | Q(pk__in=through.filter(user=user).values(self.model._meta.model_name))


class ConfidentialSourceQuerySet(ConfidentialQuerySet):
    def for_panel(self, user):
        """Return the sources without what is confidential; `is_known` says whether a person may know each."""
        known = models.ExpressionWrapper(self._known_to(user), output_field=models.BooleanField())
        return self.annotate(is_known=known).select_related("held_by").defer("name", "contact", "note")


class ConfidentialModel(models.Model):
    """Something that its holder and people named one by one may know.

    Titles, logs and messages use __str__, which says nothing of it.

    is_confidential  that redactions, which everybody at the desk may read, do not count its rows
    """

    is_confidential = True

    held_by = person_key(_("held by"), editable=False)
    people = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="+", blank=True, verbose_name=_("people who may know it")
    )
    created_at = models.DateTimeField(_("added"), default=timezone.now, editable=False)

    class Meta:
        abstract = True
        ordering = ["-created_at", "-id"]

    @classmethod
    def may_know_all(cls, user) -> bool:
        """Return whether a person may know every row."""
        return False

    def is_visible_to(self, user) -> bool:
        is_holder = user.pk == self.held_by_id
        return is_holder or self.may_know_all(user) or self.people.filter(pk=user.pk).exists()


class ConfidentialSource(ConfidentialModel):
    """Somebody who told us something and must not be known.

    Who promised it holds it, and changes it, as do managing editors; the others read it.
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

    people_help = _("Besides you and the managing editors. Each look at it is logged.")
    objects = ConfidentialSourceQuerySet.as_manager()

    class Meta(ConfidentialModel.Meta):
        verbose_name = _("confidential source")
        verbose_name_plural = _("confidential sources")
        constraints = [models.CheckConstraint(name="confidential_source_has_a_name", condition=~Q(name=""))]

    def __str__(self):
        return _("Confidential source %(number)s") % {"number": self.pk}

    @classmethod
    def may_know_all(cls, user):
        return user.has_perm("confidential.view_confidentialsource")

    def may_be_changed_by(self, user) -> bool:
        return user.pk == self.held_by_id or self.may_know_all(user)


class RestrictedStory(ConfidentialModel):
    """A story that only its people know: an investigation, an obituary that is prepared.

    It has no date, no place on a board and no history until it is released and becomes an Article.
    """

    source_language = models.CharField(_("written in"), max_length=2, choices=Language, default=Language.KO)
    section = models.ForeignKey(
        "articles.Section", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("section")
    )
    title = LineField(_("headline"), max_length=200, default="", blank=True)
    summary = ProseField(_("summary"), default="", blank=True)
    body = BodyField(_("text"), default="", blank=True)
    note = ProseField(
        _("note"), default="", blank=True, help_text=_("For its people: what is missing, what it waits for.")
    )

    people_help = _("Besides you. They read and write it; for everybody else it does not exist.")
    objects = ConfidentialQuerySet.as_manager()

    class Meta(ConfidentialModel.Meta):
        verbose_name = _("restricted story")
        verbose_name_plural = _("restricted stories")
        constraints = [
            models.CheckConstraint(
                name="restricted_story_has_a_headline", condition=~Q(title_en="") | ~Q(title_ko="")
            )
        ]

    def __str__(self):
        return _("Restricted story %(number)s") % {"number": self.pk}

    def may_be_changed_by(self, user) -> bool:
        return self.is_visible_to(user)


class ConfidentialDraft(AutosavedDraft):
    """An autosaved draft of a confidential row: its person alone sees it, while they may change the row."""

    is_confidential = True

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")

    class Meta(AutosavedDraft.Meta):
        abstract = True
        constraints = [
            models.UniqueConstraint(
                name="%(class)s_once_per_tab", fields=["user", "tab"], condition=Q(dropped_at=None)
            ),
        ]


class ConfidentialSourceDraft(ConfidentialDraft):
    """An autosaved draft of a confidential source."""

    row_name = "source"

    source = models.ForeignKey(
        ConfidentialSource, models.CASCADE, null=True, blank=True, related_name="drafts"
    )


class RestrictedStoryDraft(ConfidentialDraft):
    """An autosaved draft of a restricted story."""

    row_name = "story"

    story = models.ForeignKey(RestrictedStory, models.CASCADE, null=True, blank=True, related_name="drafts")
