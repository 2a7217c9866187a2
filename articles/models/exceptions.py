"""Staff notes about a story, and editorial exceptions for it.

Exceptions are hidden related stories, reserved rights and waived findings. Only articles.story_exceptions
writes them; only articles.workflow.notes writes notes.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.language import STORY_BODIES, Language
from articles.models.logged import LoggedModel, LoggedQuerySet
from articles.models.people import person_key
from articles.models.text import ProseField


class RelatedExclusionQuerySet(LoggedQuerySet):
    def others_of(self, article):
        """Return the ids of the stories hidden from a story's related block, for use as a subquery."""
        return self.filter(article=article).values("other")


class RelatedExclusion(LoggedModel):
    """A story (`other`) that is hidden from the related block of another story (`article`).

    It hides only stories that software selected, not those chosen by hand. It works in one direction: the
    block of `other` may still contain `article`.
    """

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="related_exclusions")
    other = models.ForeignKey("articles.Article", models.CASCADE, related_name="+")
    hidden_by = person_key(null=True)
    hidden_at = models.DateTimeField(default=timezone.now)

    objects = RelatedExclusionQuerySet.as_manager()  # type: ignore[misc]  # the base class has a manager of another class

    class Meta:
        verbose_name = _("hidden related story")
        verbose_name_plural = _("hidden related stories")
        base_manager_name = "objects"
        default_permissions = []
        constraints = [
            models.UniqueConstraint(name="related_exclusion_once", fields=["article", "other"]),
            models.CheckConstraint(
                name="related_exclusion_is_of_another", condition=~models.Q(article=models.F("other"))
            ),
        ]

    def __str__(self):
        """Return the hidden story, followed by the story that hides it in parentheses."""
        return f"{self.other} ({self.article})"

    def log_details(self):
        return super().log_details() | {"article": self.article_id, "other": self.other_id}


class RightsReservation(LoggedModel):
    """A ban on republishing a story, in either language, because of an agency's text or pictures."""

    article = models.OneToOneField("articles.Article", models.CASCADE, related_name="rights_reservation")
    reserved_by = person_key(null=True)
    reserved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("story not for republication")
        verbose_name_plural = _("stories not for republication")
        base_manager_name = "objects"
        default_permissions = []

    def __str__(self):
        return str(self.article)

    def log_details(self):
        return super().log_details() | {"article": self.article_id}


class Waiver(models.Model):
    """A waived blocker, with user and reason. Written only by articles.story_exceptions.

    It holds for one finding, identified by its code and the fingerprint of its place. If the words of the
    place change, the finding is reported again.
    """

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="waivers")
    language = models.CharField(_("language"), max_length=2, choices=Language)
    code = models.CharField(_("code"), max_length=40)
    fingerprint = models.CharField(max_length=64)
    place = ProseField(_("place"), default="", blank=True)
    reason = ProseField(_("reason"))
    waived_by = person_key(_("waived by"))
    waived_at = models.DateTimeField(_("waived at"), default=timezone.now)

    class Meta:
        ordering = ["-waived_at"]
        verbose_name = _("waiver")
        verbose_name_plural = _("waivers")
        default_permissions = ["view"]
        constraints = [
            models.UniqueConstraint(
                name="waiver_once_per_finding", fields=["article", "language", "code", "fingerprint"]
            ),
            models.CheckConstraint(name="waiver_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(name="waiver_language_is_known", condition=Q(language__in=Language)),
        ]

    def __str__(self):
        return f"{self.code}: {self.place[:60]}"


class NoteQuerySet(models.QuerySet):
    def threads(self):
        """Return the notes that begin a thread. Their replies are in `replies`."""
        return self.filter(reply_to=None)

    def open(self):
        return self.filter(resolved_at=None)

    def waiting_for(self, user):
        """Return the open threads that mention a user who has not replied since, latest first.

        Annotated with `called_in`, the id of the last note that mentions the user. Story (without bodies)
        and writer are joined.
        """
        here = Note.objects.filter(Q(pk=OuterRef("pk")) | Q(reply_to=OuterRef("pk"))).order_by("-pk")
        called = here.filter(mentions=user).values("pk")[:1]
        answered = here.filter(written_by=user).values("pk")[:1]
        rows = self.threads().open().annotate(called_in=Subquery(called), answered_in=Subquery(answered))
        rows = rows.filter(Q(answered_in=None) | Q(answered_in__lt=F("called_in")), called_in__isnull=False)
        return rows.select_related("article", "written_by").defer(*STORY_BODIES).order_by("-called_in")


class Note(models.Model):
    """A staff note about a story, one of its languages, or one passage. Readers never see it.

    A thread is a note and its replies. It is resolved as a whole, on its first note.
    Written only by articles.workflow.notes.
    """

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="notes")
    language = models.CharField(_("language"), max_length=2, choices=Language, default="", blank=True)
    field = models.CharField(max_length=10, default="", blank=True)
    passage = ProseField(
        _("passage"),
        default="",
        blank=True,
        help_text=_("The words it refers to, as they were. Leave empty for the whole text."),
    )
    reply_to = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="replies")
    text = ProseField(_("note"))
    mentions = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="mentioned_in", blank=True)
    written_by = person_key(_("written by"), related_name="notes")
    written_at = models.DateTimeField(_("written at"), default=timezone.now)
    resolved_by = person_key(_("resolved by"), null=True, blank=True)
    resolved_at = models.DateTimeField(_("resolved at"), null=True, blank=True)

    objects = NoteQuerySet.as_manager()

    class Meta:
        ordering = ["written_at", "id"]
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        default_permissions = ["view", "add"]
        constraints = [
            models.CheckConstraint(name="note_says_something", condition=~Q(text="")),
            models.CheckConstraint(
                name="note_language_is_known", condition=Q(language="") | Q(language__in=Language)
            ),
            models.CheckConstraint(
                name="note_passage_is_in_a_language", condition=Q(passage="") | ~Q(language="")
            ),
            models.CheckConstraint(
                name="note_is_resolved_by_somebody_at_some_time",
                condition=Q(resolved_by=None, resolved_at=None)
                | Q(resolved_by__isnull=False, resolved_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(name="note_of_article", fields=["article", "language", "written_at"]),
            # Covers only the open threads, which are few among all notes.
            models.Index(
                name="note_open_thread", fields=["article"], condition=Q(reply_to=None, resolved_at=None)
            ),
        ]

    def __str__(self):
        return self.text[:80]

    @property
    def is_open(self):
        return self.resolved_at is None
