"""Command that removes unused files of replaced or deleted pictures."""

import logging

from django.core.files.storage import default_storage
from django.core.management.base import BaseCommand
from django.utils import timezone

from articles.media.renditions.files import remove_unused, unused_files

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Remove files that were replaced or whose picture was deleted, unless an edition uses them."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="list the files without removing them")

    def handle(self, *, dry_run, verbosity, **options):
        removed = 0
        for name in unused_files(timezone.now()):
            try:
                is_there = default_storage.exists(name) if dry_run else remove_unused(name)
            except Exception:  # for example an unavailable storage: the next run tries again
                logger.exception("The replaced picture %s could not be removed.", name)
                continue
            removed += is_there
            if is_there and verbosity:
                self.stdout.write(name)
        if verbosity:
            self.stdout.write(f"{removed} files {'would be ' if dry_run else ''}removed.")
