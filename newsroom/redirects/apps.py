from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RedirectsConfig(AppConfig):
    name = "newsroom.redirects"
    verbose_name = _("Redirects")

    def ready(self):
        from articles.events import log
        from newsroom.redirects.models import Redirect

        log.listen(Redirect)
