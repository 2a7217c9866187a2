"""Translated segments, and weekly translation figures."""

from datetime import date, datetime, timedelta

from django.db import models
from django.db.models import Case, F, Q, Sum, Value, When
from django.db.models.functions import Length, Replace, TruncWeek
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.language import Language
from articles.models.people import person_key
from articles.models.planning import day_of, start_of
from articles.models.text import LineField
from articles.text.segments import MachineOrigin, RecordedTranslation, segments_in


def weeks_until(at: datetime, count: int) -> list[date]:
    """Return the Mondays of the last `count` weeks up to an instant, in the newsroom's zone, oldest first."""
    today = day_of(at)
    monday = today - timedelta(days=today.weekday())
    return [monday - timedelta(weeks=back) for back in reversed(range(count))]


def week_of(at: datetime) -> date:
    """Return the Monday of an instant's week in the newsroom's zone."""
    return weeks_until(at, 1)[0]


class TranslatedSegmentQuerySet(models.QuerySet):
    def finished(self):
        """Return the segments with a finished translation: no drafts, omissions or additions."""
        return self.filter(is_draft=False).exclude(source_html="").exclude(target_html="")

    def drafted_by_machine(self):
        return self.exclude(machine_engine="")

    def words_by_week(self, since, until):
        """Return {(Monday, language): words of sources last translated during [since, until)}. One query.

        since, until  days in the newsroom's zone
        """
        zone = timezone.get_default_timezone()
        rows = self.filter(translated_at__gte=start_of(since), translated_at__lt=start_of(until), words__gt=0)
        weeks = rows.annotate(week=TruncWeek("translated_at", tzinfo=zone)).order_by()
        totals = weeks.values_list("week", "language").annotate(total=Sum("words"))
        return {(week.date(), language): words for week, language, words in totals}

    def machine_words_by_week(self, since, until):
        """Return {(Monday, language): (machine-drafted words, percent of them changed)}. One query.

        Covers the segments that words_by_week counts.
        """
        zone = timezone.get_default_timezone()
        rows = self.drafted_by_machine().filter(
            translated_at__gte=start_of(since), translated_at__lt=start_of(until), words__gt=0
        )
        weeks = rows.annotate(week=TruncWeek("translated_at", tzinfo=zone)).order_by()
        sums = {"drafted": Sum("words"), "changed": Sum(F("words") * F("machine_changed"))}
        totals = weeks.values_list("week", "language").annotate(**sums)
        return {
            (week.date(), language): (words, round(changed / words))
            for week, language, words, changed in totals
        }


def words_of_source() -> Case:
    """Return an expression for the number of words in the source of a finished translation, else 0.

    It counts spaces, plus one. For joined segments, it is too low by one per join.
    """
    is_finished = Q(is_draft=False) & ~Q(source_html="") & ~Q(target_html="")
    blanks = Length("source_html") - Length(Replace("source_html", Value(" "), Value("")))
    return Case(When(is_finished, then=blanks + 1), default=0, output_field=models.IntegerField())


class TranslatedSegment(models.Model):
    """A segment of a translation, with its source at the time of translation.

    source_html  HTML of the source segments: "" for an addition, several if segments were joined
    target_html  HTML of the translation as last written: "" for an omission
    position     position in reading order
    machine_…    the machine draft that it began as: engine, model, inline HTML, time, and percent changed
                 since (MachineOrigin.percent_changed); "" and None for human translations
    confirmed_…  the first user to finish such a draft, and when; None until then, while is_draft is True

    Freshness is not stored: articles.translations.freshness, which also writes the rows, computes it.
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
    machine_engine = LineField(_("machine translation by"), max_length=60, db_default="", blank=True)
    machine_model = LineField(_("model"), max_length=200, db_default="", blank=True)
    machine_html = models.TextField(_("machine draft"), db_default="", blank=True)
    machine_at = models.DateTimeField(_("drafted at"), null=True)
    machine_changed = models.PositiveSmallIntegerField(_("percent changed"), null=True)
    confirmed_by = person_key(_("confirmed by"), null=True, db_index=False)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True)
    words = models.GeneratedField(
        expression=words_of_source(), output_field=models.IntegerField(), db_persist=True
    )

    objects = TranslatedSegmentQuerySet.as_manager()

    class Meta:
        ordering = ["article_id", "language", "position"]
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
            models.CheckConstraint(
                name="translated_segment_machine_draft_has_a_time",
                condition=Q(machine_engine="", machine_at=None, confirmed_at=None)
                | (~Q(machine_engine="") & Q(machine_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="translated_segment_is_a_draft_until_confirmed",
                condition=Q(machine_engine="") | Q(confirmed_at__isnull=False) | Q(is_draft=True),
            ),
        ]
        indexes = [
            models.Index(name="translated_segment_order", fields=["article", "language", "position"]),
            models.Index(name="translated_segment_by_time", fields=["translated_at", "language", "words"]),
            models.Index(
                name="translated_segment_by_machine",
                fields=["translated_at", "language"],
                condition=~Q(machine_engine=""),
            ),
        ]

    def __str__(self):
        return (self.target_html or self.source_html)[:80]

    def recorded(self) -> RecordedTranslation:
        """Return the row as a RecordedTranslation for articles.text.freshness."""
        sources, targets = (tuple(segments_in(html)) for html in (self.source_html, self.target_html))
        return RecordedTranslation(sources, targets, self.reason, self.is_draft, self, self.machine)

    @property
    def is_above(self):
        """Return whether it is the headline or the summary."""
        return any(segment.is_above for segment in segments_in(self.target_html or self.source_html))

    @property
    def machine(self):
        """The MachineOrigin of its text, or None."""
        if not self.machine_engine:
            return None
        draft = (self.machine_engine, self.machine_model, self.machine_html, self.machine_at)
        return MachineOrigin(*draft, self.confirmed_by_id, self.confirmed_at)

    @machine.setter
    def machine(self, origin):
        draft = (
            (origin.engine, origin.model, origin.html, origin.drafted_at) if origin else ("", "", "", None)
        )
        self.machine_engine, self.machine_model, self.machine_html, self.machine_at = draft
        self.confirmed_by_id = origin.confirmed_by if origin else None
        self.confirmed_at = origin.confirmed_at if origin else None
