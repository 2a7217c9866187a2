from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ClaimsConfig(AppConfig):
    name = "newsroom.claims"
    verbose_name = _("Claims")

    def ready(self):
        import newsroom.claims.decisions  # noqa: F401  (registers the redaction handler)
        from articles.events import log
        from newsroom.claims.models import Statement

        log.listen(Statement)
