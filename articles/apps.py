from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ArticlesConfig(AppConfig):
    name = "articles"
    verbose_name = _("Newsroom")

    def ready(self):
        import articles.checks.text
        import articles.checks.translation.preflight
        import articles.media.renditions.consumer  # noqa: F401  (each registers what it brings)
        from articles import models
        from articles.events import log

        for model in (
            models.Publication,
            models.StandingPage,
            models.Section,
            models.Topic,
            models.Author,
            models.Image,
            models.Term,
            models.RelatedExclusion,
            models.RightsReservation,
        ):
            log.listen(model)
