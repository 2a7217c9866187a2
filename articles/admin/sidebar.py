"""The menu in the order of the work, not of the alphabet."""

from django.contrib.admin import AdminSite
from django.utils.translation import gettext_lazy as _

# A group's name (none for the daily work) and its models. What is named nowhere comes last.
GROUPS = [
    ("", ["Article", "Image", "Topic", "Section", "Author"]),
    (_("Record"), ["Edition", "Event"]),
    (_("Newspaper"), ["Publication", "Page"]),
    (_("People and access"), ["User", "Group"]),
]


def grouped(site):
    """AdminSite.get_app_list for one site: the lists that a person may see, in GROUPS instead of apps."""

    def get_app_list(request, app_label=None):
        apps = AdminSite.get_app_list(site, request, app_label)
        if app_label:
            return apps
        models = {model["object_name"]: model for app in apps for model in app["models"]}
        groups = [(name, [models.pop(one) for one in wanted if one in models]) for name, wanted in GROUPS]
        groups.append((_("More"), list(models.values())))
        return [group(name, models) for name, models in groups if models]

    return get_app_list


def group(name, models):
    """In the form of Django's apps, for whatever reads their list."""
    return {
        "name": name,
        "app_label": "",
        "app_url": "",
        "has_module_perms": True,
        "models": models,
    }
