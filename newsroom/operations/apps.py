from django.apps import AppConfig
from django.conf import settings
from django.core import checks


class OperationsConfig(AppConfig):
    name = "newsroom.operations"

    def ready(self):
        from articles import clock
        from newsroom.operations.installation.files import check_bucket
        from newsroom.operations.models import HeldCopy

        clock.stand_still_at(HeldCopy.objects.stopped_at)
        checks.register(check_bucket, deploy=True)
        if settings.SENTRY_DSN:
            from newsroom.operations.error_reports import start_error_reports

            start_error_reports(settings.SENTRY_DSN)
