from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from articles.media.storage import StorageUnavailable
from newsroom.interchange.transfer_files import TransferRefused
from newsroom.interchange.transfer_folder import NewsroomFolder, export_newsroom


class Command(BaseCommand):
    help = (
        "Export the newsroom to a folder: every table as JSON lines, and its media. If the folder contains "
        "an earlier export, only new media are copied. The export contains sources and password hashes: "
        "protect it like the database."
    )

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path)

    def handle(self, *, folder, verbosity, **options):
        try:
            for name in export_newsroom(folder):
                if verbosity > 1 or not name.startswith("media/"):
                    self.stdout.write(name)
        except StorageUnavailable as away:
            raise CommandError(f"Pictures cannot be read: {away.strerror}.") from away
        except OSError as error:
            raise CommandError(f"{error.filename or folder} cannot be written: {error.strerror}") from error
        except TransferRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        except KeyboardInterrupt:
            raise CommandError("Stopped. Run the command again to continue.", returncode=130) from None
        manifest = NewsroomFolder(folder).read_manifest()
        rows, media = sum(table["rows"] for table in manifest["tables"].values()), manifest["media"]
        self.stdout.write(f"{rows:,} rows and {media['files']:,} files are in {folder}.")
