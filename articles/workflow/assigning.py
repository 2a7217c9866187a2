"""Assignments: the writer of one language of a story, due date, priority and planned day."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.events import log
from articles.models import Happening
from articles.workflow import notes
from articles.workflow.permissions import Verb, may, people_who_may
from articles.workflow.saving import Edit
from articles.workflow.transitions import TransitionRefused

AS_IT_IS = object()
WORKERS = (Verb.WRITE, Verb.APPROVE)
PLAN = ("due_at", "priority", "planned_on")


def candidates(language):
    """The people to whom one language of a story may be given."""
    return people_who_may(WORKERS, language)


@transaction.atomic
def assign(
    article,
    language,
    *,
    by,
    to=AS_IT_IS,
    due_at=AS_IT_IS,
    priority=AS_IT_IS,
    planned_on=AS_IT_IS,
    note="",
    was=AS_IT_IS,
    at=None,
):
    """Give one language of a story to a person, or to nobody, and plan it; what is not told stays as it is.

    note  for the assignee: it is kept among the notes of the story, and they are told of it
    was   the holder that the person saw, as a number or None; another one by now is a refusal
    Return the Progress, freshly read. Raise PermissionDenied, or TransitionRefused with the reasons.
    """
    if not may(by, Verb.APPROVE, language):
        raise PermissionDenied
    row = Edit(article.pk, by=by).progress[language]
    before = row.holder_id
    if was not in (AS_IT_IS, before):
        raise TransitionRefused([_("Somebody else has taken it on or put it back meanwhile.")])
    told = {"due_at": due_at, "priority": priority, "planned_on": planned_on}
    plan = {
        name: value for name, value in told.items() if value is not AS_IT_IS and value != getattr(row, name)
    }
    if to is not AS_IT_IS:
        row.holder = to
    _refuse(row, plan, before=before, note=note, at=at or timezone.now())
    for name, value in plan.items():
        setattr(row, name, value)
    row.save(update_fields=["holder", *PLAN])
    written = None
    if note.strip():
        written = notes.put(article, note, by=by, language=language, mentions=[row.holder])
    _tell(article, row, plan, by=by, before=before, note=written)
    return row


def _refuse(row, plan, *, before, note, at):
    reasons = []
    is_new = row.holder_id != before
    if is_new and row.holder and not candidates(row.language).filter(pk=row.holder_id).exists():
        reasons.append(_("This person may not work on the language."))
    if note.strip() and row.holder is None:
        reasons.append(_("A note for the assignee needs one; choose a person."))
    if plan.get("due_at") and plan["due_at"] < at:
        reasons.append(_("That instant has passed; choose a later one."))
    if reasons:
        raise TransitionRefused(reasons)


def _tell(article, row, plan, *, by, before, note):
    """Write the events: who has it now, and what is planned."""
    if row.holder_id != before or note is not None:
        details = {"note": note.pk} if note else {}
        given(article, row, by=by, before=before, **details)
    if plan:
        planned = {
            name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in plan.items()
        }
        log.record(Happening.PLANNED, article, by=by, language=row.language, **planned)


def given(article, row, *, by, before, **details):
    """Record who has one language of a story now, and who had it."""
    to = {"to": row.holder_id, "to_name": row.holder.get_username() if row.holder else ""}
    log.record(Happening.ASSIGNED, article, by=by, language=row.language, was=before, **to, **details)
