from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import Error

from articles import clock
from articles.management.command_line import ChangingLine
from articles.media.storage import StorageUnavailable
from newsroom.interchange.transfer_files import TransferRefused
from newsroom.operations.backup.backups import restore_backup, unlike_tables
from newsroom.operations.backup.locations import parse_backup


class Command(BaseCommand):
    help = (
        "Restore a backup made with `backup` into an empty database and storage, and verify it. Stop the "
        "site and follow_log before you run it."
    )
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument(
            "backup", help="such as /backups/20261129T014500Z or s3://bucket/20261129T014500Z"
        )
        which = parser.add_mutually_exclusive_group()
        which.add_argument(
            "--held",
            action="store_true",
            help="put the copy on hold until `release` (default): no email or tasks, and nothing scheduled "
            "goes live",
        )
        which.add_argument("--live", action="store_true", help="resume normal operation immediately")

    def handle(self, *, backup, live, verbosity, **options):
        line = ChangingLine(self.stdout, is_shown=verbosity > 0)
        try:
            location, name = parse_backup(str(backup))
            manifest = restore_backup(location, name, line.show, is_held=not live)
            unlike = unlike_tables(manifest)
        except TransferRefused as refusal:
            raise CommandError(f"{refusal} Nothing was restored.") from refusal
        except (KeyError, TypeError, ValueError) as error:
            raise CommandError(f"{backup} is damaged: {error!r}. Nothing was restored.") from error
        except StorageUnavailable as away:
            words = f"{away.strerror.capitalize()}. The database is empty: run it again."
            raise CommandError(words) from away
        except OSError as error:
            raise CommandError(f"{error.filename or backup} cannot be used: {error.strerror}.") from error
        except Error as error:
            raise CommandError(f"The database cannot be used: {error}") from error
        except KeyboardInterrupt:
            raise CommandError(
                "Stopped; the database is empty. Run the command again.", returncode=130
            ) from None
        finally:
            line.end()
        if unlike:
            raise CommandError(f"The rows of these tables do not match the backup: {', '.join(unlike)}.")
        self.stdout.write(f"All tables match {manifest['made_at']}.")
        self.stdout.write("Newsletter subscriptions are not included in backups: see `import_subscriptions`.")
        for command, values in {"migrate": {"verbosity": 0}, "verify_editions": {}}.items():
            call_command(command, stdout=self.stdout, **values)
        clock.read_stop()
        if (at := clock.stopped_at()) is not None:
            self.stdout.write(f"This copy is held at {at.isoformat()}: see `manage.py release`.")
