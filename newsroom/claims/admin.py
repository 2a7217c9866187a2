"""Admin of claims: list by deadline, form for new claims, detail page, actions, panel of open claims."""

from datetime import date, datetime

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import get_language, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from articles import clock
from articles.admin.base import AutocompleteFormMixin, ChoiceFilter, ReadOnlyAdmin
from articles.admin.display import (
    chip,
    datetime_html,
    day_html,
    headline_html,
    labelled_cell,
    text_html,
    text_language,
    who_and_when,
)
from articles.admin.site import register_panel
from articles.annotations import InterfaceText, User
from articles.models import Article, LegalHold
from articles.models.planning import day_of
from newsroom.claims.actions import ACTIONS
from newsroom.claims.decisions import CHANGE, VIEW, ClaimRefused, first_day_of, record_claim
from newsroom.claims.evidence import evidence_address
from newsroom.claims.models import Claim, ClaimState

DAYS = ("published_on", "received_on", "learned_on")
MOST_IN_PANEL = 10
PUBLISH = "_publish"  # name of the button below a preview
DEADLINES: dict[str, InterfaceText] = {
    ClaimState.RECEIVED: _("Answer by"),
    ClaimState.ACCEPTED: _("Publish by"),
}


def state_chip(claim: Claim) -> str:
    kind = "scheduled" if claim.is_open else "done" if claim.state == ClaimState.PUBLISHED else "quiet"
    return chip(kind, claim.get_state_display())


def hold_chip(claim: Claim) -> str:
    """Return a chip for a claim that keeps its story under a legal hold, or ""."""
    return chip("correction", _("Legal hold")) if claim.is_holding else ""


def countdown_chip(claim: Claim, at: datetime | None = None) -> str:
    """Return a chip with the days until the next deadline, red if it has passed; "" for a closed claim."""
    left = claim.days_left(day_of(at or clock.now()))
    if left is None:
        return ""
    if left < 0:
        words = ngettext("%(days)d day late", "%(days)d days late", -left) % {"days": -left}
        return chip("missing", words)
    words = ngettext("%(days)d day left", "%(days)d days left", left) % {"days": left}
    return chip("correction", _("Due today")) if left == 0 else chip("quiet", words)


def deadline_html(claim: Claim) -> str:
    """Return “Answer by Nov. 25” with the countdown, or "" for a closed claim."""
    if not claim.is_open:
        return ""
    return format_html("{} {} {}", DEADLINES[claim.state], day_html(claim.due_on), countdown_chip(claim))


def full_day_html(day: date) -> str:
    """Return a day as a <time>, with its year because deadlines may be months away."""
    return format_html('<time datetime="{}">{}</time>', day.isoformat(), date_format(day, "DATE_FORMAT"))


class ClaimRecordForm(forms.ModelForm):
    """Form for a new claim. Refuses stories that were never published."""

    with_hold = forms.BooleanField(
        label=_("Put the story under a legal hold"),
        required=False,
        initial=True,
        help_text=_("No redactions, quick fixes or minor changes until you release it with a reason."),
    )

    class Meta:
        model = Claim
        fields = ["article", "kind", "route", "claimant", "wording", *DAYS]

    def clean_article(self):
        article = self.cleaned_data["article"]
        if first_day_of(article) is None:
            raise forms.ValidationError(
                _("This story was never published. A claim must be about a published story.")
            )
        return article

    def clean_received_on(self):
        day = self.cleaned_data["received_on"]
        if day > day_of(clock.now()):
            raise forms.ValidationError(_("This day is in the future."))
        return day


class OpenFilter(ChoiceFilter):
    title = _("state")
    parameter_name = "state"
    options = [
        ("open", pgettext_lazy("claims", "Open")),
        ("held", _("Under a legal hold")),
        *ClaimState.choices,
    ]

    def narrow(self, queryset, value, request):
        if value == "held":
            return queryset.held()
        return queryset.filter(state__in=ClaimState.OPEN if value == "open" else [value])


@admin.register(Claim)
class ClaimAdmin(AutocompleteFormMixin, ReadOnlyAdmin):
    closed = ("change", "delete")
    form = ClaimRecordForm
    fields = (*ClaimRecordForm.Meta.fields, "with_hold")
    autocomplete_fields = ("article",)
    addable = ()
    list_display = ("subject", "story", "claimant_marked", "state_shown", "deadline", "received")
    list_filter = (OpenFilter, "kind", "route")
    sortable_by = ()

    def get_queryset(self, request):
        return super().get_queryset(request).for_lists()

    def get_urls(self):
        view = self.admin_site.admin_view(self.action_view)
        address = "<int:object_id>/do/<slug:action>/"
        return [path(address, view, name="claims_claim_action"), *super().get_urls()]

    @admin.display(description=pgettext_lazy("of press law", "claim"))
    def subject(self, claim):
        return str(claim)

    @admin.display(description=_("story"))
    def story(self, claim):
        return headline_html(claim.article)

    @admin.display(description=_("claimant"))
    def claimant_marked(self, claim):
        return text_html(claim.claimant)

    @admin.display(description=_("state"))
    def state_shown(self, claim):
        return format_html("{} {}", state_chip(claim), hold_chip(claim))

    @admin.display(description=_("next deadline"))
    def deadline(self, claim):
        return deadline_html(claim)

    @admin.display(description=pgettext_lazy("a claim", "received on"))
    def received(self, claim):
        return labelled_cell(pgettext_lazy("a claim", "received on"), day_html(claim.received_on))

    def get_changeform_initial_data(self, request):
        initial = super().get_changeform_initial_data(request)
        number = str(initial.get("article", ""))
        article = Article.objects.filter(pk=number).first() if number.isdecimal() else None
        days = {"received_on": day_of(clock.now())}
        if article:
            days["published_on"] = first_day_of(article)
        return days | initial

    def save_form(self, request, form, change):
        return form.save(commit=False)

    def save_model(self, request, obj, form, change):
        record_claim(obj, by=request.user, with_hold=form.cleaned_data["with_hold"])

    def response_add(self, request, obj, post_url_continue=None):
        return HttpResponseRedirect(claim_address(obj))

    def claim(self, request, object_id):
        """Return a claim, or None. Raise PermissionDenied for users who may not see claims."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return self.get_object(request, str(object_id))

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """Show a claim with links to the possible actions."""
        claim = self.claim(request, unquote(object_id))
        if claim is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        links = [
            (action.label, reverse("admin:claims_claim_action", args=[claim.pk, action.name]))
            for action in ACTIONS.values()
            if action.is_possible(claim, request.user)
        ]
        return self.render_claim(
            request,
            claim,
            "claim",
            title=str(claim),
            facts=claim_facts(claim),
            links=links,
            evidence=evidence_address(claim.article_id),
        )

    def action_view(self, request, object_id, action):
        """Show the form of an action. A POST shows the preview, if there is one, or performs the action.

        The status is 422 for an invalid form, 409 for a refusal, whose reasons are shown.
        """
        claim, chosen = self.claim(request, object_id), ACTIONS.get(action)
        if claim is None or chosen is None:
            raise Http404
        if not request.user.has_perm(CHANGE):
            raise PermissionDenied
        if not chosen.is_possible(claim, request.user):
            messages.warning(request, _("This is not possible for the claim, or no longer needed."))
            return HttpResponseRedirect(claim_address(claim))
        form = chosen.form(claim, request.POST if request.method == "POST" else None)
        status, preview = 200, None
        if request.method == "POST":
            status = 422
            if form.is_valid():
                preview = chosen.preview(claim, form.cleaned_data, by=request.user)
                status = 200 if preview and PUBLISH not in request.POST else 409
            if status == 409:
                try:
                    chosen.perform(claim, by=request.user, **form.cleaned_data)
                except ClaimRefused as refusal:
                    form.add_error(None, str(refusal))
                else:
                    messages.success(request, chosen.done)
                    return HttpResponseRedirect(claim_address(claim))
        context = {"title": chosen.label, "action": chosen, "form": form, "preview": preview}
        return self.render_claim(request, claim, chosen.template, status=status, **context)

    def render_claim(self, request, claim, template, *, status=200, **context):
        request.current_app = self.admin_site.name
        context = self.admin_site.each_context(request) | {
            "opts": self.opts,
            "original": claim,
            "state": format_html("{} {}", state_chip(claim), hold_chip(claim)),
            "wording_language": text_language(claim.wording),
            **context,
        }
        return TemplateResponse(request, f"admin/claims/claim/{template}.html", context, status=status)


def claim_address(claim: Claim) -> str:
    return reverse("admin:claims_claim_change", args=[claim.pk])


def claim_facts(claim: Claim) -> list[tuple[str, str]]:
    """Return [(name, HTML)] of all facts about a claim that have a value."""
    story = reverse("admin:articles_article_change", args=[claim.article_id])
    lapse = claim.lapses_on
    facts = [
        (_("story"), format_html('<a href="{}">{}</a>', story, headline_html(claim.article))),
        (pgettext_lazy("a claim", "form"), claim.get_route_display()),
        (_("claimant"), text_html(claim.claimant)),
        (_("next deadline"), deadline_html(claim)),
        (_("day of publication"), full_day_html(claim.published_on)),
        (pgettext_lazy("a claim", "received on"), full_day_html(claim.received_on)),
        (_("learned of it on"), claim.learned_on and full_day_html(claim.learned_on)),
        (_("claims possible until"), lapse and lapse_html(claim)),
        (_("legal hold"), claim.hold and hold_html(claim.hold)),
        (pgettext_lazy("of press law", "statement"), statement_html(claim)),
        (_("recorded by"), who_and_when(claim.recorded_by, claim.recorded_at)),
        (_("decided by"), claim.decided_by and who_and_when(claim.decided_by, claim.decided_at)),
        (_("reason for the decision"), text_html(claim.decision_reason)),
        (_("closed by"), claim.closed_by and who_and_when(claim.closed_by, claim.closed_at)),
        (_("reason for closing"), text_html(claim.closing_reason)),
    ]
    return [(capfirst(str(name)), value) for name, value in facts if value]


def lapse_html(claim: Claim) -> str:
    """Return the last day for making a claim, with a note if this claim was received later."""
    day = full_day_html(claim.lapses_on)
    return format_html("{} – {}", day, _("received too late")) if claim.is_lapsed else day


def hold_html(hold: LegalHold) -> str:
    """Return who placed a hold and when, and who released it, when and why."""
    placed = who_and_when(hold.placed_by, hold.placed_at)
    if hold.is_standing:
        return placed
    released = who_and_when(hold.released_by, hold.released_at)
    words = format_html(_("released by {}"), released)  # type: ignore[call-overload]  # translated when it is shown
    return format_html("{} – {}: {}", placed, words, text_html(hold.release_reason))


def statement_html(claim: Claim) -> str:
    """Return the headline and interval of the published statement, or "" if there is no statement."""
    statement = getattr(claim, "statement", None)
    if statement is None:
        return ""
    words = text_html(statement.headline(get_language()))
    times = datetime_html(statement.live_from), datetime_html(statement.live_until)
    return format_html("{} – {} – {}", words, *times)


def open_claims(user: User, at: datetime) -> dict | None:
    """Return the context of the panel of open claims; None if there are none or the user may not see them."""
    if not user.has_perm(VIEW):
        return None
    claims = [
        {
            "kind": claim.get_kind_display(),
            "headline": headline_html(claim.article),
            "address": claim_address(claim),
            "deadline": DEADLINES[claim.state],
            "due_on": claim.due_on,
            "countdown": countdown_chip(claim, at),
        }
        for claim in Claim.objects.open().for_lists()[:MOST_IN_PANEL]
    ]
    return {"claims": claims} if claims else None


register_panel("admin/claims/_panel.html", open_claims, position=0)
