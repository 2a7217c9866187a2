"""Actions on a user's account, each on its own page: invite again, unlock, log out, hand over."""

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from articles.annotations import InterfaceText
from articles.models.people import BY_NAME, display_name
from articles.refusals import Refused
from articles.workflow.assignments import hand_over, work_in_hand
from newsroom.accounts.adapters import AccountAdapter
from newsroom.accounts.backend import close_account, end_sessions, outranks
from newsroom.accounts.mail import invite
from newsroom.accounts.models import User
from newsroom.confidential.custody import count_held, is_access_guarded
from newsroom.confidential.hand_over import able_to_receive, ask_hand_over, open_request
from newsroom.diary.items import assignments_ahead, pass_on_assignments
from newsroom.security.decisions import tell_of_request

NOT_HANDED_OVER = _("Confidential material is not handed over yet: a second person has to confirm it.")


def may_change_access(user: User, by: User) -> bool:
    """Return whether `by` may change the address of `user` and remove their second factors."""
    return not outranks(user, by) and not is_access_guarded(user, by)


class AccountAction:
    """One action on an account.

    name      its name in URLs
    label     link text on the account page
    question  explanation of the effect, on the page of the action
    """

    name = ""
    label: InterfaceText = ""
    question: InterfaceText = ""
    form_class: type[forms.Form] = forms.Form
    template = "admin/accounts/user/action.html"

    def is_possible(self, user: User, by: User) -> bool:
        """Return whether the action is offered to `by` for an account, and allowed."""
        return user.is_active

    def context(self, user: User) -> dict:
        return {}

    def form(self, user: User, by: User, data=None):
        return self.form_class(data)

    def perform(self, request: HttpRequest, user: User, form) -> str:
        """Perform the action and return the success message. Raise Refused if that is impossible."""
        raise NotImplementedError


class SendInvitation(AccountAction):
    name = "invite"
    label = _("Send the invitation again")
    question = _("They get a new link by email. Links that were sent before hold until they expire.")

    def is_possible(self, user, by):
        return user.is_active and user.is_waiting and bool(user.email)

    def perform(self, request, user, form):
        invite(user, by=request.user)
        return gettext("The invitation was sent to %(address)s.") % {"address": user.email}


class SendPasswordLink(AccountAction):
    name = "send-password-link"
    label = _("Send a password reset link")
    question = _("They get an email with a link to choose a new password. Until then, nothing changes.")

    def is_possible(self, user, by):
        return user.is_active and not user.is_waiting and bool(user.email)

    def perform(self, request, user, form):
        key = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
        adapter = AccountAdapter(request)
        context = {"user": user, "password_reset_url": adapter.get_reset_password_from_key_url(key)}
        adapter.send_password_reset_mail(user, user.email, context)
        return gettext("The link was sent to %(address)s.") % {"address": user.email}


class RemoveSecondFactors(AccountAction):
    name = "remove-second-factors"
    label = _("Remove second factors")
    question = _(
        "For people who have lost their phone, keys and recovery codes. Make sure that the request comes "
        "from the account’s owner. Until they add a new second factor, a password is enough to log in. They "
        "are notified by email."
    )

    def is_possible(self, user, by):
        return user != by and user.has_second_factor and may_change_access(user, by)

    def perform(self, request, user, form):
        Authenticator.objects.filter(user=user).delete()
        AccountAdapter(request).send_notification_mail("newsroom/second_factors_removed", user)
        return gettext("The second factors were removed.")


class EndSessions(AccountAction):
    name = "end-sessions"
    label = _("End all sessions")
    question = _("They are logged out everywhere. Unsaved text is kept.")

    def is_possible(self, user, by):
        return user != by and user.last_login is not None

    def perform(self, request, user, form):
        ended = end_sessions(user)
        return ngettext("%(count)d session was ended.", "%(count)d sessions were ended.", ended) % {
            "count": ended
        }


class HandOverForm(forms.Form):
    """Form for a departure: a successor, whether to close the account now, a holder of confidential material.

    The last field is absent if the user has no such material, or if its hand-over is already requested.
    """

    to = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Hand over to"),
        required=False,
        empty_label=_("No one: return the work to the desks"),
    )
    closes = forms.BooleanField(
        label=_("Close the account now"),
        required=False,
        initial=True,
        help_text=_("They can no longer log in. Their name stays on their work."),
    )
    confidential_to = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Confidential material goes to"),
        required=False,
        empty_label=_("Not handed over: it stays with them"),
        help_text=_(
            "A second person who manages accounts has to confirm this. The confirmation also closes the "
            "account. You cannot choose yourself or that person. People whose account you created or changed "
            "in the last 30 days are not listed. Everyone who has access to the material gets an email."
        ),
        error_messages={
            "invalid_choice": _(
                "Choose an active colleague, other than yourself, whose role may hold confidential material."
            )
        },
    )

    def __init__(self, user, by, data=None):
        super().__init__(data)
        self.user, self.by = user, by
        self.held, self.waiting = count_held(user), open_request(user)
        people = User.objects.filter(is_active=True, is_staff=True).exclude(pk=user.pk)
        self.fields["to"].queryset = people.order_by(*BY_NAME)
        self.fields["to"].label_from_instance = display_name
        if not self.held or self.waiting:
            del self.fields["confidential_to"]
            return
        able = able_to_receive(user, by=by).order_by(*BY_NAME)
        self.fields["confidential_to"].queryset = able
        self.fields["confidential_to"].label_from_instance = display_name

    def clean(self):
        """Refuse to close an account that holds confidential material without a new holder."""
        cleaned = super().clean()
        is_asked = "confidential_to" in self.fields and "confidential_to" not in self.errors
        if is_asked and cleaned.get("closes") and cleaned["confidential_to"] is None:
            words = ngettext(
                "They hold %(count)d confidential source or restricted story. Choose its new holder.",
                "They hold %(count)d confidential sources or restricted stories. Choose their new holder.",
                self.held,
            )
            self.add_error("confidential_to", words % {"count": self.held})
        return cleaned


class HandOver(AccountAction):
    """Hand-over of work at once, and of confidential material after a second user has confirmed it."""

    name = "hand-over"
    label = _("Hand over and close")
    question = _(
        "Stories, deadlines, planned days, diary items, open notes and autosaved drafts go to a colleague."
    )
    form_class = HandOverForm
    template = "admin/accounts/user/hand_over.html"

    def is_possible(self, user, by):
        return user != by

    def form(self, user, by, data=None):
        return HandOverForm(user, by, data)

    def context(self, user):
        return {"work": work_in_hand(user), "ahead": assignments_ahead(user)}

    def perform(self, request, user, form):
        cleaned, by = form.cleaned_data, request.user
        if successor := cleaned.get("confidential_to"):
            asked = ask_hand_over(user, to=successor, by=by, is_closing=cleaned["closes"])
            tell_of_request(request, asked, NOT_HANDED_OVER)
        people = {"to": cleaned["to"], "by": by}
        handed = hand_over(user, **people)
        items, items_left = pass_on_assignments(user, **people)
        if cleaned["closes"]:
            close_account(user)
        words = _(
            "Handed over: stories %(stories)d, diary items %(items)d, notes %(notes)d. "
            "Without assignee: stories %(left)d, diary items %(items_left)d."
        )
        counts = {"stories": len(handed.assigned), "items": items, "notes": handed.threads}
        return words % (counts | {"left": len(handed.unassigned), "items_left": items_left})


ACTIONS = {
    action.name: action
    for action in [SendInvitation(), SendPasswordLink(), RemoveSecondFactors(), EndSessions(), HandOver()]
}


class AccountActionsMixin:
    """Mixin for the account admin, with a page for each action."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.action_view)
        address = "<int:object_id>/do/<slug:action>/"
        return [path(address, view, name="accounts_user_action"), *super().get_urls()]

    def possible_actions(self, request, user):
        """Return [(label, URL)] of the actions on an account that the user of a request may perform."""
        if not self.has_change_permission(request, user):
            return []
        return [
            (action.label, reverse("admin:accounts_user_action", args=[user.pk, action.name]))
            for action in ACTIONS.values()
            if action.is_possible(user, request.user)
        ]

    def action_view(self, request, object_id, action):
        """Show the confirmation page of an action, and perform it on POST."""
        user, chosen = User.objects.filter(pk=object_id).first(), ACTIONS.get(action)
        if user is None or chosen is None:
            raise Http404
        if not self.has_change_permission(request, user):
            raise PermissionDenied
        back = reverse("admin:accounts_user_change", args=[user.pk])
        if not chosen.is_possible(user, request.user):
            messages.warning(request, gettext("This is not possible for the account, or no longer needed."))
            return HttpResponseRedirect(back)
        form = chosen.form(user, request.user, request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            try:
                done = chosen.perform(request, user, form)
            except Refused as refusal:
                form.add_error(None, str(refusal))
                return self.render_action(request, user, chosen, form, status=409)
            self.log_change(request, user, str(chosen.label))
            messages.success(request, done)
            return HttpResponseRedirect(back)
        return self.render_action(request, user, chosen, form, status=422 if form.errors else 200)

    def render_action(self, request, user, action, form, *, status) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),  # type: ignore[attr-defined]  # of the admin class
            "title": action.label,
            "opts": self.opts,  # type: ignore[attr-defined]  # of the admin class
            "original": user,
            "action": action,
            "form": form,
            **action.context(user),
        }
        return TemplateResponse(request, action.template, context, status=status)
