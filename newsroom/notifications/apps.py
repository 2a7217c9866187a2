from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "newsroom.notifications"

    def ready(self):
        import newsroom.notifications.consumer  # noqa: F401  (registers the consumer)
