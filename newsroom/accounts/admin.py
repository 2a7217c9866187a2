"""Admin of accounts and groups."""

from collections.abc import Sequence

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.auth import admin as auth
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db.models.functions import Concat
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.admin.site import register_context
from newsroom.accounts import labels
from newsroom.accounts.account_actions import AccountActionsMixin, may_change_access
from newsroom.accounts.backend import is_second_factor_missing, may_log_in, second_factor_due_on
from newsroom.accounts.forms import (
    LANGUAGES,
    AccountAdminMixin,
    GroupForm,
    InvitationForm,
    PasswordForm,
    UserForm,
    zone_field,
)
from newsroom.accounts.mail import invite, tell_former_address
from newsroom.accounts.models import User
from newsroom.confidential.custody import is_access_guarded
from newsroom.security.permission_requests import (
    hold_back_account,
    hold_back_group,
    hold_back_invited,
    own_fields,
)

OWN = ["language", "time_zone", "mail"]  # users can change these themselves, too
GUARDED = _(
    "This account has access to confidential material that you cannot see, or will receive some. Its "
    "address, password and second factors cannot be changed here. The server administrator can change them "
    "with the command “manage.py restore_access”, which is recorded in the security log."
)
KINDS = {"totp": _("App"), "webauthn": _("Key")}


@admin.register(User)
class UserAdmin(AccountActionsMixin, AccountAdminMixin, auth.UserAdmin):
    """Admin of accounts. Permissions come from groups; an account's own are shown only if it has some.

    Accounts are created by invitation, and users choose their passwords themselves.

    Only superusers can create superusers. Other account managers neither see nor change that flag. They
    cannot change a superuser's account either, because its password would give them the same rights.
    """

    form = UserForm
    add_form = InvitationForm
    add_form_template = None  # Django's template asks for a password
    list_display = ["username", "called", "called_roles", "state", "factors", "last_login"]
    list_filter = ["is_active", "groups", "is_superuser"]
    # family_first finds Hangul names as they are shown: as one word, family name first.
    search_fields = ("username", "first_name", "last_name", "name_ko", "email", "family_first")
    filter_lookups: Sequence[str] = [
        *["is_superuser__exact", "is_active__exact"],
        *["groups__id__exact", "groups__isnull"],
    ]
    readonly_fields = ["last_login", "date_joined"]
    change_password_form = PasswordForm

    def get_queryset(self, request):
        users = super().get_queryset(request).prefetch_related("groups", "authenticator_set")
        return users.alias(family_first=Concat("last_name", "first_name"))

    def get_fieldsets(self, request, user=None):
        if user is None:
            return [(None, {"fields": InvitationForm.Meta.fields})]
        may, named = ["is_active", "ends_on", "groups"], ["username"]
        if request.user.is_superuser:
            named.append("password")
            may.insert(2, "is_superuser")
            if user.user_permissions.exists():
                may.append("user_permissions")
        guarded = {"description": GUARDED} if is_access_guarded(user, request.user) else {}
        personal = ["first_name", "last_name", "name_ko", "email", *OWN]
        return [
            (None, {"fields": named}),
            (_("Personal info"), {"fields": personal} | guarded),
            (_("Permissions"), {"fields": may}),
            (_("Important dates"), {"fields": self.readonly_fields}),
        ]

    def get_readonly_fields(self, request, user=None):
        """Lock the address of users with more rights, and fields that users may not change for themselves."""
        address = ["email"] if user is not None and not may_change_access(user, request.user) else []
        return [*self.readonly_fields, *own_fields(request, user), *address]

    def save_form(self, request, form, change):
        if change:
            hold_back_account(request, form)
        return super().save_form(request, form, change)

    def has_change_permission(self, request, user=None):
        return super().has_change_permission(request, user) and is_within(request.user, user)

    def has_delete_permission(self, request, user=None):
        return super().has_delete_permission(request, user) and is_within(request.user, user)

    def user_change_password(self, request, id, form_url=""):
        """Let only superusers set the passwords of others, which give access to everything they may do."""
        if not request.user.is_superuser:
            raise PermissionDenied
        user = self.get_object(request, unquote(id))
        if user is not None and is_access_guarded(user, request.user):
            messages.error(request, GUARDED)
            return HttpResponseRedirect(reverse("admin:accounts_user_change", args=[user.pk]))
        return super().user_change_password(request, id, form_url)

    def save_related(self, request, form, formsets, change):
        if not change:
            hold_back_invited(request, form)
        super().save_related(request, form, formsets, change)
        if not change:
            invite(form.instance, by=request.user)

    def save_model(self, request, user, form, change):
        super().save_model(request, user, form, change)
        if change and "email" in form.changed_data and form.initial["email"]:
            tell_former_address(form.initial["email"], user)

    def response_add(self, request, user, post_url_continue=None):
        words = gettext("An invitation was sent to %(address)s. It is valid for %(days)d days.")
        told = {"address": user.email, "days": settings.INVITATION_DAYS}
        messages.success(request, words % told)
        page = "add" if "_addanother" in request.POST else "changelist"
        return HttpResponseRedirect(reverse(f"admin:accounts_user_{page}"))

    def render_change_form(self, request, context, *args, **kwargs):
        if user := context.get("original"):
            context["account_actions"] = self.possible_actions(request, user)
        elif kwargs.get("add"):
            context["title"] = _("Invite a user")
        return super().render_change_form(request, context, *args, **kwargs)

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
        if not may_log_in(user):
            return _("Deactivated")
        return _("Invited") if user.is_waiting else _("Active")

    @admin.display(description=_("second factor"))
    def factors(self, user):
        return ", ".join(
            sorted({str(KINDS[row.type]) for row in user.authenticator_set.all() if row.type in KINDS})
        )


@register_context
def second_factor_notice(request):
    """Return the context of the notice that a second factor is missing, with its due date; else {}."""
    if not request.user.is_authenticated or not is_second_factor_missing(request):
        return {}
    return {"second_factor_missing": True, "second_factor_due": second_factor_due_on(request.user)}


def is_within(person, user):
    """Return whether `person` may change `user`: only superusers may change superusers. True for no user."""
    return user is None or person.is_superuser or not user.is_superuser


admin.site.unregister(Group)


@admin.register(Group)
class GroupAdmin(AccountAdminMixin, auth.GroupAdmin):  # type: ignore[misc]  # the mixin comes before the admin class
    form = GroupForm
    list_display = ["__str__"]
    search_fields = ()

    def get_fields(self, request, group=None):
        return ["name" if group is None or group.name not in labels.OURS else "called", "permissions"]

    def get_readonly_fields(self, request, group=None):
        """Lock the names of the project's own groups, because the project finds them by name."""
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
