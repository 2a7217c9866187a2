from collections import Counter
from contextlib import nullcontext
from pathlib import Path

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from django.utils.translation import gettext as _

from articles.management.command_line import ProgressBar, find_active_user, find_section
from articles.media.storage import StorageUnavailable
from articles.models import Language
from newsroom.interchange.archive.files import MarkdownFolder, TableArchive
from newsroom.interchange.archive.importer import ArchiveImport
from newsroom.interchange.archive.posts import ArchiveRefused, ImportReport, LeftOut
from newsroom.interchange.archive.references import ArchivePictures
from newsroom.interchange.archive.wordpress import WordPressExport


class Command(BaseCommand):
    help = (
        "Import the archive of another system: published posts with their own dates, all others as drafts. "
        "If it was interrupted, run the command again to continue; later runs import only new posts."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "path", type=Path, help="a WordPress export (.xml), a table (.csv), or a folder of Markdown files"
        )
        parser.add_argument(
            "--media",
            type=Path,
            metavar="FOLDER",
            action="append",
            default=[],
            help="a folder with a copy of its pictures",
        )
        parser.add_argument(
            "--fetch", action="store_true", help="download pictures that are missing from the folder"
        )
        parser.add_argument(
            "--origin",
            metavar="NAME",
            help="name of the archive, the same for each import (default: from the archive)",
        )
        parser.add_argument(
            "--section", metavar="ADDRESS", help="section of stories whose categories are not sections"
        )
        parser.add_argument(
            "--language", choices=Language.values, default="", help="language of posts that do not state one"
        )
        parser.add_argument(
            "--by", metavar="USERNAME", help="username of the person responsible (default: no one)"
        )
        parser.add_argument("--report", type=Path, metavar="FILE", help="write each problem to a CSV file")
        parser.add_argument(
            "--report-language",
            choices=Language.values,
            help="language of the report and messages (default: LANGUAGE_CODE)",
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="print the report without writing anything"
        )

    def handle(self, *, report_language, **options):
        with translation.override(report_language or translation.get_language()):
            self._import(**options)

    def _import(self, *, path, media, fetch, origin, section, language, by, report, dry_run, **options):
        if missing := [folder for folder in media if not folder.is_dir()]:
            raise CommandError(_("%(path)s is not a folder.") % {"path": missing[0]})
        user, section = find_active_user(by), find_section(section)
        try:
            archive = _open_archive(path, origin=origin, language=language)
            if path.is_dir():
                media = [*media, path]
            pictures = ArchivePictures(archive, folders=media, fetches=fetch, by=user, is_dry=dry_run)
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
            raise CommandError(_("%(name)s may not publish in both languages.") % {"name": by}) from denied
        self._print_report(run)

    def _print_report(self, run):
        lines = run.report.lines(
            created=run.names.created,
            unfiled=run.names.unfiled,
            pictures=run.pictures.counts,
            left_out=run.archive.left_out + Counter({(LeftOut.PICTURES, ""): run.pictures.count_missing()}),
        )
        for words in [*run.archive.notes, *lines]:
            self.stdout.write(words)
        if run.is_dry:
            self.stdout.write(_("Dry run: nothing was written."))

    def _follow(self, run):
        progress = ProgressBar(self.stdout, run.archive.count_objects(), _("objects of the archive read"))
        try:
            for count in run.run():
                progress.advance(count)
        except StorageUnavailable as away:
            words = _("A picture cannot be stored: %(reason)s. Run the command again to continue.")
            raise CommandError(words % {"reason": away.strerror}) from away
        except KeyboardInterrupt:
            raise CommandError(_("Stopped. Run the command again to continue."), returncode=130) from None


def _opened(path):
    """Return a context manager for the report file, or for None if `path` is None.

    Raise CommandError if the file cannot be written.
    """
    if path is None:
        return nullcontext()
    try:
        return path.open("w", encoding="utf-8-sig", newline="")
    except OSError as error:
        values = {"path": path, "reason": error.strerror}
        raise CommandError(_("%(path)s cannot be written: %(reason)s.") % values) from error


def _open_archive(path, *, origin, language):
    """Return the Archive of a folder, table or WordPress export. Raise ArchiveRefused if it is invalid."""
    name = origin or path.resolve().name
    if path.is_dir():
        return MarkdownFolder(path, origin=name, language=language)
    if path.suffix.casefold() == ".csv":
        return TableArchive(path, origin=name, language=language)
    return WordPressExport(path, origin=origin or "", language=language)
