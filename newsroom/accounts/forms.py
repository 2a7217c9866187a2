"""Forms and lists of accounts and groups that bear whatever is posted or asked."""

from unicodedata import normalize

from django import forms
from django.contrib.auth.forms import AdminPasswordChangeForm, AdminUserCreationForm
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from articles import deletion_guards
from newsroom.accounts.models import Mail, User
from newsroom.accounts.zones import zones

LANGUAGES = [("", _("As the browser asks")), ("en", _("English")), ("ko", _("Korean"))]
format_html_lazy = lazy(format_html, str)
MOST_DIGITS = 18  # more than that may be no 64-bit number, on which SQLite chokes
# Rows that nobody adds or takes away by hand, with which these permissions would mean nothing.
NOT_BY_HAND = ("articletopic", "editiontopic", "editionbyline", "editionpicture", "historicalarticle")
APPS = ["articles", "accounts", "frontpage", "translations"]
BY_HAND = Q(content_type__app_label__in=APPS) | Q(content_type__model="group")
BY_HAND &= ~Q(content_type__model__in=NOT_BY_HAND)
# Rows that only say who is in which group, and who may what.
JOINS = (User.groups.through, User.user_permissions.through, Group.permissions.through)


class Chosen(forms.ModelMultipleChoiceField):
    """Objects chosen by number; a number that no database holds is no valid choice."""

    def _check_values(self, value):
        for number in value:
            if str(number).isdecimal() and len(str(number)) > MOST_DIGITS:
                message = self.error_messages["invalid_choice"]
                raise ValidationError(message, code="invalid_choice", params={"value": number})
        return super()._check_values(value)


class PasswordForm(AdminPasswordChangeForm):
    """Django's form with its help in the language of the screens, which Django's own joins too early."""

    usable_password_help_text = format_html_lazy(
        '{}<ul id="id_unusable_warning" class="messagelist"><li class="warning">{}</li></ul>',
        AdminUserCreationForm.usable_password_help_text,
        _("If disabled, the current password for this user will be lost."),
    )


class SettingsForm(forms.ModelForm):
    """Settings that people change for themselves."""

    class Meta:
        model = User
        fields = ["language", "time_zone", "mail"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["language"] = forms.ChoiceField(
            label=self.fields["language"].label, choices=LANGUAGES, required=False
        )
        self.fields["time_zone"] = zone_field(self.instance.time_zone)
        self.fields["mail"].widget = forms.RadioSelect(choices=Mail.choices)


def zone_field(kept):
    column = User._meta.get_field("time_zone")
    return forms.ChoiceField(
        label=capfirst(column.verbose_name),
        choices=lambda: zones(kept),
        required=False,
        help_text=_("Instants are told in the newsroom’s time, and beside it in yours."),
    )


class GroupForm(forms.ModelForm):
    """The permissions of a group: all that can be given by hand, and those it holds."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "permissions" in self.fields:
            field = self.fields["permissions"]
            held = Q(group=self.instance) if self.instance.pk else Q()
            field.queryset = field.queryset.filter(BY_HAND | held).distinct()


class AccountAdminMixin:
    """A model admin that ignores unknown filters and leaves rows of join tables out of deletion pages."""

    filter_lookups = ()  # of the filters beside the list

    def lookup_allowed(self, lookup, value, request):
        return lookup in self.filter_lookups

    def get_search_results(self, request, queryset, search_term):
        """Search for normalised Hangul: some systems type and paste it in decomposed form."""
        return super().get_search_results(request, queryset, normalize("NFC", search_term))

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        return super().formfield_for_manytomany(db_field, request, form_class=Chosen, **kwargs)

    def get_deleted_objects(self, objs, request):
        shown, counts, lacking, protected = super().get_deleted_objects(objs, request)
        return (
            deletion_guards.without(shown, JOINS),
            deletion_guards.uncounted(counts, JOINS),
            lacking,
            protected,
        )
