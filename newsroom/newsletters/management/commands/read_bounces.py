import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from newsroom.newsletters.bounces import MOST_BYTES, read_bounces

MAILDIR = ("new", "cur")  # the parts of a mailbox folder with whole messages


class Command(BaseCommand):
    help = (
        "Read delivery status notifications, and suspend the subscriptions whose address does not exist. "
        "Reads one message from standard input, or all of a Maildir folder, which stays as it is."
    )

    def add_arguments(self, parser):
        parser.add_argument("folder", nargs="?", default="-", help="a Maildir folder; standard input if none")

    def handle(self, *, folder, **options):
        if folder == "-":
            report = read_bounces([sys.stdin.buffer.read(MOST_BYTES + 1)])
        else:
            report = read_bounces(self.messages(Path(folder)))
        self.stdout.write(
            f"{report.total} messages: {report.permanent} permanent failures, {report.temporary} temporary, "
            f"{report.repeated} known before, {report.ignored} others."
        )

    def messages(self, folder):
        """Yield the messages of a folder, each read as far as a notification is long at most."""
        parts = [folder / name for name in MAILDIR if (folder / name).is_dir()]
        if not parts:
            raise CommandError(f"{folder} is no Maildir folder: it has neither new nor cur.")
        for path in sorted(one for part in parts for one in part.iterdir() if one.is_file()):
            try:
                with path.open("rb") as file:
                    yield file.read(MOST_BYTES + 1)
            except OSError as error:
                self.stderr.write(f"{path} cannot be read: {error.strerror}.")
