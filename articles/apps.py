from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ArticlesConfig(AppConfig):
    name = "articles"
    verbose_name = _("Newsroom")

    def ready(self):
        import articles.checks.completeness
        import articles.checks.links
        import articles.checks.phrases
        import articles.checks.pictures
        import articles.checks.places
        import articles.checks.sources
        import articles.checks.terms
        import articles.compiled_queries
        import articles.media.renditions.consumer
        import articles.publishing.verification  # noqa: F401  (each registers itself)
        from articles.body.embeds import embed_providers
        from articles.checks import preflight  # noqa: F401  (listed after the checks of one text)
        from articles.events import log
        from articles.models.logged import LoggedModel

        embed_providers()  # report an invalid providers file of the newsroom at startup

        for model in self.get_models():
            if issubclass(model, LoggedModel):
                log.listen(model)
