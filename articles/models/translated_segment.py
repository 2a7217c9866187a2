"""Translated segments, and figures of translation by week."""

from datetime import date, datetime, timedelta

from django.apps import apps
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Length, Replace, TruncWeek
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.event import Event, EventType
from articles.models.language import Language
from articles.models.people import person_key
from articles.models.planning import day_of, start_of
from articles.models.text import LineField
from articles.text.segments import segments_in
from articles.text.translation.freshness import RecordedTranslation

# What makes a source ready, and what ends the work of its first translator: the first of each counts.
READY = [EventType.APPROVED, EventType.PUBLISHED]
DONE = [EventType.SUBMITTED, EventType.PUBLISHED]


def weeks_until(at: datetime, count: int) -> list[date]:
    """The Mondays of the last weeks up to an instant, as days in the newsroom's zone, the oldest first."""
    today = day_of(at)
    monday = today - timedelta(days=today.weekday())
    return [monday - timedelta(weeks=back) for back in reversed(range(count))]


def week_of(at: datetime) -> date:
    """The Monday of an instant's week in the newsroom's zone."""
    return weeks_until(at, 1)[0]


class TranslatedSegmentQuerySet(models.QuerySet):
    def finished(self):
        """Return the segments with a finished translation: no drafts, none that were left out."""
        return self.filter(is_draft=False).exclude(source_html="").exclude(target_html="")

    def words_by_week(self, since, until):
        """{(Monday, language): words of the source} last translated during [since, until), in one query.

        since, until  days in the newsroom's zone
        The database counts blanks, so that no text is read: each parts two words, and those between segments
        that were joined are one too few.
        """
        zone = timezone.get_default_timezone()
        blanks = Length("source_html") - Length(Replace("source_html", Value(" "), Value("")))
        rows = self.finished().filter(translated_at__gte=start_of(since), translated_at__lt=start_of(until))
        weeks = rows.annotate(week=TruncWeek("translated_at", tzinfo=zone)).order_by()
        found = weeks.values_list("week", "language").annotate(words=Sum(blanks + 1))
        return {(week.date(), language): words for week, language, words in found}


class TranslatedSegment(models.Model):
    """A segment of a translation and the source that it was made from, as it was then.

    source_html  a body of the source's segments alone: "" for what was added, several where they were joined
    target_html  the same of the translation, as it was last written: "" for what was left out
    Headline and summary are elements of their own there. `position` is the order in which they are read.
    Whether it is current is computed (translations.freshness). Only translations.provenance writes it.
    """

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="translated_segments")
    language = models.CharField(_("language"), max_length=2, choices=Language)
    position = models.PositiveIntegerField(_("position"))
    source_html = models.TextField(_("source text"), default="", blank=True)
    target_html = models.TextField(_("translation"), default="", blank=True)
    reason = LineField(_("reason"), max_length=200, default="", blank=True)
    is_draft = models.BooleanField(_("not finished"), default=False)
    translated_at = models.DateTimeField(_("translated at"), default=timezone.now)
    translated_by = person_key(_("translated by"), null=True)

    objects = TranslatedSegmentQuerySet.as_manager()

    class Meta:
        ordering = ["article", "language", "position"]
        verbose_name = _("translated segment")
        verbose_name_plural = _("translated segments")
        default_permissions = []
        constraints = [
            models.CheckConstraint(
                name="translated_segment_language_is_known", condition=Q(language__in=Language)
            ),
            models.CheckConstraint(
                name="translated_segment_has_a_side", condition=~Q(source_html="") | ~Q(target_html="")
            ),
            models.CheckConstraint(
                name="translated_segment_left_out_says_why", condition=~Q(target_html="") | ~Q(reason="")
            ),
        ]
        indexes = [
            models.Index(name="translated_segment_order", fields=["article", "language", "position"]),
            models.Index(name="translated_segment_by_time", fields=["translated_at"]),
        ]

    def __str__(self):
        return (self.target_html or self.source_html)[:80]

    def made(self):
        """The same as articles.text.translation.freshness takes it."""
        sources, targets = (tuple(segments_in(html)) for html in (self.source_html, self.target_html))
        return RecordedTranslation(sources, targets, self.reason, self.is_draft, row=self)


def waits(since: date, until: date) -> list[tuple]:
    """[(language, since when the source was ready, when it was translated)] of first translations, one query.

    since, until  days in the newsroom's zone, between which they were submitted, or published without that
    Ready is when the source was first approved or published. Those whose source never was are left out.
    """
    source_language = apps.get_model("articles", "Article").objects.filter(pk=OuterRef("subject_id"))
    same = Event.objects.filter(subject_type="article", subject_id=OuterRef("subject_id"))
    before = same.filter(language=OuterRef("language"), type__in=DONE, id__lt=OuterRef("id"))
    ready = same.filter(language=OuterRef("source_language"), type__in=READY).order_by("id")
    done = Event.objects.filter(subject_type="article", type__in=DONE).exclude(language="")
    done = done.filter(at__gte=start_of(since), at__lt=start_of(until))
    done = done.annotate(source_language=Subquery(source_language.values("source_language")[:1]))
    done = done.filter(~Q(language=F("source_language")), ~Exists(before))
    done = done.annotate(ready_at=Subquery(ready.values("at")[:1])).filter(ready_at__isnull=False)
    return list(done.order_by("id").values_list("language", "ready_at", "at"))
