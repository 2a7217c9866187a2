"""Changes of diary items: begin the story, move an item, and pass on the assignments of a person."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from articles.annotations import User
from articles.events import log
from articles.models import Article, Author, Byline, LanguageProgress, Role, localized
from articles.models.people import display_name
from articles.models.planning import day_of
from articles.workflow import assignments, notes
from articles.workflow.assignments import fixed_day_reason, plan_day
from articles.workflow.edit_session import create_article
from articles.workflow.permissions import Actor, Verb, may, people_with
from articles.workflow.transitions import TransitionRefused
from newsroom.diary.models import AssignmentKind, DiaryAssignment, DiaryItem

# Byline roles by kind of assignment. A video has no byline.
ROLES = {AssignmentKind.TEXT: Role.TEXT, AssignmentKind.PICTURES: Role.PHOTOS}


@log.unit_of_work()
def begin_story(item: DiaryItem, *, by: Actor) -> Article:
    """Create the story of an item, or return the existing one.

    The story gets the item's title as working headline, and the item's day as planned day. It is assigned to
    the first person with a text assignment who may write it. Authors with text or picture assignments get a
    byline. Place, time, contact and all assignments become a note. Raise PermissionDenied if `by` may not
    write in the item's language.
    """
    if not may(by, Verb.WRITE, item.language):
        raise PermissionDenied
    item = DiaryItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
    if item.article_id:
        return item.article
    assigned = list(item.assignments.select_related("person"))
    article = create_article(
        by=by,
        source_language=item.language,
        section=item.section,
        add_rows=lambda article: _add_bylines(article, assigned),
        **{localized("title", item.language): item.title},  # type: ignore[arg-type]  # the names are columns
    )
    item.article = article
    item.save(update_fields=["article"])
    plan: dict[str, Any] = {"planned_on": item.day}
    if item.due_at and item.due_at > timezone.now():
        plan["due_at"] = item.due_at
    writers = [assignment.person for assignment in assigned if assignment.kind == AssignmentKind.TEXT]
    able = set(assignments.assignable_people(item.language).filter(pk__in=[person.pk for person in writers]))
    if writer := next((person for person in writers if person in able), None):
        plan["to"] = writer
    assignments.assign(article, item.language, by=None, **plan)
    if notes.may_write(by):
        with override(item.language):
            text = facts(item, assigned)
        notes.write_note(article, text[: notes.LONGEST], by=by)
    return article


def _add_bylines(article, assigned):
    """Add one byline for each assigned author, for the text if the author has several assignments."""
    roles = {}
    for assignment in sorted(assigned, key=lambda assignment: assignment.kind != AssignmentKind.TEXT):
        if assignment.kind in ROLES:
            roles.setdefault(assignment.person_id, ROLES[assignment.kind])
    order = list(roles)
    authors = Author.objects.filter(user__in=order, is_active=True)
    for author in sorted(authors, key=lambda author: order.index(author.user_id)):
        position, role = order.index(author.user_id), roles[author.user_id]
        Byline.objects.create(article=article, author=author, role=role, position=position)


def facts(item: DiaryItem, assigned: list[DiaryAssignment]) -> str:
    """Return the details of an item as text, one line per fact and assignment, in the active language."""
    when = formats.date_format(item.day, "DATE_FORMAT")
    times = [formats.time_format(time, "TIME_FORMAT") for time in (item.starts_at, item.ends_at) if time]
    lines = [
        f"{_('From the diary')}: {item.title}",
        " ".join([when, "–".join(times)]).strip(),
        *([f"{pgettext('of an item', 'Place')}: {item.place}"] if item.place else []),
        *([f"{_('Contact')}: {item.contact}"] if item.contact else []),
        item.note,
        *(assignment_line(assignment) for assignment in assigned),
    ]
    return "\n".join(filter(None, lines))


def assignment_line(assignment: DiaryAssignment) -> str:
    """Return the kind, the person and the note of an assignment, in the active language."""
    name = display_name(assignment.person)
    line = f"{assignment.get_kind_display()}: {name}"
    return f"{line} ({assignment.note})" if assignment.note else line


DAY = "Day"  # column name in histories, translated when shown


class MovedMeanwhile(TransitionRefused):
    """Raised if an item to be moved was moved or deleted after the user saw its day."""


@log.unit_of_work()
def move_item(
    item: DiaryItem, day: date, *, was: date, by: User, languages: Collection[str] | None = None
) -> list[str]:
    """Move an item to another day, at the same times, and record the move in its history.

    was        the day that the user saw
    languages  as in move_story

    Return the languages of its story that moved with it. Raise MovedMeanwhile if the item has another day
    now or was deleted.
    """
    item = DiaryItem.objects.select_for_update(no_key=True, of=("self",)).filter(pk=item.pk).first()
    if item is None:
        raise MovedMeanwhile(_("Someone else deleted it in the meantime."))
    if item.day != was:
        raise _moved_meanwhile(item, by)
    item.day = day
    item.save(update_fields=["day"])
    LogEntry.objects.log_actions(by.pk, [item], CHANGE, change_message=[{"changed": {"fields": [DAY]}}])
    return move_story(item, was=was, by=by, languages=languages)


def _moved_meanwhile(item, viewer):
    """Return the refusal with the name of the user who last moved the item, if the history has it."""
    kind = ContentType.objects.get_for_model(DiaryItem)
    entries = LogEntry.objects.filter(content_type=kind, object_id=str(item.pk), action_flag=CHANGE)
    entry = entries.filter(change_message__contains=f'"{DAY}"').select_related("user").first()
    if entry is None:
        return MovedMeanwhile(_("Someone else moved it to another day in the meantime."))
    if entry.user_id == viewer.pk:
        return MovedMeanwhile(_("You moved it to another day in another window."))
    words = {"name": display_name(entry.user)}
    return MovedMeanwhile(_("%(name)s moved it to another day in the meantime.") % words)


def move_story(
    item: DiaryItem, *, was: date, by: Actor, languages: Collection[str] | None = None
) -> list[str]:
    """Move the planned day of an item's story to the item's day, if the story was planned for the day `was`.

    languages  the languages to move; None for all

    Return the languages that were moved.
    """
    moved = [
        language
        for language in movable_languages(item, was, by=by)
        if languages is None or language in languages
    ]
    try:
        if moved:
            plan_day(item.article, moved, item.day, by=by, was=was)
    except TransitionRefused:  # planned or scheduled by another user in the meantime: keep that
        return []
    return moved


def movable_languages(item: DiaryItem, day: date, *, by: Actor) -> list[str]:
    """Return the languages of an item's story that are planned for a day and that the user may move."""
    return [
        row.language
        for row in planned_rows(item, day)
        if may(by, Verb.APPROVE, row.language) and not fixed_day_reason(row)
    ]


def planned_rows(item: DiaryItem, day: date) -> list[LanguageProgress]:
    """Return the LanguageProgress rows of an item's story that are planned for a day, or [] if none is."""
    rows = LanguageProgress.objects.filter(article=item.article_id, planned_on=day).order_by("language")
    return list(rows) if item.article_id else []


def assignments_ahead(person: User) -> QuerySet[DiaryAssignment]:
    """Return a person's assignments from today on, with their items, in chronological order."""
    rows = DiaryAssignment.objects.filter(person=person, item__day__gte=day_of(timezone.now()))
    return rows.select_related("item").order_by("item__day", "item__starts_at", "pk")


@transaction.atomic
def pass_on_assignments(person: User, *, to: User | None, by: User) -> tuple[int, int]:
    """Reassign a person's diary items from today on to a colleague, or remove the assignments.

    They are also removed if the colleague may not see stories. If the colleague already has the same
    assignment, it stays unchanged. The history of each item keeps the former assignment with its note.
    Return (number of assignments passed on, number of assignments removed without a successor).
    """
    may_go = to is not None and people_with("articles.view_article").filter(pk=to.pk).exists()
    items = DiaryItem.objects.of_person(person).filter(day__gte=day_of(timezone.now()))
    passed = left = 0
    for item in items.select_for_update(no_key=True).order_by("pk"):
        changes = []
        for row in item.assignments.filter(person=person).select_related("person"):
            changes.append(_change("deleted", row))
            row.delete()
            if may_go:
                row, is_new = item.assignments.get_or_create(
                    person=to, kind=row.kind, defaults={"note": row.note}
                )
                changes += [_change("added", row)] if is_new else []
            passed, left = passed + may_go, left + (not may_go)
        LogEntry.objects.log_actions(by.pk, [item], CHANGE, change_message=changes)
    return passed, left


def _change(verb, assignment):
    """Return a change in the format of Django's admin history, which translates the name."""
    return {verb: {"name": "diary assignment", "object": assignment_line(assignment)}}
