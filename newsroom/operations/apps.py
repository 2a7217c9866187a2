from django.apps import AppConfig
from django.conf import settings


class OperationsConfig(AppConfig):
    name = "newsroom.operations"

    def ready(self):
        if settings.SENTRY_DSN:
            from newsroom.operations.error_reports import start_error_reports

            start_error_reports(settings.SENTRY_DSN)
