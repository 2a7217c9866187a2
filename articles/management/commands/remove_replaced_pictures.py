"""`manage.py remove_replaced_pictures`: remove files of pictures that were replaced and that nobody has."""

import logging
from datetime import timedelta

from django.core.files.storage import default_storage
from django.core.management.base import BaseCommand
from django.utils import timezone

from articles.renditions.replaced import remove, replaced

DAYS = 3  # how far back it looks: follow_log runs it once a day

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = (
        "Remove files that were replaced or whose picture is gone, unless an edition printed them."
        " follow_log does so once a day."
    )

    def add_arguments(self, parser):
        parser.add_argument("--all", action="store_true", help="of all times, not of the last three days")
        parser.add_argument("--dry-run", action="store_true", help="name the files, remove nothing")

    def handle(self, *, dry_run, verbosity, **options):
        at, removed = timezone.now(), 0
        for name in replaced(at, since=None if options["all"] else at - timedelta(days=DAYS)):
            try:
                is_there = default_storage.exists(name) if dry_run else remove(name)
            except Exception:  # a storage that is away keeps nothing else waiting: the next day tries again
                logger.exception("The replaced picture %s could not be removed.", name)
                continue
            removed += is_there
            if is_there and verbosity:
                self.stdout.write(name)
        if verbosity:
            self.stdout.write(f"{removed} files {'would be ' if dry_run else ''}removed.")
