from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LiveConfig(AppConfig):
    name = "newsroom.live"
    verbose_name = _("Live coverage")

    def ready(self):
        import newsroom.live.publication  # noqa: F401  (registers the redaction handler)
        from articles.events import log
        from newsroom.live.models import LiveCoverage, LiveEntry

        log.listen(LiveCoverage)
        log.listen(LiveEntry)
