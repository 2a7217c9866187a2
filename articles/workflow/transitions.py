"""How one language of a story moves at the desk: a table that reads like the rule book."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from articles import log
from articles.models import Happening, Stage
from articles.workflow.checklist import unfinished_text
from articles.workflow.permissions import Verb, may
from articles.workflow.saving import Edit


class TransitionRefused(Exception):
    """A story cannot take this step now; `reasons` says why, in the user's language."""

    def __init__(self, reasons):
        self.reasons = list(reasons)
        super().__init__(" ".join(str(reason) for reason in self.reasons))


@dataclass(frozen=True)
class Transition:
    """A step from one stage to another, and what it asks for."""

    source: Stage
    target: Stage
    may: Verb
    label: str
    checklist: object = None
    needs_reason: bool = False


TRANSITIONS = {
    "submit": Transition(
        Stage.WRITING, Stage.IN_REVIEW, Verb.WRITE, _("Submit for review"), checklist=unfinished_text
    ),
    "return": Transition(
        Stage.IN_REVIEW, Stage.WRITING, Verb.APPROVE, _("Return to the writer"), needs_reason=True
    ),
    "approve": Transition(
        Stage.IN_REVIEW, Stage.APPROVED, Verb.APPROVE, _("Approve"), checklist=unfinished_text
    ),
    "reopen": Transition(Stage.APPROVED, Stage.WRITING, Verb.APPROVE, _("Reopen"), needs_reason=True),
}


def offered(progress, user):
    """The names of the steps that a person may take from here now."""
    return [
        name
        for name, step in TRANSITIONS.items()
        if step.source == progress.stage and may(user, step.may, progress.language)
    ]


@transaction.atomic
def perform(name, article, *, language, by, reason="", seen=None):
    """Move one language of an article along a named transition and record who did it.

    seen  the version of the text that the person looked at; an older one is refused
    Return the Progress, freshly read. Raise PermissionDenied, or TransitionRefused
    listing what is unfinished.
    """
    step = TRANSITIONS[name]
    if not may(by, step.may, language):
        raise PermissionDenied
    edit = Edit(article.pk, by=by)
    progress = edit.progress[language]
    if progress.stage != step.source:
        raise TransitionRefused(
            [
                _("Somebody was faster; the text stands at “%(stage)s” now.")
                % {"stage": progress.get_stage_display()}
            ]
        )
    if seen is not None and seen != progress.version:
        raise TransitionRefused([_("The text has changed since you read it; read it again.")])
    if step.needs_reason and not reason.strip():
        raise TransitionRefused([_("Please say why.")])
    missing = step.checklist(edit.article, progress) if step.checklist else []
    if missing:
        raise TransitionRefused(missing)
    progress.stage = step.target
    progress.save(update_fields=["stage"])
    log.record(Happening(name), article, by=by, language=language, reason=reason)
    return progress
