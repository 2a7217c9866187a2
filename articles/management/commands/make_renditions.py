"""Command that makes missing renditions of pictures, for example after restoring only the database."""

from django.core.management.base import BaseCommand, CommandError

from articles.media.renditions.consumer import make_missing_renditions, missing_renditions
from articles.models import Image


class Command(BaseCommand):
    help = "Create missing renditions of pictures. The command can be interrupted and run again at any time."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="only report missing renditions")

    def handle(self, *, dry_run, **options):
        total, made, failed = Image.objects.count(), 0, 0
        try:
            for seen, image in enumerate(Image.objects.order_by("pk").iterator(chunk_size=200), 1):
                count = self.look(image, dry_run)
                failed += count is None
                made += count or 0
                self.stdout.write(f"{seen} of {total} pictures, {self.words(made, dry_run)}")
        except KeyboardInterrupt:
            raise CommandError(
                f"Stopped; {self.words(made, dry_run)}. Run the command again to continue.", returncode=130
            ) from None
        if failed:
            raise CommandError(f"{failed} of {total} pictures cannot be read.")

    def look(self, image, dry_run):
        """Make the missing renditions of an image, or only count them in a dry run.

        Return their number, or None if the image's file cannot be read.
        """
        try:
            return (
                len(missing_renditions(image))
                if dry_run
                else sum(1 for _made in make_missing_renditions(image))
            )
        except OSError as error:
            self.stderr.write(f"Picture {image.pk} ({image.file.name}): {error}")
            return None

    def words(self, count, dry_run):
        return f"{count} copies missing" if dry_run else f"{count} copies made"
