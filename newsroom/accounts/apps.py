from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "newsroom.accounts"
    label = "accounts"
    verbose_name = _("Accounts")

    def ready(self):
        # These are Django's; titles, paths, lists, filters and choices all ask them what to call things.
        from django.contrib.admin.models import LogEntry
        from django.contrib.admin.templatetags import admin_list
        from django.contrib.auth.models import Group, Permission

        from newsroom.accounts import changes, icons, roles

        Group.__str__ = roles.name_of_group
        Permission.__str__ = roles.name_of_permission
        LogEntry.get_change_message = changes.told
        admin_list._boolean_icon = icons.yes_or_no
