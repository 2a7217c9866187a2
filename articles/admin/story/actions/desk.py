"""Base class of the actions on one language of a story, and the actions of the desk.

Desk actions concern review, requests for a language, and assignment.
"""

from collections.abc import Callable, Iterable

from django.utils.translation import gettext_lazy as _

from articles.admin.story.actions.action_form import ActionForm
from articles.admin.story.actions.forms import AssignmentForm
from articles.annotations import InterfaceText
from articles.checks.registry import examine
from articles.models import EditionKind, Stage, Wanted
from articles.publishing import approve_seen
from articles.workflow import assignments
from articles.workflow.edit_session import want
from articles.workflow.permissions import Verb, may, may_touch
from articles.workflow.transitions import (
    TRANSITIONS,
    explain_own_words,
    lacks_second_pair_of_eyes,
    latest_step,
    may_recall,
    perform,
    undo,
)


class StoryAction:
    """One action: its button, its rules, its form and its effect. ACTIONS lists all actions with a button.

    name             identifies the action in addresses and button values: "submit"
    label            the label of the button
    done             the message after success
    busy             the message if the action had to wait too long for the database
    kind_labels      {EditionKind: label of the submit button if this kind is chosen in the form}
    verbs            permissions in the language; a user needs any one of them
    form_class       the ActionForm, which has a page of its own
    form_parts       methods of form_class that add its fields, (ActionForm.add_kind,); () without a form
    guide            a sentence above that form
    is_grave         whether the button is styled as dangerous
    is_undoable      whether the message after success has an undo button
    is_review        whether it is a step of the review; open segments of a translation are then shown first
    shows_findings   whether preflight findings are shown first; always so if is_inspected
    is_inspected     whether warnings have to be confirmed, and blockers prevent the action
    waits_for_notes  whether open notes are shown before the action is taken; always so if is_inspected
    is_for_both      whether it always includes the other language, so that the user needs both permissions
    has_editor       whether its form has a text editor, which does not fit in the drawer
    guards_there     whether `perform` takes after_there, the number of the other language's latest edition
    of_own_words     True: only for users who lack a second pair of eyes (see lacks_second_pair_of_eyes);
                     False: only for others; None: for everyone
    """

    name = ""
    label: InterfaceText = ""
    done: InterfaceText = ""
    guide: InterfaceText = ""
    busy: InterfaceText = _("The database was busy for too long. Nothing was changed. Try again.")
    kind_labels: dict[EditionKind, InterfaceText] = {}
    verbs: Iterable[Verb] = ()
    form_parts: tuple[Callable[..., None], ...] = ()
    form_class: type[ActionForm] = ActionForm
    is_grave = is_undoable = is_review = is_inspected = is_for_both = guards_there = False
    shows_findings = has_editor = waits_for_notes = False
    of_own_words: bool | None = None

    @property
    def submit_label(self):
        return str(self.label).rstrip("…")

    def is_available(self, status):
        """Return whether the action is possible for a LanguageStatus."""
        raise NotImplementedError

    def is_permitted(self, user, language):
        return any(may(user, verb, language) for verb in self.verbs)

    def is_offered(self, user, status):
        """Return whether a user may take the action for a LanguageStatus now."""
        if not self.is_permitted(user, status.language) or not self.is_available(status):
            return False
        if not may_touch(user, status.article):
            return False
        if self.is_for_both and not self.is_permitted(user, status.there.language):
            return False
        if self.of_own_words is None:
            return True
        return self.of_own_words == lacks_second_pair_of_eyes(user, status.progress)

    def explain(self, status):
        """Return the sentence above the form for a LanguageStatus; "" for none."""
        return self.guide

    def examine(self, status):
        """Return the preflight findings to show before the form."""
        return examine(status.article, status.progress)

    def has_form(self, progress):
        """Return whether the action needs a form for a LanguageProgress."""
        return bool(self.form_parts)

    def open_findings(self, status):
        """Return the findings without a waiver; [] if the action does not show findings."""
        if not (self.is_inspected or self.shows_findings):
            return []
        return [finding for finding in self.examine(status) if finding.waiver is None]

    def perform(self, article, language, *, by, seen, after, **cleaned):
        """Take the action and return its result.

        Raise TransitionRefused, PublicationRefused or RequestRefused.

        seen     the version of the text that the user saw
        after    the number of the latest edition that the user saw
        cleaned  the values of the form, by keyword
        """
        raise NotImplementedError

    def done_message(self, result):
        return self.done

    def address_after(self, article, language, result):
        """Return the address to go to after success, or "" for the page that the user came from."""
        return ""


class TransitionAction(StoryAction):
    """Action that moves a language to another stage, by the rules of TRANSITIONS."""

    transition = ""
    is_alone = False  # whether it approves without a second pair of eyes

    @property
    def verbs(self):
        return (TRANSITIONS[self.transition].verb,)

    def is_available(self, status):
        return status.progress.stage == TRANSITIONS[self.transition].source

    def perform(self, article, language, *, by, seen, after, reason=""):
        step = {"reason": reason, "seen": seen, "alone": self.is_alone}
        return perform(self.transition, article, language=language, by=by, **step)


class SubmitAction(TransitionAction):
    """Submit a text for review."""

    name = transition = "submit"
    label = _("Submit for review")
    done = _("Submitted for review.")
    is_undoable = True
    is_review = True

    def is_available(self, status):
        return super().is_available(status) and status.progress.wanted != Wanted.NOTHING


class ApprovalAction(TransitionAction):
    """Base class of actions that approve a text after its findings were shown."""

    transition = "approve"
    is_undoable = is_review = shows_findings = True

    def perform(self, article, language, *, by, seen, after, reason="", confirmed=()):
        step = {"reason": reason, "seen": seen, "alone": self.is_alone}
        return approve_seen(article, language, by=by, looked_at=confirmed, **step)


class ApproveAction(ApprovalAction):
    """Approve a text written mostly by others."""

    name = "approve"
    label = _("Approve")
    done = _("Approved.")
    of_own_words = False
    waits_for_notes = True


class ApproveAloneAction(ApprovalAction):
    """Approve one's own text, with a reason."""

    name = "approve-alone"
    label = _("Approve without review…")
    done = _("Approved. The morning report will show your name and reason.")
    form_parts = (ActionForm.add_reason,)
    is_alone = of_own_words = True

    def explain(self, status):
        return explain_own_words(status.user, status.progress)


class ReturnAction(TransitionAction):
    """Return a text in review to its writer, with a reason."""

    name = transition = "return"
    label = _("Return to writer…")
    done = _("Returned to writer.")
    is_undoable = True
    form_parts = (ActionForm.add_reason,)
    guide = _("Sends the text back to the writer. Say what needs work; the log keeps it.")


class RecallAction(StoryAction):
    """Take back a text that the user submitted, unless another user at the desk has opened it."""

    name = "recall"
    label = _("Recall")
    done = _("Recalled. You can go on writing.")
    verbs = (Verb.WRITE,)

    def is_available(self, status):
        is_in_review = status.progress.stage == Stage.IN_REVIEW
        return is_in_review and may_recall(status.user, status.progress, status.latest_step)

    def perform(self, article, language, *, by, seen, after):
        step = latest_step(article.pk, language)
        return undo(article, language, by=by, step=step.pk if step else 0)


class UndoAction(StoryAction):
    """Undo the user's latest step. The button is in the message about the step, so it is not in ACTIONS."""

    name = "undo"
    done = _("Undone.")

    def perform(self, article, language, *, by, step):
        return undo(article, language, by=by, step=step)


class ReopenAction(TransitionAction):
    """Return an approved text to writing, with a reason."""

    name = transition = "reopen"
    label = _("Reopen…")
    done = _("Reopened for writing.")
    form_parts = (ActionForm.add_reason,)
    guide = _("Moves the approved text back to writing. What readers see does not change.")


class WantAction(StoryAction):
    """Base class of actions that set the request for a language."""

    done = _("Request saved.")
    verbs = (Verb.WRITE, Verb.APPROVE)
    wanted: Wanted

    def is_available(self, status):
        return status.progress.wanted != self.wanted

    def perform(self, article, language, *, by, seen, after, reason=""):
        return want(article, language, self.wanted, by=by, reason=reason)


class WantFullAction(WantAction):
    name = "want-full"
    label = _("Request full text")
    wanted = Wanted.FULL


class WantBriefAction(WantAction):
    name = "want-brief"
    label = _("Request brief")
    wanted = Wanted.BRIEF


class WantNothingAction(WantAction):
    """Request nothing in a language. For an approved text, a reason is required."""

    name = "want-nothing"
    label = _("Request nothing")
    wanted = Wanted.NOTHING
    form_parts = (ActionForm.add_reason_if_approved,)
    guide = _("The text was approved. Explain why it is no longer needed; the log keeps your reason.")

    def has_form(self, progress):
        return progress.stage == Stage.APPROVED


class AssignAction(StoryAction):
    """Assign a language to a person, with a due date."""

    name = "assign"
    label = _("Assign…")
    done = _("Assignment saved.")
    verbs = (Verb.APPROVE,)
    form_class = AssignmentForm
    form_parts = (AssignmentForm.add_assignee, AssignmentForm.add_plan, AssignmentForm.add_message)
    guide = _("The assignee is notified immediately and sees the story first on their dashboard.")

    def is_available(self, status):
        return True

    def perform(self, article, language, *, by, seen, after, was=None, **cleaned):
        guard = {} if was is None else {"was": was or None}
        return assignments.assign(article, language, by=by, **guard, **cleaned)


class AssignToSelfAction(StoryAction):
    """Take on a language that has no assignee."""

    name = "assign-to-self"
    label = _("Assign to me")
    done = _("Assigned to you. Others can see that.")
    verbs = (Verb.WRITE, Verb.APPROVE)

    def is_available(self, status):
        return status.progress.assignee_id is None

    def perform(self, article, language, *, by, seen, after):
        return assignments.assign_to_self(article, language, by=by)


class UnassignAction(StoryAction):
    """Remove the assignee of a language."""

    name = "unassign"
    label = _("Unassign")
    done = _("Unassigned. Someone else can take it.")
    verbs = (Verb.WRITE, Verb.APPROVE)

    def is_available(self, status):
        return status.progress.assignee_id is not None

    def perform(self, article, language, *, by, seen, after):
        return assignments.unassign(article, language, by=by)
