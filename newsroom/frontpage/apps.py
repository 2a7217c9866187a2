from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FrontPageConfig(AppConfig):
    name = "newsroom.frontpage"
    verbose_name = _("Front pages")

    def ready(self):
        from articles.events import log
        from newsroom.frontpage.models import Placement

        log.listen(Placement)
