from django.apps import AppConfig
from django.conf import settings


class OperationsConfig(AppConfig):
    name = "newsroom.operations"

    def ready(self):
        from articles import clock
        from newsroom.operations.held_copy import read_stopped_at

        clock.stand_still_at(read_stopped_at)
        if settings.SENTRY_DSN:
            from newsroom.operations.error_reports import start_error_reports

            start_error_reports(settings.SENTRY_DSN)
