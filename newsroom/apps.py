"""Django's admin with the newsroom's site as its default."""

from django.contrib.admin import autodiscover
from django.contrib.admin.apps import SimpleAdminConfig
from django.contrib.admin.checks import check_admin_app, check_dependencies
from django.core import checks


class NewsroomAdminConfig(SimpleAdminConfig):
    """Admin config without autodiscovery: newsroom.urls imports admin modules; most commands need none."""

    default_site = "articles.admin.site.default_site"

    def ready(self):
        checks.register(check_dependencies, checks.Tags.admin)
        checks.register(check_screens, checks.Tags.admin)


def check_screens(app_configs, **kwargs):
    """Import the admin modules and run Django's checks of the admin."""
    autodiscover()
    return check_admin_app(app_configs, **kwargs)
