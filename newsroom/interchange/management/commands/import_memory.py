from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from articles.management.command_line import find_active_user
from articles.models import Language
from newsroom.interchange.tmx_format import TmxRefused
from newsroom.interchange.tmx_imports import format_tmx_report, import_tmx


class Command(BaseCommand):
    help = "Remember the translations of a TMX file, and tell what was left out of it."

    def add_arguments(self, parser):
        parser.add_argument("file", help="a file in TMX 1.4, of up to 1 GB")
        parser.add_argument(
            "--from",
            dest="language",
            choices=Language.values,
            help="what was translated from, where the file does not say",
        )
        parser.add_argument("--by", metavar="USERNAME", help="who vouches for it; nobody by default")
        parser.add_argument("--dry-run", action="store_true", help="write nothing, tell the same")

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
                "Interrupted. What was written stays; run it again for the rest."
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
