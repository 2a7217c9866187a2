"""What the pages of publication ask for: an instant, both languages or one, and the order of the two."""

from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from articles.admin.forms.instant_field import InstantField, clock, readings, shown_in
from articles.admin.forms.instants import far_instant_refused
from articles.admin.story.language_status import format_local_datetime, newsroom_zone
from articles.workflow.permissions import Verb, may


class AskingWhen:
    """The part of StepForm that asks when, and whether the other language goes along."""

    @property
    def own_zone(self):
        """The zone of the person, where it is another than the newsroom's; else None."""
        name = getattr(self.user, "time_zone", "")
        return ZoneInfo(name) if name and name != timezone.get_default_timezone_name() else None

    def zone_of_clock(self):
        is_own = self.own_zone is not None and self.data.get("clock") == "own"
        return self.own_zone if is_own else timezone.get_default_timezone()

    @property
    def judged_at(self):
        """The instant that was filled in, by which preflight judges; None for now."""
        return self.cleaned_data.get("at") if self.is_bound else None

    def ask_when(self, place):
        """Now is chosen: a date half typed comes from the browser as an empty field."""
        choices = [("now", _("Now")), ("at", _("At an earlier instant than planned"))]
        return "", forms.ChoiceField(label=_("Goes live"), choices=choices, widget=forms.RadioSelect)

    def ask_clock(self, place):
        """By whose clock the instant is typed, for a person who works in another zone."""
        if self.own_zone is None:
            return "", None
        choices = [("", newsroom_zone()), ("own", self.own_zone.key)]
        field = forms.ChoiceField(label=_("By the clock of"), choices=choices, required=False, initial="")
        return "", field

    def ask_at(self, place):
        """The instant; where one may choose `when`, it is needed for the one answer alone."""
        told = _("The newsroom's time: %(zone)s.") % {"zone": newsroom_zone()}
        if self.own_zone is not None:
            told = format_html(
                '{} <output class="other-clock" data-newsroom="{}" data-own="{}">{}</output>',
                told,
                timezone.get_default_timezone_name(),
                self.own_zone.key,
                self._by_both_clocks(),
            )
        reading = self.data.get("reading", "")
        field = InstantField(
            label=_("Goes live at"),
            required="when" not in self.fields,
            zone=self.zone_of_clock(),
            reading=int(reading) if reading in ("0", "1") else None,
            help_text=told,
        )
        if place.is_ahead and "when" not in self.fields:
            field.initial = timezone.localtime(place.ahead.live_from, timezone.get_default_timezone())
        return "at", field

    def ask_reading(self, place):
        """Which of two instants is meant, where the clock shows an hour twice."""
        found = self._readings()
        if len(found) < 2:
            return "", None
        choices = [(str(number), clock(at, self.zone_of_clock())) for number, at in enumerate(found)]
        field = forms.ChoiceField(
            label=_("Which one is meant"), choices=choices, widget=forms.RadioSelect, required=False
        )
        return "", field

    def _by_both_clocks(self):
        """The instant that was typed, on the clocks of the newsroom and of the person; "" for none."""
        zones = (timezone.get_default_timezone(), self.own_zone)
        return " / ".join(" = ".join(clock(at, one) for one in zones) for at in self._readings())

    def _readings(self):
        """The instants that may be meant by what was typed."""
        shown = shown_in(self.data.get("at"))
        try:
            return readings(shown, self.zone_of_clock()) if shown else []
        except OverflowError:
            return []

    def ask_both(self, place):
        """The other language as well, where it may go along and this person may publish it."""
        if not may(self.user, Verb.PUBLISH, self.there.language):
            return "both", None
        if place.is_ahead:
            goes = self.there.is_ahead and self.there.ahead.live_from == place.ahead.live_from
            label = _("%(language)s as well, which is scheduled for the same instant")
        else:
            goes = self.there.may_be_published()
            label = _("%(language)s as well, at the same instant: both or neither")
        if not goes:
            return "both", None
        label = label % {"language": self.there.language.label}
        return "both", forms.BooleanField(label=label, required=False, initial=place.is_ahead)

    def ask_partner(self, place):
        """Nothing: the page itself is the question."""
        return "", None

    def ask_before_source(self, place):
        """The decision that a translation comes before its source, where that may come of it."""
        if not place.may_precede:
            return "before_source", None
        source, told = (
            place.source or place,
            _("The log keeps the decision, and the morning report tells it."),
        )
        if source.is_ahead:
            when = _("On %(when)s the source goes live.") % {
                "when": format_local_datetime(source.ahead.live_from)
            }
            told = f"{when} {told}"
        return "before_source", forms.BooleanField(
            label=_("The translation may go live before its source"), required=False, help_text=told
        )

    def ask_why(self, place):
        if not place.may_precede:
            return "reason", None
        keyword, field = self.ask_reason(place)
        field.required, field.label = False, _("Why before its source")
        return keyword, field

    def clean_at(self):
        if self.cleaned_data.get("when") == "now":
            return None
        at = far_instant_refused(self.cleaned_data["at"])
        if at is None and self.cleaned_data.get("when"):
            raise ValidationError(_("Choose the date and the time."))
        now = timezone.now()
        if at and at < now:
            told = {"when": format_local_datetime(at), "now": format_local_datetime(now)}
            raise ValidationError(_("%(when)s has passed. It is %(now)s now; choose a later instant.") % told)
        return at
