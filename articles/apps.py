from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ArticlesConfig(AppConfig):
    name = "articles"
    verbose_name = _("Newsroom")

    def ready(self):
        import articles.checks  # noqa: F401  (registers the checks)
        import articles.renditions.following  # noqa: F401  (follows the log)
        from articles import log

        log.connect()
