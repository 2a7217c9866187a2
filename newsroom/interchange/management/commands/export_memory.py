from django.core.management.base import BaseCommand

from articles.management.command_line import write_file_argument
from articles.models import Language
from newsroom.interchange.tmx_format import write_tmx
from newsroom.security.log import record_export
from newsroom.translations.models import MemoryEntry


class Command(BaseCommand):
    help = "Write the translation memory as TMX 1.4 to a file or to standard output."

    def add_arguments(self, parser):
        parser.add_argument(
            "file", nargs="?", default="-", help="the file to write, or - for standard output"
        )
        parser.add_argument(
            "--from",
            dest="language",
            choices=Language.values,
            help="only translations from this language",
        )

    def handle(self, *, file, language, **options):
        entries = MemoryEntry.objects.order_by("pk")
        if language:
            entries = entries.from_language(language)
        is_file = write_file_argument(file, write_tmx(entries.iterator()), stdout=self.stdout)
        count = entries.count()
        record_export("memory", "TMX", count)
        if is_file:
            self.stderr.write(f"{count} translations were written to {file}.")
