"""Assignments: assignee, due date, priority and planned day of one language of a story.

A departing user's open work passes to a colleague; finished work stays.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles import clock
from articles.annotations import InterfaceText, User
from articles.events import log
from articles.models import Article, Event, EventType, LanguageProgress, Note, UnsavedTyping
from articles.models.people import display_name
from articles.models.stages import IS_OPEN
from articles.workflow import notes
from articles.workflow.edit_session import LockedStory
from articles.workflow.permissions import Actor, Verb, may, may_any, people_who_may
from articles.workflow.transitions import TransitionRefused

TOGETHER = timedelta(days=7)  # the longest time from the first to the last story of a bulk change
UNCHANGED: Any = object()  # default of arguments that may be None
WORKERS = (Verb.WRITE, Verb.APPROVE)
PLAN = ("due_at", "priority", "planned_on")
# Refusals because of a change that the user did not see: by an unknown user, a named user, or the user
# in another window.
CHANGED = {
    EventType.ASSIGNED: (
        _("Someone else assigned or unassigned it in the meantime."),
        _("%(name)s assigned or unassigned it in the meantime."),
        _("You assigned or unassigned it in another window."),
    ),
    EventType.PLANNED: (
        _("Someone else planned it for another day in the meantime."),
        _("%(name)s planned it for another day in the meantime."),
        _("You planned it for another day in another window."),
    ),
}


def assignable_people(language: str) -> QuerySet:
    """Return the users that one language of a story may be assigned to."""
    return people_who_may(WORKERS, language)


@log.unit_of_work()
def assign(
    article: Article,
    language: str,
    *,
    by: Actor,
    to: User | None = UNCHANGED,
    due_at: datetime | None = UNCHANGED,
    priority: int = UNCHANGED,
    planned_on: date | None = UNCHANGED,
    note: str = "",
    was: int | None = UNCHANGED,
    bulk: int | None = None,
) -> LanguageProgress:
    """Assign one language of a story to a user or to no one, and plan it. Omitted fields do not change.

    note  for the assignee: becomes a note of the story, and the assignee is notified
    was   primary key of the assignee that the user saw, or None; refused if the assignee has changed
    bulk  id of the bulk change that this belongs to: the assignee gets one notification for all its stories

    Return the LanguageProgress, freshly read. Raise PermissionDenied, or TransitionRefused with reasons.
    """
    if not may(by, Verb.APPROVE, language):
        raise PermissionDenied
    row = LockedStory(article.pk, by=by).progress[language]
    before = row.assignee_id
    if was not in (UNCHANGED, before):
        raise changed_meanwhile(row, EventType.ASSIGNED, by=by)
    plan = _changed_plan(row, due_at=due_at, priority=priority, planned_on=planned_on)
    if to is not UNCHANGED:
        row.assignee = to
    _check_plan(row, plan, before=before, note=note)
    for name, value in plan.items():
        setattr(row, name, value)
    row.save(update_fields=["assignee", *PLAN])
    details = {} if bulk is None else {"bulk": bulk}
    if note.strip():
        saved = notes.save_note(article, note, by=by, language=language, mentions=[row.assignee])
        details["note"] = saved.pk
    _record_assignment_events(article, row, plan, by=by, before=before, **details)
    return row


def _changed_plan(row, **given):
    """Return the given columns of a plan whose values differ from the row."""
    return {
        name: value for name, value in given.items() if value is not UNCHANGED and value != getattr(row, name)
    }


def changed_meanwhile(
    row: LanguageProgress, event_type: EventType, *, by: Actor, **narrowed
) -> TransitionRefused:
    """Return the refusal of a change that conflicts with an earlier one. It names the earlier user if known.

    event_type  a key of CHANGED
    narrowed    extra lookups for the events of such a change
    """
    events = Event.objects.filter(subject_type="article", subject_id=row.article_id, language=row.language)
    latest = events.filter(type=event_type, **narrowed).select_related("actor").first()
    without, named, own = CHANGED[event_type]
    if latest is None or latest.actor is None:
        return TransitionRefused(without)
    if latest.actor == by:
        return TransitionRefused(own)
    return TransitionRefused(named % {"name": display_name(latest.actor)})


@log.unit_of_work()
def plan_day(
    article: Article,
    languages: Collection[str],
    day: date | None,
    *,
    by: Actor,
    was: date | None,
) -> list[LanguageProgress]:
    """Plan languages of a story for another day, all or none. Return their LanguageProgress rows.

    was  the planned day that the user saw, or None

    Raise PermissionDenied; or TransitionRefused if the planned day has changed since, or if a text is
    scheduled or was published on its planned day or later.
    """
    if not all(may(by, Verb.APPROVE, language) for language in languages):
        raise PermissionDenied
    progress = LockedStory(article.pk, by=by).progress
    for row in [progress[language] for language in languages]:
        if row.planned_on != was:
            raise changed_meanwhile(row, EventType.PLANNED, by=by, details__has_key="planned_on")
        if reason := fixed_day_reason(row):
            raise TransitionRefused(reason)
    return [assign(article, language, by=by, planned_on=day) for language in languages]


def fixed_day_reason(row: LanguageProgress) -> InterfaceText:
    """Return the reason why a text cannot be planned for another day (scheduled or published), else ""."""
    if row.latest_from and row.latest_from > clock.now():
        return _("It is scheduled. Reschedule it to publish it on another day.")
    if row.planned_on and row.latest_on and row.latest_on >= row.planned_on:
        return _("It has been published. Its planned day stays.")
    return ""


def _check_plan(row, plan, *, before, note):
    reasons = []
    is_new = row.assignee_id != before
    if is_new and row.assignee and not assignable_people(row.language).filter(pk=row.assignee_id).exists():
        reasons.append(_("This person cannot work on this language."))
    if note.strip() and row.assignee is None:
        reasons.append(_("A note for the assignee needs an assignee. Choose a person."))
    if plan.get("due_at") and plan["due_at"] < timezone.now():
        reasons.append(_("That time has passed. Choose a later time."))
    if reasons:
        raise TransitionRefused(*reasons)


def _record_assignment_events(article, row, plan, *, by, before, **details):
    """Record the events of an assignment or a plan. A note for the assignee counts as an assignment."""
    if row.assignee_id != before or "note" in details:
        _record_assignment(article, row, by=by, before=before, **details)
    if plan:
        planned = {
            name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in plan.items()
        }
        log.record(EventType.PLANNED, article, by=by, language=row.language, **planned)


def _record_assignment(article, row, *, by, before, **details):
    """Record that one language of a story passed from one user to another."""
    to = {"to": row.assignee_id, "to_name": row.assignee.get_username() if row.assignee else ""}
    log.record(EventType.ASSIGNED, article, by=by, language=row.language, was=before, **to, **details)


def assigned_together(*events: Event) -> QuerySet:
    """Return all assignments that share a bulk change and an assignee with one of `events`."""
    condition = Q(pk__in=[])
    for event in events:
        details = {f"details__{name}": event.details.get(name) for name in ("bulk", "to")}
        condition |= Q(at__gte=event.at - TOGETHER, **details)
    return Event.objects.filter(condition, type=EventType.ASSIGNED)


def counts_together(events: list[Event]) -> dict[tuple[int, int], int]:
    """Return {(bulk change, assignee): number of stories} for some events. One query, or none."""
    events = [event for event in events if event.details.get("bulk")]
    if not events:
        return {}
    rows = assigned_together(*events).order_by().values_list("details__bulk", "details__to")
    return {(bulk, to): count for bulk, to, count in rows.annotate(Count("pk"))}


def assign_to_self(article: Article, language: str, *, by: User) -> LanguageProgress:
    """Assign one language of a story to oneself. Raise TransitionRefused if another user has it."""
    return _change_assignee(article, language, to=by, by=by)


def unassign(article: Article, language: str, *, by: Actor, was: int | None = UNCHANGED) -> LanguageProgress:
    """Unassign one language of a story. The assignee may be another user than `by`.

    was  primary key of the assignee that the user saw, or None

    Raise TransitionRefused if the assignee has changed since.
    """
    return _change_assignee(article, language, to=None, by=by, was=was)


@log.unit_of_work()
def _change_assignee(article, language, *, to, by, was=UNCHANGED):
    if not may_any(by, language):
        raise PermissionDenied
    progress = LockedStory(article.pk, by=by).progress[language]
    before = progress.assignee_id
    if to is not None and before not in (None, to.pk):
        raise TransitionRefused(_("Someone else was assigned in the meantime."))
    if was not in (UNCHANGED, before):
        raise changed_meanwhile(progress, EventType.ASSIGNED, by=by)
    progress.assignee = to
    progress.save(update_fields=["assignee"])
    if progress.assignee_id != before:
        _record_assignment(article, progress, by=by, before=before)
    return progress


@dataclass(frozen=True)
class WorkInHand:
    """The open work of one user.

    stories  languages of stories that are assigned to the user
    threads  the first notes of threads that wait for the user's answer
    unsaved  number of autosaved drafts of stories
    """

    stories: list[LanguageProgress]
    threads: list[Note]
    unsaved: int


@dataclass(frozen=True)
class HandedOver:
    """The result of hand_over().

    assigned, unassigned  languages of stories that the colleague has now, and those left to no one
    threads               number of threads passed on
    """

    assigned: list[LanguageProgress]
    unassigned: list[LanguageProgress]
    threads: int


def work_in_hand(person: User) -> WorkInHand:
    """Return the open work of a user, stories with the earliest deadline first."""
    stories = LanguageProgress.objects.filter(IS_OPEN, assignee=person).select_related("article")
    unsaved = UnsavedTyping.objects.filter(user=person, dropped_at=None).count()
    threads = list(Note.objects.all().waiting_for(person))
    return WorkInHand(list(stories.order_by("due_at", "article_id")), threads, unsaved)


def hand_over(person: User, *, to: User | None, by: User) -> HandedOver:
    """Pass the open work of a user to a colleague, or to no one. Deadlines and planned days stay.

    Stories in a language that the colleague may not work on are left unassigned. Threads and unsaved texts
    pass to the colleague; without one they stay. Each story is a separate transaction: an interrupted
    hand-over can be repeated and continues.
    """
    work = work_in_hand(person)
    able = {language: _is_able(to, language) for language in ("en", "ko")}
    assigned, unassigned = [], []
    for row in work.stories:
        successor = to if able[row.language] else None
        if _reassign(row, was=person, to=successor, by=by):
            (assigned if successor else unassigned).append(row)
    words = _("Handed over by %(name)s.") % {"name": display_name(person)}
    if to is not None:
        for thread in work.threads:
            notes.pass_on(thread, words, to=to, by=by)
        UnsavedTyping.objects.filter(user=person, dropped_at=None).update(user=to)
    return HandedOver(assigned, unassigned, len(work.threads) if to else 0)


def _is_able(person, language):
    return person is not None and assignable_people(language).filter(pk=person.pk).exists()


@log.unit_of_work()
def _reassign(row, *, was, to, by):
    """Reassign one language of a story; return False if another user has it by now."""
    progress = LockedStory(row.article_id, by=by).progress[row.language]
    if progress.assignee_id != was.pk:
        return False
    progress.assignee = to
    progress.save(update_fields=["assignee"])
    _record_assignment(row.article, progress, by=by, before=was.pk)
    return True
