"""`manage.py export_xliff ARTICLE… --language ko [--version 2.1] [--output FILE]`: for translation tools."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from articles.models import Language
from newsroom.interchange.xliff.exports import parcels
from newsroom.interchange.xliff.files import KINDS, content


class Command(BaseCommand):
    help = "Write translations as they stand as XLIFF, to a file or to standard output."

    def create_parser(self, *args, **options):
        # Django's own --version gives way to the file's.
        return super().create_parser(*args, conflict_handler="resolve", **options)

    def add_arguments(self, parser):
        parser.add_argument("articles", metavar="ARTICLE", nargs="+", type=int, help="the number of a story")
        parser.add_argument("--language", required=True, choices=Language.values, help="of the translation")
        parser.add_argument("--version", dest="kind", default="1.2", choices=list(KINDS), help="of the file")
        parser.add_argument("--output", default="-", help="where to; - for standard output")

    def handle(self, *, articles, language, kind, output, **options):
        found = parcels(articles, None, language=language)
        missing = set(articles) - {parcel.article.pk for parcel in found}
        if missing:
            told = ", ".join(map(str, sorted(missing)))
            raise CommandError(f"No translation into {language} is wanted of: {told}. Nothing was written.")
        if not any(parcel.units for parcel in found):
            raise CommandError("There is nothing to translate in them. Nothing was written.")
        data = content([parcel.story for parcel in found], kind)
        if output == "-":
            self.stdout.write(data.decode(), ending="")
            return
        try:
            Path(output).write_bytes(data)
        except OSError as error:
            raise CommandError(f"{output} cannot be written: {error.strerror}") from error
        self.stderr.write(f"{len(found)} translations were written to {output}.")
