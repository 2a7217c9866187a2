"""Querysets of the work that waits for a user, and of the translators' queue."""

from datetime import datetime
from math import inf

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Case, F, OuterRef, Q, Subquery, Value, When
from django.utils.translation import gettext_lazy as _

from articles import clock
from articles.models.event import Event, EventType
from articles.models.language import STORY_BODIES
from articles.models.people import Byline, Role, own_texts
from articles.models.planning import deadline
from articles.models.stages import GONE, IS_OPEN, DisplayStatus, Priority, Stage, Wanted

READY = [Stage.IN_REVIEW, Stage.APPROVED]  # source stages that allow translation
SENT_BACK = [EventType.RETURNED, EventType.REOPENED]
# Conditions on rows annotated by with_source and with_standing.
# HAS_A_SOURCE: the translation may begin. IS_AT_HAND: an outdated text may be updated now. Texts in review or
# awaiting publication are excluded, because they may contain the update already.
HAS_A_SOURCE = Q(source_live_from__isnull=False) | Q(source_stage__isnull=False)
IS_AT_HAND = Q(stage=Stage.WRITING) | Q(standing__in=[DisplayStatus.LIVE, DisplayStatus.SCHEDULED])
UNFINISHED = Q(stage=Stage.WRITING, standing__in=[DisplayStatus.WANTED, DisplayStatus.WRITING])
QUEUE_FACTS = (
    "pk article_id language task assignee_id article__section_id priority due_at "
    "live_from changed_at source_live_from source_stage"
).split()


class Waiting(models.TextChoices):
    """Reasons why one language of a story waits for a user, most urgent first."""

    ASSIGNED = "assigned", _("Assigned to you, due or urgent")
    RETURNED = "returned", _("Returned to you")
    REVIEW = "review", _("To review")
    PUBLISH = "publish", _("Ready to publish")
    CORRECTION = "correction", _("Correction pending")
    OWN = "own", _("In review, for someone else to approve")
    ALSO_ASSIGNED = "also_assigned", _("Also assigned to you")
    WRITING = "writing", _("Your work in progress")
    BEHIND = "behind", _("Outdated translation")
    TRANSLATE = "translate", _("To translate")


SENT_TO_WRITER = (Waiting.ASSIGNED, Waiting.RETURNED)
OF_A_SOURCE = (Waiting.CORRECTION, Waiting.BEHIND, Waiting.TRANSLATE)
# Facts from other rows that the list of waiting work prints. STEP_FACTS is {fact of the last step: column of
# its Event}, PRINTED_OF is {fact: kinds of work that print it}.
STEP_FACTS = {"step": "type", "step_reason": "reason", "step_at": "at"}
PRINTED_OF = {
    "step": SENT_TO_WRITER,
    "step_reason": SENT_TO_WRITER,
    "step_at": (Waiting.RETURNED, Waiting.REVIEW, Waiting.PUBLISH, Waiting.OWN),
    "source_live_from": OF_A_SOURCE,
    "source_stage": OF_A_SOURCE,
}


class WaitingQuerySet(models.QuerySet):
    """The part of LanguageProgressQuerySet about work that waits for a user."""

    def waiting_for(self, user, *, write=(), approve=(), publish=(), most=6, at=None):
        """Return the rows that wait for a user as a list. Two queries.

        write, approve, publish  the languages where the user may do so
        most  maximum number of rows of each kind

        The most urgent kind comes first. Within a kind, overdue work comes first, then urgent work, then the
        earliest deadline. Rows have `waiting` (a Waiting), `total` (number of rows of that kind), the facts
        of PRINTED_OF and the annotations of with_standing. Story (without bodies) and section are joined.
        See also since().
        """
        at = at or clock.now()
        rows = self.that_wait_for(user, write=write, approve=approve, publish=publish, at=at)
        # Texts that are being written: the latest change comes first. Others: the longest wait comes first.
        writing = Case(When(stage=Stage.WRITING, then=F("changed_at")))
        order = [F("due_at").asc(nulls_last=True), writing.desc(nulls_last=True), F("changed_at"), F("pk")]
        # Count in Python: the database would compute `waiting` again wherever the query mentions it.
        kinds = {kind: [] for kind in Waiting}
        facts = ("waiting", "pk", "priority", "due_at", "live_from")
        candidates = rows.order_by(*order).values_list(*facts, named=True)
        for row in sorted(candidates, key=lambda row: urgency_rank(row, at)):
            kinds[Waiting(row.waiting)].append(row.pk)
        first = {kind: ids[:most] for kind, ids in kinds.items()}
        rows_by_id = self.for_waiting_list(first, at).in_bulk([pk for ids in first.values() for pk in ids])
        waiting = []
        for kind, ids in first.items():
            for row in (rows_by_id[pk] for pk in ids if pk in rows_by_id):
                row.waiting, row.total = kind, len(kinds[kind])
                waiting.append(row)
        return waiting

    def for_waiting_list(self, ids, at):
        """Fetch the rows with the columns that the list prints.

        ids  {Waiting: [id]} of the rows. A fact of another row costs as much as the row itself, so it is
             fetched only for the kinds that print it.
        """
        steps, printed = steps_of_row(), {}
        facts = {name: Subquery(steps.values(column)[:1]) for name, column in STEP_FACTS.items()}
        for name, fact in (facts | sources_of_row(self.model, at)).items():
            printed_of = [pk for kind in PRINTED_OF[name] for pk in ids[kind]]
            printed[name] = Case(When(pk__in=printed_of, then=fact))
        rows = self.with_standing(at).annotate(**printed)
        return rows.select_related("article__section").defer(*STORY_BODIES)

    def open_work(self, at):
        """Return the rows that may have work left, using two indexes."""
        return self.filter(IS_OPEN | Q(latest_from__gt=at))

    def that_wait_for(self, user, *, write=(), approve=(), publish=(), at=None):
        """Return all rows that wait for a user, with `waiting` and the annotations of with_standing.

        Same arguments as waiting_for().
        """
        at = at or clock.now()
        rows = self.open_work(at).with_standing(at).with_relation(user, at)
        # A text that is not requested waits for no one, unless a note promised its readers a correction.
        rows = rows.exclude(wanted=Wanted.NOTHING, awaits_correction=False)
        rows = rows.annotate(waiting=kind_for(user, write=write, approve=approve, publish=publish))
        return rows.filter(waiting__isnull=False)

    def with_relation(self, user, at):
        """Annotate the user's relations to a text and the text's last step, each None if missing.

        step        the EventType of the last step
        submitted   id of an event where the user submitted the text
        wrote, translated  id of the user's byline in that role
        created     id of the story, if the user created it

        The annotations of with_source are added, too.
        """
        steps = steps_of_row()
        signed = Byline.objects.filter(article=OuterRef("article"), author__user=user)
        stories = apps.get_model("articles", "Article").objects.filter(pk=OuterRef("article"))
        relations = {
            "step": steps.values("type"),
            "submitted": steps.filter(type=EventType.SUBMITTED, actor=user).values("id"),
            "wrote": signed.filter(role=Role.TEXT).values("id"),
            "translated": signed.filter(role=Role.TRANSLATION).values("id"),
            "created": stories.filter(created_by=user).order_by().values("id"),
        }
        # Select the first row of each: for Exists, PostgreSQL would read all events of the user.
        return self.with_source(at).annotate(**{name: Subquery(rows[:1]) for name, rows in relations.items()})

    def with_source(self, at):
        """Annotate source_live_from, and source_stage if it is READY: live_from and stage of the source."""
        return self.annotate(**sources_of_row(self.model, at))


def steps_of_row():
    """Return the events of a row's steps that were not undone, latest first, for use as a subquery."""
    steps = Event.objects.filter(subject_type="article", subject_id=OuterRef("article"))
    steps = steps.filter(language=OuterRef("language"), type__in=EventType.STEPS)
    return steps.not_undone().order_by("-id")


def sources_of_row(model, at):
    """Return {name: subquery} of the annotations of with_source()."""
    source = model.objects.with_standing(at).filter(article=OuterRef("article")).order_by()
    # A withdrawn text stays approved, but need not be translated. Texts in review rarely change much, so they
    # count as READY.
    source = source.exclude(language=OuterRef("language"))
    source = source.filter(Q(live_kind__isnull=True) | ~Q(live_kind__in=list(GONE)))
    return {
        "source_live_from": Subquery(source.values("live_from")[:1]),
        "source_stage": Subquery(source.filter(stage__in=READY).values("stage")[:1]),
    }


def kind_for(user, *, write, approve, publish):
    """Return an expression for the Waiting of a row for a user: the first that applies, or NULL."""
    is_source = Q(source_digest=None)
    wrote, translated = Q(wrote__isnull=False) | Q(created__isnull=False), Q(translated__isnull=False)
    authored = (is_source & wrote) | (~is_source & translated)
    mine = Q(assignee=user) | authored | Q(submitted__isnull=False)
    is_free = Q(assignee=None) | Q(assignee=user)
    writing = Q(stage=Stage.WRITING, language__in=write)
    review = Q(stage=Stage.IN_REVIEW, language__in=approve)
    of_others = ~own_texts(user) if settings.FOUR_EYES else Q()
    unpublished = Q(standing__in=[DisplayStatus.APPROVED, DisplayStatus.LIVE_CHANGED])
    is_due = Q(due_at__isnull=False) & (Q(live_from=None) | Q(due_at__gt=F("live_from")))
    # Readers were promised a correction: the language's desk is responsible, even if another user is
    # assigned.
    carrying = (Q(language__in=write) & is_free) | Q(language__in=approve)
    translating = Q(language__in=write) & (Q(is_behind=True) | Q(awaits_correction=True)) & IS_AT_HAND
    reasons = {
        Waiting.ASSIGNED: (writing | translating) & Q(assignee=user) & (is_due | Q(priority=Priority.URGENT)),
        Waiting.RETURNED: writing & Q(step__in=SENT_BACK) & mine,
        Waiting.REVIEW: review & of_others,
        Waiting.PUBLISH: Q(stage=Stage.APPROVED, language__in=publish) & unpublished,
        Waiting.CORRECTION: Q(awaits_correction=True) & carrying & IS_AT_HAND,
        Waiting.OWN: review,
        Waiting.ALSO_ASSIGNED: writing & Q(assignee=user),
        Waiting.WRITING: writing & mine & ~Q(text_digest=""),
        Waiting.BEHIND: Q(is_behind=True, language__in=write) & is_free & IS_AT_HAND,
        Waiting.TRANSLATE: UNFINISHED & Q(language__in=write) & ~is_source & is_free & HAS_A_SOURCE,
    }
    return first_that_holds(reasons)


def first_that_holds(conditions: dict[models.TextChoices, Q]) -> Case:
    """Return an expression for the first choice whose condition holds, or NULL."""
    whens = [When(condition, then=Value(choice.value)) for choice, condition in conditions.items()]
    return Case(*whens, output_field=models.CharField(null=True))


def urgency_rank(row, at: datetime) -> int:
    """Return 0 for overdue work, then 1 to 3 by priority. It is the first sort key of waiting work."""
    if (due := deadline(row)) and due < at:
        return 0
    return {Priority.URGENT: 1, Priority.NORMAL: 2, Priority.LOW: 3}[row.priority]


def since(row) -> datetime:
    """Return the instant when a row of waiting_for() began to wait."""
    if row.waiting in (Waiting.ASSIGNED, Waiting.ALSO_ASSIGNED, Waiting.WRITING):
        return row.changed_at
    if row.waiting in OF_A_SOURCE:
        return row.source_live_from or row.article.changed_at
    return row.step_at or row.changed_at


class TranslationTask(models.TextChoices):
    """The task of a translator for one translation: the first that applies, most urgent first."""

    CORRECTION = "correction", Waiting.CORRECTION.label
    BEHIND = "behind", Waiting.BEHIND.label
    STALE = "stale", _("Source changed")
    BRIEF = "brief", Wanted.BRIEF.label
    NEW = "new", Waiting.TRANSLATE.label


class QueueQuerySet(WaitingQuerySet):
    """The part of LanguageProgressQuerySet about the translators' queue."""

    def to_translate(self, languages, *, at=None):
        """Return the translations into the given languages that have a task.

        Annotated with `task` (a TranslationTask), by with_standing and by with_source. They may be assigned
        to any user. Their source may not be ready yet: see is_ready().
        """
        at = at or clock.now()
        rows = self.filter(language__in=languages, source_digest__isnull=False)
        rows = rows.open_work(at).with_standing(at).with_source(at)
        # A text that is not requested has no task, unless a note promised its readers a correction.
        rows = rows.exclude(wanted=Wanted.NOTHING, awaits_correction=False)
        return rows.annotate(task=task_of()).filter(task__isnull=False)

    def queue_facts(self, *, at=None):
        """Return the QUEUE_FACTS of to_translate() rows as named tuples, most urgent first. One query."""
        at = at or clock.now()
        facts = self.order_by().values_list(*QUEUE_FACTS, named=True)
        return sorted(facts, key=lambda row: _queue_order(row, at))

    def for_translators(self, ids):
        """Return the rows with the given ids as a list in this order. Ids without a row are skipped.

        Story (with bodies), section and assignee are joined. `assigned_at` is the time of the last assignment
        or None.
        """
        given = Event.objects.filter(subject_type="article", subject_id=OuterRef("article"))
        given = given.filter(language=OuterRef("language"), type=EventType.ASSIGNED).order_by("-id")
        rows = self.annotate(assigned_at=Subquery(given.values("at")[:1]))
        rows = rows.select_related("article__section", "assignee").in_bulk(ids)
        return [rows[pk] for pk in ids if pk in rows]


def task_of():
    """Return an expression for the TranslationTask of a row, or NULL.

    As soon as the first stale segment is translated again, an approved text is back in review. A stale text
    therefore keeps its task while it is in review, until the whole text is current.
    """
    is_open = Q(is_stale=True) | IS_AT_HAND
    conditions = {
        TranslationTask.CORRECTION: Q(awaits_correction=True) & is_open,
        TranslationTask.BEHIND: Q(is_behind=True) & is_open,
        TranslationTask.STALE: Q(is_stale=True) & ~Q(standing__in=list(GONE.values())),
        TranslationTask.BRIEF: Q(wanted=Wanted.BRIEF) & UNFINISHED,
        TranslationTask.NEW: UNFINISHED,
    }
    return first_that_holds(conditions)


def is_ready(row) -> bool:
    """Return whether the source of a to_translate() row is ready, so that its translation may begin."""
    if row.task in (TranslationTask.CORRECTION, TranslationTask.BEHIND):
        return True
    # A text is stale because of a change in its source's working copy, which readers do not have yet.
    return bool(row.source_stage or (row.source_live_from and row.task != TranslationTask.STALE))


def _queue_order(row, at):
    due = deadline(row)
    waits_since = row.source_live_from or row.changed_at
    task = list(TranslationTask).index(row.task)
    return urgency_rank(row, at), due.timestamp() if due else inf, task, waits_since.timestamp(), row.pk
