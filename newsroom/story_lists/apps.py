from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StoryListsConfig(AppConfig):
    name = "newsroom.story_lists"
    verbose_name = _("Story lists")
