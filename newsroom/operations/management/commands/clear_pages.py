from django.core.management.base import BaseCommand

from newsroom.pagecache.changes import clear_pages


class Command(BaseCommand):
    help = (
        "Clear the page cache, after data was imported without the log, or after related stories or the "
        "search index were rebuilt. All processes use the new pages within a second."
    )

    def handle(self, **options):
        clear_pages()
        self.stdout.write("The page cache was cleared.")
