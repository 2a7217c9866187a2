from collections import Counter
from functools import cached_property

from django.db import models
from django.db.models import Case, Count, F, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles import clock
from articles.models.edition import EditionKind
from articles.models.language import STORY_BODIES, Language
from articles.models.open_work import QueueQuerySet
from articles.models.people import is_own_text, person_key
from articles.models.planning import IS_PLANNED, PlanningQuerySet
from articles.models.stages import (
    GONE,
    IS_OPEN,
    DashboardList,
    DisplayStatus,
    Priority,
    Stage,
    Wanted,
    is_open,
    is_stale,
    latest_column,
    latest_standing,
)

MOST_COUNTED = 1000  # live texts of a language; the dashboard shows a higher number as "1,000+"


class LanguageProgressQuerySet(QueueQuerySet, PlanningQuerySet):  # type: ignore[override]  # as_manager() returns another class in each
    def with_standing(self, at=None):
        """Annotate the public state of each text at an instant (now by default), and its DisplayStatus.

        live_number, live_kind, live_from
                           number, kind and start of the edition or notice in force at that instant, or None
        scheduled_for      the start of the scheduled edition, or None
        standing           a DisplayStatus
        is_behind          whether the live translation's source has had a newer edition since
        awaits_correction  whether readers see a note about a correction that their text still lacks

        Each row stores facts of its latest two editions only. Before both have started, live_number,
        live_kind and live_from are None.
        """
        at = at or clock.now()
        is_ahead = Q(latest_from__gt=at)

        def in_force(fact):
            """Return a fact of the latest edition if it has begun, else of the previous one."""
            previous = When(previous_from__lte=at, then=F(f"previous_{fact}"))
            return Case(When(latest_from__lte=at, then=F(f"latest_{fact}")), previous)

        rows = self.annotate(
            live_number=in_force("number"),
            live_kind=in_force("kind"),
            live_from=in_force("from"),
            scheduled_for=Case(When(is_ahead, then=F("latest_from"))),
            standing=Case(
                When(is_ahead, then=Value(DisplayStatus.SCHEDULED.value)), default=F("latest_standing")
            ),
        )
        for name, fact in (("is_behind", "behind_from"), ("awaits_correction", "correction_from")):
            holds = When(has_come(fact, at), then=Value(True))
            rows = rows.annotate(**{name: Case(holds, default=Value(False))})
        return rows

    def behind(self, at=None):
        """Return the texts where `is_behind` holds, using the index of outdated texts."""
        return self.filter(has_come("behind_from", at or clock.now()))

    def awaiting_correction(self, at=None):
        """Return the texts where `awaits_correction` holds."""
        at = at or clock.now()
        return self.open_work(at).filter(has_come("correction_from", at))

    def in_standings(self, standings, at=None):
        """Filter by DisplayStatuses at an instant (now by default), using the index of `latest_standing`."""
        at = at or clock.now()
        is_ahead = Q(latest_from__gt=at)
        condition = Q(latest_standing__in=standings) & ~is_ahead
        if DisplayStatus.SCHEDULED in standings:
            condition |= is_ahead
        return self.filter(condition)

    def counted(self, at=None):
        """Return {(language, DisplayStatus or "behind" or "stale"): number of stories}, without zeros.

        At most MOST_COUNTED + 1 live texts without changes are counted per language. Four queries.
        """
        at = at or clock.now()
        counts, facts = Counter(), ("language", "standing", "is_behind", "is_stale")
        rows = self.open_work(at).with_standing(at).order_by().values_list(*facts)
        for language, standing, behind, stale, count in rows.annotate(count=Count("pk")):
            counts[language, standing] += count
            counts[language, "behind"] += count if behind else 0
            counts[language, "stale"] += count if stale else 0
        gone = self.in_standings(list(GONE.values()), at).order_by().values("language", "latest_standing")
        for row in gone.annotate(count=Count("pk")):
            counts[row["language"], row["latest_standing"]] = row["count"]
        for language in Language:
            live = self.in_standings([DisplayStatus.LIVE], at).filter(language=language)
            counts[language, DisplayStatus.LIVE] = live.order_by()[: MOST_COUNTED + 1].count()
        return +counts

    def for_panels(self, *, most, at=None):
        """Return {DashboardList: its first `most` rows, with stories, without bodies}. Four queries.

        Scheduled texts are sorted by start, soonest first; outdated translations and notices latest first.
        """
        at = at or clock.now()
        rows = self.with_standing(at).select_related("article").defer(*STORY_BODIES)
        ahead = rows.filter(latest_from__gt=at)
        # Select ids from an index first: SQLite would otherwise read the archive, newest text first.
        notices = self.in_standings(list(GONE.values()), at).order_by().values_list("latest_from", "pk")
        gone = rows.filter(pk__in=[pk for _since, pk in sorted(notices, reverse=True)[:most]])
        behind = rows.behind(at)
        return {
            DashboardList.SCHEDULED: ahead.order_by("latest_from", "language")[:most],
            DashboardList.BEHIND: behind.order_by("-latest_behind_from", "language")[:most],
            DashboardList.GONE: gone.order_by("-latest_from", "language")[:most],
        }

    def free(self):
        """Return the requested texts that are being written and have no assignee."""
        return self.filter(IS_OPEN, assignee=None, stage=Stage.WRITING).exclude(wanted=Wanted.NOTHING)


def has_come(fact, at):
    """Return the condition that a time stored with the edition in force has passed.

    fact  "behind_from" or "correction_from", stored for the latest edition and the previous one
    """
    is_previous = Q(latest_from__gt=at, **{f"previous_{fact}__lte": at})
    return Q(latest_from__lte=at, **{f"latest_{fact}__lte": at}) | is_previous


class EditionFacts(models.Model):
    """Denormalised facts about the latest edition of a text and the previous one, for desk lists.

    Readers have the previous one until the latest begins. Written only by articles.publishing.standing.

    …_number, …_kind, …_from
                       number, kind and start of the edition; None, "" and None if it does not exist
    latest_on          the newsroom's day when the latest edition came or comes out
    …_behind_from      start of the first newer substantive edition of the edition's source, or None
    …_correction_from  when readers began to see a note about a correction that the edition lacks, or None
    """

    latest_number = models.PositiveIntegerField(null=True, editable=False)
    latest_kind = models.CharField(max_length=12, default="", editable=False)
    latest_from = models.DateTimeField(null=True, editable=False)
    latest_on = models.DateField(null=True, editable=False)
    latest_text_digest = models.CharField(max_length=64, default="", editable=False)
    latest_behind_from = models.DateTimeField(null=True, editable=False)
    latest_correction_from = models.DateTimeField(null=True, editable=False)
    previous_number = models.PositiveIntegerField(null=True, editable=False)
    previous_kind = models.CharField(max_length=12, default="", editable=False)
    previous_from = models.DateTimeField(null=True, editable=False)
    previous_behind_from = models.DateTimeField(null=True, editable=False)
    previous_correction_from = models.DateTimeField(null=True, editable=False)

    class Meta:
        abstract = True


class LanguageProgress(EditionFacts):
    """The desk's state of one language of an article: requested extent, stage, assignee, due date, version.

    Written only by articles.workflow. `version` grows with each change of the text; a save based on an older
    version is a conflict.
    """

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="progress")
    language = models.CharField(_("language"), max_length=2, choices=Language)
    wanted = models.CharField(_("requested"), max_length=8, choices=Wanted, default=Wanted.FULL)
    stage = models.CharField(_("stage"), max_length=12, choices=Stage, default=Stage.WRITING)
    assignee = person_key(_("assigned to"), null=True, blank=True, related_name="assigned_progress")
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    priority = models.PositiveSmallIntegerField(_("priority"), choices=Priority, default=Priority.NORMAL)
    planned_on = models.DateField(
        _("planned for"),
        null=True,
        blank=True,
        help_text=_("The day you plan to publish. Nothing happens automatically."),
    )
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    text_digest = models.CharField(
        max_length=64,
        default="",
        blank=True,
        editable=False,
        help_text=_("Empty until something is written."),
    )
    # Digest of the segments (of a brief: headline and summary). Ignores white space.
    segments_digest = models.CharField(max_length=64, default="", blank=True, editable=False)
    opening_digest = models.CharField(max_length=64, default="", blank=True, editable=False)
    translated_digest = models.CharField(
        max_length=64,
        default="",
        blank=True,
        editable=False,
        help_text="Of the source with which this translation last was whole and current; empty: never yet.",
    )
    source_digest = models.CharField(
        max_length=64,
        null=True,
        editable=False,
        help_text="Of what is to be translated now; null for the source language.",
    )
    hides_machine_label = models.BooleanField(
        _("without the label of machine translation"), db_default=False, editable=False
    )
    changed_at = models.DateTimeField(_("changed"), default=timezone.now, editable=False)
    changed_by = person_key(null=True, editable=False)
    counted_version = models.PositiveIntegerField(
        null=True,
        editable=False,
        help_text="The version up to which contributions were counted since the last approval.",
    )
    opened_at = models.DateTimeField(
        null=True,
        editable=False,
        help_text="When somebody at the desk opened the submitted text, which cannot be recalled then.",
    )
    # Computed by the database from this row, as if the latest edition had begun.
    latest_standing = models.GeneratedField(
        expression=latest_standing(), output_field=models.CharField(max_length=12), db_persist=True
    )
    latest_column = models.GeneratedField(
        expression=latest_column(), output_field=models.CharField(max_length=12, null=True), db_persist=True
    )
    is_stale = models.GeneratedField(
        expression=is_stale(), output_field=models.BooleanField(), db_persist=True
    )
    is_open = models.GeneratedField(
        expression=is_open(), output_field=models.BooleanField(null=True), db_persist=True
    )

    objects = LanguageProgressQuerySet.as_manager()

    class Meta:
        ordering = ["article_id", "language"]
        verbose_name = _("progress")
        verbose_name_plural = _("progress")
        # Permissions by action and language, which articles.workflow.permissions checks.
        permissions = [
            ("write_any", _("Can write stories of others")),
            ("write_en", _("Can write English")),
            ("write_ko", _("Can write Korean")),
            ("approve_en", _("Can approve English")),
            ("approve_ko", _("Can approve Korean")),
            ("publish_en", _("Can publish English")),
            ("publish_ko", _("Can publish Korean")),
            ("waive_en", _("Can waive blockers in English")),
            ("waive_ko", _("Can waive blockers in Korean")),
        ]
        constraints = [
            models.UniqueConstraint(name="progress_once_per_language", fields=["article", "language"]),
            models.CheckConstraint(name="progress_language_is_known", condition=Q(language__in=Language)),
            models.CheckConstraint(name="progress_stage_is_known", condition=Q(stage__in=Stage)),
            models.CheckConstraint(name="progress_wanted_is_known", condition=Q(wanted__in=Wanted)),
            models.CheckConstraint(
                name="progress_priority_is_known", condition=Q(priority__in=Priority.values)
            ),
            models.CheckConstraint(
                name="progress_edition_is_known_as_a_whole",
                condition=Q(latest_number=None, latest_kind="", latest_from=None, previous_number=None)
                | Q(
                    latest_number__isnull=False, latest_kind__in=EditionKind.values, latest_from__isnull=False
                ),
            ),
            models.CheckConstraint(
                name="progress_previous_edition_comes_before",
                condition=Q(previous_number=None, previous_kind="", previous_from=None)
                | Q(
                    previous_number__lt=F("latest_number"),
                    previous_kind__in=EditionKind.values,
                    previous_from__lt=F("latest_from"),
                ),
            ),
        ]
        indexes = [
            models.Index(
                name="progress_open",
                fields=["is_open", "language", "article"],
                condition=Q(is_open__isnull=False),
            ),
            models.Index(name="progress_of_person", fields=["assignee", "article"]),
            models.Index(name="progress_due", fields=["due_at"], condition=Q(latest_column__isnull=False)),
            models.Index(
                name="progress_column", fields=["latest_column"], condition=Q(latest_column__isnull=False)
            ),
            models.Index(
                name="progress_behind",
                fields=["latest_behind_from", "language"],
                condition=Q(latest_behind_from__isnull=False),
            ),
            models.Index(name="progress_by_start", fields=["latest_from"]),
            models.Index(
                name="progress_standing", fields=["latest_standing", "language", "article", "latest_from"]
            ),
            models.Index(name="progress_planned", fields=["planned_on"], condition=IS_PLANNED),
        ]

    def __str__(self):
        return f"{self.get_language_display()}: {self.get_stage_display()}"

    @cached_property
    def words_by_person(self) -> dict[int, int]:
        """Return {user id: words changed since the last approval}, or {} if a change was not counted."""
        if self.counted_version != self.version:
            return {}
        return dict(self.contributions.order_by("-words", "pk").values_list("person", "words"))

    def is_own_text(self, user) -> bool:
        """Return whether a user changed too much of the text to approve it as a second person."""
        return is_own_text(user.pk, self.words_by_person, self.changed_by_id)
