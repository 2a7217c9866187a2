"""Diary items that somebody who leaves was to cover."""

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from articles.models.planning import day_of
from articles.workflow.permissions import people_with
from newsroom.diary.models import DiaryAssignment, DiaryItem
from newsroom.diary.stories import assignment_line


def assignments_ahead(person: AbstractUser) -> QuerySet[DiaryAssignment]:
    """Return the assignments of a person for today and later, with their items, in the order of the days."""
    rows = DiaryAssignment.objects.filter(person=person, item__day__gte=day_of(timezone.now()))
    return rows.select_related("item").order_by("item__day", "item__starts_at", "pk")


@transaction.atomic
def pass_on(person: AbstractUser, *, to: AbstractUser | None, by: AbstractUser) -> tuple[int, int]:
    """Send a colleague to the items of today and later in place of a person, or nobody.

    Nobody goes, either, for a colleague who may not see stories. Where the colleague brings the same already,
    that stays as it is. The history of each item keeps what was there, with its note. Return (number of
    assignments that the colleague has, number of those that nobody has).
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
    """Return a change of an item's history, in the form of Django's admin, which translates the name."""
    return {verb: {"name": "diary assignment", "object": assignment_line(assignment)}}
