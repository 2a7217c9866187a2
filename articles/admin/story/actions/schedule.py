"""Actions that schedule an edition, and that move or cancel a scheduled one."""

from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from articles import publishing
from articles.admin.display import format_local_datetime, newsroom_zone
from articles.admin.forms.instant_field import (
    InstantField,
    format_with_offset,
    instants_on_clock,
    parse_local,
)
from articles.admin.story.actions.forms import ActionForm, EditionNoteFields, OrderFields, reason_field
from articles.admin.story.actions.publication import JointAction, PublishingAction
from articles.checks.registry import examine
from articles.models import EditionKind


class InstantFields:
    """Part of an ActionForm with the instant of publication, by the newsroom's clock or the user's own."""

    @property
    def own_zone(self):
        """Return the time zone of the user if it differs from the newsroom's, else None."""
        name = getattr(self.user, "time_zone", "")
        return ZoneInfo(name) if name and name != timezone.get_default_timezone_name() else None

    def zone_of_clock(self):
        is_own = self.own_zone is not None and self.data.get("clock") == "own"
        return self.own_zone if is_own else timezone.get_default_timezone()

    def add_instant(self):
        """Ask for an instant, with a choice of the clock, and of the hour that a change of time repeats."""
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
                label=_("Which of the two"), choices=choices, widget=forms.RadioSelect, required=False
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
        has_choice = "when" in self.fields  # then only one of its answers needs an instant
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
        """Format the entered instant on the clocks of the newsroom and of the user, or return ""."""
        zones = (timezone.get_default_timezone(), self.own_zone)
        return " / ".join(
            " = ".join(format_with_offset(at, zone) for zone in zones) for at in self._instants()
        )

    def _instants(self):
        """Return the instants that the entered text can mean."""
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


class ScheduleForm(InstantFields, EditionNoteFields, OrderFields, ActionForm):
    def add_fields(self):
        self.add_instant()
        self.add_kind()
        self.add_note()
        self.add_note_there()
        self.add_both()
        self.add_before_source()
        self.add_why()


class ScheduleAction(PublishingAction):
    """Schedule an approved text, in one language or both."""

    name = "schedule"
    label = _("Schedule…")
    kind_labels = {
        EditionKind.UPDATE: _("Schedule as update"),
        EditionKind.CORRECTION: _("Schedule as correction"),
        EditionKind.MINOR: _("Schedule as minor change"),
    }
    done = _("Scheduled.")
    form_class = ScheduleForm
    guide = _("It goes live automatically at that time.")

    def is_available(self, status):
        return status.may_be_published()


class ScheduledEditionAction(JointAction):
    """Base class of the actions on a scheduled edition."""

    def is_available(self, status):
        return status.is_ahead


class RescheduleForm(InstantFields, OrderFields, ActionForm):
    def add_fields(self):
        self.add_instant()
        self.add_both()
        self.add_before_source()
        self.add_why()


class RescheduleAction(ScheduledEditionAction):
    """Move a scheduled edition to another instant."""

    name = "reschedule"
    label = _("Reschedule…")
    done = _("Rescheduled.")
    form_class = RescheduleForm
    guide = _("The scheduled edition goes live at a different time, with the same text.")
    is_inspected = True
    act_alone = staticmethod(publishing.reschedule)
    act_together = staticmethod(publishing.reschedule_together)

    def examine(self, status):
        at = status.ahead.live_from if status.is_ahead else None
        return examine(status.article, status.progress, planned=status.ahead, at=at)


class BringForwardForm(RescheduleForm):
    def add_fields(self):
        # “Now” is preselected: browsers send a half-typed date as an empty field.
        choices = [("now", _("Now")), ("at", _("At an earlier time than scheduled"))]
        self.fields["when"] = forms.ChoiceField(
            label=_("Goes live"), choices=choices, widget=forms.RadioSelect
        )
        super().add_fields()


class BringForwardAction(ScheduledEditionAction):
    """Publish a scheduled edition now, or at an earlier instant."""

    name = "bring-forward"
    label = _("Bring forward…")
    done = _("Brought forward.")
    form_class = BringForwardForm
    guide = _("The scheduled edition goes live now, or at an earlier time than scheduled.")
    is_inspected = True
    act_alone = staticmethod(publishing.bring_forward)
    act_together = staticmethod(publishing.bring_forward_together)

    def examine(self, status):
        return examine(status.article, status.progress, planned=status.ahead, at=None)


class CancelForm(OrderFields, ActionForm):
    def add_fields(self):
        self.add_both()
        self.add_before_source()
        self.add("optional_reason", reason_field(required=False), "reason")


class CancelAction(ScheduledEditionAction):
    """Cancel a scheduled edition."""

    name = "cancel"
    label = _("Cancel the scheduled edition…")
    done = _("Canceled. Nothing is scheduled.")
    form_class = CancelForm
    guide = _("Readers have not seen it. What is live stays live, and the text here stays as it is.")
    act_alone = staticmethod(publishing.cancel)
    act_together = staticmethod(publishing.cancel_together)
    alone_only = ("before_source",)
