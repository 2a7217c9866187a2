"""Forms of accounts and groups for the admin, and allauth's forms with our own labels.

The admin forms accept any posted value without a server error.
"""

from collections.abc import Sequence
from itertools import groupby
from unicodedata import normalize
from zoneinfo import available_timezones

from allauth.account import forms as account
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as factors
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from babel import Locale
from django import forms
from django.conf import settings
from django.contrib.auth import forms as auth
from django.contrib.auth.forms import AdminPasswordChangeForm, AdminUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import password_validators_help_text_html
from django.db.models import Q
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from articles.admin.conflicts import ConflictMixin, DeletionMixin
from articles.admin.forms.fields import ObjectsField
from articles.admin.forms.guarded import GuardedForm
from newsroom.accounts import limits
from newsroom.accounts.models import User, free_username
from newsroom.security.permission_requests import refuse_raising_own

LANGUAGES = [("", _("Same as browser")), ("en", _("English")), ("ko", _("Korean"))]
format_html_lazy = lazy(format_html, str)
# Models whose rows are never added or deleted by hand, so permissions for them would have no effect.
NOT_BY_HAND = ("articletopic", "editiontopic", "editionbyline", "editionpicture", "historicalarticle")
APPS = ["articles", "accounts", "frontpage", "security", "translations"]
BY_HAND = Q(content_type__app_label__in=APPS) | Q(content_type__model="group")
BY_HAND &= ~Q(content_type__model__in=NOT_BY_HAND)
# Join tables of users, groups and permissions.
JOINS = (User.groups.through, User.user_permissions.through, Group.permissions.through)
REGIONS = {
    "Africa": _("Africa"),
    "America": _("America"),
    "Antarctica": _("Antarctica"),
    "Asia": _("Asia"),
    "Atlantic": _("Atlantic"),
    "Australia": _("Australia"),
    "Europe": _("Europe"),
    "Indian": _("Indian Ocean"),
    "Pacific": _("Pacific"),
}
NEW_PASSWORD = {"password1": _("New password"), "password2": _("Repeat new password")}
PASSWORD_RULES = {"password1": lazy(password_validators_help_text_html, str)()}
CODE = {"code": _("Code")}
CODE_HELP = {"code": _("Six digits from your authenticator app, or one of your recovery codes.")}


class PasswordForm(AdminPasswordChangeForm):
    """Form for setting a password. Its help text is in the interface language; Django's is not."""

    usable_password_help_text = format_html_lazy(
        '{}<ul id="id_unusable_warning" class="messagelist"><li class="warning">{}</li></ul>',
        AdminUserCreationForm.usable_password_help_text,
        _("If disabled, the current password for this user will be lost."),
    )


class SettingsForm(GuardedForm):
    """Settings that users change for themselves."""

    class Meta:
        model = User
        fields = ["language", "time_zone", "mail"]
        widgets = {"mail": forms.RadioSelect}
        help_texts = {"language": ""}  # not needed, because the first choice is “Same as browser”

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = LANGUAGES
        self.fields["time_zone"] = zone_field(self.instance.time_zone)
        self.guard()


def zone_field(kept: str) -> forms.ChoiceField:
    column = User._meta.get_field("time_zone")
    return forms.ChoiceField(
        label=capfirst(column.verbose_name),
        choices=lambda: zone_choices(kept),
        required=False,
        help_text=_("Times are shown in newsroom time, with your own next to it."),
    )


class UniqueEmailMixin:
    """Mixin for account forms: no other account may have the same address."""

    def clean_email(self):
        email = self.cleaned_data["email"].lower()
        if email and User.objects.filter(email=email).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("Another account has this email address."))
        return email


class UserForm(UniqueEmailMixin, GuardedForm, UserChangeForm):
    """Django's account form, with a guard against concurrent changes."""

    class Meta(UserChangeForm.Meta):
        model = User


class InvitationForm(UniqueEmailMixin, GuardedForm):
    """Form for inviting a user, who will choose the password of the new account."""

    class Meta:
        model = User
        fields = ["first_name", "last_name", "name_ko", "email", "language", "groups"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"].required = True
        self.fields["email"].help_text = _(
            "The invitation is sent to this address. You can also log in with it."
        )
        self.fields["language"] = forms.ChoiceField(
            label=capfirst(User._meta.get_field("language").verbose_name),
            choices=LANGUAGES[1:],
            widget=forms.RadioSelect,
            help_text=_("The language of the invitation."),
        )
        self.fields["groups"] = ObjectsField(
            queryset=Group.objects.order_by("pk"),
            label=_("Role"),
            widget=forms.CheckboxSelectMultiple,
            help_text=_("Determines what they may do."),
        )
        self.guard()

    def save(self, commit=True):
        """Save the account with a username and without a password."""
        user = self.instance
        user.username = free_username(user.email)
        user.is_staff = True
        user.set_unusable_password()
        return super().save(commit)


class GroupForm(GuardedForm):
    """Form of a group. It offers the permissions that can be given by hand, and those that the group has.

    person  the user who changes it; set on the class
    """

    person = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "permissions" in self.fields:
            field = self.fields["permissions"]
            held = Q(group=self.instance) if self.instance.pk else Q()
            field.queryset = field.queryset.filter(BY_HAND | held).distinct()

    def clean(self):
        cleaned = super().clean()
        if self.instance.pk and self.person:
            refuse_raising_own(self, self.person)
        return cleaned


class AccountAdminMixin(ConflictMixin, DeletionMixin):
    """Mixin for model admins that refuses unknown filters, and hides join table rows on deletion pages."""

    filter_lookups: Sequence[str] = ()  # for the filters next to the list
    joins = JOINS

    def lookup_allowed(self, lookup, value, request):
        return lookup in self.filter_lookups

    def get_search_results(self, request, queryset, search_term):
        """Search for composed Hangul, because on some systems it is typed or pasted in decomposed form."""
        return super().get_search_results(request, queryset, normalize("NFC", search_term))

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        return super().formfield_for_manytomany(db_field, request, form_class=ObjectsField, **kwargs)


def zone_choices(kept=""):
    """Return choices for a form: newsroom time first, then the cities of each region, sorted.

    kept  the current zone of an account, which is always offered
    """
    known = {name for name in Locale("ko").time_zones if name.partition("/")[0] in REGIONS}
    known &= available_timezones()
    if kept:
        known.add(kept)
    own = _("Newsroom time: %(city)s") % {"city": zone_city(settings.TIME_ZONE)}
    names = sorted(known, key=lambda name: (zone_region(name), zone_city(name)))
    grouped = [
        (where, [(name, zone_city(name)) for name in zones]) for where, zones in groupby(names, zone_region)
    ]
    return [("", own), *grouped]


def zone_region(name):
    first = name.partition("/")[0]
    return str(REGIONS.get(first, first))


def zone_city(name):
    """Return CLDR's city name of a zone (“Seoul”, “서울”), else the last part of the zone's name."""
    told = Locale(get_language()).time_zones.get(name, {})
    return told.get("city") or name.rpartition("/")[2].replace("_", " ")


class WordedMixin:
    """Mixin for forms with their own labels and help texts. Other fields keep their label, without help."""

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

    def clean_email(self):
        """Count the requests for one address, whether or not an account has it."""
        limits.count((limits.NEW_PASSWORD, limits.name_key(self.cleaned_data["email"])))
        return super().clean_email()


class ResetPasswordKeyForm(WordedMixin, account.ResetPasswordKeyForm):
    labels = NEW_PASSWORD
    help_texts = PASSWORD_RULES


class CountedCodeMixin:
    """Mixin for code forms: it limits attempts and accepts each code only once."""

    def clean_code(self):
        attempt = limits.count((limits.CODES, str(self.user.pk)))
        code = super().clean_code()
        # Compare only digits, because apps show them in groups. Used codes are shared by all processes.
        digits = "".join(code.split())
        if not limits.is_within((limits.USED_CODE, f"{self.user.pk} {digits}")):
            raise get_adapter().validation_error("incorrect_code")
        attempt.rollback()
        return code


class AuthenticateForm(CountedCodeMixin, WordedMixin, factors.AuthenticateForm):
    labels = CODE
    help_texts = CODE_HELP


class ReauthenticateWithCodeForm(CountedCodeMixin, WordedMixin, factors.ReauthenticateForm):
    labels = CODE
    help_texts = CODE_HELP


class AddAppForm(WordedMixin, ActivateTOTPForm):
    labels = CODE
    help_texts = {"code": _("Six digits that the app shows after the scan.")}


class AddKeyForm(WordedMixin, AddWebAuthnForm):
    """Form for a passkey, which replaces the password, or a security key, which is used after it."""

    labels = {
        "name": _("Name of the key"),
        "passwordless": _("Use this key to log in without a password"),
    }
    help_texts = {
        "name": _("For example the device that holds it."),
        "passwordless": _("The device then asks for your fingerprint, face or PIN."),
    }


class RenameKeyForm(WordedMixin, EditWebAuthnForm):
    labels = {"name": _("Name of the key")}
