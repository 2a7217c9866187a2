"""Accounts and groups."""

from django.contrib import admin
from django.contrib.auth import admin as auth
from django.contrib.auth.models import Group
from django.db.models.functions import Concat
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from newsroom.accounts import labels
from newsroom.accounts.forms import (
    LANGUAGES,
    AccountAdminMixin,
    GroupForm,
    PasswordForm,
    UserForm,
    zone_field,
)
from newsroom.accounts.models import User
from newsroom.security.admin.held_changes import hold_back_account, hold_back_group, own_fields

OWN = ["language", "time_zone", "mail"]  # what people set for themselves as well


@admin.register(User)
class UserAdmin(AccountAdminMixin, auth.UserAdmin):
    """Admin of accounts. Permissions come from groups; an account's own are shown only if it has some.

    Who may do everything is made by one who may: others who run accounts neither see nor change that, nor do
    they change such an account, whose password would be as good as the mark.
    """

    form = UserForm
    list_display = ["username", "called", "called_roles", "state", "last_login"]
    # Hangul is shown in one word, the family's name first.
    search_fields = ("username", "first_name", "last_name", "name_ko", "email", "family_first")
    filter_lookups = [
        *["is_staff__exact", "is_superuser__exact", "is_active__exact"],
        *["groups__id__exact", "groups__isnull"],
    ]
    readonly_fields = ["last_login", "date_joined"]
    change_password_form = PasswordForm

    def get_queryset(self, request):
        users = super().get_queryset(request).prefetch_related("groups")
        return users.alias(family_first=Concat("last_name", "first_name"))

    def get_fieldsets(self, request, user=None):
        if user is None:
            return self.add_fieldsets
        may = ["is_active", "is_staff", "groups"]
        if request.user.is_superuser:
            may.insert(2, "is_superuser")
            if user.user_permissions.exists():
                may.append("user_permissions")
        return [
            (None, {"fields": ["username", "password"]}),
            (_("Personal info"), {"fields": ["first_name", "last_name", "name_ko", "email", *OWN]}),
            (_("Permissions"), {"fields": may}),
            (_("Important dates"), {"fields": self.readonly_fields}),
        ]

    def get_readonly_fields(self, request, user=None):
        return [*self.readonly_fields, *own_fields(request, user)]

    def save_form(self, request, form, change):
        if change:
            hold_back_account(request, form)
        return super().save_form(request, form, change)

    def has_change_permission(self, request, user=None):
        return super().has_change_permission(request, user) and is_within(request.user, user)

    def has_delete_permission(self, request, user=None):
        return super().has_delete_permission(request, user) and is_within(request.user, user)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "time_zone":
            number = request.resolver_match.kwargs.get("object_id", "")
            user = User.objects.filter(pk=number).first() if number.isdecimal() else None
            return zone_field(user.time_zone if user else "")
        if db_field.name == "language":
            kwargs["choices"] = LANGUAGES
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def instead(self, request, user):
        is_possible = user.is_active and user != request.user and self.has_change_permission(request, user)
        field = capfirst(str(User._meta.get_field("is_active").verbose_name))
        sentence = _("Clear “%(field)s” in the form instead. No one can log in with this account then.")
        return sentence % {"field": field} if is_possible else ""

    @admin.display(description=_("name"), ordering="first_name")
    def called(self, user):
        return user.get_full_name()

    @admin.display(description=_("groups"))
    def called_roles(self, user):
        return ", ".join(str(group) for group in user.groups.all())

    @admin.display(description=_("state"), ordering="is_active")
    def state(self, user):
        return _("Active") if user.is_active else _("Deactivated")


def is_within(person, user):
    """Return whether an account may do no more than the person who would change it."""
    return user is None or person.is_superuser or not user.is_superuser


admin.site.unregister(Group)


@admin.register(Group)
class GroupAdmin(AccountAdminMixin, auth.GroupAdmin):
    form = GroupForm
    list_display = ["__str__"]
    search_fields = ()

    def get_fields(self, request, group=None):
        return ["name" if group is None or group.name not in labels.OURS else "called", "permissions"]

    def get_readonly_fields(self, request, group=None):
        """Lock the names of the project's own groups: it finds them by name."""
        return ["called"]

    def get_form(self, request, group=None, change=False, **kwargs):
        form = super().get_form(request, group, change=change, **kwargs)
        form.person = request.user
        return form

    def save_form(self, request, form, change):
        if change:
            hold_back_group(request, form)
        return super().save_form(request, form, change)

    @admin.display(description=_("name"))
    def called(self, group):
        return str(group)
