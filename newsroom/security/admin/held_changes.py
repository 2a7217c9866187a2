"""Forms of accounts and groups from which a second person has to confirm a part."""

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.forms import ModelForm
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from newsroom.security.models import PermissionRequest
from newsroom.security.permission_requests import (
    MARKS,
    account_increase,
    ask_or_give,
    group_increase,
    raises_own,
    second_people,
)

OWN_FIELDS = ("is_staff", "is_superuser", "groups", "user_permissions")


def own_fields(request: HttpRequest, user) -> list[str]:
    """Return the fields that people do not change of their own account, unless they may do everything."""
    is_own = user is not None and user.pk == request.user.pk
    return list(OWN_FIELDS) if is_own and not request.user.is_superuser else []


def hold_back_account(request: HttpRequest, form: ModelForm) -> None:
    """Take from a valid form of an account what would give it more, and ask a second person for it."""
    cleaned, stored = form.cleaned_data, get_user_model()._base_manager.get(pk=form.instance.pk)
    relations = {"groups": stored.groups.all(), "permissions": stored.user_permissions.all()}
    for name, column in (("groups", "groups"), ("permissions", "user_permissions")):
        if column in form.changed_data:
            relations[name] = cleaned[column]
    marks = {name: cleaned[name] for name in MARKS if name in form.changed_data}
    increase = account_increase(stored, **relations, marks=marks)
    asked = ask_or_give(increase, by=request.user, account=stored)
    if asked is None:
        return
    if increase.groups:  # the groups that they replace are kept until then
        kept = [group for group in cleaned["groups"] if group not in increase.groups]
        keep_unchanged(form, "groups", [*kept, *increase.left_groups])
    if increase.permissions:
        kept = [one for one in cleaned["user_permissions"] if one not in increase.permissions]
        keep_unchanged(form, "user_permissions", kept)
    for name in increase.marks:
        keep_unchanged(form, name, False)
    tell(request, asked)


def hold_back_invited(request: HttpRequest, form: ModelForm) -> None:
    """Take the roles from the form of an account that was just saved, and ask a second person for them."""
    account, groups = form.instance, form.cleaned_data["groups"]
    increase = account_increase(account, groups=groups, permissions=[], marks={})
    asked = ask_or_give(increase, by=request.user, account=account)
    if asked is not None:
        form.cleaned_data["groups"] = [group for group in groups if group not in increase.groups]
        tell(request, asked)


def hold_back_group(request: HttpRequest, form: ModelForm) -> None:
    """Take the added permissions from a valid form of a group, and ask a second person for them."""
    if "permissions" not in form.changed_data:
        return
    increase = group_increase(form.instance, form.cleaned_data["permissions"])
    asked = ask_or_give(increase, by=request.user, group=form.instance)
    if asked is not None:
        kept = [one for one in form.cleaned_data["permissions"] if one not in increase.permissions]
        keep_unchanged(form, "permissions", kept)
        tell(request, asked)


def refuse_raising_own(form: ModelForm, person) -> None:
    """Add an error where somebody would give more to themselves by a group, and nobody could confirm it."""
    if "permissions" not in form.changed_data or "permissions" not in form.cleaned_data:
        return
    increase = group_increase(form.instance, form.cleaned_data["permissions"])
    if raises_own(form.instance, increase, person) and not second_people(person).exists():
        words = _("You belong to this group. Nobody gives permissions to themselves.")
        form.add_error("permissions", words)


def keep_unchanged(form, name, value):
    """Set a cleaned value that is saved in place of the typed one."""
    form.cleaned_data[name] = value
    if name in MARKS:
        setattr(form.instance, name, value)
    if name in MARKS or set(value) == set(form.initial[name]):
        form.changed_data.remove(name)  # so that no history says that it was changed


def tell(request, asked: PermissionRequest):
    """Say that a second person has to confirm it, with a link to the request."""
    address = reverse("admin:security_permissionrequest_change", args=[asked.pk])
    words = _("Not in force yet: a second person has to confirm the permissions.")
    link = format_html('{} <a href="{}">{}</a>', words, address, _("Show the request"))
    messages.warning(request, link)
