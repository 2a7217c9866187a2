from contextlib import nullcontext
from pathlib import Path

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError

from articles.management.command_line import ProgressBar, find_active_user, find_section
from articles.media.storage import StorageUnavailable
from articles.models import Language
from newsroom.interchange.archive.files import MarkdownFolder, TableArchive
from newsroom.interchange.archive.importer import ArchiveImport
from newsroom.interchange.archive.posts import ArchiveRefused, ImportReport
from newsroom.interchange.archive.references import ArchivePictures
from newsroom.interchange.archive.wordpress import WordPressExport


class Command(BaseCommand):
    help = (
        "Import the archive of another system: what it published with its own dates, the rest as drafts. "
        "Interrupted, it goes on where it stopped; run again, it imports only what is new."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "path", type=Path, help="an export of WordPress (.xml), a table (.csv), or a folder of Markdown"
        )
        parser.add_argument(
            "--media", type=Path, metavar="FOLDER", action="append", default=[], help="a copy of its pictures"
        )
        parser.add_argument("--fetch", action="store_true", help="download pictures that are not there")
        parser.add_argument(
            "--origin",
            metavar="NAME",
            help="name of the archive, the same each time; by default its own",
        )
        parser.add_argument(
            "--section", metavar="ADDRESS", help="of stories without a category that is a section"
        )
        parser.add_argument(
            "--language", choices=Language.values, default="", help="of posts that do not say theirs"
        )
        parser.add_argument("--by", metavar="USERNAME", help="who answers for it; nobody by default")
        parser.add_argument("--report", type=Path, metavar="FILE", help="write each problem to a CSV file")
        parser.add_argument("--dry-run", action="store_true", help="write nothing, print the same report")

    def handle(self, *, path, media, fetch, origin, section, language, by, report, dry_run, **options):
        if missing := [folder for folder in media if not folder.is_dir()]:
            raise CommandError(f"{missing[0]} is not a folder.")
        user, section = find_active_user(by), find_section(section)
        try:
            archive = _open_archive(path, origin=origin, language=language)
            if path.is_dir():
                media = [*media, path]
            pictures = ArchivePictures(
                archive.origin, archive.pictures, folders=media, fetches=fetch, by=user, is_dry=dry_run
            )
            with _opened(report) as file:
                run = ArchiveImport(
                    archive,
                    pictures=pictures,
                    report=ImportReport(file),
                    default_section=section,
                    by=user,
                    is_dry=dry_run,
                )
                self._follow(run)
        except ArchiveRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        except PermissionDenied as denied:
            raise CommandError(f"{by} may not publish in both languages.") from denied
        names = run.names
        counts = {"created": names.created, "unfiled": names.unfiled, "pictures": pictures.counts}
        for words in [*archive.notes, *run.report.lines(**counts)]:
            self.stdout.write(words)
        if dry_run:
            self.stdout.write("Dry run: nothing was written.")

    def _follow(self, run):
        progress = ProgressBar(self.stdout, run.archive.count_objects(), "objects of the archive read")
        try:
            for count in run.run():
                progress.advance(count)
        except StorageUnavailable as away:
            words = f"A picture cannot be stored: {away.strerror}. Run it again to go on."
            raise CommandError(words) from away
        except KeyboardInterrupt:
            raise CommandError("Stopped. Run it again to go on.", returncode=130) from None


def _opened(path):
    """Return a context with the file of the report, or None without a path. Raise CommandError."""
    if path is None:
        return nullcontext()
    try:
        return path.open("w", encoding="utf-8-sig", newline="")
    except OSError as error:
        raise CommandError(f"{path} cannot be written: {error.strerror}") from error


def _open_archive(path, *, origin, language):
    """Return the Archive of a folder, of a table, or of an export of WordPress. Raise ArchiveRefused."""
    name = origin or path.resolve().name
    if path.is_dir():
        return MarkdownFolder(path, origin=name, language=language)
    if path.suffix.casefold() == ".csv":
        return TableArchive(path, origin=name, language=language)
    return WordPressExport(path, origin=origin or "", language=language)
