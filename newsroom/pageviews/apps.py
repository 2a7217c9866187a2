from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PageViewsConfig(AppConfig):
    name = "newsroom.pageviews"
    verbose_name = _("Page views")
