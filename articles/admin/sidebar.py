"""The menu in the order of the work, not of the alphabet."""

from django.contrib.admin import AdminSite
from django.utils.translation import gettext_lazy as _

# A group's name (none for the daily work) and its models. What is named nowhere comes last.
GROUPS = [
    ("", ["Article", "Image", "Topic", "Term", "MemoryEntry", "Section", "Author"]),
    (_("Record"), ["Edition", "Event", "PreviewLink", "MostRead"]),
    (_("Newspaper"), ["Publication", "Page"]),
    (_("People and access"), ["User", "Group"]),
]


def grouped(site):
    """AdminSite.get_app_list for one site: the lists that a person may see, in GROUPS instead of apps."""

    def get_app_list(request, app_label=None):
        if app_label:
            return AdminSite.get_app_list(site, request, app_label)
        if not hasattr(request, "menu"):  # the first screen asks twice, and some permissions cost a query
            request.menu = in_groups(AdminSite.get_app_list(site, request))
        return request.menu

    return get_app_list


def in_groups(apps):
    """The models of Django's apps in GROUPS, without the groups of which a person sees nothing."""
    models = {model["object_name"]: model for app in apps for model in app["models"]}
    groups = [(name, [models.pop(one) for one in wanted if one in models]) for name, wanted in GROUPS]
    groups.append((_("Other lists"), list(models.values())))
    return [group(name, models) for name, models in groups if models]


def group(name, models):
    """In the form of Django's apps, for whatever reads their list."""
    return {
        "name": name,
        "app_label": "",
        "app_url": "",
        "has_module_perms": True,
        "models": models,
    }
