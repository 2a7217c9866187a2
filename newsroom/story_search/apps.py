from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StorySearchConfig(AppConfig):
    name = "newsroom.story_search"
    verbose_name = _("Search in the list of stories")

    def ready(self):
        import newsroom.story_search.consumer  # noqa: F401  (handles saves and events)
