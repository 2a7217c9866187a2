"""The page of runs and costs in the admin's menu."""

from django.utils.translation import gettext_lazy as _

from articles.admin.site import register_menu_screen
from newsroom.machine_translation.configuration import EngineConfiguration


def may_open_overview(user) -> bool:
    """Return whether the menu lists the page: for people who may see costs, where an engine is set."""
    has_permission = user.has_perm("machine_translation.view_draftrun")
    return has_permission and EngineConfiguration.current() is not None


register_menu_screen("MachineDrafts", _("Machine drafts"), "machine_translation:overview", may_open_overview)
