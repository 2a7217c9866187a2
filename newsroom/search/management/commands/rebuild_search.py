from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from articles.management.command_line import ProgressBar, add_processes_option
from newsroom.search.consumer import REBUILT_AT_ONCE, outdated_editions, rebuild_index, unfinished_rebuild


class Command(BaseCommand):
    help = (
        "Rebuild the search index, after an upgrade that requires it or after data was imported without the "
        "log. Each old row is used until it is replaced. If it was interrupted, run the command again to "
        "continue."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--dry-run", action="store_true", help="print the number of editions without changing anything"
        )
        add_processes_option(parser)

    def handle(self, *, dry_run: bool, processes: int, **options: object) -> None:
        begun = unfinished_rebuild()
        total = outdated_editions(begun.began_at if begun else timezone.now()).count()
        if begun:
            began = timezone.localtime(begun.began_at)
            self.stdout.write(f"Continuing the run that started at {began:%Y-%m-%d %H:%M}.")
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
            raise CommandError("Stopped. Run the command again to continue.", returncode=130) from None
        self.stdout.write(f"{done} editions were indexed.")
