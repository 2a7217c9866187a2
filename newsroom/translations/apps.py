from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TranslationsConfig(AppConfig):
    name = "newsroom.translations"
    label = "translations"
    verbose_name = _("Translations")

    def ready(self):
        import newsroom.translations.memory_entries  # noqa: F401  (registers the event consumer)
