from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AdvertisingConfig(AppConfig):
    name = "newsroom.advertising"
    verbose_name = _("Advertising")

    def ready(self):
        import newsroom.advertising.publication  # noqa: F401  (registers the redaction handler)
        from articles.events import log
        from newsroom.advertising.models import Advertisement

        log.listen(Advertisement)
