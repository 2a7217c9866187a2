from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TranslationsConfig(AppConfig):
    name = "newsroom.translations"
    label = "translations"
    verbose_name = _("Translations")

    def ready(self):
        # They follow the log.
        import newsroom.translations.first_translations
        import newsroom.translations.memory.entries  # noqa: F401
