"""Items of the diary that move to another day, and the plan of their stories, which goes along."""

from collections.abc import Collection
from datetime import date

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import AbstractUser
from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext as _

from articles.events import log
from articles.models import LanguageProgress
from articles.models.people import display_name
from articles.workflow.assignments import fixed_day_reason, plan_day
from articles.workflow.permissions import Actor, Verb, may
from articles.workflow.transitions import TransitionRefused
from newsroom.diary.models import DiaryItem

DAY = "Day"  # the name of the column in histories, which translate it


class MovedMeanwhile(TransitionRefused):
    """Somebody else moved or deleted the item since the person saw its day."""


@log.unit_of_work()
def move_item(
    item: DiaryItem, day: date, *, was: date, by: AbstractUser, languages: Collection[str] | None = None
) -> list[str]:
    """Move an item to another day, at the same times, and note it in its history.

    was        the day that the person saw
    languages  as of move_story
    Return the languages of its story that went along. Raise MovedMeanwhile if the item is on another day now,
    or gone.
    """
    item = DiaryItem.objects.select_for_update(no_key=True, of=("self",)).filter(pk=item.pk).first()
    if item is None:
        raise MovedMeanwhile(_("Someone else deleted it in the meantime."))
    if item.day != was:
        raise _moved_meanwhile(item)
    item.day = day
    item.save(update_fields=["day"])
    LogEntry.objects.log_actions(by.pk, [item], CHANGE, change_message=[{"changed": {"fields": [DAY]}}])
    return move_story(item, was=was, by=by, languages=languages)


def _moved_meanwhile(item):
    """Return the refusal that names who has last changed the day of an item, by its history, if known."""
    kind = ContentType.objects.get_for_model(DiaryItem)
    entries = LogEntry.objects.filter(content_type=kind, object_id=str(item.pk), action_flag=CHANGE)
    entry = entries.filter(change_message__contains=f'"{DAY}"').select_related("user").first()
    if entry is None:
        return MovedMeanwhile(_("Someone else moved it to another day in the meantime."))
    words = {"name": display_name(entry.user)}
    return MovedMeanwhile(_("%(name)s moved it to another day in the meantime.") % words)


def move_story(
    item: DiaryItem, *, was: date, by: Actor, languages: Collection[str] | None = None
) -> list[str]:
    """Plan the story that was begun from an item for the day of the item, if it was planned for the former.

    languages  those that go along; None for all
    Return the languages that have another planned day now.
    """
    found = [one for one in movable_languages(item, was, by=by) if languages is None or one in languages]
    try:
        if found:
            plan_day(item.article, found, item.day, by=by, was=was)
    except TransitionRefused:  # somebody has planned or scheduled it since it was read: that stays
        return []
    return found


def movable_languages(item: DiaryItem, day: date, *, by: Actor) -> list[str]:
    """Return the languages of the story of an item that are planned for a day and may be for another."""
    return [
        row.language
        for row in planned_rows(item, day)
        if may(by, Verb.APPROVE, row.language) and not fixed_day_reason(row)
    ]


def planned_rows(item: DiaryItem, day: date) -> list[LanguageProgress]:
    """Return the languages of the story of an item that are planned for a day; [] before there is a story."""
    rows = LanguageProgress.objects.filter(article=item.article_id, planned_on=day).order_by("language")
    return list(rows) if item.article_id else []
