"""Items of the diary that move to another day, and the plan of their stories, which goes along."""

from collections.abc import Collection
from datetime import date

from django.utils.translation import gettext as _

from articles.events import log
from articles.models import LanguageProgress
from articles.workflow.assignments import fixed_day_reason, plan_day
from articles.workflow.permissions import Actor, Verb, may
from articles.workflow.transitions import TransitionRefused
from newsroom.diary.models import DiaryItem


class MovedMeanwhile(TransitionRefused):
    """Somebody else moved or deleted the item since the person saw its day."""


@log.unit_of_work()
def move_item(
    item: DiaryItem, day: date, *, was: date, by: Actor = None, languages: Collection[str] | None = None
) -> list[str]:
    """Move an item to another day, at the same times; return the languages of its story that went along.

    was        the day that the person saw
    languages  as of move_story
    Raise MovedMeanwhile if it is on another day now, DiaryItem.DoesNotExist if it is gone.
    """
    item = DiaryItem.objects.select_for_update(no_key=True, of=("self",)).get(pk=item.pk)
    if item.day != was:
        raise MovedMeanwhile(_("Someone else moved it to another day in the meantime."))
    item.day = day
    item.save(update_fields=["day"])
    return move_story(item, was=was, by=by, languages=languages)


def move_story(
    item: DiaryItem, *, was: date, by: Actor, languages: Collection[str] | None = None
) -> list[str]:
    """Plan the story that was begun from an item for the day of the item, if it was planned for the former.

    languages  those that go along; None for all
    Return the languages that have another planned day now.
    """
    found = [one for one in movable_languages(item, was, by=by) if languages is None or one in languages]
    if found:
        plan_day(item.article, found, item.day, by=by, was=was)
    return found


def movable_languages(item: DiaryItem, day: date, *, by: Actor) -> list[str]:
    """Return the languages of the story of an item that are planned for a day and may be for another."""
    rows = LanguageProgress.objects.filter(article=item.article_id, planned_on=day).order_by("language")
    return [
        row.language
        for row in (rows if item.article_id else ())
        if may(by, Verb.APPROVE, row.language) and not fixed_day_reason(row)
    ]


def left_languages(item: DiaryItem, day: date) -> list[str]:
    """Return the languages of the story of an item that are planned for a day, whoever may move them."""
    rows = LanguageProgress.objects.filter(article=item.article_id, planned_on=day)
    return list(rows.values_list("language", flat=True)) if item.article_id else []
