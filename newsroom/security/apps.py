from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SecurityConfig(AppConfig):
    name = "newsroom.security"
    verbose_name = _("Security")

    def ready(self):
        import newsroom.security.receivers  # noqa: F401  (connects the receivers)
