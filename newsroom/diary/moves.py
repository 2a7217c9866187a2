"""Items of the diary that move to another day."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from articles.workflow.transitions import TransitionRefused
from newsroom.diary.models import DiaryItem


class MovedMeanwhile(TransitionRefused):
    """Somebody else moved or deleted the item since the person saw its day."""


@transaction.atomic
def move_item(item: DiaryItem, day: date, *, was: date) -> DiaryItem:
    """Move an item to another day, at the same times; return it, freshly read.

    was  the day that the person saw
    Raise MovedMeanwhile if it is on another day now, DiaryItem.DoesNotExist if it is gone.
    """
    item = DiaryItem.objects.select_for_update(no_key=True).get(pk=item.pk)
    if item.day != was:
        raise MovedMeanwhile(_("Someone else moved it to another day in the meantime."))
    item.day = day
    item.save(update_fields=["day"])
    return item
