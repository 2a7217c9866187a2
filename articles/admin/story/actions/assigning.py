"""Who has one language of a story and by when: the buttons, and the page of “Assign…”."""

from django import forms
from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.admin.forms.guarded import SeenNumber
from articles.admin.forms.instants import far_instant_refused
from articles.admin.story.actions.step import Step
from articles.admin.story.language_status import newsroom_zone
from articles.models import Priority
from articles.workflow import assigning, holding
from articles.workflow.notes import LONGEST
from articles.workflow.permissions import Verb

ANY = (Verb.WRITE, Verb.APPROVE)


def take_on(article, language, *, by, seen, after):
    return holding.hold(article, language, by=by)


def put_back(article, language, *, by, seen, after):
    return holding.let_go(article, language, by=by)


def assign(article, language, *, by, seen, after, was=None, **told):
    guard = {} if was is None else {"was": was or None}
    return assigning.assign(article, language, by=by, **guard, **told)


STEPS = {
    "assign": Step(
        gettext_lazy("Assign…"),
        gettext_lazy("Kept: who has it, and by when."),
        (Verb.APPROVE,),
        lambda place: True,
        assign,
        asks=("holder", "held", "due", "priority", "planned", "message"),
        guide=gettext_lazy("Whoever gets it is told at once, and finds it first on their screen."),
    ),
    "hold": Step(
        gettext_lazy("Take it on"),
        gettext_lazy("It is yours. Others see that you hold it."),
        ANY,
        lambda place: place.progress.holder_id is None,
        take_on,
    ),
    "let-go": Step(
        gettext_lazy("Put it back"),
        gettext_lazy("Put back; somebody else may take it on."),
        ANY,
        lambda place: place.progress.holder_id is not None,
        put_back,
    ),
}


class PersonField(forms.ModelChoiceField):
    """People by the names that the language of the screens gives them."""

    def label_from_instance(self, person):
        name, username = person.get_full_name(), person.get_username()
        return f"{name} ({username})" if name else username


class AskingAssignment:
    """The part of StepForm that asks who is to write, by when, and for which day."""

    def ask_holder(self, place):
        people = assigning.candidates(place.language)
        if place.progress.holder_id:  # who left the newsroom may still have it
            people = people | get_user_model().objects.filter(pk=place.progress.holder_id)
        return "to", PersonField(
            people.order_by("first_name", "last_name", "username"),
            label=_("Assigned to"),
            required=False,
            empty_label=_("Nobody"),
            initial=place.progress.holder_id,
        )

    def ask_held(self, place):
        field = SeenNumber()
        field.initial = place.progress.holder_id or 0
        return "was", field

    def ask_due(self, place):
        widget = forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        return "due_at", forms.DateTimeField(
            label=_("Due"),
            required=False,
            initial=place.progress.due_at,
            widget=widget,
            help_text=_("The newsroom's time: %(zone)s.") % {"zone": newsroom_zone()},
        )

    def ask_priority(self, place):
        return "priority", forms.TypedChoiceField(
            label=_("Priority"),
            coerce=int,
            choices=Priority.choices,
            initial=place.progress.priority,
            widget=forms.RadioSelect,
        )

    def ask_planned(self, place):
        return "planned_on", forms.DateField(
            label=_("Planned for"),
            required=False,
            initial=place.progress.planned_on,
            widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
            help_text=_("The day on which the desk hopes to publish. Nothing happens by itself."),
        )

    def ask_message(self, place):
        return "note", forms.CharField(
            label=_("Note for the assignee"),
            required=False,
            max_length=LONGEST,
            widget=forms.Textarea({"rows": 3, "class": "vLargeTextField"}),
            help_text=_("It stays among the notes of the story."),
        )

    def clean_due(self):
        return far_instant_refused(self.cleaned_data["due"])
