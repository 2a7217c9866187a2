"""Adapters of django-allauth for the newsroom, and middleware that shows its pages inside the admin.

They decide who may log in, limit attempts, word the messages, and block pages while a second factor is
overdue.
"""

from datetime import timedelta

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.account.utils import passthrough_next_redirect_url
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.deprecation import MiddlewareMixin
from django.utils.translation import gettext_lazy as _

from articles.admin.display import preferred_text
from articles.models import Publication
from newsroom.accounts import limits
from newsroom.accounts.backend import (
    browser_of,
    find_known_browser,
    is_second_factor_overdue,
    may_log_in,
    remember_browser,
)
from newsroom.accounts.mail import send_account_mail
from newsroom.accounts.recovery import is_form, is_script, refuse_script, refuse_without_factor
from newsroom.security.models import SecurityEventKind
from newsroom.security.receivers import record_attempt

JUST_NOW = 300  # seconds after login without another password prompt
UNKNOWN_NETWORK = "0.0.0.0"  # noqa: S104  (for a server behind a socket that reports no client address)
WRONG_LOGIN = _(
    "The username or email address and the password do not match. Passwords are case-sensitive. "
    "If you have forgotten yours, ask for a new one below."
)
NOT_MATCHING = {f"{method}_password_mismatch": WRONG_LOGIN for method in ("email", "username", "phone")}
WRONG_CODE = _("This code is wrong or has expired. Enter the code that your app shows now.")
# Subjects of e-mail about account changes, by allauth's template names.
NOTICES = {
    "account/email/password_changed": _("Your password was changed"),
    "account/email/password_set": _("Your account has a password now"),
    "account/email/password_reset": _("Your password was reset"),
    "mfa/email/totp_activated": _("An authenticator app was added to your account"),
    "mfa/email/totp_deactivated": _("The authenticator app was removed from your account"),
    "mfa/email/webauthn_added": _("A passkey or security key was added to your account"),
    "mfa/email/webauthn_removed": _("A passkey or security key was removed from your account"),
    "mfa/email/recovery_codes_generated": _("Your account has new recovery codes"),
    "newsroom/second_factors_removed": _("The second factors were removed from your account"),
    "socialaccount/email/account_connected": _("Your account was connected to your organization’s account"),
}
# Messages on screen after the same changes. allauth's other messages are dropped.
MESSAGES = {
    "account/messages/password_changed.txt": _("Your password was changed."),
    "account/messages/password_set.txt": _("Your password was set."),
    "mfa/messages/totp_activated.txt": _("The authenticator app was added."),
    "mfa/messages/totp_deactivated.txt": _("The authenticator app was removed."),
    "mfa/messages/webauthn_added.txt": _("The key was added."),
    "mfa/messages/webauthn_removed.txt": _("The key was removed."),
    "mfa/messages/recovery_codes_generated.txt": _(
        "Recovery codes were created. Keep them in a place that you can reach without your phone."
    ),
}


class AccountAdapter(DefaultAccountAdapter):
    """Adapter for accounts: they are created by invitation, and only users with access can log in."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        **NOT_MATCHING,
        "incorrect_code": WRONG_CODE,
        "incorrect_password": _("This is not your password."),
        "enter_current_password": _("This is not your current password."),
    }

    def is_open_for_signup(self, request):
        return False

    def pre_login(self, request, user, **kwargs):
        """Return the refusal page for a user without access, regardless of the login method.

        Otherwise, return allauth's response, or None to go on with the login.
        """
        if not may_log_in(user):
            return self.respond_user_inactive(request, user)
        return super().pre_login(request, user, **kwargs)

    def post_login(self, request, user, **kwargs):
        response = super().post_login(request, user, **kwargs)
        remember_browser(request, response, user)
        return response

    def pre_authenticate(self, request, **credentials):
        """Count an attempt before the password is hashed. Raise TooManyAttempts if there were too many.

        Attempts count for the network and for the typed name, whether or not such an account exists. If the
        same user has logged in from this browser before, they count only for the browser, so that others
        cannot lock out the owner of an account.
        """
        known = find_known_browser(request, credentials)
        name, network = login_name(credentials), limits.network_key(request)
        try:
            # django-allauth takes the attempt back if the password is correct.
            self._login_failed_rl_usage = (
                limits.count((limits.LOGIN_BROWSER, known))
                if known
                else limits.count((limits.LOGIN_NETWORK, network), (limits.LOGIN_NAME, name))
            )
        except limits.TooManyAttempts:
            # One event per name and network in ten minutes, so that floods do not fill the log.
            if limits.is_within((limits.LOCKED, f"network {network}"), (limits.LOCKED, f"name {name}")):
                record_attempt(SecurityEventKind.LOGIN_LOCKED, credentials, request)
            raise

    def is_reauthentication_required(self, *, app, **kwargs):
        """Return whether a change requires the password again. Right after login, none does."""
        request = context.request
        records = get_authentication_records(request, request.user)
        if records and timezone.now().timestamp() - records[-1]["at"] < JUST_NOW:
            return False
        return super().is_reauthentication_required(app=app, **kwargs)

    def get_client_ip(self, request):
        try:
            return super().get_client_ip(request)
        except PermissionDenied:  # the request has no client address
            return UNKNOWN_NETWORK

    def get_reset_password_from_key_url(self, key):
        user, _dash, token = key.partition("-")
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": user, "key": token})
        return settings.SITE_URL + path

    def send_mail(self, template_prefix, email, context):
        """Send the link for a new password, or a notice of a change, in the language of the account."""
        user = context.get("user")
        with translation.override(getattr(user, "language", "") or translation.get_language()):
            if template_prefix in NOTICES:
                subject, template = NOTICES[template_prefix], "account/changed.txt"
            else:
                subject, template = _("Choose a new password"), "account/new_password.txt"
            text = render_to_string(template, context | {"subject": subject, "site": settings.SITE_URL})
            send_account_mail.enqueue(email, str(subject), text)

    def send_notification_mail(self, template_prefix, user, context=None, email=None):
        if user.email:
            context = (context or {}) | {"user": user}
            super().send_notification_mail(template_prefix, user, context, user.email)

    def add_message(
        self, request, level, message_template=None, message_context=None, extra_tags="", message=None
    ):
        words = message or MESSAGES.get(message_template)
        if words:
            super().add_message(request, level, extra_tags=extra_tags, message=str(words))


class SecondFactorAdapter(DefaultMFAAdapter):
    """Adapter for second factors: apps and browsers show the newspaper's name."""

    error_messages = {**DefaultMFAAdapter.error_messages, "incorrect_code": WRONG_CODE}

    def _get_site_name(self):
        publication = Publication.objects.current()
        return preferred_text(publication, "name")[1] or _("Newsroom")

    def generate_authenticator_name(self, user, type):
        """Return the browser (“Chrome, Android”) as the name, because most passkeys stay on their device."""
        return browser_of(context.request.headers.get("User-Agent", ""))

    def _get_user_identifier(self, user):
        return user.get_username()


class ProviderAdapter(DefaultSocialAccountAdapter):
    """Adapter that logs in users authenticated by a provider if an account has the same address.

    It creates no accounts.
    """

    def is_open_for_signup(self, request, sociallogin):
        return False


ADMIN = "/admin/"
AT = "at"  # query parameter for time travel on readers' pages, for staff
# Pages available while a second factor is overdue: pages to set one up or to log out.
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
    "account_reauthenticate": _("Confirm your identity"),
    "mfa_reauthenticate": _("Confirm your identity"),
    "mfa_reauthenticate_webauthn": _("Confirm your identity"),
    "mfa_authenticate": _("Second factor"),
    "mfa_index": _("Login and security"),
    "mfa_activate_totp": _("Add an authenticator app"),
    "mfa_deactivate_totp": _("Remove the authenticator app?"),
    "mfa_view_recovery_codes": _("Recovery codes"),
    "mfa_generate_recovery_codes": _("New recovery codes"),
    "mfa_add_webauthn": _("Add a passkey or security key"),
    "mfa_edit_webauthn": _("Rename the key"),
    "mfa_remove_webauthn": _("Remove the key?"),
    "socialaccount_login_error": _("Could not log in"),
    "socialaccount_login_cancelled": _("Logging in was canceled"),
    "socialaccount_signup": _("You have no account"),
    "openid_connect_login": _("Could not log in"),
    "openid_connect_callback": _("Could not log in"),
}


class AccountPagesMiddleware(MiddlewareMixin):
    """Middleware that limits attempts, requires second factors and shows allauth's pages inside the admin."""

    def process_exception(self, request, exception):
        is_refusal = isinstance(exception, limits.TooManyAttempts)
        return answer_too_many(request, exception) if is_refusal else None

    def process_view(self, request, view, args, kwargs):
        try:
            limits.count_page(request)
        except limits.TooManyAttempts as refusal:
            return answer_too_many(request, refusal)
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


def answer_too_many(request: HttpRequest, refusal: limits.TooManyAttempts) -> HttpResponse:
    """Return a 429 page with the time of the next attempt and alternatives; JSON for scripts."""
    headers = {"Retry-After": str(refusal.seconds), "Cache-Control": "private, no-store"}
    if is_script(request):
        return refuse_script(str(refusal), 429, headers)
    context = {
        **admin.site.each_context(request),
        "title": _("Too many attempts"),
        "found": refusal.limit.found,
        "minutes": -(-refusal.seconds // 60),
        "again_at": timezone.now() + timedelta(seconds=refusal.seconds),
        "opens_by_key": refusal.limit.opens_by_key,
        "is_of_codes": refusal.limit is limits.CODES,
        "is_of_new_password": refusal.limit is limits.NEW_PASSWORD,
    }
    return TemplateResponse(request, "account/too_many.html", context, status=429, headers=headers)


def login_name(credentials: dict) -> str:
    """Return the name_key of the typed address or username."""
    return limits.name_key(str(credentials.get("email") or credentials.get("username") or ""))


def login_context(request):
    """Return the context of the login page: second factors, and login with an organization's account."""
    context = {"needs_second_factor": settings.SECOND_FACTOR}
    if settings.OIDC_SERVER_URL:
        address = reverse("openid_connect_login", args=[settings.OIDC_PROVIDER_ID])
        address = passthrough_next_redirect_url(request, address, "next")
        context |= {"provider": settings.OIDC_NAME, "provider_url": address}
    return context
