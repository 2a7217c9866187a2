"""Figures of translation by week: words translated, and how long stories waited."""

from datetime import timedelta

from django.apps import apps
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Length, Replace, TruncWeek
from django.utils import timezone

from articles.models.event import Event, EventType
from articles.models.planning import day_of, start_of

# What makes a source ready, and what ends the work of its first translator: the first of each counts.
READY = [EventType.APPROVED, EventType.PUBLISHED]
DONE = [EventType.SUBMITTED, EventType.PUBLISHED]


def weeks_until(at, count):
    """The Mondays of the last weeks up to an instant, as days in the newsroom's zone, the oldest first."""
    today = day_of(at)
    monday = today - timedelta(days=today.weekday())
    return [monday - timedelta(weeks=back) for back in reversed(range(count))]


def week_of(at):
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


def waits(since, until):
    """[(language, since when the source was ready, when it was translated)] of first translations, one query.

    since, until  days in the newsroom's zone, between which they were submitted, or published without that
    Ready is when the source was first approved or published. Those whose source never was are left out.
    """
    source_language = apps.get_model("articles", "Article").objects.filter(pk=OuterRef("subject_id"))
    same = Event.objects.filter(subject_type="article", subject_id=OuterRef("subject_id"))
    before = same.filter(language=OuterRef("language"), happening__in=DONE, number__lt=OuterRef("number"))
    ready = same.filter(language=OuterRef("source_language"), happening__in=READY).order_by("number")
    done = Event.objects.filter(subject_type="article", happening__in=DONE).exclude(language="")
    done = done.filter(at__gte=start_of(since), at__lt=start_of(until))
    done = done.annotate(source_language=Subquery(source_language.values("source_language")[:1]))
    done = done.filter(~Q(language=F("source_language")), ~Exists(before))
    done = done.annotate(ready_at=Subquery(ready.values("at")[:1])).filter(ready_at__isnull=False)
    return list(done.order_by("number").values_list("language", "ready_at", "at"))
