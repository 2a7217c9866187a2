from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ArticlesConfig(AppConfig):
    name = "articles"
    verbose_name = _("Newsroom")

    def ready(self):
        import articles.checks.text
        import articles.checks.translation.preflight
        import articles.compiled_queries
        import articles.media.renditions.consumer
        import articles.publishing.day_digests  # noqa: F401  (each registers what it brings)
        from articles.body.embeds import embed_providers
        from articles.events import log
        from articles.models.logged import LoggedModel

        embed_providers()  # a file of the newsroom's own that is wrong is named at the start

        for model in self.get_models():
            if issubclass(model, LoggedModel):
                log.listen(model)
