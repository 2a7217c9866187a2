from django.apps import apps
from django.db import models
from django.db.models import Case, Exists, OuterRef, Subquery, When
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.language import Language, localized
from articles.models.logged import models_of_stories, subject_model
from articles.models.people import person_key


class EventType(models.TextChoices):
    """The type of an event."""

    PUBLISHED = "published", _("published")
    SCHEDULED = "scheduled", _("scheduled")
    CANCELLED = "cancelled", _("scheduled edition canceled")
    BROUGHT_FORWARD = "brought_forward", _("brought forward")
    WITHDRAWN = "withdrawn", _("withdrawn")
    RETRACTED = "retracted", _("retracted")
    IMPORTED = "imported", _("imported")
    SUBMITTED = "submit", _("submitted for review")
    RETURNED = "return", _("returned to the writer")
    APPROVED = "approve", _("approved")
    REOPENED = "reopen", _("reopened")
    REVIEW_AGAIN = "review_again", _("changed after approval, back in review")
    UNDONE = "undone", _("step undone")
    WANTED = "wanted", _("request changed")
    ASSIGNED = "assigned", _("assigned")
    PLANNED = "planned", _("planned")
    NOTED = "noted", _("note written")
    NOTE_RESOLVED = "note_resolved", _("note resolved")
    WAIVED = "waived", _("blocker waived")
    WAIVER_TAKEN_BACK = "waiver_taken_back", _("waiver revoked")
    MACHINE_CONFIRMED = "machine_confirmed", _("all machine drafts confirmed")
    MACHINE_LABEL_HIDDEN = "machine_label_hidden", _("label of machine translation left out")
    MACHINE_LABEL_SHOWN = "machine_label_shown", _("label of machine translation restored")
    WITHDRAWAL_STEP = "withdrawal_step", _("step after the withdrawal")
    REDACTED = "redacted", _("words removed for legal reasons")
    PREVIEW_SHARED = "preview_shared", _("preview shared")
    PREVIEW_REVOKED = "preview_revoked", _("preview revoked")
    ADDED = "added", _("added")
    CHANGED = "changed", _("changed")
    REMOVED = "removed", _("removed")


# Outside the class body: a list there would become a choice. The steps of the workflow.
EventType.STEPS = (
    EventType.SUBMITTED,
    EventType.RETURNED,
    EventType.APPROVED,
    EventType.REOPENED,
    EventType.REVIEW_AGAIN,
)
# Of these, what a person can undo: see articles.workflow.transitions.
EventType.UNDOABLE = (EventType.SUBMITTED, EventType.RETURNED, EventType.APPROVED)
# Events that change which editions are live or scheduled.
EventType.MOVES = (
    EventType.PUBLISHED,
    EventType.SCHEDULED,
    EventType.CANCELLED,
    EventType.BROUGHT_FORWARD,
    EventType.WITHDRAWN,
    EventType.RETRACTED,
    EventType.IMPORTED,
)


class EventQuerySet(models.QuerySet):
    """Append-only: read what followed, never rewrite it."""

    def after(self, event_id):
        """Return the events with a greater id, in the order in which consumers read them."""
        return self.filter(id__gt=event_id).order_by("id")

    def sealing(self):
        """Return the events that carry the digest of an edition."""
        return self.exclude(edition_digest="")

    def not_undone(self):
        """Leave out the steps that their person has undone."""
        undone = Event.objects.filter(type=EventType.UNDONE, subject_id=OuterRef("subject_id"))
        undone = undone.filter(subject_type=OuterRef("subject_type"))
        undone = undone.annotate(step=Cast(KT("details__undone"), models.BigIntegerField()))
        return self.filter(~Exists(undone.filter(step=OuterRef("pk"))))

    def about(self, subject):
        return self.filter(subject_type=subject._meta.model_name, subject_id=subject.pk)

    def concerning(self, article):
        """Return the events about a story and about rows that belong to it, such as its placements."""
        rows = models.Q(subject_type__in=models_of_stories(), details__article=article.pk)
        return self.filter(models.Q(subject_type="article", subject_id=article.pk) | rows)

    def with_headlines(self):
        """Annotate story_en and story_ko: the headlines of the story of an event, None for other events."""
        article = apps.get_model("articles", "Article")
        story = article.objects.filter(pk=OuterRef("subject_id"))
        named = {
            f"story_{language.value}": Case(
                When(subject_type="article", then=Subquery(story.values(localized("title", language))))
            )
            for language in Language
        }
        return self.annotate(**named)

    def _refuse(self, *args, **kwargs):
        raise TypeError("The log is append-only.")

    update = delete = bulk_create = bulk_update = _refuse


class Event(models.Model):
    """One line of the newsroom's log: who did what to what, when and why.

    Append-only, written by articles.events.log alone. Ids become visible in order, so that a consumer
    that has read event n needs only those with greater ids. An edition is named by its number and
    digest, not by a foreign key: a cancelled edition is deleted, its event stays.
    """

    at = models.DateTimeField(_("time"), default=timezone.now)
    actor = person_key(_("user"), null=True, related_name="events")
    type = models.CharField(_("action"), max_length=20, choices=EventType)
    subject_type = models.CharField(_("kind"), max_length=20)
    subject_id = models.BigIntegerField(_("object number"))
    language = models.CharField(_("language"), max_length=2, default="", blank=True)
    edition_number = models.PositiveIntegerField(_("edition"), null=True)
    edition_digest = models.CharField(_("checksum"), max_length=64, default="", blank=True)
    reason = models.TextField(_("reason"), default="", blank=True)
    details = models.JSONField(_("details"), default=dict)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("event")
        verbose_name_plural = _("log")
        base_manager_name = "objects"
        indexes = [
            models.Index(name="event_of_subject", fields=["subject_type", "subject_id", "-id"]),
            models.Index(name="event_of_type", fields=["type", "-id"]),
            models.Index(name="event_by_time", fields=["at"]),
        ]

    def __str__(self):
        kind = subject_model(self.subject_type)._meta.verbose_name
        return f"{self.id}: {kind} {self.subject_id} {self.get_type_display()}"

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise TypeError("The log is append-only.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise TypeError("The log is append-only.")


class ConsumerPosition(models.Model):
    """The id of the last event that a consumer of the log has read."""

    name = models.CharField(max_length=40, primary_key=True)
    last_event_id = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("event consumer")
        verbose_name_plural = _("event consumers")
        default_permissions = []

    def __str__(self):
        return f"{self.name}: {self.last_event_id}"
