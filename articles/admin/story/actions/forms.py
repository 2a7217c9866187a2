"""Forms of actions that have fields of their own."""

from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from articles.admin.display import format_local_datetime, newsroom_zone
from articles.admin.editor_widget import BodyEditor
from articles.admin.forms.fields import (
    DayInput,
    InstantField,
    format_with_offset,
    instants_on_clock,
    parse_local,
    upcoming_times,
)
from articles.admin.forms.guarded import GuardedNumberField
from articles.admin.story.actions.action_form import ActionForm, reason_field
from articles.body.field import validate_body
from articles.models import LanguageProgress, Priority
from articles.models.people import BY_NAME
from articles.publishing import (
    PublicationRefused,
    edition_facts,
    fact_words,
    fixed_edition,
    may_publish_change,
)
from articles.workflow.assignments import assignable_people
from articles.workflow.notes import LONGEST
from articles.workflow.permissions import Verb, may


class PersonField(forms.ModelChoiceField):
    """Choice of a user, labelled with full name and user name."""

    def label_from_instance(self, person):
        name, username = person.get_full_name(), person.get_username()
        return f"{name} ({username})" if name else username


def assignee_field(progress: LanguageProgress, **options) -> PersonField:
    """Return the assignee field of one language of a story."""
    people = assignable_people(progress.language)
    if progress.assignee_id:  # the current assignee may have left the newsroom
        people = people | people.model.objects.filter(pk=progress.assignee_id)
    return PersonField(
        people.order_by(*BY_NAME),
        label=_("Assigned to"),
        required=False,
        empty_label=_("Unassigned"),
        initial=progress.assignee_id,
        **options,
    )


class AssignmentForm(ActionForm):
    """Form of an assignment: the assignee, the due date, the priority, the planned day, a note."""

    def add_assignee(self):
        self.add("assignee", assignee_field(self.status.progress), "to")
        seen = GuardedNumberField()
        seen.initial = self.status.progress.assignee_id or 0
        self.add("assignee_seen", seen, "was")

    def add_plan(self):
        progress = self.status.progress
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
            widget=DayInput(),
            help_text=_("The day you plan to publish. Nothing happens automatically."),
        )
        self.add("planned", planned, "planned_on")

    def add_message(self):
        message = forms.CharField(
            label=_("Note for the assignee"),
            required=False,
            max_length=LONGEST,
            widget=forms.Textarea({"rows": 3, "class": "vLargeTextField"}),
            help_text=_("Kept in the story’s notes."),
        )
        self.add("message", message, "note")


class InstantForm(ActionForm):
    """Form with the instant of publication, on the newsroom's clock or the user's own.

    A button may send one of `presets` instead of the entered time.
    """

    def __init__(self, data=None, **kwargs):
        if data and (preset := data.get("preset")):
            data = data.copy()
            data["at"], data["when"], data["clock"] = preset, "at", ""
        super().__init__(data, **kwargs)

    @property
    def presets(self):
        """Return [(value, label)] of suggested times on the newsroom's clock that this action allows."""
        zone, planned = timezone.get_default_timezone(), self.status.ahead
        times = upcoming_times(self.status.at, zone)
        if planned is None:
            return times
        at = planned.live_from.astimezone(zone).replace(tzinfo=None).isoformat()
        if "when" in self.fields:  # the edition can only be brought forward
            return [preset for preset in times if preset[0] < at]
        return [preset for preset in times if not at.startswith(preset[0])]

    @property
    def own_zone(self):
        """Return the time zone of the user if it differs from the newsroom's, else None."""
        name = getattr(self.user, "time_zone", "")
        return ZoneInfo(name) if name and name != timezone.get_default_timezone_name() else None

    def zone_of_clock(self):
        is_own = self.own_zone is not None and self.data.get("clock") == "own"
        return self.own_zone if is_own else timezone.get_default_timezone()

    def add_when(self):
        """Add an explicit choice to publish now, because browsers send a half-typed date as empty."""
        choices = [("now", _("Now")), ("at", _("At an earlier time than scheduled"))]
        self.fields["when"] = forms.ChoiceField(
            label=_("Goes live"), choices=choices, widget=forms.RadioSelect
        )

    def add_instant(self):
        """Add the instant and the choice of the clock.

        If a clock change repeats the entered hour, also add the choice between its two instants.
        """
        if self.own_zone is not None:
            choices = [("", newsroom_zone()), ("own", self.own_zone.key)]
            field = forms.ChoiceField(label=_("Time zone"), choices=choices, required=False, initial="")
            self.fields["clock"] = field
        self.add("at", self._instant_field())
        instants = self._instants()
        if len(instants) >= 2:
            choices = [
                (str(index), format_with_offset(at, self.zone_of_clock()))
                for index, at in enumerate(instants)
            ]
            self.fields["reading"] = forms.ChoiceField(
                label=_("First or second time"), choices=choices, widget=forms.RadioSelect, required=False
            )

    def _instant_field(self):
        help_text = _("Newsroom time: %(zone)s.") % {"zone": newsroom_zone()}
        if self.own_zone is not None:
            help_text = format_html(
                '{} <output class="other-clock" data-newsroom="{}" data-own="{}">{}</output>',
                help_text,
                timezone.get_default_timezone_name(),
                self.own_zone.key,
                self._on_both_clocks(),
            )
        reading = self.data.get("reading", "")
        has_choice = "when" in self.fields  # then only the answer "at" needs an instant
        field = InstantField(
            label=_("Goes live at"),
            required=not has_choice,
            zone=self.zone_of_clock(),
            reading=int(reading) if reading in ("0", "1") else None,
            help_text=help_text,
        )
        if self.status.is_ahead and not has_choice:
            field.initial = self.status.ahead.live_from
        return field

    def _on_both_clocks(self):
        """Format the entered instant on the clocks of the newsroom and the user, or return ""."""
        zones = (timezone.get_default_timezone(), self.own_zone)
        return " / ".join(
            " = ".join(format_with_offset(at, zone) for zone in zones) for at in self._instants()
        )

    def _instants(self):
        """Return the instants that the entered text can mean: two if a clock change repeats the hour.

        Return [] if the text is not a date and time.
        """
        shown = parse_local(self.data.get("at"))
        try:
            return instants_on_clock(shown, self.zone_of_clock()) if shown else []
        except OverflowError:
            return []

    def clean_at(self):
        if self.cleaned_data.get("when") == "now":
            return None
        at = self.cleaned_data["at"]
        if at is None and self.cleaned_data.get("when"):
            raise ValidationError(_("Enter a date and a time."))
        now = timezone.now()
        if at and at < now:
            values = {"when": format_local_datetime(at), "now": format_local_datetime(now)}
            raise ValidationError(_("%(when)s has passed; it is %(now)s now. Choose a later time.") % values)
        return at


class BriefForm(ActionForm):
    def add_words_of_source(self):
        """Show the source texts as help texts of headline and summary."""
        source = self.status.source
        if source is None:
            return
        edition = source.edition if source.is_live else None
        for name, column in (("headline", "title"), ("summary", "summary")):
            words = getattr(edition, name) if edition else self.status.article.text(column, source.language)
            self.fields[name].help_text = format_html(
                '<span class="beside-source" lang="{}">{}</span>', source.language, words
            )

    def add_alone_reason(self):
        if may(self.user, Verb.APPROVE, self.status.language):
            help_text = _("Without a reason, the brief waits for someone else to approve it.")
            field = reason_field(_("Reason for approving your own text"), required=False, help_text=help_text)
            self.add("alone_reason", field, "reason")


class QuickFixForm(ActionForm):
    """Form of a quick fix. `live_number` guards the number of the live edition.

    facts  the ChangedFacts of the posted texts
    """

    facts = ()
    live_number = GuardedNumberField()

    def current_guards(self):
        return super().current_guards() | {
            "live_number": self.status.edition.number if self.status.edition else 0
        }

    def perform_kwargs(self):
        go_on = self.may_correct and self.data.get("go_on") == "correction"
        known = {"live_number": self.cleaned_data["live_number"], "is_correction": go_on}
        return super().perform_kwargs() | known

    @property
    def may_correct(self):
        """Return whether the user may continue with the same text as a correction of the story."""
        is_writer = may(self.user, Verb.WRITE, self.status.language)
        return is_writer and not self.status.is_ahead and may_publish_change(self.user, self.status.progress)

    @property
    def fact_words(self):
        return fact_words(self.facts, self.status.language)

    def add_facts(self):
        """Ask for a reason if the posted texts change figures, dates or names."""
        if not (self.is_bound and self.status.is_live):
            return
        texts = {name: self.data.get(name) for name in ("headline", "summary", "body") if name in self.fields}
        try:
            self.facts = edition_facts(self.edition, fixed_edition(self.edition, texts))
        except PublicationRefused:  # a text is empty, which its field reports
            return
        if self.facts:
            label = _("Reason for a quick fix without a note to readers")
            help_text = _("Recorded in the log with what has changed.")
            self.add("reason", reason_field(label, required=False, help_text=help_text))

    def add_body(self):
        if not self.edition.is_brief:
            widget = BodyEditor(language=self.status.language)
            field = forms.CharField(
                label=_("Text"), initial=self.edition.body, widget=widget, validators=[validate_body]
            )
            self.add("body", field)

    def add_under(self):
        if self.status.is_ahead:
            label = _("Also fix the scheduled edition")
            self.add("under", forms.BooleanField(label=label, initial=True, required=False))
