"""Account views and URLs: settings that users change themselves, and allauth's views.

Login, second factors and passwords use allauth's views at URLs of the admin. Its views for signing up and
for several addresses are left out.
"""

from allauth.account import views as account_views
from allauth.socialaccount import views as provider_views
from django.conf import settings as house
from django.contrib import admin, messages
from django.contrib.admin.views.decorators import staff_member_required
from django.contrib.auth import login
from django.http import HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import include, path, reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST
from django.views.generic import RedirectView

from articles.annotations import StaffRequest
from newsroom.accounts.backend import end_sessions, forget_failures, list_open, remember_browser
from newsroom.accounts.forms import FirstPasswordForm, SettingsForm
from newsroom.accounts.mail import accept_invitation, find_invited
from newsroom.middleware import CODES
from newsroom.security.log import record
from newsroom.security.models import SecurityEventKind


@require_POST
def language(request: StaffRequest) -> HttpResponse:
    """Save the interface language on the account, and in a cookie for the login page; redirect back."""
    chosen = request.POST.get("language", "")
    if chosen not in CODES:
        return HttpResponseBadRequest(_("Unknown language. Choose one from the list."))
    if request.user.is_authenticated and request.user.language != chosen:
        request.user.language = chosen
        request.user.save(update_fields=["language"])
    return _with_language(HttpResponseRedirect(_safe_next(request)), chosen)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_member_required(login_url="admin:login")
def settings(request: StaffRequest) -> HttpResponse:
    """Show or save language, time zone and mail of the logged-in user."""
    form = SettingsForm(request.POST or None, instance=request.user)
    if request.method != "POST" or not form.is_valid():
        context = {**admin.site.each_context(request), "title": _("My settings"), "form": form}
        status = 422 if request.method == "POST" else 200
        return TemplateResponse(request, "admin/account_settings.html", context, status=status)
    request.user.save(update_fields=form.changed_columns())
    response = HttpResponseRedirect(reverse("accounts:settings"))
    chosen = form.cleaned_data["language"]
    with translation.override(chosen or translation.get_language()):
        messages.success(request, _("Saved."))
    return _with_language(response, chosen) if chosen else response


@require_http_methods(["GET", "HEAD", "POST"])
@staff_member_required(login_url="admin:login")
def sessions(request: StaffRequest) -> HttpResponse:
    """List the open sessions of the user; POST ends one of them ("session"), or all others."""
    if request.method == "POST":
        chosen = request.POST.get("session", "")
        pk = int(chosen) if chosen.isdecimal() and len(chosen) < 19 else None
        if chosen and pk is None:
            return HttpResponseBadRequest(_("Unknown session. Open the list again."))
        ended = end_sessions(request.user, but=request.session.session_key, pk=pk)
        words = ngettext("%(count)d session was ended.", "%(count)d sessions were ended.", ended)
        messages.success(request, words % {"count": ended})
        return HttpResponseRedirect(reverse("accounts:sessions"))
    context = {**admin.site.each_context(request), "title": _("Sessions"), "sessions": list_open(request)}
    return TemplateResponse(request, "account/sessions.html", context)


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: StaffRequest, token: str) -> HttpResponse:
    """Let an invited user choose a password, and log them in."""
    invited = find_invited(token)
    form = FirstPasswordForm(invited, request.POST or None) if invited else None
    is_chosen = request.method == "POST" and form is not None and form.is_valid()
    if is_chosen and not accept_invitation(token, form):
        invited = form = None
    elif is_chosen:
        record(SecurityEventKind.INVITATION_ACCEPTED, user=invited, account=invited)
        login(request, invited, backend=house.AUTHENTICATION_BACKENDS[0])
        response = HttpResponseRedirect(reverse("admin:index"))
        forget_failures(request, invited)
        remember_browser(request, response, invited)
        return _with_language(response, invited.language) if invited.language else response
    title = _("Welcome, %(name)s") % {"name": invited.get_short_name() or invited.username} if invited else ""
    context = {
        **admin.site.each_context(request),
        "title": title or _("This invitation has expired"),
        "invited": invited,
        "form": form,
    }
    status = 422 if form and form.errors else 200 if invited else 410
    return TemplateResponse(request, "account/invitation.html", context, status=status)


class NewPasswordView(account_views.PasswordResetFromKeyView):
    """View behind the password link in an e-mail. It lifts the login limits for its user in this browser."""

    def form_valid(self, form):
        response = super().form_valid(form)
        forget_failures(self.request, self.reset_user)
        remember_browser(self.request, response, self.reset_user)
        return response


def _with_language(response, chosen):
    """Set the cookie that keeps the language for the login page, and return the response."""
    response.set_cookie(
        house.LANGUAGE_COOKIE_NAME,
        chosen,
        max_age=house.LANGUAGE_COOKIE_AGE,
        samesite=house.LANGUAGE_COOKIE_SAMESITE,
        secure=house.LANGUAGE_COOKIE_SECURE,
    )
    return response


def _safe_next(request):
    """Return the posted URL `next` if it belongs to this site; else the first screen of the admin."""
    target = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return target if is_ours else reverse("admin:index")


TO_SECURITY = RedirectView.as_view(pattern_name="mfa_index")
OWN_SETTINGS = [
    path("invitation/<str:token>/", invitation, name="invitation"),
    path("language/", language, name="language"),
    path("sessions/", sessions, name="sessions"),
    path("settings/", settings, name="settings"),
]

urlpatterns = [
    path("login/", account_views.login, name="account_login"),
    path("password_change/", account_views.password_change, name="account_change_password"),
    path("account/logout/", account_views.logout, name="account_logout"),
    path("account/closed/", account_views.account_inactive, name="account_inactive"),
    path("account/confirm/", account_views.reauthenticate, name="account_reauthenticate"),
    path("account/password/", account_views.password_set, name="account_set_password"),
    path("account/password/new/", account_views.password_reset, name="account_reset_password"),
    path("account/password/sent/", account_views.password_reset_done, name="account_reset_password_done"),
    path(
        "account/password/new/<slug:uidb36>/<str:key>/",
        NewPasswordView.as_view(),
        name="account_reset_password_from_key",
    ),
    path(
        "account/password/done/",
        account_views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    # Keys are listed on the security page, with everything else that gives access to an account.
    path("account/security/webauthn/", TO_SECURITY, name="mfa_list_webauthn"),
    path("account/security/", include("allauth.mfa.urls")),
    # Without a provider in the settings these return 404.
    path("account/provider/cancelled/", provider_views.login_cancelled, name="socialaccount_login_cancelled"),
    path("account/provider/error/", provider_views.login_error, name="socialaccount_login_error"),
    path("account/provider/unknown/", provider_views.signup, name="socialaccount_signup"),
    path("account/provider/", TO_SECURITY, name="socialaccount_connections"),
    path("account/", include("allauth.socialaccount.providers.openid_connect.urls")),
    path("account/", include((OWN_SETTINGS, "accounts"))),
]
