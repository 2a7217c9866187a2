from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "newsroom.accounts"
    verbose_name = _("Accounts")

    def ready(self):
        # Django's own labels are replaced here, because titles, paths, lists, filters and choices all use
        # them.
        from django.contrib.admin.models import LogEntry
        from django.contrib.admin.templatetags import admin_list
        from django.contrib.auth.models import Group, Permission

        from newsroom.accounts import labels

        Group.__str__ = labels.translate_group_name
        Permission.__str__ = labels.translate_permission_name
        LogEntry.get_change_message = labels.translate_change_message
        admin_list._boolean_icon = labels.boolean_icon
