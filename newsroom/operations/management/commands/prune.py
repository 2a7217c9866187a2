from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from articles.models import LegalHold
from newsroom.operations.retention import LONGEST_PAUSE, MOST_COUNTED, has_jumped, outdated_counts, prune


class Command(BaseCommand):
    help = "Delete expired sessions, notifications and other rows. follow_log does this every day."

    def add_arguments(self, parser):
        parser.add_argument(
            "--dry-run", action="store_true", help="print the number of rows without deleting them"
        )
        parser.add_argument(
            "--trust-clock",
            action="store_true",
            help=f"delete even if the last deletion was more than {LONGEST_PAUSE.days} days ago",
        )

    def handle(self, *, dry_run, trust_clock, **options):
        at = timezone.now()
        for model, number in outdated_counts(at):
            more = " or more" if number == MOST_COUNTED else ""
            self.stdout.write(f"{model._meta.db_table}: {number}{more}")
        if held := LegalHold.objects.stories().count():
            self.stdout.write(f"{held} stories are under a legal hold: their rows are kept.")
        if has_jumped(at) and not (dry_run or trust_clock):
            raise CommandError(
                f"The last deletion was more than {LONGEST_PAUSE.days} days before {at:%Y-%m-%d}. If the "
                "date is correct, repeat the command with --trust-clock. Otherwise, set the clock. Nothing "
                "was deleted."
            )
        while not dry_run and prune(at):
            pass
