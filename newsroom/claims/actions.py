"""Actions on a claim and its statement, each with its own page: accept, refuse, publish and so on."""

from collections.abc import Callable
from datetime import timedelta

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from articles import clock
from articles.admin.forms.fields import DayInput, InstantField
from articles.annotations import InterfaceText, User
from articles.models import Language, localized
from articles.models.planning import day_of
from articles.models.text import MOST_IN_PROSE
from articles.publishing.refusals import PreflightRefused, WarningsUnconfirmed
from newsroom.claims.agreed_text import AgreedText
from newsroom.claims.decisions import (
    CHANGE,
    ClaimRefused,
    accept_claim,
    close_claim,
    end_statement,
    hold_story,
    may_publish_statements,
    publication_deadline,
    publish_statement,
    refuse_claim,
    release_story,
    set_claim_dates,
)
from newsroom.claims.models import Claim, ClaimRoute, ClaimState
from newsroom.claims.models.statement import TEXTS
from newsroom.claims.preview import StatementPreview, preview_statement

MOST_DAYS = 3660


def day_field(label, **options):
    return forms.DateField(label=label, widget=DayInput, **options)


REASON = pgettext_lazy("a claim", "Reason")


def reason_field(label=REASON, **options):
    widget = forms.Textarea(attrs={"rows": 4})
    return forms.CharField(label=label, widget=widget, max_length=MOST_IN_PROSE, **options)


class ClaimAction:
    """One action on a claim.

    name      name in URLs
    label     text of the link on the claim's page, and of the action's button
    question  explanation of the consequences, on the page of the action
    done      message to the user afterwards
    states    states of claims that allow the action
    effect    called with the claim, `by` and the cleaned data of the form
    template  template name of the page
    """

    template = "action"
    name = ""
    label: InterfaceText = ""
    question: InterfaceText = ""
    done: InterfaceText = ""
    states: tuple[ClaimState, ...] = ()
    form_class: type[forms.Form] = forms.Form
    effect: Callable

    def is_possible(self, claim: Claim, by: User) -> bool:
        """Return whether `by` may do the action on a claim in its current state."""
        return claim.state in self.states and by.has_perm(CHANGE)

    def form(self, claim: Claim, data=None) -> forms.Form:
        return self.form_class(data, initial=self.initial(claim))

    def initial(self, claim: Claim) -> dict:
        return {}

    def preview(self, claim: Claim, cleaned: dict, *, by: User) -> StatementPreview | None:
        """Return the preview of the statement that a valid form would publish, or None for other actions."""

    def perform(self, claim: Claim, *, by: User, **cleaned):
        return self.effect(claim, by=by, **cleaned)


class AcceptanceForm(forms.Form):
    publish_by = day_field(
        _("Publish by"),
        help_text=_("Counted from the day of the claim, or the day that was agreed or ordered."),
    )
    reason = reason_field(required=False)


class AcceptClaim(ClaimAction):
    name = "accept"
    label = _("Accept the claim")
    question = _(
        "The claimant gets what was agreed or ordered: the next step is to enter the agreed text. Nothing is "
        "published yet."
    )
    done = _("Accepted. Enter the agreed text next.")
    states = (ClaimState.RECEIVED,)
    form_class = AcceptanceForm
    effect = staticmethod(accept_claim)

    def initial(self, claim):
        day = publication_deadline(claim)
        # A commission or a court sets its own deadline, so do not offer a day that has passed.
        is_over = claim.route != ClaimRoute.LETTER and day < day_of(clock.now())
        return {} if is_over else {"publish_by": day}


class ReasonForm(forms.Form):
    reason = reason_field()


class RefuseClaim(ClaimAction):
    name = "refuse"
    label = _("Refuse the claim")
    question = _(
        "The claim is closed. The claimant may go to the Press Arbitration Commission or to court: record "
        "that as a claim of its own."
    )
    done = _("Refused. The claim is closed.")
    states = (ClaimState.RECEIVED,)
    form_class = ReasonForm
    effect = staticmethod(refuse_claim)


class ClosingForm(forms.Form):
    state = forms.ChoiceField(
        label=_("Outcome"),
        choices=[(state.value, state.label) for state in (ClaimState.SETTLED, ClaimState.WITHDRAWN)],
        widget=forms.RadioSelect,
        initial=ClaimState.SETTLED,
    )
    reason = reason_field()


class CloseClaim(ClaimAction):
    name = "close"
    label = _("Close without publication")
    question = _("For a claim that was settled in another way or dropped by the claimant.")
    done = _("Closed. Nothing is published.")
    states = ClaimState.OPEN
    form_class = ClosingForm

    def perform(self, claim, *, by, state, reason):
        return close_claim(claim, ClaimState(state), by=by, reason=reason)


class DatesForm(forms.Form):
    """Form for the dates of one claim. It applies the rules of the database constraints."""

    received_on = day_field(_("Received on"))
    learned_on = day_field(_("Learned of it on"), required=False)
    due_on = day_field(_("Next deadline"))

    def __init__(self, claim, data=None, **options):
        super().__init__(data, **options)
        self.claim = claim

    def clean(self):
        cleaned = super().clean()
        received_on, learned_on = cleaned.get("received_on"), cleaned.get("learned_on")
        if received_on and received_on < self.claim.published_on:
            self.add_error("received_on", _("The claim cannot be older than the publication."))
        if received_on and learned_on and learned_on > received_on:
            self.add_error("learned_on", _("They cannot have learned of it after they wrote the claim."))
        return cleaned


class SetClaimDates(ClaimAction):
    name = "dates"
    label = _("Correct the dates")
    question = _("The former dates stay in the security log.")
    done = _("The dates were changed.")
    states = ClaimState.OPEN
    effect = staticmethod(set_claim_dates)

    def form(self, claim, data=None):
        return DatesForm(claim, data, initial=self.initial(claim))

    def initial(self, claim):
        return {name: getattr(claim, name) for name in ("received_on", "learned_on", "due_on")}


class HoldStory(ClaimAction):
    name = "hold"
    label = _("Place a legal hold")
    question = _(
        "Until the hold is released, redactions, quick fixes and minor changes of the story are not "
        "possible, and its records are not deleted."
    )
    done = _("The story is under a legal hold.")
    states = tuple(ClaimState)
    effect = staticmethod(hold_story)

    def is_possible(self, claim, by):
        return super().is_possible(claim, by) and not claim.is_holding


class ReleaseStory(ClaimAction):
    name = "release"
    label = _("Release the legal hold")
    question = _(
        "Redactions, quick fixes and minor changes of the story become possible again, for everyone."
    )
    done = _("The legal hold was released.")
    states = tuple(ClaimState)
    form_class = ReasonForm
    effect = staticmethod(release_story)

    def is_possible(self, claim, by):
        return super().is_possible(claim, by) and claim.is_holding


def headline_field(label):
    return forms.CharField(label=label, max_length=200)


def text_field(label):
    widget = forms.Textarea(attrs={"rows": 8})
    return forms.CharField(label=label, max_length=MOST_IN_PROSE, widget=widget)


class StatementForm(forms.Form):
    """Form for the agreed text in both languages and the agreed time: a number of days, or an end.

    It sends back the state of the preview that the user saw and confirmed: `seen`, `confirmed`, `waiver`.
    """

    headline_en = headline_field(_("Headline (English)"))
    text_en = text_field(_("Text (English)"))
    headline_ko = headline_field(_("Headline (Korean)"))
    text_ko = text_field(_("Text (Korean)"))
    live_from = InstantField(
        label=_("From"), required=False, help_text=_("Leave empty for the current time.")
    )
    days = forms.IntegerField(
        label=_("Number of days"), required=False, min_value=1, max_value=MOST_DAYS, help_text=_("Or an end:")
    )
    live_until = InstantField(label=_("Until"), required=False)
    waiver = reason_field(_("Reason for publishing despite the blockers"), required=False)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        for name, field in self.fields.items():
            if name.endswith(("_en", "_ko")):
                field.widget.attrs |= {"lang": name[-2:], "spellcheck": "true"}

    def clean(self):
        """Replace `days` with the end, and add `confirmed` and `seen` from the submitted data."""
        cleaned = super().clean()
        start = max(cleaned.get("live_from") or clock.now(), clock.now())
        days = cleaned.pop("days", None)
        if (days is None) == (cleaned.get("live_until") is None) and not self.errors:
            self.add_error("days", _("Enter either the number of days or the end."))
        if days is not None:
            cleaned["live_until"] = start + timedelta(days=days)
        cleaned["confirmed"], cleaned["seen"] = self.data.getlist("confirmed"), self.data.get("seen", "")
        return cleaned

    @property
    def columns(self) -> list[tuple[Language, list[forms.BoundField]]]:
        """[(language, bound fields of its text)]."""
        return [
            (language, [self[localized(name, language)] for name in ("headline", "text")])
            for language in Language
        ]

    @property
    def times(self) -> list[forms.BoundField]:
        return [self[name] for name in ("live_from", "days", "live_until")]


class PublishStatement(ClaimAction):
    name = "publish"
    template = "publish"
    label = _("Publish the agreed text")
    question = _(
        "Readers see it in both languages above the story and on the front page for the agreed time. "
        "Afterwards, it stays in the story’s history and in the list of corrections. It cannot be changed "
        "after publication."
    )
    done = _("Published. The claim is closed.")
    states = (ClaimState.ACCEPTED,)
    form_class = StatementForm

    def is_possible(self, claim, by):
        return super().is_possible(claim, by) and may_publish_statements(by)

    def preview(self, claim, cleaned, *, by):
        agreed = AgreedText(**{name: cleaned[name] for name in TEXTS})
        return preview_statement(claim, agreed, live_from=cleaned["live_from"], user=by)

    def perform(self, claim, *, by, seen, **cleaned):
        """Publish the text that the user saw in the preview, with the findings that they confirmed.

        Raise ClaimRefused, also for preflight blockers and unconfirmed warnings.
        """
        agreed = AgreedText(**{name: cleaned.pop(name) for name in TEXTS})
        if seen != agreed.stamp():
            raise ClaimRefused(_("The text has changed since the preview. Read it again below."))
        try:
            return publish_statement(claim, agreed, by=by, **cleaned)
        except PreflightRefused:
            raise ClaimRefused(_("Preflight found a blocker.")) from None
        except WarningsUnconfirmed:
            raise ClaimRefused(_("Confirm each of the findings below, or change the text.")) from None


class EndForm(forms.Form):
    until = InstantField(label=_("Until"), required=False, help_text=_("Leave empty for the current time."))
    reason = reason_field()


class EndStatement(ClaimAction):
    name = "end"
    label = _("End the publication early")
    question = _(
        "The text is removed from the story and the front page before the agreed time. It stays in the "
        "story’s history and in the list of corrections, and the log keeps your reason."
    )
    done = _("The end was moved.")
    states = (ClaimState.PUBLISHED,)
    form_class = EndForm

    def is_possible(self, claim, by):
        statement = getattr(claim, "statement", None)
        return super().is_possible(claim, by) and statement and statement.live_until > clock.now()

    def perform(self, claim, *, by, **cleaned):
        return end_statement(claim.statement, by=by, **cleaned)


ACTIONS: dict[str, ClaimAction] = {
    action.name: action
    for action in (
        PublishStatement(),
        EndStatement(),
        AcceptClaim(),
        RefuseClaim(),
        CloseClaim(),
        SetClaimDates(),
        HoldStory(),
        ReleaseStory(),
    )
}  # in the order of their links on the page
