from django.core.management.base import BaseCommand

from articles.management.command_line import write_file_argument
from articles.models import Term
from newsroom.interchange.glossary_csv import format_glossary
from newsroom.security.log import record_export


class Command(BaseCommand):
    help = "Export the glossary as UTF-8 CSV, one term per line, in the format that import_glossary reads."

    def add_arguments(self, parser):
        parser.add_argument(
            "file", nargs="?", default="-", help="the file to write (default: standard output)"
        )

    def handle(self, *, file, **options):
        terms = Term.objects.select_related("successor", "topic")
        write_file_argument(file, [format_glossary(terms).encode()], stdout=self.stdout)
        record_export("glossary", "CSV", len(terms))
