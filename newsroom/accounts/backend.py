"""The authentication backend, and who may log in."""

from allauth.account.auth_backends import AuthenticationBackend
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import AbstractUser, Group, Permission
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from newsroom.accounts.models import User


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
