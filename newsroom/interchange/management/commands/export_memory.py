"""`manage.py export_memory [FILE] [--from en]`: export of the translation memory as TMX 1.4."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from articles.models import Language
from newsroom.interchange.tmx.tmx_format import write_tmx
from newsroom.translations.models import MemoryEntry


class Command(BaseCommand):
    help = "Write the translation memory as TMX 1.4 to a file or to standard output."

    def add_arguments(self, parser):
        parser.add_argument("file", nargs="?", default="-", help="where to; - for standard output")
        parser.add_argument(
            "--from",
            dest="language",
            choices=Language.values,
            help="only what was translated from a language",
        )

    def handle(self, *, file, language, **options):
        entries = MemoryEntry.objects.order_by("pk")
        if language:
            entries = entries.from_language(language)
        written = write_tmx(entries.iterator())
        if file == "-":
            for piece in written:
                self.stdout.write(piece.decode(), ending="")
            return
        try:
            with Path(file).open("wb") as opened:
                opened.writelines(written)
        except OSError as error:
            raise CommandError(f"{file} cannot be written: {error.strerror}") from error
        self.stderr.write(f"{entries.count()} translations were written to {file}.")
