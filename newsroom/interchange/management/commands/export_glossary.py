"""`manage.py export_glossary [FILE]`: export of the glossary as CSV."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from articles.models import Term
from newsroom.interchange.glossary.csv_format import format_glossary


class Command(BaseCommand):
    help = "Write the whole glossary as CSV: UTF-8, one line a term, as import_glossary reads it."

    def add_arguments(self, parser):
        parser.add_argument("file", nargs="?", default="-", help="the file to write; standard output if none")

    def handle(self, *, file, **options):
        text = format_glossary(Term.objects.select_related("successor", "topic"))
        if file == "-":
            self.stdout.write(text.removeprefix("\ufeff"), ending="")
            return
        try:
            Path(file).write_text(text, encoding="utf-8", newline="")
        except OSError as error:
            raise CommandError(f"{file} cannot be written: {error.strerror}") from error
