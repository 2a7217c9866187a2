"""Signal receivers for accounts, groups and logins. Changes in the shell and by commands are recorded, too.

QuerySet.update() sends no signal, so its changes are not recorded.
"""

import re

from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authentication_failed
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db.models import Q
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete, pre_save
from django.dispatch import receiver
from django.http import HttpRequest

from articles.models import PreviewLink
from articles.models.text import line
from newsroom.security.log import current_request, person_of, record
from newsroom.security.models import SecurityEventKind

User = get_user_model()
NAMES = ("username", "email", "first_name", "last_name", "name_ko", "ends_on")
# {column: (kind of event when it is set, when it is cleared)}.
MARKS = {
    "is_active": (SecurityEventKind.ACCOUNT_REACTIVATED, SecurityEventKind.ACCOUNT_DEACTIVATED),
    "is_staff": (SecurityEventKind.STAFF_GIVEN, SecurityEventKind.STAFF_ENDED),
    "is_superuser": (SecurityEventKind.SUPERUSER_GIVEN, SecurityEventKind.SUPERUSER_ENDED),
}
WATCHED = (*NAMES, *MARKS, "password")
MOST_NAMES = 50  # members named in the event of a deleted group
# Unknown account names that are recorded in full. Any other may be a password typed in the wrong field.
PLAIN_NAME = re.compile(r"[\w.@+-]{1,11}")  # a password has at least 12 characters
SHOWN = 3  # letters kept of a name that may be a password


@receiver(user_logged_in)
def note_login(sender, request, user, **kwargs):
    record(SecurityEventKind.LOGGED_IN, request=request, user=user, account=user)


@receiver(user_logged_out)
def note_logout(sender, request, user, **kwargs):
    if user is not None:
        record(SecurityEventKind.LOGGED_OUT, request=request, user=user, account=user)


@receiver(user_login_failed)
def note_failed_login(sender, credentials, request=None, **kwargs):
    record_attempt(SecurityEventKind.LOGIN_FAILED, credentials, request)


def record_attempt(kind: SecurityEventKind, credentials: dict, request: HttpRequest | None) -> None:
    """Record a login attempt, with the account or the name that was typed."""
    typed = next((credentials[name] for name in ("username", "email", "login") if credentials.get(name)), "")
    name = line(str(typed)[:300])
    account = User.objects.filter(Q(username=name) | Q(email__iexact=name)).first() if name else None
    record(kind, request=request, account=account, account_name=shortened_name(name))


def shortened_name(name: str) -> str:
    """Return the name of an unknown account, shortened to its first letters if it might be a password."""
    return name if PLAIN_NAME.fullmatch(name) else f"{name[:SHOWN]}…" if name else ""


@receiver(pre_save, sender=User)
def read_stored(sender, instance, raw, update_fields, **kwargs):
    """Remember the stored values of an account that is about to be saved, for note_account."""
    is_watched = update_fields is None or not set(WATCHED).isdisjoint(update_fields)
    is_change = instance.pk and not instance._state.adding and is_watched and not raw
    stored = sender._base_manager.filter(pk=instance.pk).values(*WATCHED).first() if is_change else None
    instance._stored_before = stored


@receiver(post_save, sender=User)
def note_account(sender, instance, created, raw, update_fields, **kwargs):
    """Record a new account, or each change of an account."""
    before = instance.__dict__.pop("_stored_before", None)
    if created and not raw:
        marks = [name for name in MARKS if getattr(instance, name)]
        record(SecurityEventKind.ACCOUNT_CREATED, account=instance, marks=marks)
    if before is None:
        return
    written = set(update_fields or WATCHED) & instance.__dict__.keys()
    changed = [name for name in WATCHED if name in written and getattr(instance, name) != before[name]]
    if names := [name for name in changed if name in NAMES]:
        was = {name: str(before[name] or "") for name in names}
        record(SecurityEventKind.ACCOUNT_CHANGED, account=instance, fields=names, was=was)
    for name in MARKS.keys() & set(changed):
        given, taken = MARKS[name]
        record(given if getattr(instance, name) else taken, account=instance)
    # A login stores a new hash of the same password if the hasher has changed.
    is_upgrade = instance._password is None and set(update_fields or ()) == {"password"}
    if "password" in changed and not is_upgrade:
        is_own = person_of(current_request()) == instance
        kind = SecurityEventKind.PASSWORD_CHANGED if is_own else SecurityEventKind.PASSWORD_RESET
        record(kind, account=instance)


@receiver(post_delete, sender=User)
def note_deleted_account(sender, instance, **kwargs):
    person = person_of(current_request())
    if person == instance:  # an event cannot refer to a deleted row, but can name it
        person = User(username=instance.username)
    record(SecurityEventKind.ACCOUNT_DELETED, user=person, account_name=instance.username)


@receiver(pre_delete, sender=Group)
def note_deleted_group(sender, instance, **kwargs):
    members = list(instance.user_set.order_by("username").values_list("username", flat=True)[:MOST_NAMES])
    record(SecurityEventKind.GROUP_DELETED, about=instance, group=instance.name, members=members)


@receiver(m2m_changed, sender=User.groups.through)
def note_membership(sender, instance, action, reverse, pk_set, **kwargs):
    """Record the groups that an account gets or loses, from whichever side the relation was changed."""
    kind = kind_of(action, SecurityEventKind.GROUPS_ADDED, SecurityEventKind.GROUPS_REMOVED)
    if kind is None:
        return
    if reverse:
        members = instance.user_set.all() if pk_set is None else User.objects.filter(pk__in=pk_set)
        if action == "pre_remove":
            members = members.filter(groups=instance)
        pairs = [(user, [instance.name]) for user in members]
    else:
        groups = instance.groups.all() if pk_set is None else Group.objects.filter(pk__in=pk_set)
        if action == "pre_remove":
            groups = groups.filter(user=instance)
        pairs = [(instance, list(groups.order_by("name").values_list("name", flat=True)))]
    for user, names in pairs:
        if names:
            record(kind, account=user, groups=names)


@receiver(m2m_changed, sender=User.user_permissions.through)
@receiver(m2m_changed, sender=Group.permissions.through)
def note_permissions(sender, instance, action, reverse, pk_set, **kwargs):
    """Record the permissions that a group or account gets or loses, from whichever side it was changed."""
    kind = kind_of(action, SecurityEventKind.PERMISSIONS_ADDED, SecurityEventKind.PERMISSIONS_REMOVED)
    if kind is None:
        return
    if reverse:
        owners = instance.group_set if sender is Group.permissions.through else instance.user_set
        owners = owners.model.objects.filter(pk__in=pk_set) if pk_set else owners.all()
        pairs = [(owner, [permission_name(instance)]) for owner in owners]
    else:
        held = Group.permissions if sender is Group.permissions.through else User.user_permissions
        held = getattr(instance, held.field.name)
        permissions = held.all() if pk_set is None else Permission.objects.filter(pk__in=pk_set)
        if action == "pre_remove":
            permissions = held.filter(pk__in=pk_set)
        pairs = [
            (
                instance,
                sorted(
                    permission_name(permission) for permission in permissions.select_related("content_type")
                ),
            )
        ]
    for owner, names in pairs:
        if names:
            subject = (
                {"about": owner, "group": owner.name} if isinstance(owner, Group) else {"account": owner}
            )
            record(kind, permissions=names, **subject)


def kind_of(action, added, removed):
    """Return the kind of event to record for the action of an m2m_changed signal, or None.

    Additions are recorded after the change, removals before it.
    """
    return {"post_add": added, "pre_remove": removed, "pre_clear": removed}.get(action)


def permission_name(permission: Permission) -> str:
    return f"{permission.content_type.app_label}.{permission.codename}"


@receiver(post_save, sender=Authenticator)
def note_factor(sender, instance, created, raw, **kwargs):
    if created and not raw:
        kind = SecurityEventKind.FACTOR_ADDED
        if instance.type == Authenticator.Type.RECOVERY_CODES:
            kind = SecurityEventKind.RECOVERY_CODES_MADE
        record(kind, account=instance.user, factor=instance.type)


@receiver(post_delete, sender=Authenticator)
def note_removed_factor(sender, instance, **kwargs):
    if instance.type != Authenticator.Type.RECOVERY_CODES:  # recovery codes end with the last factor
        record(SecurityEventKind.FACTOR_REMOVED, account=instance.user, factor=instance.type)


@receiver(authentication_failed)
def note_refused_factor(sender, request, user, authenticator, **kwargs):
    record(SecurityEventKind.LOGIN_FAILED, request=request, account=user, factor=authenticator.type)


@receiver(post_save, sender=PreviewLink)
def note_preview_link(sender, instance, created, raw, **kwargs):
    if created and not raw:
        ends_at = instance.expires_at.isoformat()
        record(SecurityEventKind.PREVIEW_CREATED, user=instance.created_by, about=instance, until=ends_at)
