from django.core.management.base import BaseCommand, CommandError

from articles.management.command_line import write_file_argument
from articles.models import Language
from newsroom.interchange.xliff.exports import (
    FILE_FORMATS,
    export_format,
    load_exported_stories,
    write_translation_file,
)
from newsroom.security.log import record_export


class Command(BaseCommand):
    help = "Export translations in their current state as XLIFF, to a file or to standard output."

    def create_parser(self, *args, **options):
        # Let --version, for the version of the file format, replace Django's option of the same name.
        return super().create_parser(*args, conflict_handler="resolve", **options)

    def add_arguments(self, parser):
        parser.add_argument("articles", metavar="ARTICLE", nargs="+", type=int, help="the ID of a story")
        parser.add_argument(
            "--language", required=True, choices=Language.values, help="language of the translation"
        )
        parser.add_argument(
            "--version", dest="kind", default="1.2", choices=list(FILE_FORMATS), help="format of the file"
        )
        parser.add_argument("--output", default="-", help="the file to write, or - for standard output")

    def handle(self, *, articles, language, kind, output, **options):
        translations = load_exported_stories(articles, None, language=language)
        missing = set(articles) - {translation.article.pk for translation in translations}
        if missing:
            listed = ", ".join(map(str, sorted(missing)))
            raise CommandError(
                f"No translation into {language} is requested for: {listed}. Nothing was written."
            )
        if not any(translation.units for translation in translations):
            raise CommandError("The stories contain nothing to translate. Nothing was written.")
        data = write_translation_file([translation.story for translation in translations], kind)
        is_file = write_file_argument(output, [data], stdout=self.stdout)
        stories = [translation.article.pk for translation in translations]
        record_export("translations", export_format(kind), len(stories), stories=stories)
        if is_file:
            self.stderr.write(f"{len(translations)} translations were written to {output}.")
