from django.core.management.base import BaseCommand

from articles.management.command_line import write_file_argument
from newsroom.newsletters.models import Subscription
from newsroom.newsletters.subscriptions import write_subscriptions
from newsroom.security.log import record_export


class Command(BaseCommand):
    help = (
        "Export all confirmed subscriptions, which are not included in backups, as JSON lines. The file "
        "contains personal data and link secrets: encrypt it, and delete it when it is no longer needed."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "file", nargs="?", default="-", help="the file to write (default: standard output)"
        )

    def handle(self, *, file, **options):
        record_export("newsletter subscriptions", "JSON", Subscription.objects.confirmed().count())
        write_file_argument(file, (line.encode() for line in write_subscriptions()), stdout=self.stdout)
