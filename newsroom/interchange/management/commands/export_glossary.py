from django.core.management.base import BaseCommand

from articles.management.command_line import write_file_argument
from articles.models import Term
from newsroom.interchange.glossary_csv import format_glossary
from newsroom.security.log import record_export


class Command(BaseCommand):
    help = "Write the whole glossary as CSV: UTF-8, one line a term, as import_glossary reads it."

    def add_arguments(self, parser):
        parser.add_argument("file", nargs="?", default="-", help="the file to write; standard output if none")

    def handle(self, *, file, **options):
        terms = Term.objects.select_related("successor", "topic")
        write_file_argument(file, [format_glossary(terms).encode()], stdout=self.stdout)
        record_export("glossary", "CSV", len(terms))
