"""Departures: what somebody who leaves has in hand passes to a colleague, and their work stays."""

from dataclasses import dataclass

from django.contrib.auth.models import AbstractUser
from django.utils.translation import gettext as _

from articles.events import log
from articles.models import LanguageProgress, Note, UnsavedTyping
from articles.models.people import display_name
from articles.models.progress import IS_OPEN
from articles.workflow.assignments import assignable_people, record_assignment
from articles.workflow.edit_session import EditSession
from articles.workflow.notes import pass_on


@dataclass(frozen=True)
class WorkInHand:
    """Work of one person: languages of stories, threads that wait for them, text not saved yet."""

    stories: list[LanguageProgress]
    threads: list[Note]
    unsaved: int


@dataclass(frozen=True)
class HandedOver:
    """The stories that a colleague has now, those that nobody has, and how many threads were passed on."""

    assigned: list[LanguageProgress]
    unassigned: list[LanguageProgress]
    threads: int


def work_in_hand(person: AbstractUser) -> WorkInHand:
    """Return what a person has in hand, the stories with the earliest deadline first."""
    stories = LanguageProgress.objects.filter(IS_OPEN, assignee=person).select_related("article")
    unsaved = UnsavedTyping.objects.filter(user=person, dropped_at=None).count()
    threads = list(Note.objects.all().waiting_for(person))
    return WorkInHand(list(stories.order_by("due_at", "article_id")), threads, unsaved)


def hand_over(person: AbstractUser, *, to: AbstractUser | None, by: AbstractUser) -> HandedOver:
    """Pass what a person has in hand to a colleague, or to nobody; deadlines and planned days stay.

    A language in which the colleague may not work is left to nobody. Each story is a transaction of its own,
    so that what was interrupted goes on when it is asked for again.
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
            pass_on(thread, words, to=to, by=by)
        UnsavedTyping.objects.filter(user=person, dropped_at=None).update(user=to)
    return HandedOver(assigned, unassigned, len(work.threads) if to else 0)


def _is_able(person, language):
    return person is not None and assignable_people(language).filter(pk=person.pk).exists()


@log.unit_of_work()
def _reassign(row, *, was, to, by):
    """Give one language of a story to another; return False if somebody else has it meanwhile."""
    progress = EditSession(row.article_id, by=by).progress[row.language]
    if progress.assignee_id != was.pk:
        return False
    progress.assignee = to
    progress.save(update_fields=["assignee"])
    record_assignment(row.article, progress, by=by, before=was.pk)
    return True
