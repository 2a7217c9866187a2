"""Actions on the statement of a claim: its publication, and an earlier end."""

from datetime import timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from articles import clock
from articles.admin.forms.instant_field import InstantField
from articles.models.text import MOST_IN_PROSE
from newsroom.claims.admin.claim_actions import ClaimAction, reason_field
from newsroom.claims.models import ClaimState
from newsroom.claims.publication import AgreedText, end_statement, may_publish_statements, publish_statement

MOST_DAYS = 3660


def headline_field(label):
    return forms.CharField(label=label, max_length=200)


def text_field(label):
    widget = forms.Textarea(attrs={"rows": 8})
    return forms.CharField(label=label, max_length=MOST_IN_PROSE, widget=widget)


class StatementForm(forms.Form):
    """The agreed text in both languages, and the agreed time: a number of days, or an end."""

    headline_en = headline_field(_("Headline (English)"))
    text_en = text_field(_("Text (English)"))
    headline_ko = headline_field(_("Headline (Korean)"))
    text_ko = text_field(_("Text (Korean)"))
    live_from = InstantField(label=_("From"), required=False, help_text=_("Empty: at once."))
    days = forms.IntegerField(
        label=_("Number of days"), required=False, min_value=1, max_value=MOST_DAYS, help_text=_("Or an end:")
    )
    live_until = InstantField(label=_("Until"), required=False)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        for name, field in self.fields.items():
            if name.endswith(("_en", "_ko")):
                field.widget.attrs |= {"lang": name[-2:], "spellcheck": "true"}

    def clean(self):
        """Replace the number of days by the end."""
        cleaned = super().clean()
        start = max(cleaned.get("live_from") or clock.now(), clock.now())
        days = cleaned.pop("days", None)
        if (days is None) == (cleaned.get("live_until") is None) and not self.errors:
            self.add_error("days", _("Enter either the number of days or the end."))
        if days is not None:
            cleaned["live_until"] = start + timedelta(days=days)
        return cleaned


class PublishStatement(ClaimAction):
    name = "publish"
    label = _("Publish the agreed text")
    question = _(
        "Readers see it in both languages above the story and on the front page for the agreed time, then in "
        "the history of the story and in the list of corrections. It cannot be changed afterwards."
    )
    done = _("Published. The claim is closed.")
    states = (ClaimState.ACCEPTED,)
    form_class = StatementForm

    def is_possible(self, claim, by):
        return super().is_possible(claim, by) and may_publish_statements(by)

    def perform(self, claim, *, by, live_from, live_until, **texts):
        return publish_statement(
            claim, AgreedText(**texts), by=by, live_from=live_from, live_until=live_until
        )


class EndForm(forms.Form):
    until = InstantField(label=_("Until"), required=False, help_text=_("Empty: at once."))
    reason = reason_field()


class EndStatement(ClaimAction):
    name = "end"
    label = _("End the publication early")
    question = _(
        "The text leaves the story and the front page before the agreed time. It stays in the history of the "
        "story and in the list of corrections, and the log keeps your reason."
    )
    done = _("The end was moved.")
    states = (ClaimState.PUBLISHED,)
    form_class = EndForm

    def is_possible(self, claim, by):
        statement = getattr(claim, "statement", None)
        return super().is_possible(claim, by) and statement and statement.live_until > clock.now()

    def perform(self, claim, *, by, **cleaned):
        return end_statement(claim.statement, by=by, **cleaned)


STATEMENT_ACTIONS = (PublishStatement(), EndStatement())
