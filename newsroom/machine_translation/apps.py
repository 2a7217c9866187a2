from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MachineTranslationConfig(AppConfig):
    name = "newsroom.machine_translation"
    label = "machine_translation"
    verbose_name = _("Machine translation")

    def ready(self):
        from articles.translations.machine_drafts import register_engine
        from newsroom.machine_translation.runs import UnfiledTexts

        register_engine(UnfiledTexts())
