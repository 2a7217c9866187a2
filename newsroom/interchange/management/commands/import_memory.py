from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from articles.management.command_line import find_active_user
from articles.models import Language
from newsroom.interchange.tmx_format import TmxRefused
from newsroom.interchange.tmx_imports import format_tmx_report, import_tmx


class Command(BaseCommand):
    help = "Import translations from a TMX file into the translation memory, and report skipped units."

    def add_arguments(self, parser):
        parser.add_argument("file", help="a TMX 1.4 file of up to 1 GB")
        parser.add_argument(
            "--from",
            dest="language",
            choices=Language.values,
            help="source language, if the file does not state it",
        )
        parser.add_argument(
            "--by", metavar="USERNAME", help="username of the person who approves them (default: no one)"
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="print the report without writing anything"
        )

    def handle(self, *, file, language, by, dry_run, **options):
        try:
            with Path(file).open("rb") as opened:
                imported = import_tmx(
                    opened,
                    name=Path(file).name,
                    source_language=language,
                    by=find_active_user(by),
                    at=timezone.now(),
                    dry_run=dry_run,
                    progress=self._print_progress,
                )
        except KeyboardInterrupt as interruption:
            raise CommandError(
                "Interrupted. Saved translations are kept; run the command again to import the rest."
            ) from interruption
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}") from error
        except TmxRefused as refusal:
            raise CommandError(f"{file}: {refusal} Nothing was written.") from refusal
        self.stdout.write("\n".join(format_tmx_report(imported, dry_run=dry_run)))

    def _print_progress(self, imported):
        """On a terminal, show a line with the number of units read, then written."""
        if self.stderr.isatty():
            counted = f"{imported.done} of {imported.kept}" if imported.done else f"{imported.offered} read"
            self.stderr.write(counted, ending="\r")
