"""`manage.py relate_stories`: read the unread stories and find their related stories."""

from itertools import batched

from django.core.management.base import BaseCommand, CommandError

from articles.management.command_line import ProgressBar, add_processes_option
from articles.text.korean.morphemes import analyze_batches
from newsroom.related.consumer import (
    DIGESTED,
    changed_stories,
    count_marks_of,
    current_editions,
    glossary_entries,
    read_changed_stories,
    related,
)
from newsroom.related.models import Mark, Reading
from newsroom.related.similarity import RelationCache, relate_stories

AT_ONCE = 20


class Command(BaseCommand):
    help = (
        "Compute related stories for all stories that have none yet. The command can be interrupted at any "
        "time and continues where it stopped. Readers see the results immediately."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--again",
            action="store_true",
            help="start over, for example after many changes of topics and terms",
        )
        parser.add_argument(
            "--dry-run",
            action="store_true",
            help="print the number of remaining stories without changing anything",
        )
        add_processes_option(parser, "read texts")

    def handle(self, *, again, dry_run, processes, **options):
        ids = sorted(set(current_editions().order_by().values_list("article_id", flat=True)))
        if dry_run:
            self.stdout.write(f"{self.to_do(ids, again)} of {len(ids)} stories have to be related.")
            return
        try:
            if again:
                forget_all()
            self.read_stories(list(unread(ids)), processes)
            self.relate(sorted(waiting()))
        except KeyboardInterrupt:
            raise CommandError(
                "Stopped. Run the command again without --again to continue.", returncode=130
            ) from None
        self.stdout.write("All stories are related.")

    def to_do(self, ids, again):
        if again:
            return len(ids)
        return len({*unread(ids), *waiting()})

    def read_stories(self, ids, processes):
        """Read stories in batches. Each batch is a transaction under the consumer's lock."""
        entries, progress = glossary_entries(), ProgressBar(self.stderr, len(ids), "stories read")
        batches = batched(ids, AT_ONCE)
        counted = analyze_batches(
            lambda stories: count_marks_of(stories, entries),
            map(changed_stories, batches),
            processes=processes if len(ids) > AT_ONCE else 1,
        )
        for stories, ready in counted:
            with related.lock():
                read_changed_stories([story.article_id for story in stories], ready)
            progress.advance(AT_ONCE)

    def relate(self, ids):
        """Find the related stories of stories that have been read, in batches under the consumer's lock."""
        known, progress = RelationCache(), ProgressBar(self.stderr, len(ids), "stories related")
        for batch in batched(ids, AT_ONCE):
            with related.lock():
                relate_all(batch, known)
            progress.advance(len(batch))


def forget_all():
    """Reset counts and readings, so that all stories are read again. Relations stay until replaced."""
    with related.lock():
        Mark.objects.all().delete()
        Reading.objects.update(digest="", is_counted=False, related_at=None)


def unread(ids):
    """Yield the ids of stories that were never read, or that have changed since they were read."""
    for start in range(0, len(ids), 200):
        stories = changed_stories(ids[start : start + 200], DIGESTED)
        yield from (story.article_id for story in stories)


def waiting():
    """Return the ids of stories that were read but not related yet."""
    return Reading.objects.filter(related_at=None).values_list("pk", flat=True)


def relate_all(ids, known):
    """Relate a batch of stories. The cache is kept unless the consumer has advanced since the last batch."""
    known.refresh()
    relate_stories(Reading.objects.filter(pk__in=ids), known)
