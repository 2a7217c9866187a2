from django.apps import AppConfig


class PublicConfig(AppConfig):
    name = "newsroom.public"

    def ready(self):
        import newsroom.public.site_files  # noqa: F401  (registers the check of icons)
