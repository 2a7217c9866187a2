from collections import Counter

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles import clock
from articles.models.edition import Edition, EditionKind
from articles.models.language import Language
from articles.models.open_work import QueueQuerySet
from articles.models.people import person_key
from articles.models.planning import PlanningQuerySet
from articles.models.stages import DisplayStatus, Priority, Stage, Wanted

# What stands where readers have a notice.
GONE = {EditionKind.WITHDRAWAL: DisplayStatus.WITHDRAWN, EditionKind.RETRACTION: DisplayStatus.RETRACTED}


class LanguageProgressQuerySet(QueueQuerySet, PlanningQuerySet):
    def with_standing(self, at=None):
        """Annotate what readers have at an instant (now by default) and the one word for it.

        live_number, live_kind: of the edition or notice that is open then, or None.
        live_from: since when. scheduled_for: the instant of the edition that lies ahead, or None.
        standing: a DisplayStatus.
        """
        at = at or clock.now()
        here = Edition.objects.filter(article=OuterRef("article"), language=OuterRef("language"))
        now = here.open_at(at)
        ahead = here.filter(live_from__gt=at)
        unpublished = ~Q(wanted=Wanted.NOTHING) & ~Q(text_digest=F("live_text_digest"))
        return self.annotate(
            live_number=Subquery(now.values("number")[:1]),
            live_kind=Subquery(now.values("kind")[:1]),
            live_from=Subquery(now.values("live_from")[:1]),
            live_text_digest=Subquery(now.values("text_digest")[:1]),
            scheduled_for=Subquery(ahead.values("live_from")[:1]),
        ).annotate(
            standing=Case(
                When(scheduled_for__isnull=False, then=Value(DisplayStatus.SCHEDULED.value)),
                *(When(live_kind=kind, then=Value(gone.value)) for kind, gone in GONE.items()),
                When(
                    Q(live_number__isnull=False) & unpublished, then=Value(DisplayStatus.LIVE_CHANGED.value)
                ),
                When(live_number__isnull=False, then=Value(DisplayStatus.LIVE.value)),
                When(wanted=Wanted.NOTHING, then=Value(DisplayStatus.NOTHING.value)),
                When(stage=Stage.WRITING, text_digest="", then=Value(DisplayStatus.WANTED.value)),
                default=F("stage"),
                output_field=models.CharField(),
            )
        )

    def with_behind(self, at=None):
        """Annotate `is_behind`: readers have a translation whose source has moved on since."""
        behind = Edition.objects.live(at).behind_source(at)
        here = behind.filter(article=OuterRef("article"), language=OuterRef("language"))
        return self.annotate(is_behind=Exists(here))

    def with_freshness(self):
        """Annotate `is_stale`: the source of a translation that was whole has moved on at the desk since.

        And `is_whole`: nothing of its source is left to translate. Asked of the digests alone.
        """
        source = LanguageProgress.objects.filter(article=OuterRef("article")).exclude(
            language=OuterRef("language")
        )
        source = source.order_by()  # there is one: the usual order would join its story
        is_brief = Q(wanted=Wanted.BRIEF)
        there = Case(
            When(is_brief, then=Subquery(source.values("opening_digest")[:1])),
            default=Subquery(source.values("segments_digest")[:1]),
        )
        is_translation = ~Q(language=F("article__source_language"))
        begun = is_translation & ~Q(translated_digest="")
        return self.annotate(source_digest=there).annotate(
            is_whole=Case(When(begun & Q(translated_digest=F("source_digest")), then=True), default=False),
            is_stale=Case(When(begun & ~Q(translated_digest=F("source_digest")), then=True), default=False),
        )

    def with_correction(self, at=None):
        """Annotate `awaits_correction`: readers are told of one in the other language that theirs lacks."""
        awaiting = Edition.objects.live(at).awaiting_correction(at)
        here = awaiting.filter(article=OuterRef("article"), language=OuterRef("language"))
        return self.annotate(awaits_correction=Exists(here))

    def counted(self, at=None):
        """{(language, standing): number of stories}, beside it those "behind" and "stale", in one query."""
        rows = self.with_standing(at).with_behind(at).with_freshness().order_by()
        counts = Counter()
        facts = ("language", "standing", "is_behind", "is_stale")
        found = rows.values_list(*facts).annotate(count=models.Count("pk"))
        for language, standing, is_behind, is_stale, count in found:
            counts[language, standing] += count
            for word, holds in (("behind", is_behind), ("stale", is_stale)):
                if holds:
                    counts[language, word] += count
        return counts

    def free(self):
        """Return the wanted work that is unfinished and that nobody is assigned to."""
        return self.filter(assignee=None, stage=Stage.WRITING).exclude(wanted=Wanted.NOTHING)


class LanguageProgress(models.Model):
    """One language of an article at the desk: wanted extent, stage, assignee, due date, version.

    Written only by articles.workflow. `version` guards the language's text: it grows
    with each change, and a save that saw an older one is a conflict.
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
    # Of the segments of its text, headline and summary alone for briefs, in which white space does not count.
    segments_digest = models.CharField(max_length=64, default="", blank=True, editable=False)
    opening_digest = models.CharField(max_length=64, default="", blank=True, editable=False)
    translated_digest = models.CharField(
        max_length=64,
        default="",
        blank=True,
        editable=False,
        help_text="Of the source with which this translation last was whole and current; empty: never yet.",
    )
    changed_at = models.DateTimeField(_("changed"), default=timezone.now, editable=False)
    changed_by = person_key(null=True, editable=False)

    objects = LanguageProgressQuerySet.as_manager()

    class Meta:
        ordering = ["article", "language"]
        verbose_name = _("progress")
        verbose_name_plural = _("progress")
        # Verb × language; articles.workflow.permissions asks for them.
        permissions = [
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
        ]

    def __str__(self):
        return f"{self.get_language_display()}: {self.get_stage_display()}"
