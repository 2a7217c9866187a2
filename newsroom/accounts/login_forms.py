"""allauth's forms in the newsroom's words, without placeholders: a label stays while one types."""

from allauth.account import forms as account
from allauth.mfa.base import forms as factors
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django.contrib.auth import forms as auth
from django.contrib.auth.password_validation import password_validators_help_text_html
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

NEW_PASSWORD = {"password1": _("New password"), "password2": _("New password again")}
PASSWORD_RULES = {"password1": lazy(password_validators_help_text_html, str)()}
CODE = {"code": _("Code")}
CODE_HELP = {"code": _("Six digits from your authenticator app, or one of your recovery codes.")}


class WordedMixin:
    """A form with labels and help texts of its own; a field that is not named keeps its own label."""

    labels = {}
    help_texts = {}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = self.labels.get(name, field.label)
            field.help_text = self.help_texts.get(name, "")
            field.widget.attrs.pop("placeholder", None)
        visible = self.visible_fields()
        if visible:
            visible[0].field.widget.attrs["autofocus"] = True


class LoginForm(WordedMixin, account.LoginForm):
    labels = {"login": _("Username or email address"), "password": _("Password")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs |= {"autocomplete": "username", "autocapitalize": "none"}


class ReauthenticateForm(WordedMixin, account.ReauthenticateForm):
    labels = {"password": _("Password")}


class ChangePasswordForm(WordedMixin, account.ChangePasswordForm):
    labels = {"oldpassword": _("Current password")} | NEW_PASSWORD
    help_texts = PASSWORD_RULES


class SetPasswordForm(WordedMixin, account.SetPasswordForm):
    labels = NEW_PASSWORD
    help_texts = PASSWORD_RULES


class FirstPasswordForm(WordedMixin, auth.SetPasswordForm):
    labels = {"new_password1": _("Password"), "new_password2": _("Password again")}
    help_texts = {"new_password1": PASSWORD_RULES["password1"]}


class ResetPasswordForm(WordedMixin, account.ResetPasswordForm):
    labels = {"email": _("Email address")}


class ResetPasswordKeyForm(WordedMixin, account.ResetPasswordKeyForm):
    labels = NEW_PASSWORD
    help_texts = PASSWORD_RULES


class AuthenticateForm(WordedMixin, factors.AuthenticateForm):
    labels = CODE
    help_texts = CODE_HELP


class ReauthenticateWithCodeForm(WordedMixin, factors.ReauthenticateForm):
    labels = CODE
    help_texts = CODE_HELP


class AddAppForm(WordedMixin, ActivateTOTPForm):
    labels = CODE
    help_texts = {"code": _("Six digits that the app shows after the scan.")}


class AddKeyForm(WordedMixin, AddWebAuthnForm):
    """A passkey opens the newsroom without a password; a security key comes after it."""

    labels = {
        "name": _("Name of the key"),
        "passwordless": _("Log in with this key alone, without a password"),
    }
    help_texts = {
        "name": _("For example the device that holds it."),
        "passwordless": _("The device then asks for your fingerprint, face or PIN."),
    }


class RenameKeyForm(WordedMixin, EditWebAuthnForm):
    labels = {"name": _("Name of the key")}
