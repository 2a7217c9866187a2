from django.apps import AppConfig


class PublicConfig(AppConfig):
    name = "newsroom.public"

    def ready(self):
        import newsroom.public.branding  # noqa: F401  (registers its check)
