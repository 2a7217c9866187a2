"""Permission requests, and the hooks of account forms that create them.

A user cannot give more permissions without review if a second person is available to confirm them.

If there is no second person, the change takes effect at once, and the log records that. Permissions are
removed without a request.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Q
from django.forms import ModelForm
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import clock
from articles.annotations import StaffRequest, User
from newsroom.security.decisions import decide, second_people, tell_of_request
from newsroom.security.log import record
from newsroom.security.models import (
    PermissionRequest,
    RequestDecision,
    SecurityEventKind,
    increase_facts,
    subject_group,
)

MARKS = ("is_active", "is_staff", "is_superuser")
NOT_IN_FORCE = gettext_lazy("Not in force yet: a second person has to confirm the permissions.")
OWN_FIELDS = ("is_staff", "is_superuser", "groups", "user_permissions")


@dataclass
class Increase:
    """The part of a change that gives an account or a group more permissions than it has.

    left_groups  groups that the account leaves in exchange for the new ones
    """

    groups: list[Group] = field(default_factory=list)
    left_groups: list[Group] = field(default_factory=list)
    permissions: list[Permission] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)

    def __bool__(self):
        return bool(self.groups or self.permissions or self.marks)

    def without(self, asked: PermissionRequest) -> "Increase":
        """Return the part of the increase that an open request does not include."""
        groups, permissions = set(asked.groups.all()), set(asked.permissions.all())
        groups = [group for group in self.groups if group not in groups]
        return Increase(
            groups=groups,
            left_groups=self.left_groups if groups else [],
            permissions=[permission for permission in self.permissions if permission not in permissions],
            marks=[name for name in self.marks if name not in asked.marks],
        )

    def facts(self) -> dict:
        """Return the increase as details of a security event."""
        return increase_facts(self.groups, self.left_groups, self.permissions, self.marks)


def held_permissions(account: User) -> set[int]:
    """Return the ids of the permissions that an account has through its groups or directly."""
    held = Permission.objects.filter(Q(group__user=account) | Q(user=account))
    return set(held.order_by().values_list("pk", flat=True))


def account_increase(
    account: User,
    *,
    groups: Iterable[Group],
    permissions: Iterable[Permission],
    marks: dict[str, bool],
) -> Increase:
    """Return the part of a change that gives an account more permissions than it has.

    account              as it is stored
    groups, permissions  all that the account will have
    marks                {name of a column: value} of the changed columns
    """
    current, own = set(account.groups.all()), set(account.user_permissions.all())
    groups, permissions = set(groups), set(permissions)
    increase = Increase()
    if not account.is_superuser:  # superusers have everything already
        held = held_permissions(account)
        given = Group.objects.filter(pk__in=[group.pk for group in groups - current])
        more = given.filter(permissions__in=Permission.objects.exclude(pk__in=held)).distinct()
        increase.groups = list(more.order_by("name"))
        increase.left_groups = sorted(current - groups, key=lambda group: group.pk) if increase.groups else []
        increase.permissions = sorted(
            (permission for permission in permissions - own if permission.pk not in held),
            key=lambda permission: permission.pk,
        )
    keeps = (groups - set(increase.groups)) | (permissions - set(increase.permissions))
    is_able = bool(keeps or account.is_superuser)
    for name in MARKS:
        if marks.get(name) and not getattr(account, name) and (is_able or name == "is_superuser"):
            increase.marks.append(name)
    return increase


def group_increase(group: Group, permissions: Iterable[Permission]) -> Increase:
    """Return the permissions that a group does not have yet."""
    held = set(group.permissions.all())
    return Increase(permissions=sorted(set(permissions) - held, key=lambda permission: permission.pk))


def raises_own(group: Group, increase: Increase, person: User) -> bool:
    """Return whether an increase of a group would give `person`, who edits the group, more permissions.

    False for superusers, and for users outside the group.
    """
    if person.is_superuser or not person.groups.filter(pk=group.pk).exists():
        return False
    return not {permission.pk for permission in increase.permissions} <= held_permissions(person)


def ask_or_give(
    increase: Increase, *, by: User, account: User | None = None, group: Group | None = None
) -> PermissionRequest | None:
    """Request confirmation of an increase, or record that no second person exists.

    Return the open request, or None if the increase takes effect at once. If open requests already include
    the increase, return the last of them.
    """
    if not increase:
        return None
    if not second_people(by).exists():
        subject = {"account": account} if account else subject_group(group)
        record(SecurityEventKind.CHANGED_ALONE, user=by, **subject, **increase.facts())
        return None
    for open_request in PermissionRequest.objects.open().filter(account=account, group=group):
        increase, last = increase.without(open_request), open_request
        if not increase:
            return last
    asked = PermissionRequest.objects.create(
        account=account, group=group, marks=increase.marks, asked_by=by, asked_at=clock.now()
    )
    asked.groups.set(increase.groups)
    asked.left_groups.set(increase.left_groups)
    asked.permissions.set(increase.permissions)
    record(SecurityEventKind.CHANGE_REQUESTED, user=by, **asked.event_facts())
    return asked


@transaction.atomic
def confirm(asked: PermissionRequest, *, by: User) -> None:
    """Give the requested permissions.

    Raise DecisionRefused, or PermissionDenied if the user may not decide any request.
    """
    asked = decide(asked, RequestDecision.CONFIRMED, by=by)
    if asked.group:  # type: ignore[attr-defined]  # the same request, read again
        asked.group.permissions.add(*asked.permissions.all())  # type: ignore[attr-defined]  # the same request, read again
        return
    account = get_user_model()._base_manager.select_for_update(no_key=True).get(pk=asked.account_id)  # type: ignore[attr-defined]  # the same request, read again
    account.groups.add(*asked.groups.all())  # type: ignore[attr-defined]  # the same request, read again
    account.groups.remove(*asked.left_groups.all())  # type: ignore[attr-defined]  # the same request, read again
    account.user_permissions.add(*asked.permissions.all())  # type: ignore[attr-defined]  # the same request, read again
    if asked.marks:  # type: ignore[attr-defined]  # the same request, read again
        for name in asked.marks:  # type: ignore[attr-defined]  # the same request, read again
            setattr(account, name, True)
        account.save(update_fields=asked.marks)  # type: ignore[attr-defined]  # the same request, read again


def own_fields(request: StaffRequest, user) -> list[str]:
    """Return the fields that users, except superusers, may not change on their own account."""
    is_own = user is not None and user.pk == request.user.pk
    return list(OWN_FIELDS) if is_own and not request.user.is_superuser else []


def hold_back_account(request: StaffRequest, form: ModelForm) -> None:
    """Move an increase of permissions from a valid account form to a request, if a second person exists."""
    cleaned, stored = form.cleaned_data, get_user_model()._base_manager.get(pk=form.instance.pk)
    relations = {"groups": stored.groups.all(), "permissions": stored.user_permissions.all()}
    for name, column in (("groups", "groups"), ("permissions", "user_permissions")):
        if column in form.changed_data:
            relations[name] = cleaned[column]
    marks = {name: cleaned[name] for name in MARKS if name in form.changed_data}
    increase = account_increase(stored, **relations, marks=marks)  # type: ignore[arg-type]  # groups and permissions
    asked = ask_or_give(increase, by=request.user, account=stored)
    if asked is None:
        return
    if increase.groups:  # until they are confirmed, the account keeps the groups that they replace
        kept = [group for group in cleaned["groups"] if group not in increase.groups]
        keep_unchanged(form, "groups", [*kept, *increase.left_groups])
    if increase.permissions:
        kept = [
            permission for permission in cleaned["user_permissions"] if permission not in increase.permissions
        ]
        keep_unchanged(form, "user_permissions", kept)
    for name in increase.marks:
        keep_unchanged(form, name, False)
    tell_of_request(request, asked, NOT_IN_FORCE)


def hold_back_invited(request: StaffRequest, form: ModelForm) -> None:
    """Remove the roles from the form of a new account, and request their confirmation by a second person."""
    account, groups = form.instance, form.cleaned_data["groups"]
    increase = account_increase(account, groups=groups, permissions=[], marks={})
    asked = ask_or_give(increase, by=request.user, account=account)
    if asked is not None:
        form.cleaned_data["groups"] = [group for group in groups if group not in increase.groups]
        tell_of_request(request, asked, NOT_IN_FORCE)


def hold_back_group(request: StaffRequest, form: ModelForm) -> None:
    """Remove added permissions from a valid group form, and request their confirmation by a second person."""
    if "permissions" not in form.changed_data:
        return
    increase = group_increase(form.instance, form.cleaned_data["permissions"])
    asked = ask_or_give(increase, by=request.user, group=form.instance)
    if asked is not None:
        kept = [
            permission
            for permission in form.cleaned_data["permissions"]
            if permission not in increase.permissions
        ]
        keep_unchanged(form, "permissions", kept)
        tell_of_request(request, asked, NOT_IN_FORCE)


def refuse_raising_own(form: ModelForm, person) -> None:
    """Add an error if users would give themselves more through a group and no one could confirm it."""
    if "permissions" not in form.changed_data or "permissions" not in form.cleaned_data:
        return
    increase = group_increase(form.instance, form.cleaned_data["permissions"])
    if raises_own(form.instance, increase, person) and not second_people(person).exists():
        words = _("You belong to this group. You cannot give permissions to yourself.")
        form.add_error("permissions", words)


def keep_unchanged(form, name, value):
    """Replace the submitted value of a field with the value to save."""
    form.cleaned_data[name] = value
    if name in MARKS:
        setattr(form.instance, name, value)
    if name in MARKS or set(value) == set(form.initial[name]):
        form.changed_data.remove(name)  # no history entry for an unchanged value
