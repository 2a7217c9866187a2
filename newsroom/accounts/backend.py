"""The authentication backend: who may log in, and who needs a second factor, by when."""

from datetime import date, timedelta

from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import AbstractUser, Group, Permission
from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest
from django.utils import timezone

from newsroom.accounts.models import User

# People who publish, waive findings, or decide who may do what.
WEIGHTY = (
    *("articles.publish_en", "articles.publish_ko", "articles.waive_en", "articles.waive_ko"),
    *("articles.publish_standingpage", "accounts.change_user", "auth.change_group"),
)


def may_log_in(user: AbstractUser) -> bool:
    """Return whether an account opens the newsroom: active, staff, and not past its last day."""
    has_ended = user.ends_on is not None and user.ends_on < timezone.localdate()
    return user.is_active and user.is_staff and not has_ended


class AccountBackend(AuthenticationBackend):
    """Log in by username or address. An account takes one query, and so do all its permissions."""

    def user_can_authenticate(self, user):
        return may_log_in(user)

    def get_user(self, user_id):
        """Return the person of a session, or None once the account no longer opens the newsroom."""
        factors = Authenticator.objects.filter(user=OuterRef("pk"))
        factors = factors.exclude(type=Authenticator.Type.RECOVERY_CODES)
        user = User.objects.annotate(has_second_factor=Exists(factors)).filter(pk=user_id).first()
        return user if user and may_log_in(user) else None

    def get_all_permissions(self, user_obj, obj=None):
        is_asked = obj is None and user_obj.is_active and user_obj.pk and not user_obj.is_superuser
        if is_asked and not hasattr(user_obj, "_perm_cache"):
            user_obj._perm_cache = read_permissions(user_obj)  # where Django's backend looks for them
        return super().get_all_permissions(user_obj, obj)


def read_permissions(user: AbstractUser) -> set[str]:
    """Return the permissions given to a person or to one of their groups: {"articles.view_note"}."""
    # By the rows that join them alone: by the permissions of groups, each would be looked up twice.
    own = User.user_permissions.through.objects.filter(user=user).values("permission")
    groups = User.groups.through.objects.filter(user=user).values("group")
    of_groups = Group.permissions.through.objects.filter(group__in=groups).values("permission")
    given = Permission.objects.filter(Q(pk__in=own) | Q(pk__in=of_groups))
    names = given.order_by().values_list("content_type__app_label", "codename")
    return {f"{app}.{codename}" for app, codename in names}


def is_second_factor_missing(request: HttpRequest) -> bool:
    """Return whether the person of a request must have a second factor and has none."""
    user = request.user
    if not settings.SECOND_FACTOR or user.has_second_factor or not any(map(user.has_perm, WEIGHTY)):
        return False
    return not (settings.OIDC_SECOND_FACTOR and came_from_provider(request))


def outranks(user: User, person: User) -> bool:
    """Return whether a user may do something weighty that a person may not, who could do it as that user."""
    held = [permission for permission in WEIGHTY if user.has_perm(permission)]
    return not all(map(person.has_perm, held))


def came_from_provider(request: HttpRequest) -> bool:
    """Return whether somebody logged in with the account of their organization."""
    records = get_authentication_records(request, request.user)
    return any(record["method"] == "socialaccount" for record in records)


def second_factor_due_on(user: User) -> date:
    """Return the day from which a person needs a second factor, set when they are first asked for it."""
    if user.second_factor_due is None:
        user.second_factor_due = timezone.localdate() + timedelta(days=settings.SECOND_FACTOR_GRACE_DAYS)
        user.save(update_fields=["second_factor_due"])
    return user.second_factor_due


def is_second_factor_overdue(request: HttpRequest) -> bool:
    """Return whether a person has to set up a second factor before anything else."""
    return is_second_factor_missing(request) and second_factor_due_on(request.user) <= timezone.localdate()
