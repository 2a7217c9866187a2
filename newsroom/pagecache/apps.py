from django.apps import AppConfig
from django.conf import settings


class PageCacheConfig(AppConfig):
    name = "newsroom.pagecache"

    def ready(self) -> None:
        if settings.CDN_PURGE_URL:
            import newsroom.pagecache.purge  # noqa: F401  (registers its event consumer)
