"""Middleware: pages of accounts in the frame of the admin, and none without a second factor that is due."""

from allauth.account.utils import passthrough_next_redirect_url
from django.conf import settings
from django.contrib import admin
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.deprecation import MiddlewareMixin
from django.utils.translation import gettext_lazy as _

from newsroom.accounts.backend import is_second_factor_overdue
from newsroom.accounts.recovery import is_form, refuse_without_factor

ADMIN = "/admin/"
AT = "at"  # by which staff travel in time on readers' pages
# What can be opened while a second factor is missing: all that sets one up, or leaves.
OPEN_NAMES = {"logout", "jsi18n", "language", "sessions"}
OPEN_PREFIXES = ("account_", "mfa_")
TITLES = {
    "account_login": _("Log in to the newsroom"),
    "account_logout": _("Log out"),
    "account_inactive": _("This account is closed"),
    "account_reset_password": _("Forgot your password?"),
    "account_reset_password_done": _("Check your mail"),
    "account_reset_password_from_key": _("Choose a new password"),
    "account_reset_password_from_key_done": _("Your password was changed"),
    "account_change_password": _("Change password"),
    "account_set_password": _("Set a password"),
    "account_reauthenticate": _("Confirm that it is you"),
    "mfa_reauthenticate": _("Confirm that it is you"),
    "mfa_reauthenticate_webauthn": _("Confirm that it is you"),
    "mfa_authenticate": _("Second factor"),
    "mfa_index": _("Log-in and security"),
    "mfa_activate_totp": _("Add an authenticator app"),
    "mfa_deactivate_totp": _("Remove the authenticator app?"),
    "mfa_view_recovery_codes": _("Recovery codes"),
    "mfa_generate_recovery_codes": _("New recovery codes"),
    "mfa_add_webauthn": _("Add a passkey or security key"),
    "mfa_edit_webauthn": _("Rename the key"),
    "mfa_remove_webauthn": _("Remove the key?"),
    "socialaccount_login_error": _("Could not log in"),
    "socialaccount_login_cancelled": _("Logging in was canceled"),
    "socialaccount_signup": _("There is no account for you"),
    "openid_connect_login": _("Could not log in"),
    "openid_connect_callback": _("Could not log in"),
}


class AccountPagesMiddleware(MiddlewareMixin):
    """Middleware that asks for second factors and puts allauth's pages into the admin."""

    def process_view(self, request, view, args, kwargs):
        is_staffs = request.path_info.startswith(ADMIN) or AT in request.GET
        if not is_staffs or not request.user.is_authenticated:
            return None
        name = request.resolver_match.url_name or ""
        if name in OPEN_NAMES or name.startswith(OPEN_PREFIXES):
            return None
        if not is_second_factor_overdue(request):
            return None
        return (
            refuse_without_factor(request) if is_form(request) else HttpResponseRedirect(reverse("mfa_index"))
        )

    def process_template_response(self, request, response):
        title = TITLES.get(request.resolver_match.url_name) if request.resolver_match else None
        if title is None or response.context_data is None:
            return response
        context = response.context_data
        if request.method == "POST" and getattr(context.get("form"), "errors", None):
            response.status_code = 422
        response.context_data = {**admin.site.each_context(request), "title": title, **context}
        if request.resolver_match.url_name == "account_login":
            response.context_data |= login_context(request)
        return response


def login_context(request):
    """Return what the log-in says of second factors, and of the organization whose accounts open it."""
    context = {"needs_second_factor": settings.SECOND_FACTOR}
    if settings.OIDC_SERVER_URL:
        address = reverse("openid_connect_login", args=[settings.OIDC_PROVIDER_ID])
        address = passthrough_next_redirect_url(request, address, "next")
        context |= {"provider": settings.OIDC_NAME, "provider_url": address}
    return context
