"""The translators' queue: one for everybody who may write a language."""

from math import inf

from django.db import models
from django.db.models import Case, F, OuterRef, Q, Subquery, Value, When
from django.utils.translation import gettext_lazy as _

from articles import clock
from articles.models.event import Event, EventType
from articles.models.open_work import IS_AT_HAND, UNFINISHED, Waiting, WaitingQuerySet, pressing
from articles.models.planning import deadline
from articles.models.stages import DisplayStatus, Wanted

GONE = [DisplayStatus.WITHDRAWN, DisplayStatus.RETRACTED]
FACTS = (
    "pk article_id language task assignee_id article__section_id priority due_at "
    "live_from changed_at source_live_from source_stage"
).split()


class TranslationTask(models.TextChoices):
    """The task that a translation sets its translator: the first that applies, the most urgent first."""

    CORRECTION = "correction", Waiting.CORRECTION.label
    BEHIND = "behind", Waiting.BEHIND.label
    STALE = "stale", _("Source changed")
    BRIEF = "brief", Wanted.BRIEF.label
    NEW = "new", Waiting.TRANSLATE.label


class QueueQuerySet(WaitingQuerySet):
    """The part of LanguageProgressQuerySet that asks what is to be translated."""

    def to_translate(self, languages, *, at=None):
        """Translations into these languages that ask something, annotated with `task`, a TranslationTask.

        And by with_standing, with_freshness and with_source; whoever is assigned, and whether or not the
        source is ready: see is_ready().
        """
        at = at or clock.now()
        rows = self.filter(language__in=languages).exclude(language=F("article__source_language"))
        rows = rows.with_standing(at).with_behind(at).with_correction(at).with_freshness().with_source(at)
        # What is not wanted is asked of nobody, unless its readers were told that it will be mended.
        rows = rows.exclude(wanted=Wanted.NOTHING, awaits_correction=False)
        return rows.annotate(task=task_of()).filter(task__isnull=False)

    def queue_facts(self, *, at=None):
        """The FACTS of rows of to_translate(), named, in the order in which they press; one query."""
        at = at or clock.now()
        found = self.order_by().values_list(*FACTS, named=True)
        return sorted(found, key=lambda row: _urgency(row, at))

    def for_translators(self, ids):
        """Return the rows of the given ids in their order, with story, texts, assignee and `assigned_at`."""
        given = Event.objects.filter(subject_type="article", subject_id=OuterRef("article"))
        given = given.filter(language=OuterRef("language"), type=EventType.ASSIGNED).order_by("-id")
        rows = self.annotate(assigned_at=Subquery(given.values("at")[:1]))
        rows = rows.select_related("article__section", "assignee").in_bulk(ids)
        return [rows[pk] for pk in ids if pk in rows]


def task_of():
    """The TranslationTask of a row, or None.

    The first segment that is mended takes an approved text back to review. So what its source has left
    behind is still asked for there, until it is whole again.
    """
    is_open = Q(is_stale=True) | IS_AT_HAND
    conditions = {
        TranslationTask.CORRECTION: Q(awaits_correction=True) & is_open,
        TranslationTask.BEHIND: Q(is_behind=True) & is_open,
        TranslationTask.STALE: Q(is_stale=True) & ~Q(standing__in=GONE),
        TranslationTask.BRIEF: Q(wanted=Wanted.BRIEF) & UNFINISHED,
        TranslationTask.NEW: UNFINISHED,
    }
    whens = [When(condition, then=Value(task.value)) for task, condition in conditions.items()]
    return Case(*whens, output_field=models.CharField(null=True))


def is_ready(row) -> bool:
    """Whether the source of a row of to_translate() stands, so that one may begin."""
    if row.task in (TranslationTask.CORRECTION, TranslationTask.BEHIND):
        return True
    # What has changed at the desk since is the text there; what readers have is no news.
    return bool(row.source_stage or (row.source_live_from and row.task != TranslationTask.STALE))


def _urgency(row, at):
    due = deadline(row)
    since = row.source_live_from or row.changed_at
    place = list(TranslationTask).index(row.task)
    return pressing(row, at), due.timestamp() if due else inf, place, since.timestamp(), row.pk
