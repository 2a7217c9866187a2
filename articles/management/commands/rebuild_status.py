from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from articles.models import Article
from articles.publishing.standing import store_facts

AT_ONCE = 200


class Command(BaseCommand):
    help = (
        "Work out anew what the desk's lists know of the editions, after rows were written past the "
        "newsroom's own functions. May be stopped at any time; --after goes on where it was."
    )

    def add_arguments(self, parser):
        parser.add_argument("--after", type=int, default=0, metavar="STORY", help="begin behind this story")

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
            raise CommandError(f"Stopped. Go on with --after {last}.", returncode=130) from None
