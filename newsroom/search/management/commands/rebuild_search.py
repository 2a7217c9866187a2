from django.core.management.base import BaseCommand
from django.utils import timezone

from newsroom.search.consumer import outdated_editions, rebuild_index, unfinished_rebuild

TOLD_EVERY = 1_000  # editions


class Command(BaseCommand):
    help = (
        "Index every edition anew: after an upgrade that says so, or after data was brought in past the log."
        " Readers find by the old rows until each is replaced. Interrupted, it goes on where it stopped."
    )

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="tell how much there is to do")

    def handle(self, *, dry_run, **options):
        begun = unfinished_rebuild()
        total = outdated_editions(begun.began_at if begun else timezone.now()).count()
        if begun:
            began = timezone.localtime(begun.began_at)
            self.stdout.write(f"Going on with what began at {began:%Y-%m-%d %H:%M}.")
        if dry_run:
            self.stdout.write(f"{total} editions would be indexed.")
            return
        done = 0
        for count in rebuild_index():
            if done // TOLD_EVERY < (done + count) // TOLD_EVERY:
                self.stdout.write(f"{done + count} of {total}")
            done += count
        self.stdout.write(f"{done} editions were indexed.")
