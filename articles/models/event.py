"""The newsroom's log, and daily digests of published editions, each chained to the previous day's."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from typing import ClassVar

from django.apps import apps
from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Subquery, When
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Length
from django.db.models.lookups import Exact
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles import clock
from articles.models.language import Language, localized
from articles.models.logged import AppendOnlyModel, AppendOnlyQuerySet, models_of_stories, subject_model
from articles.models.people import person_key
from articles.models.planning import day_of, start_of
from articles.text.digests import digest_of


class EventType(models.TextChoices):
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
    MACHINE_LABEL_HIDDEN = "machine_label_hidden", _("machine translation label removed")
    MACHINE_LABEL_SHOWN = "machine_label_shown", _("machine translation label restored")
    WITHDRAWAL_STEP = "withdrawal_step", _("withdrawal step")
    REDACTED = "redacted", _("words removed for legal reasons")
    PREVIEW_SHARED = "preview_shared", _("preview shared")
    PREVIEW_REVOKED = "preview_revoked", _("preview revoked")
    ADDED = "added", _("added")
    CHANGED = "changed", _("changed")
    REMOVED = "removed", _("removed")

    STEPS: ClassVar[tuple["EventType", ...]]
    UNDOABLE: ClassVar[tuple["EventType", ...]]
    MOVES: ClassVar[tuple["EventType", ...]]


# The steps of the workflow. Set outside the class body, where a tuple would become a choice.
EventType.STEPS = (
    EventType.SUBMITTED,
    EventType.RETURNED,
    EventType.APPROVED,
    EventType.REOPENED,
    EventType.REVIEW_AGAIN,
)
# Steps that a user can undo. See articles.workflow.transitions.
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


class EventQuerySet(AppendOnlyQuerySet):
    """Queries of the log by position or subject."""

    def after(self, event_id):
        """Return the events with a greater id, in the order that consumers read them."""
        return self.filter(id__gt=event_id).order_by("id")

    def sealing(self):
        """Return the events that carry the digest of an edition or of another published text."""
        return self.exclude(edition_digest="")

    def not_undone(self):
        """Exclude the steps that their actor has undone."""
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
        """Annotate story_en and story_ko: the headlines of an event's story, None for other subjects."""
        article = apps.get_model("articles", "Article")
        story = article.objects.filter(pk=OuterRef("subject_id"))
        named = {
            f"story_{language.value}": Case(
                When(subject_type="article", then=Subquery(story.values(localized("title", language))))
            )
            for language in Language
        }
        return self.annotate(**named)


class Event(AppendOnlyModel):
    """One entry of the newsroom's log: actor, action, subject, time and reason.

    Append-only, written only by articles.events.log. Ids become visible in order, so a consumer that
    has read event n needs only those with greater ids. An edition is referenced by its number and
    digest, not by a foreign key, because the event of a cancelled edition stays when the edition is deleted.
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

    objects = EventQuerySet.as_manager()  # type: ignore[misc]  # the base class has a manager of another class

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


# Events of a day may arrive this long after its end, because of open transactions and clock differences.
SETTLING = timedelta(minutes=5)
UNSTORED_EVENTS = 2000  # maximum that unstored() reads; the consumer processes a longer backlog
# The columns of an event that the digest covers. It omits reason and details, which may be redacted.
COVERED = "id at type subject_type subject_id language edition_number edition_digest".split()


class DayDigestQuerySet(AppendOnlyQuerySet):
    """Queries of stored digests. unstored() computes those that are due."""

    def ended(self, at):
        """Return the stored days that have ended, and can receive no more events, at an instant."""
        return self.filter(day__lt=day_of(at - SETTLING))

    def before(self, day):
        return self.filter(day__lt=day)

    def newest_first(self):
        return self.order_by("-day")

    def unstored(self, at):
        """Return unsaved DayDigests, oldest first, for ended days that are not stored yet.

        Two queries. If more than UNSTORED_EVENTS events are unread, later days are left out.
        """
        last, now = self.model.objects.newest_first().first(), clock.now()
        events = Event.objects.after(last.last_event_id if last else 0).sealing()[: UNSTORED_EVENTS + 1]
        events = list(events.values_list(*COVERED))
        days = list(digests_of_days(events, last, now))
        if len(events) > UNSTORED_EVENTS:
            days = days[:-1]  # the last day may have more events
        return [day_digest for day_digest in days if day_digest.day < day_of(min(at, now) - SETTLING)]


class DayDigest(AppendOnlyModel):
    """The digest of those events of one day that carry a digest themselves, in the newsroom's time zone.

    Event ids divide the log into days: a day covers the events after `last_event_id` of the stored day before
    it, up to its own. A day without such an event has no row.
    Inserted only by articles.publishing.verification.
    """

    day = models.DateField(_("day"), unique=True)
    last_event_id = models.BigIntegerField(unique=True)
    digest = models.CharField(_("checksum"), max_length=64)

    objects = DayDigestQuerySet.as_manager()  # type: ignore[misc]  # the base class has a manager of another class

    class Meta:
        ordering = ["-day"]
        verbose_name = _("checksum of a day")
        verbose_name_plural = _("checksums of days")
        base_manager_name = "objects"
        default_permissions = []
        constraints = [
            models.CheckConstraint(name="day_digest_has_64_digits", condition=Q(Exact(Length("digest"), 64))),
            models.CheckConstraint(name="day_digest_covers_an_event", condition=Q(last_event_id__gt=0)),
        ]

    def __str__(self):
        return f"{self.day}: {self.digest}"

    @property
    def ends_at(self):
        """Return the first instant of the next day."""
        return start_of(self.day + timedelta(days=1))

    @property
    def published_at(self):
        """Return the instant when the digest becomes public."""
        return self.ends_at + SETTLING

    def covered_events(self, previous):
        """Return the COVERED values of the day's events, as tuples in log order. One query.

        previous  the stored day before this one, or None
        """
        events = Event.objects.after(previous.last_event_id if previous else 0).sealing()
        return list(events.filter(id__lte=self.last_event_id).values_list(*COVERED))


def digest_of_day(day: date, events: list[tuple], previous: str) -> str:
    """Return the digest of a day.

    events    values of the columns COVERED, in log order
    previous  the digest of the stored day before, or ""
    """
    rows = [[pk, at.astimezone(UTC).isoformat(), *rest] for pk, at, *rest in events]
    return digest_of({"previous": previous, "day": day.isoformat(), "events": rows})


def digests_of_days(events: Iterable[tuple], last: DayDigest | None, now: datetime) -> Iterator[DayDigest]:
    """Yield an unsaved DayDigest for each day of the events after the last stored day, in order.

    Days follow the order of the log. If the clock was set back, an event counts towards the day of its
    predecessor. So does an event later than `now`, because a wrong clock wrote it: otherwise no day before
    that event could end. The last day may still receive events.
    """
    previous = last.digest if last else ""
    for day, group in groupby(events, key=_day_counter(last, now)):
        rows = list(group)
        day_digest = DayDigest(day=day, last_event_id=rows[-1][0], digest=digest_of_day(day, rows, previous))
        yield day_digest
        previous = day_digest.digest


def _day_counter(last, now):
    """Return a function that maps an event to its day. It must be called in the order of the log."""
    current = last.day + timedelta(days=1) if last else date.min

    def day_of_event(event):
        nonlocal current
        at = event[1]
        if current == date.min or at <= now:
            current = max(current, day_of(at))
        return current

    return day_of_event
