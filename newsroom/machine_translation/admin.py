"""The address of the page of runs and costs, and its place in the admin's menu."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from articles.admin.site import register_menu_screen, register_urls
from newsroom.machine_translation.configuration import EngineConfiguration
from newsroom.machine_translation.overview import overview_page


@register_urls
def overview_urls(site):
    return [path("machine-drafts/", site.admin_view(overview_page), name="machine_drafts")]


def may_open_overview(user) -> bool:
    """Return whether the menu lists the page: for people who may see costs, where an engine is set."""
    has_permission = user.has_perm("machine_translation.view_draftrun")
    return has_permission and EngineConfiguration.current() is not None


register_menu_screen("MachineDrafts", _("Machine drafts"), "admin:machine_drafts", may_open_overview)
