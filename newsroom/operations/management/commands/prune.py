from django.core.management.base import BaseCommand
from django.utils import timezone

from articles.models import LegalHold
from newsroom.operations.retention import MOST_COUNTED, outdated_counts, prune


class Command(BaseCommand):
    help = "Delete sessions, notifications and other rows whose time is over. follow_log does so every day."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="tell how many, delete nothing")

    def handle(self, *, dry_run, **options):
        at = timezone.now()
        for model, number in outdated_counts(at):
            more = " or more" if number == MOST_COUNTED else ""
            self.stdout.write(f"{model._meta.db_table}: {number}{more}")
        if held := LegalHold.objects.stories().count():
            self.stdout.write(f"{held} stories are under a legal hold: what concerns them is kept.")
        while not dry_run and prune(at):
            pass
