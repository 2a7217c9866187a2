from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "newsroom.search"
    verbose_name = _("Search")

    def ready(self) -> None:
        import newsroom.search.consumer  # noqa: F401  (registers the event consumer)
