"""Actions at the desk: review, what is wanted in a language, and who has it."""

from django import forms
from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _

from articles.admin.display import newsroom_zone
from articles.admin.forms.fields import GuardedNumberField
from articles.admin.forms.instant_field import InstantField
from articles.admin.story.actions.base import StoryAction
from articles.admin.story.actions.forms import ActionForm, ReasonForm
from articles.models import Priority, Wanted
from articles.workflow import assignments
from articles.workflow.edit_session import want
from articles.workflow.notes import LONGEST
from articles.workflow.permissions import Verb
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


class PersonField(forms.ModelChoiceField):
    """Choice of a user, labelled by the name in the user's language."""

    def label_from_instance(self, person):
        name, username = person.get_full_name(), person.get_username()
        return f"{name} ({username})" if name else username


class AssignmentForm(ActionForm):
    """Form of an assignment: the assignee, the due date, the priority, the planned day, a note."""

    def add_fields(self):
        progress = self.status.progress
        self.add("assignee", self._assignee_field(), "to")
        assignee_seen = GuardedNumberField()
        assignee_seen.initial = progress.assignee_id or 0
        self.add("assignee_seen", assignee_seen, "was")
        due = InstantField(
            reading=0,
            label=_("Due"),
            required=False,
            initial=progress.due_at,
            help_text=_("Newsroom time: %(zone)s.") % {"zone": newsroom_zone()},
        )
        self.add("due", due, "due_at")
        priority = forms.TypedChoiceField(
            label=_("Priority"),
            coerce=int,
            choices=Priority.choices,
            initial=progress.priority,
            widget=forms.RadioSelect,
        )
        self.add("priority", priority)
        planned = forms.DateField(
            label=_("Planned for"),
            required=False,
            initial=progress.planned_on,
            widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
            help_text=_("The day you plan to publish. Nothing happens automatically."),
        )
        self.add("planned", planned, "planned_on")
        message = forms.CharField(
            label=_("Note for the assignee"),
            required=False,
            max_length=LONGEST,
            widget=forms.Textarea({"rows": 3, "class": "vLargeTextField"}),
            help_text=_("Kept in the story’s notes."),
        )
        self.add("message", message, "note")

    def _assignee_field(self):
        assignee = self.status.progress.assignee_id
        people = assignments.assignable_people(self.status.language)
        if assignee:  # who may have left the newsroom
            people = people | get_user_model().objects.filter(pk=assignee)
        return PersonField(
            people.order_by("first_name", "last_name", "username"),
            label=_("Assigned to"),
            required=False,
            empty_label=_("Unassigned"),
            initial=assignee,
        )


class AssignAction(StoryAction):
    """Assign a language to a person, with a due date."""

    name = "assign"
    label = _("Assign…")
    done = _("Assignment saved.")
    verbs = (Verb.APPROVE,)
    form_class = AssignmentForm
    guide = _("The assignee is notified immediately and sees the story first on their dashboard.")

    def is_available(self, status):
        return True

    def perform(self, article, language, *, by, seen, after, was=None, **cleaned):
        guard = {} if was is None else {"was": was or None}
        return assignments.assign(article, language, by=by, **guard, **cleaned)


class HoldAction(StoryAction):
    """Take on a language that is assigned to nobody."""

    name = "hold"
    label = _("Assign to me")
    done = _("Assigned to you. Others can see that.")
    verbs = (Verb.WRITE, Verb.APPROVE)

    def is_available(self, status):
        return status.progress.assignee_id is None

    def perform(self, article, language, *, by, seen, after):
        return assignments.assign_to_self(article, language, by=by)


class LetGoAction(StoryAction):
    """Put back a language, whoever has it."""

    name = "let-go"
    label = _("Unassign")
    done = _("Unassigned. Someone else can take it.")
    verbs = (Verb.WRITE, Verb.APPROVE)

    def is_available(self, status):
        return status.progress.assignee_id is not None

    def perform(self, article, language, *, by, seen, after):
        return assignments.unassign(article, language, by=by)
