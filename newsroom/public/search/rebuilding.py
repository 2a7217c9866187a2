"""Builds the index anew while readers use it: each row is replaced at once, and no other is touched.

Interrupted, it goes on where it stopped, for the instant at which it began is kept.
"""

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from articles.models.term import Term
from newsroom.public.search.following import NAMED, keep_names, keep_terms
from newsroom.public.search.indexing import prepare, remove, wanted, write
from newsroom.public.search.models import Entry, Name, Rebuild, TermForm

AT_ONCE = 50


def unfinished():
    """The Rebuild that was interrupted, or None."""
    return Rebuild.objects.filter(ended_at=None).order_by("began_at").last()


def waiting(began_at):
    """The editions whose rows are missing or older than the beginning of a rebuild."""
    old = Q(search_entry__isnull=True) | Q(search_entry__indexed_at__lt=began_at)
    return wanted().filter(old)


def rebuild():
    """Yield how many editions were written, batch by batch; the newest come first."""
    begun = unfinished() or Rebuild.objects.create(began_at=timezone.now())
    _keep_names()
    while batch := list(waiting(begun.began_at).order_by("-pk")[:AT_ONCE]):
        write(prepare(batch))
        yield len(batch)
    there = wanted().filter(pk=OuterRef("edition"))
    remove(Entry.objects.filter(~Exists(there)))
    Rebuild.objects.filter(pk=begun.pk).update(ended_at=timezone.now())
    Rebuild.objects.filter(began_at__lt=begun.began_at).delete()


def _keep_names():
    keep_terms(_all(Term, TermForm.objects.values_list("term_id", flat=True)))
    for kind, model in NAMED.items():
        there = Name.objects.filter(subject_type=kind).values_list("subject_id", flat=True)
        keep_names(kind, _all(model, there))


def _all(model, there):
    return {*model.objects.values_list("pk", flat=True), *there}
