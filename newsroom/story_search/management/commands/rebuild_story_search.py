from django.core.management.base import BaseCommand, CommandError

from articles.management.command_line import ProgressBar, add_processes_option
from newsroom.story_search.consumer import index_waiting, queue_all_stories
from newsroom.story_search.models import WaitingStory

FEW = 50  # up to this many stories, one process is faster than several


class Command(BaseCommand):
    help = (
        "Rebuild the index of the search in the list of stories. Each old row is used until it is replaced. "
        "If it was interrupted, follow_log continues, or run this command with --continue."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--continue", action="store_true", help="index only stories that are already waiting"
        )
        add_processes_option(parser)

    def handle(self, *, processes, **options):
        if not options["continue"]:
            queue_all_stories()
        total = WaitingStory.objects.order_by().values("article_id").distinct().count()
        processes = processes if total > FEW else 1
        done, progress = 0, ProgressBar(self.stdout, max(total, 1), "stories indexed")
        try:
            for count in index_waiting(processes=processes):
                done += count
                progress.advance(count)
        except KeyboardInterrupt:
            raise CommandError("Stopped. Run the command again with --continue.", returncode=130) from None
        self.stdout.write(f"{done} stories were indexed.")
