"""Items of the diary, and the secret addresses of personal calendars."""

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
        """Return the items of the days from one to another, both included, in the order of a day."""
        return self.filter(day__gte=first, day__lte=last).order_by("day", "starts_at", "pk")

    def of_person(self, person) -> models.QuerySet:
        """Return the items to which a person is sent, each once, whatever they bring."""
        return self.filter(pk__in=DiaryAssignment.objects.filter(person=person).values("item"))

    def with_assignments(self) -> models.QuerySet:
        """With the people who are sent; one query more for all items."""
        people = DiaryAssignment.objects.select_related("person")
        return self.prefetch_related(models.Prefetch("assignments", people))


class DiaryItem(models.Model):
    """Something that the newsroom means to cover: when and where, whom to ask, who goes.

    day, starts_at, ends_at  by the newsroom's clock; without a start it lasts the whole day
    language      in which its story is going to be written
    assignments   who goes, and what each brings
    due_at        when the text has to be there
    article       the story that was begun from it
    """

    title = LineField(_("title"), max_length=200)
    day = models.DateField(_("day"))
    starts_at = models.TimeField(_("from"), null=True, blank=True)
    ends_at = models.TimeField(_("until"), null=True, blank=True)
    place = LineField(pgettext_lazy("of an item", "place"), max_length=200, default="", blank=True)
    contact = ProseField(_("contact"), default="", blank=True, help_text=_("Who can be asked, and how."))
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
        """The instant at which it starts; None for a whole day."""
        return self._instant(self.starts_at)

    @property
    def ends(self) -> datetime | None:
        return self._instant(self.ends_at)

    def _instant(self, time):
        return time and datetime.combine(self.day, time, tzinfo=timezone.get_default_timezone())


class AssignmentKind(models.TextChoices):
    """The kinds of work that somebody brings from an item."""

    TEXT = "text", pgettext_lazy("a byline", "Text")
    PICTURES = "pictures", _("Pictures")
    VIDEO = "video", _("Video")


DUPLICATE_ASSIGNMENT_ERROR = _("This person is sent for this already.")


class DiaryAssignment(models.Model):
    """Somebody who is sent to an item of the diary. Several may bring the same."""

    item = models.ForeignKey(DiaryItem, models.CASCADE, related_name="assignments")
    person = person_key(_("person"))
    kind = models.CharField(_("brings"), max_length=8, choices=AssignmentKind, default=AssignmentKind.TEXT)
    note = LineField(_("note"), max_length=200, default="", blank=True)

    class Meta:
        verbose_name = _("diary assignment")
        verbose_name_plural = _("diary assignments")
        ordering = ["pk"]
        default_permissions = []  # those of the item hold for its assignments
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
    """The secret address at which somebody's own calendar program reads their deadlines: one a person.

    token_digest  of the secret part of the address, which is shown once and not stored
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
        """Give a person a new address in place of any former one, and return its secret part."""
        token = secrets.token_urlsafe(32)
        row = {"token_digest": digest(token), "created_at": timezone.now()}
        cls.objects.update_or_create(person=person, defaults=row)
        return token

    @classmethod
    def of_token(cls, token: str) -> "CalendarFeed | None":
        """Return the feed with a secret, of somebody who may still log in; else None."""
        feeds = cls.objects.select_related("person").filter(person__is_active=True, person__is_staff=True)
        return feeds.filter(token_digest=digest(token)).first()


def digest(token: str) -> str:
    """Return the digest by which an address is looked up: the token has 256 random bits, so no salt."""
    return hashlib.sha256(token.encode()).hexdigest()
