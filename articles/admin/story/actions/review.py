"""Actions of review: submit, approve, return, reopen, and asking for a full text, a brief or nothing."""

from django.utils.translation import gettext_lazy as _

from articles.admin.story.actions.base import StoryAction
from articles.admin.story.actions.forms import ReasonForm
from articles.models import Wanted
from articles.workflow.permissions import Verb
from articles.workflow.saving import want
from articles.workflow.transitions import OWN_WORDS, TRANSITIONS, perform


class TransitionAction(StoryAction):
    """An action that moves a language to another stage, by the rules of TRANSITIONS."""

    transition = ""

    @property
    def verbs(self):
        return (TRANSITIONS[self.transition].may,)

    def is_available(self, status):
        return status.progress.stage == TRANSITIONS[self.transition].source

    def perform(self, article, language, *, by, seen, after, reason=""):
        return perform(self.transition, article, language=language, by=by, reason=reason, seen=seen)


class SubmitAction(TransitionAction):
    """Submit a text for review."""

    name = transition = "submit"
    label = _("Submit for review")
    done = _("Submitted for review.")
    is_review = True

    def is_available(self, status):
        return super().is_available(status) and status.progress.wanted != Wanted.NOTHING


class ApproveAction(TransitionAction):
    """Approve a text that somebody else wrote."""

    name = transition = "approve"
    label = _("Approve")
    done = _("Approved.")
    for_last_writer = False
    is_review = True


class ApproveAloneAction(TransitionAction):
    """Approve one's own text, with a reason."""

    name = "approve-alone"
    transition = "approve"
    label = _("Approve without review…")
    done = _("Approved. The morning report will show your name and reason.")
    form_class = ReasonForm
    guide = OWN_WORDS
    for_last_writer = True
    is_review = True

    def perform(self, article, language, *, by, seen, after, reason):
        return perform(
            self.transition, article, language=language, by=by, reason=reason, seen=seen, alone=True
        )


class ReturnAction(TransitionAction):
    """Return a text in review to its writer, with a reason."""

    name = transition = "return"
    label = _("Return to writer…")
    done = _("Returned to writer.")
    form_class = ReasonForm
    guide = _("Sends the text back to the writer. Say what needs work; the log keeps it.")


class ReopenAction(TransitionAction):
    """Return an approved text to writing, with a reason."""

    name = transition = "reopen"
    label = _("Reopen…")
    done = _("Reopened for writing.")
    form_class = ReasonForm
    guide = _("Moves the approved text back to writing. What readers see does not change.")


class WantAction(StoryAction):
    """Set what is wanted in a language."""

    done = _("Request saved.")
    verbs = (Verb.WRITE, Verb.APPROVE)
    wanted = None

    def is_available(self, status):
        return status.progress.wanted != self.wanted

    def perform(self, article, language, *, by, seen, after):
        return want(article, language, self.wanted, by=by)


class WantFullAction(WantAction):
    name = "want-full"
    label = _("Request full text")
    wanted = Wanted.FULL


class WantBriefAction(WantAction):
    name = "want-brief"
    label = _("Request brief")
    wanted = Wanted.BRIEF


class WantNothingAction(WantAction):
    name = "want-nothing"
    label = _("Request nothing")
    wanted = Wanted.NOTHING
