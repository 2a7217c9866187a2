"""Requests for permissions: nobody gives more of them alone, where a second person could look at it.

A second person is an active one who may change accounts. Without one, the change takes effect at once and
the log says so. Permissions are taken away without a request.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser, Group, Permission
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from articles import clock
from articles.refusals import Refused
from articles.workflow.permissions import people_with
from newsroom.security.log import record
from newsroom.security.models import PermissionRequest, RequestDecision, SecurityEventKind

CONFIRM = "accounts.change_user"
MARKS = ("is_active", "is_staff", "is_superuser")


class DecisionRefused(Refused):
    """A request that cannot be decided so. The message says why."""


@dataclass
class Increase:
    """The part of a change that gives an account or a group more permissions than it has.

    left_groups  groups that the account leaves for those that it gets
    """

    groups: list[Group] = field(default_factory=list)
    left_groups: list[Group] = field(default_factory=list)
    permissions: list[Permission] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)

    def __bool__(self):
        return bool(self.groups or self.permissions or self.marks)

    def without(self, request: PermissionRequest) -> "Increase":
        """Return what a request that is open does not ask for."""
        groups, permissions = set(request.groups.all()), set(request.permissions.all())
        groups = [group for group in self.groups if group not in groups]
        return Increase(
            groups=groups,
            left_groups=self.left_groups if groups else [],
            permissions=[one for one in self.permissions if one not in permissions],
            marks=[name for name in self.marks if name not in request.marks],
        )

    def facts(self) -> dict:
        """Return the details of its events."""
        permissions = [f"{one.content_type.app_label}.{one.codename}" for one in self.permissions]
        facts = {"groups": [group.name for group in self.groups], "permissions": permissions}
        facts |= {"marks": self.marks, "left": [group.name for group in self.left_groups]}
        return {name: value for name, value in facts.items() if value}


def second_people(person: AbstractUser):
    """Return the people who could confirm what a person asks for."""
    return people_with(CONFIRM).filter(is_staff=True).exclude(pk=person.pk)


def held_permissions(account: AbstractUser) -> set[int]:
    """Return the ids of the permissions that an account has by its groups or by itself."""
    held = Permission.objects.filter(Q(group__user=account) | Q(user=account))
    return set(held.order_by().values_list("pk", flat=True))


def account_increase(
    account: AbstractUser,
    *,
    groups: Iterable[Group],
    permissions: Iterable[Permission],
    marks: dict[str, bool],
) -> Increase:
    """Return the part of a change that gives an account more than it has.

    account              as it is stored
    groups, permissions  all that it is to have
    marks                {name of a column: value} of those that are set anew
    """
    current, own = set(account.groups.all()), set(account.user_permissions.all())
    groups, permissions = set(groups), set(permissions)
    found = Increase()
    if not account.is_superuser:  # who has everything already
        held = held_permissions(account)
        given = Group.objects.filter(pk__in=[group.pk for group in groups - current])
        more = given.filter(permissions__in=Permission.objects.exclude(pk__in=held)).distinct()
        found.groups = list(more.order_by("name"))
        found.left_groups = sorted(current - groups, key=lambda one: one.pk) if found.groups else []
        found.permissions = sorted(
            (one for one in permissions - own if one.pk not in held), key=lambda one: one.pk
        )
    keeps = (groups - set(found.groups)) | (permissions - set(found.permissions))
    is_able = bool(keeps or account.is_superuser)
    for name in MARKS:
        if marks.get(name) and not getattr(account, name) and (is_able or name == "is_superuser"):
            found.marks.append(name)
    return found


def group_increase(group: Group, permissions: Iterable[Permission]) -> Increase:
    """Return the permissions that a group does not have yet."""
    held = set(group.permissions.all())
    return Increase(permissions=sorted(set(permissions) - held, key=lambda one: one.pk))


def raises_own(group: Group, increase: Increase, person: AbstractUser) -> bool:
    """Return whether a group would give the person who changes it more than they have."""
    if person.is_superuser or not person.groups.filter(pk=group.pk).exists():
        return False
    return not {one.pk for one in increase.permissions} <= held_permissions(person)


def ask_or_give(
    increase: Increase, *, by: AbstractUser, account: AbstractUser | None = None, group: Group | None = None
) -> PermissionRequest | None:
    """Ask a second person for an increase, or record that there is none; return the open request, or None.

    An increase that is asked for already leads to that request.
    """
    if not increase:
        return None
    subject = {"account": account} if account else {"about": group, "group": group.name}
    if not second_people(by).exists():
        record(SecurityEventKind.CHANGED_ALONE, user=by, **subject, **increase.facts())
        return None
    for open_request in PermissionRequest.objects.open().filter(account=account, group=group):
        increase, last = increase.without(open_request), open_request
        if not increase:
            return last
    request = PermissionRequest.objects.create(
        account=account, group=group, marks=increase.marks, asked_by=by, asked_at=clock.now()
    )
    request.groups.set(increase.groups)
    request.left_groups.set(increase.left_groups)
    request.permissions.set(increase.permissions)
    kind = SecurityEventKind.CHANGE_REQUESTED
    record(kind, user=by, request_id=request.pk, **subject, **increase.facts())
    return request


@transaction.atomic
def explain(request: PermissionRequest, reason: str, *, by: AbstractUser) -> None:
    """Store the reason for a request that is still open. Only whoever asked gives one."""
    request = _locked(request)
    if request.asked_by_id != by.pk:
        raise PermissionDenied
    request.reason = reason
    request.save(update_fields=["reason"])


@transaction.atomic
def confirm(request: PermissionRequest, *, by: AbstractUser) -> None:
    """Give what was asked for. Raise DecisionRefused, or PermissionDenied without the right to."""
    request = _decide(request, RequestDecision.CONFIRMED, by)
    if request.group:
        request.group.permissions.add(*request.permissions.all())
        return
    account = get_user_model()._base_manager.select_for_update(no_key=True).get(pk=request.account_id)
    account.groups.add(*request.groups.all())
    account.groups.remove(*request.left_groups.all())
    account.user_permissions.add(*request.permissions.all())
    if request.marks:
        for name in request.marks:
            setattr(account, name, True)
        account.save(update_fields=request.marks)


@transaction.atomic
def reject(request: PermissionRequest, *, by: AbstractUser) -> None:
    """Close a request; nothing is given. Raise DecisionRefused, or PermissionDenied without the right to."""
    _decide(request, RequestDecision.REJECTED, by)


@transaction.atomic
def withdraw(request: PermissionRequest, *, by: AbstractUser) -> None:
    """Close a request as the person who made it; nothing is given. Raise DecisionRefused for anybody else."""
    request = _locked(request)
    if request.asked_by_id != by.pk:
        raise DecisionRefused(_("Only the person who requested this can withdraw it."))
    _close(request, RequestDecision.WITHDRAWN, by)


def may_decide(request: PermissionRequest, person: AbstractUser) -> bool:
    """Return whether a person may confirm or reject a request."""
    needs_superuser = "is_superuser" in request.marks or (request.account and request.account.is_superuser)
    is_able = person.has_perm(CONFIRM) and (person.is_superuser or not needs_superuser)
    return is_able and request.asked_by_id != person.pk


def _locked(request):
    """Return an open request under its lock."""
    found = PermissionRequest.objects.select_for_update(of=("self",)).select_related("account", "group")
    request = found.get(pk=request.pk)
    if not request.is_open:
        raise DecisionRefused(_("This request has been decided or withdrawn already."))
    return request


def _decide(request, decision, by):
    request = _locked(request)
    if not by.has_perm(CONFIRM):
        raise PermissionDenied
    if not may_decide(request, by):
        raise DecisionRefused(_("Somebody else has to decide this request."))
    _close(request, decision, by)
    return request


def _close(request, decision, by):
    request.decision, request.decided_by, request.decided_at = decision, by, clock.now()
    request.save(update_fields=["decision", "decided_by", "decided_at"])
    kinds = {
        RequestDecision.CONFIRMED: SecurityEventKind.CHANGE_CONFIRMED,
        RequestDecision.REJECTED: SecurityEventKind.CHANGE_REJECTED,
        RequestDecision.WITHDRAWN: SecurityEventKind.REQUEST_WITHDRAWN,
    }
    asked = Increase(
        groups=list(request.groups.all()),
        left_groups=list(request.left_groups.all()),
        permissions=list(request.permissions.all()),
        marks=request.marks,
    )
    group = request.group
    subject = {"about": group, "group": group.name} if group else {"account": request.account}
    record(kinds[decision], user=by, request_id=request.pk, **subject, **asked.facts())
