from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FrontPageConfig(AppConfig):
    name = "newsroom.frontpage"
    verbose_name = _("Front pages")

    def ready(self):
        import newsroom.frontpage.page_records  # noqa: F401  (registers the consumer)
        import newsroom.frontpage.placement_session  # noqa: F401  (registers the redaction handler)
        from articles.events import log
        from newsroom.frontpage.models import Placement

        log.listen(Placement)
