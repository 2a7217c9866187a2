from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "newsroom.identity"

    def ready(self):
        import newsroom.identity.checks  # noqa: F401  (registers its check)
