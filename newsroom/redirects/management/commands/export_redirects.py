from django.core.management.base import BaseCommand

from articles.management.command_line import write_file_argument
from newsroom.redirects.exchange import format_redirects
from newsroom.redirects.models import Redirect
from newsroom.security.log import record_export


class Command(BaseCommand):
    help = "Export all redirects as UTF-8 CSV, one per line, in the format that import_redirects reads."

    def add_arguments(self, parser):
        parser.add_argument(
            "file", nargs="?", default="-", help="the file to write (default: standard output)"
        )

    def handle(self, *, file, **options):
        redirects = Redirect.objects.select_related("use").order_by("old_address").iterator()
        write_file_argument(file, map(str.encode, format_redirects(redirects)), stdout=self.stdout)
        record_export("redirects", "CSV", Redirect.objects.count())
