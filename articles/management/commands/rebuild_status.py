from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from articles.models import Article
from articles.publishing.standing import store_facts

AT_ONCE = 200  # stories locked in one transaction


class Command(BaseCommand):
    help = (
        "Rebuild the status rows that the desk's lists read, after rows were written without the newsroom's "
        "own functions. The command can be interrupted at any time; --after continues after the given story."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--after", type=int, default=0, metavar="STORY", help="continue after the story with this ID"
        )

    def handle(self, *, after=0, **options):
        stories = Article.objects.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)
        total, done, last = stories.count(), 0, after
        try:
            while ids := list(stories.filter(pk__gt=last)[:AT_ONCE]):
                with transaction.atomic():
                    store_facts(Article.objects.lock(ids))
                done, last = done + len(ids), ids[-1]
                self.stdout.write(f"{done} of {total} stories, the last is {last}")
        except KeyboardInterrupt:
            raise CommandError(f"Stopped. Continue with --after {last}.", returncode=130) from None
