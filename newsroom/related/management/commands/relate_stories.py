"""`manage.py relate_stories`: read the unread stories and find their related stories."""

from django.core.management.base import BaseCommand, CommandError

from newsroom.related.cache import RelationCache
from newsroom.related.consumer import related
from newsroom.related.marks import changed_stories, current_editions, prepare_marks, read_changed_stories
from newsroom.related.models import Mark, Reading
from newsroom.related.similarity import relate_stories

AT_ONCE = 20


class Command(BaseCommand):
    help = (
        "Find the related stories of all stories that have none yet. May be stopped at any time and goes on"
        " where it was; readers see what is found at once."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--again", action="store_true", help="begin anew, as after many changes of topics and terms"
        )
        parser.add_argument("--dry-run", action="store_true", help="tell how much there is to do, do nothing")

    def handle(self, *, again, dry_run, **options):
        ids = sorted(set(current_editions().order_by().values_list("article_id", flat=True)))
        if dry_run:
            self.stdout.write(f"{self.to_do(ids, again)} of {len(ids)} stories are to be related.")
            return
        try:
            if again:
                forget_all()
            self.each("read", list(unread(ids)), read_changed_stories, prepare_marks)
            known = RelationCache()
            self.each("related", sorted(waiting()), relate_all, lambda _batch: known)
        except KeyboardInterrupt:
            raise CommandError("Stopped. Run it again, without --again, to go on.", returncode=130) from None

    def to_do(self, ids, again):
        if again:
            return len(ids)
        return len({*unread(ids), *waiting()})

    def each(self, done, ids, act, prepare):
        """Process stories in batches, each in a transaction that holds the lock of the consumer.

        done     participle for the messages, such as "read"
        prepare  returns the second argument of `act`; called before the transaction
        """
        for start in range(0, len(ids), AT_ONCE):
            batch = ids[start : start + AT_ONCE]
            ready = prepare(batch)
            with related.lock():
                act(batch, ready)
            self.stderr.write(f"{start + len(batch)} of {len(ids)} stories {done}")
        if not ids:
            self.stderr.write(f"All stories are {done}.")


def forget_all():
    """Reset counts and readings, so that all stories are read again. Relations stay until replaced."""
    with related.lock():
        Mark.objects.all().delete()
        Reading.objects.update(digest="", is_counted=False, related_at=None)


def unread(ids):
    """Yield the ids of stories that changed since they were read."""
    for start in range(0, len(ids), 200):
        yield from (story.article_id for story in changed_stories(ids[start : start + 200]))


def waiting():
    """Return the ids of stories that were read, and whose relations are still to be found."""
    return Reading.objects.filter(related_at=None).values_list("pk", flat=True)


def relate_all(ids, known):
    """Relate a batch of stories, reusing the cache of earlier batches while the consumer has read nothing."""
    known.refresh()
    relate_stories(Reading.objects.filter(pk__in=ids), known)
