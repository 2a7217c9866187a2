"""Diary items, their assignments, and the secret URLs of personal calendars."""

import hashlib
import secrets
from datetime import date, datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from articles.models.article import Article
from articles.models.language import Language
from articles.models.people import person_key
from articles.models.taxonomy import Section
from articles.models.text import LineField, ProseField


class DiaryQuerySet(models.QuerySet):
    def between(self, first: date, last: date) -> models.QuerySet:
        """Return the items between two days, both inclusive, in chronological order."""
        return self.filter(day__gte=first, day__lte=last).order_by("day", "starts_at", "pk")

    def of_person(self, person) -> models.QuerySet:
        """Return the items that a person covers, each once, with any kind of assignment."""
        return self.filter(pk__in=DiaryAssignment.objects.filter(person=person).values("item"))

    def with_assignments(self) -> models.QuerySet:
        """Prefetch the assignments and their people with one query."""
        people = DiaryAssignment.objects.select_related("person")
        return self.prefetch_related(models.Prefetch("assignments", people))


class DiaryItem(models.Model):
    """An event that the newsroom plans to cover: time, place, contact and assignments.

    day, starts_at, ends_at  in the newsroom's time zone; an item that has no start lasts all day
    language      language of its future story
    assignments   the people who go, and the work of each
    due_at        deadline of the text
    article       the story that was begun from it
    """

    title = LineField(_("title"), max_length=200)
    day = models.DateField(_("day"))
    starts_at = models.TimeField(_("from"), null=True, blank=True)
    ends_at = models.TimeField(_("until"), null=True, blank=True)
    place = LineField(pgettext_lazy("of an item", "place"), max_length=200, default="", blank=True)
    contact = ProseField(
        _("contact"), default="", blank=True, help_text=_("Contact person, and how to reach them.")
    )
    note = ProseField(_("note"), default="", blank=True)
    section = models.ForeignKey(
        Section, models.SET_NULL, verbose_name=_("section"), null=True, blank=True, related_name="+"
    )
    language = models.CharField(_("written in"), max_length=2, choices=Language, default=Language.EN)
    due_at = models.DateTimeField(_("text due"), null=True, blank=True)
    article = models.OneToOneField(
        Article, models.SET_NULL, verbose_name=_("story"), null=True, editable=False, related_name="+"
    )
    created_by = person_key(_("created by"), editable=False)
    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)

    objects = DiaryQuerySet.as_manager()

    class Meta:
        verbose_name = _("diary item")
        verbose_name_plural = _("diary items")
        ordering = ["-day", "starts_at", "pk"]
        indexes = [models.Index(name="diary_item_by_day", fields=["day", "starts_at"])]
        constraints = [
            models.CheckConstraint(name="diary_item_has_a_title", condition=~Q(title="")),
            models.CheckConstraint(
                name="diary_item_ends_after_it_starts",
                condition=Q(ends_at=None) | Q(starts_at__isnull=False, ends_at__gte=F("starts_at")),
            ),
            models.CheckConstraint(
                name="diary_item_language_is_known", condition=Q(language__in=Language.values)
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def begins(self) -> datetime | None:
        """The instant when it starts; None for an all-day item."""
        return self._instant(self.starts_at)

    @property
    def ends(self) -> datetime | None:
        return self._instant(self.ends_at)

    def _instant(self, time):
        return time and datetime.combine(self.day, time, tzinfo=timezone.get_default_timezone())


class AssignmentKind(models.TextChoices):
    """Kinds of work that a person does for a diary item."""

    TEXT = "text", pgettext_lazy("a byline", "Text")
    PICTURES = "pictures", _("Pictures")
    VIDEO = "video", _("Video")


DUPLICATE_ASSIGNMENT_ERROR = _("This person is already assigned to it.")


class DiaryAssignment(models.Model):
    """A person assigned to a diary item. Several people may have the same kind of work."""

    item = models.ForeignKey(DiaryItem, models.CASCADE, related_name="assignments")
    person = person_key(_("person"))
    kind = models.CharField(_("brings"), max_length=8, choices=AssignmentKind, default=AssignmentKind.TEXT)
    note = LineField(_("note"), max_length=200, default="", blank=True)

    class Meta:
        verbose_name = _("diary assignment")
        verbose_name_plural = _("diary assignments")
        ordering = ["pk"]
        default_permissions = []  # the permissions of the item apply
        constraints = [
            models.CheckConstraint(
                name="diary_assignment_kind_is_known", condition=Q(kind__in=AssignmentKind.values)
            ),
            models.UniqueConstraint(
                name="diary_assignment_once",
                fields=["item", "person", "kind"],
                violation_error_message=DUPLICATE_ASSIGNMENT_ERROR,
            ),
        ]

    def __str__(self):
        return f"{self.person}: {self.get_kind_display()}"


class CalendarFeed(models.Model):
    """The secret URL of a user's calendar feed. Each user has at most one.

    token_digest  digest of the secret part of the URL, which is shown once and not stored
    """

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    token_digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = []
        constraints = [
            models.CheckConstraint(name="calendar_feed_has_a_digest", condition=~Q(token_digest=""))
        ]

    def __str__(self):
        return f"{self.person_id}"

    @classmethod
    def renew(cls, person) -> str:
        """Create a new URL for a user, replacing any previous one, and return its secret part."""
        token = secrets.token_urlsafe(32)
        row = {"token_digest": digest(token), "created_at": timezone.now()}
        cls.objects.update_or_create(person=person, defaults=row)
        return token

    @classmethod
    def of_token(cls, token: str) -> "CalendarFeed | None":
        """Return the feed for a token if its owner may still log in, else None."""
        feeds = cls.objects.select_related("person").filter(person__is_active=True, person__is_staff=True)
        return feeds.filter(token_digest=digest(token)).first()


def digest(token: str) -> str:
    """Return the digest that identifies a token. No salt is needed: the token has 256 random bits."""
    return hashlib.sha256(token.encode()).hexdigest()
