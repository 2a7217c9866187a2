from django.core.management.base import BaseCommand, CommandError

from articles.models import Edition
from articles.publishing import broken_seals

STORIES_AT_ONCE = 500


class Command(BaseCommand):
    help = "Hold every edition against its seal. Fails and names those that are not as they were published."

    def handle(self, **options):
        total, seen, broken = Edition.objects.count(), 0, 0
        for stories in self.batches():
            editions = Edition.objects.filter(article__in=stories)
            for edition in broken_seals(editions):
                broken += 1
                self.stderr.write(
                    f"Broken: story {edition.article_id}, {edition.language}, edition {edition.number}"
                )
            seen += editions.count()
            self.stdout.write(f"{seen} of {total} editions held against their seals")
        if broken:
            raise CommandError(f"{broken} of {total} editions are not as they were published.")
        self.stdout.write(f"All {total} editions are as they were published.")

    def batches(self):
        """The numbers of the stories, some hundred at a time: a chain of seals never leaves its story."""
        numbers = list(Edition.objects.order_by("article").values_list("article", flat=True).distinct())
        for start in range(0, len(numbers), STORIES_AT_ONCE):
            yield numbers[start : start + STORIES_AT_ONCE]
