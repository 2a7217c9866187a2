from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from articles.management.command_line import ProgressBar, add_processes_option
from newsroom.search.consumer import REBUILT_AT_ONCE, outdated_editions, rebuild_index, unfinished_rebuild


class Command(BaseCommand):
    help = (
        "Index every edition anew: after an upgrade that says so, or after data was brought in past the log."
        " Readers find by the old rows until each is replaced. Interrupted, it goes on where it stopped."
    )

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="tell how much there is to do")
        add_processes_option(parser)

    def handle(self, *, dry_run, processes, **options):
        begun = unfinished_rebuild()
        total = outdated_editions(begun.began_at if begun else timezone.now()).count()
        if begun:
            began = timezone.localtime(begun.began_at)
            self.stdout.write(f"Going on with what began at {began:%Y-%m-%d %H:%M}.")
        if dry_run:
            self.stdout.write(f"{total} editions would be indexed.")
            return
        processes = processes if total > REBUILT_AT_ONCE else 1
        done, progress = 0, ProgressBar(self.stdout, total, "editions indexed")
        try:
            for count in rebuild_index(processes=processes):
                done += count
                progress.advance(count)
        except KeyboardInterrupt:
            raise CommandError("Stopped. Run it again to go on.", returncode=130) from None
        self.stdout.write(f"{done} editions were indexed.")
