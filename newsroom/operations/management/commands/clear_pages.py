from django.core.management.base import BaseCommand

from newsroom.pagecache.changes import clear_pages


class Command(BaseCommand):
    help = (
        "Let readers' pages be made anew: after data was brought in past the log, or after related stories or"
        " the search index were computed anew. Every process knows of it within a second."
    )

    def handle(self, **options):
        clear_pages()
        self.stdout.write("All kept pages are made anew when they are asked for.")
