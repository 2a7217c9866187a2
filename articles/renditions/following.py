"""Follows the log: makes new pictures smaller, cuts moved ones anew, tidies up after those that go."""

from django.core.files.storage import default_storage

from articles.following import follows
from articles.models import EditionPicture, Happening, Image
from articles.renditions.keeping import forget
from articles.renditions.tasks import make_renditions


@follows("renditions", wanted=lambda events: events.filter(subject_type="image"))
def renditions(events):
    """Queue the making of what the events tell of, each picture once; return for how many."""
    told = {event.subject_id for event in events if event.happening != Happening.REMOVED}
    standing = list(Image.objects.filter(pk__in=told).values_list("pk", flat=True))
    for number in standing:
        make_renditions.enqueue(number)
    for event in events:
        if event.happening == Happening.REMOVED and event.details.get("file"):
            remove(event.details["file"])
    return len(standing)


def remove(name):
    """Remove a file and all that was made of it, unless the library or an edition holds it."""
    is_held = Image.objects.filter(file=name).exists() or EditionPicture.objects.filter(name=name).exists()
    if not is_held:
        forget(name)
        default_storage.delete(name)
