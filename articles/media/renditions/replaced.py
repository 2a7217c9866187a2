"""Files that were replaced or whose picture is gone, and that nobody needs any more.

The rule: a file stays as long as the library or any edition has it. Editions never change, so what one
printed stays for good, past and planned ones alike; the plan that is cancelled lets go of its files. What
nobody has goes after a while: a publication that is under way has read the library, and has not filed its
pictures yet.
"""

from datetime import timedelta

from django.core.files.storage import default_storage

from articles.media.renditions.keeping import forget
from articles.models import EditionPicture, Event, Image

WHILE = timedelta(hours=1)
AT_ONCE = 500


def replaced(at):
    """Yield the names of files that the log tells of and nobody has, of pictures that rest for a while."""
    told = Event.objects.filter(subject_type="image")
    lately = set(told.filter(at__gt=at - WHILE).order_by().values_list("subject_id", flat=True))
    numbers = sorted(set(told.order_by().values_list("subject_id", flat=True)) - lately)
    for start in range(0, len(numbers), AT_ONCE):
        batch = told.filter(subject_id__in=numbers[start : start + AT_ONCE]).order_by()
        names = {name for name in batch.values_list("details__file", flat=True) if name}
        yield from sorted(names - held(names))


def held(names):
    """Return those of the file names that the library or an edition uses."""
    in_library = Image.objects.filter(file__in=names).values_list("file", flat=True)
    return {*in_library, *EditionPicture.objects.filter(name__in=names).values_list("name", flat=True)}


def remove(name):
    """Remove a file and all that was made of it, unless somebody has it; return whether there was one."""
    if held([name]) or not default_storage.exists(name):
        return False
    forget(name)
    default_storage.delete(name)
    return True
