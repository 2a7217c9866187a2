from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "newsroom.accounts"
    label = "accounts"
    verbose_name = _("Accounts")

    def ready(self):
        # Both are Django's; titles, paths, lists, filters and choices all ask str() what to call them.
        from django.contrib.auth.models import Group, Permission

        from newsroom.accounts import roles

        Group.__str__ = roles.name_of_group
        Permission.__str__ = roles.name_of_permission
