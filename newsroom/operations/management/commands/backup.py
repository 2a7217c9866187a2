from argparse import ArgumentTypeError

from django.core.management.base import BaseCommand, CommandError
from django.db import Error

from articles.management.command_line import ChangingLine
from articles.media.storage import StorageUnavailable
from newsroom.interchange.transfer_files import TransferRefused
from newsroom.operations.backup.backups import make_backup, remove_old_backups
from newsroom.operations.backup.locations import parse_location


def at_least_one(text):
    if not text.isdecimal() or not int(text):
        raise ArgumentTypeError("Enter a number of at least 1.")
    return int(text)


class Command(BaseCommand):
    help = (
        "Back up the database, the media and the list of settings to a folder or a bucket, in addition to "
        "earlier backups. Only new media are copied. The backup contains sources and password hashes: "
        "protect it like the database."
    )

    def add_arguments(self, parser):
        parser.add_argument("location", help="a folder, or s3://bucket/prefix")
        parser.add_argument(
            "--keep", type=at_least_one, metavar="NUMBER", help="delete all but the latest NUMBER backups"
        )

    def handle(self, *, location, keep, verbosity, **options):
        line = ChangingLine(self.stdout, is_shown=verbosity > 0)
        try:
            backup_location = parse_location(location)
            backup = make_backup(backup_location, line.show)
            removed = remove_old_backups(backup_location, keep) if keep else 0
        except StorageUnavailable as away:
            raise CommandError(f"The backup was not made: {away.strerror}.") from away
        except OSError as error:
            words = f"{error.filename or location} cannot be written: {error.strerror}."
            raise CommandError(words) from error
        except TransferRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        except Error as error:
            raise CommandError(f"The database cannot be read: {error}") from error
        except KeyboardInterrupt:
            raise CommandError(
                "Stopped. Run the command again: media that were already copied are kept.", returncode=130
            ) from None
        finally:
            line.end()
        if verbosity:
            self.stdout.write(self.describe(backup, removed))

    def describe(self, backup, removed):
        manifest = backup.manifest
        rows, media = sum(manifest["rows"].values()), manifest["media"]
        words = f"{backup.address}: {rows:,} rows, {media['files']:,} media files, "
        words += f"{media['new']:,} of them new"
        deleted = f"; {removed:,} older backups deleted" if removed else ""
        return f"{words}, in {backup.seconds} s{deleted}."
