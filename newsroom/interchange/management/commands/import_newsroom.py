from pathlib import Path

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from articles.media.storage import StorageUnavailable
from newsroom.interchange.transfer_files import TransferRefused
from newsroom.interchange.transfer_folder import import_newsroom


class Command(BaseCommand):
    help = (
        "Import a folder written by export_newsroom into a new database. Every table must match its digest "
        "in the export. The search index and related stories are then rebuilt."
    )

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path)

    def handle(self, *, folder, verbosity, **options):
        try:
            for name in import_newsroom(folder):
                if verbosity > 1 or not name.startswith(("media/", "digest")):
                    self.stdout.write(name)
        except TransferRefused as refusal:
            raise CommandError(f"{refusal} Nothing was imported.") from refusal
        except StorageUnavailable as away:
            words = f"Pictures cannot be stored: {away.strerror}. No row was imported. Run it again."
            raise CommandError(words) from away
        except KeyboardInterrupt:
            raise CommandError("Stopped; no row was imported. Run it again.", returncode=130) from None
        self.stdout.write("All tables match the digests of the export.")
        for command in ("rebuild_search", "rebuild_story_search", "relate_stories", "verify_editions"):
            call_command(command, stdout=self.stdout)
