"""Actions on a claim, each on a page of its own: accept, refuse, close, correct the dates."""

from django import forms
from django.contrib.auth.models import AbstractUser
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from articles import clock
from articles.admin.forms.instant_field import DayInput
from articles.models.text import MOST_IN_PROSE
from newsroom.claims.decisions import (
    CHANGE,
    accept_claim,
    close_claim,
    hold_story,
    newsroom_day,
    publication_deadline,
    refuse_claim,
    release_story,
    set_claim_dates,
)
from newsroom.claims.models import Claim, ClaimRoute, ClaimState


def day_field(label, **options):
    return forms.DateField(label=label, widget=DayInput, **options)


def reason_field(**options):
    widget = forms.Textarea(attrs={"rows": 4})
    return forms.CharField(
        label=pgettext_lazy("a claim", "Reason"), widget=widget, max_length=MOST_IN_PROSE, **options
    )


class ClaimAction:
    """One action on a claim.

    name      its name in URLs
    label     the link on the page of the claim, and the button of the action
    question  what the page of the action says will happen
    done      what the newsroom says then
    states    those of the claims that it is for
    """

    name = label = question = done = ""
    states = ()
    form_class = forms.Form

    def is_possible(self, claim: Claim, by: AbstractUser) -> bool:
        """Return whether the link is shown."""
        return claim.state in self.states and by.has_perm(CHANGE)

    def form(self, claim: Claim, data=None) -> forms.Form:
        return self.form_class(data, initial=self.initial(claim))

    def initial(self, claim: Claim) -> dict:
        return {}

    def perform(self, claim: Claim, *, by: AbstractUser, **cleaned):
        raise NotImplementedError


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

    def initial(self, claim):
        day = publication_deadline(claim)
        # What a commission or a court orders has a day of its own: that of the letter may be over.
        is_over = claim.route != ClaimRoute.LETTER and day < newsroom_day(clock.now())
        return {} if is_over else {"publish_by": day}

    def perform(self, claim, *, by, **cleaned):
        return accept_claim(claim, by=by, **cleaned)


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

    def perform(self, claim, *, by, **cleaned):
        return refuse_claim(claim, by=by, **cleaned)


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
    question = _("For a claim that was settled in another way, or that the claimant dropped.")
    done = _("Closed. Nothing is published.")
    states = ClaimState.OPEN
    form_class = ClosingForm

    def perform(self, claim, *, by, state, reason):
        return close_claim(claim, ClaimState(state), by=by, reason=reason)


class DatesForm(forms.Form):
    """The dates of one claim; they have to agree with each other as the database demands."""

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

    def form(self, claim, data=None):
        return DatesForm(claim, data, initial=self.initial(claim))

    def initial(self, claim):
        return {name: getattr(claim, name) for name in ("received_on", "learned_on", "due_on")}

    def perform(self, claim, *, by, **cleaned):
        return set_claim_dates(claim, by=by, **cleaned)


class HoldStory(ClaimAction):
    name = "hold"
    label = _("Place a legal hold")
    question = _(
        "Until the hold is released, the story takes no redaction, no quick fix and no minor change, and "
        "what is recorded of it is not deleted."
    )
    done = _("The story is under a legal hold.")
    states = tuple(ClaimState)

    def is_possible(self, claim, by):
        return super().is_possible(claim, by) and not claim.is_holding

    def perform(self, claim, *, by):
        return hold_story(claim, by=by)


class ReleaseStory(ClaimAction):
    name = "release"
    label = _("Release the legal hold")
    question = _("Redactions, quick fixes and minor changes of the story become possible, also by others.")
    done = _("The legal hold was released.")
    states = tuple(ClaimState)
    form_class = ReasonForm

    def is_possible(self, claim, by):
        return super().is_possible(claim, by) and claim.is_holding

    def perform(self, claim, *, by, reason):
        return release_story(claim, by=by, reason=reason)


DESK_ACTIONS = (
    AcceptClaim(),
    RefuseClaim(),
    CloseClaim(),
    SetClaimDates(),
    HoldStory(),
    ReleaseStory(),
)
