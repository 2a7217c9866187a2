"""Accounts and groups."""

from django import forms
from django.contrib import admin
from django.contrib.auth import admin as auth
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from newsroom.accounts import roles
from newsroom.accounts.models import User

MOST_DIGITS = 18  # more than that may be no 64-bit number, on which SQLite chokes
LANGUAGES = [("", _("As the browser asks")), ("en", _("English")), ("ko", _("Korean"))]
# Rows that nobody adds or takes away by hand, with which these permissions would mean nothing.
NOT_BY_HAND = ("articletopic", "editiontopic", "editionbyline", "historicalarticle")
BY_HAND = (Q(content_type__app_label__in=["articles", "accounts"]) | Q(content_type__model="group")) & ~Q(
    content_type__model__in=NOT_BY_HAND
)


class Chosen(forms.ModelMultipleChoiceField):
    """Objects chosen by number; a number that no database holds is no valid choice."""

    def _check_values(self, value):
        for number in value:
            if str(number).isdecimal() and len(str(number)) > MOST_DIGITS:
                message = self.error_messages["invalid_choice"]
                raise ValidationError(message, code="invalid_choice", params={"value": number})
        return super()._check_values(value)


class Choosing:
    """Forms and lists that bear whatever is posted or asked."""

    asked = ()  # what the filters beside the list ask for, and nothing else is answered

    def lookup_allowed(self, lookup, value, request):
        return lookup in self.asked

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        return super().formfield_for_manytomany(db_field, request, form_class=Chosen, **kwargs)


@admin.register(User)
class UserAdmin(Choosing, auth.UserAdmin):
    """Permissions come by groups; an account shows its own only when it was given some past these screens."""

    list_display = ["username", "called", "called_roles", "is_active", "last_login"]
    asked = [
        *["is_staff__exact", "is_superuser__exact", "is_active__exact"],
        *["groups__id__exact", "groups__isnull"],
    ]
    readonly_fields = ["last_login", "date_joined"]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("groups")

    def get_fieldsets(self, request, user=None):
        if user is None:
            return self.add_fieldsets
        may = ["is_active", "is_staff", "is_superuser", "groups"]
        if user.user_permissions.exists():
            may.append("user_permissions")
        return [
            (None, {"fields": ["username", "password"]}),
            (_("Personal info"), {"fields": ["first_name", "last_name", "email", "language"]}),
            (_("Permissions"), {"fields": may}),
            (_("Important dates"), {"fields": self.readonly_fields}),
        ]

    def formfield_for_choice_field(self, db_field, request, **kwargs):
        if db_field.name == "language":
            kwargs["choices"] = LANGUAGES
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    @admin.display(description=_("name"), ordering="first_name")
    def called(self, user):
        return user.get_full_name()

    @admin.display(description=_("groups"))
    def called_roles(self, user):
        return ", ".join(str(group) for group in user.groups.all())


class GroupForm(forms.ModelForm):
    """What a group may: everything that is given by hand, and whatever it holds."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "permissions" in self.fields:
            field = self.fields["permissions"]
            field.queryset = field.queryset.filter(BY_HAND | Q(group=self.instance.pk)).distinct()


admin.site.unregister(Group)


@admin.register(Group)
class GroupAdmin(Choosing, auth.GroupAdmin):
    form = GroupForm
    list_display = ["__str__"]
    search_fields = ()

    def get_fields(self, request, group=None):
        return ["name" if group is None or group.name not in roles.OURS else "called", "permissions"]

    def get_readonly_fields(self, request, group=None):
        """The project finds its own groups by their names."""
        return ["called"]

    @admin.display(description=_("name"))
    def called(self, group):
        return str(group)
