from django.core.management.base import BaseCommand, CommandError

from articles.management.command_line import read_file_argument
from newsroom.newsletters.subscriptions import store_subscriptions

MOST_BYTES = 500_000_000


class Command(BaseCommand):
    help = (
        "Import subscriptions from a file written by export_subscriptions. Existing subscriptions are kept."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", help="the file, or - for standard input")

    def handle(self, *, file, **options):
        data = read_file_argument(file, most=MOST_BYTES)
        try:
            count = store_subscriptions(data.decode().splitlines())
        except ValueError as error:
            raise CommandError(f"{file}: {error}. Nothing was stored.") from error
        self.stdout.write(f"{count} subscriptions were stored.")
