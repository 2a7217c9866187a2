"""The authentication backend."""

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AbstractUser, Permission
from django.db.models import Q


class AccountBackend(ModelBackend):
    """Django's backend for accounts, except that all permissions of a person take one query."""

    def get_all_permissions(self, user_obj, obj=None):
        is_asked = obj is None and user_obj.is_active and user_obj.pk and not user_obj.is_superuser
        if is_asked and not hasattr(user_obj, "_perm_cache"):
            user_obj._perm_cache = read_permissions(user_obj)  # where Django's backend looks for them
        return super().get_all_permissions(user_obj, obj)


def read_permissions(user: AbstractUser) -> set[str]:
    """Return the permissions given to a person or to one of their groups: {"articles.view_note"}."""
    of_groups = Permission.objects.filter(group__user=user)
    given = Permission.objects.filter(Q(pk__in=user.user_permissions.values("pk")) | Q(pk__in=of_groups))
    names = given.order_by().values_list("content_type__app_label", "codename")
    return {f"{app}.{codename}" for app, codename in names}
