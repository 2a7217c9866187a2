"""Rebuilding of the index while readers use it, one row after the other.

An interrupted rebuild continues where it stopped, as the instant of its start is stored.
"""

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from articles.models.term import Term
from newsroom.search.consumer import NAMED_MODELS, index_names, index_terms, search
from newsroom.search.index import prepare_entries, remove_entries, searchable_editions, write_entries
from newsroom.search.models import Entry, Name, Rebuild, TermForm

AT_ONCE = 50


def unfinished_rebuild():
    """Return the Rebuild that was interrupted, or None."""
    return Rebuild.objects.filter(ended_at=None).order_by("began_at").last()


def outdated_editions(began_at):
    """Return the editions whose rows are missing or older than the start of a rebuild."""
    old = Q(search_entry__isnull=True) | Q(search_entry__indexed_at__lt=began_at)
    return searchable_editions().filter(old)


def rebuild_index():
    """Yield how many editions were written, batch by batch; the newest come first."""
    begun = unfinished_rebuild() or Rebuild.objects.create(began_at=timezone.now())
    _keep_names()
    for batch in _batches(begun.began_at):
        yield _write_existing(prepare_entries(batch))
    with search.alone():
        there = searchable_editions().filter(pk=OuterRef("edition"))
        remove_entries(Entry.objects.filter(~Exists(there)))
    Rebuild.objects.filter(pk=begun.pk).update(ended_at=timezone.now())
    Rebuild.objects.filter(began_at__lt=begun.began_at).delete()


def _batches(began_at):
    """Yield what waits, the newest first; what is done is passed over once."""
    rows = outdated_editions(began_at).order_by("-pk")
    batch = list(rows[:AT_ONCE])
    while batch:
        yield batch
        batch = list(rows.filter(pk__lt=batch[-1].pk)[:AT_ONCE])


def _write_existing(found):
    """Write the editions that still exist, while no consumer does; return how many."""
    with search.alone():
        there = set(
            searchable_editions()
            .filter(pk__in=[one.edition.pk for one in found])
            .values_list("pk", flat=True)
        )
        kept = [one for one in found if one.edition.pk in there]
        write_entries(kept)
    return len(kept)


def _keep_names():
    with search.alone():
        index_terms(_all(Term, TermForm.objects.values_list("term_id", flat=True)))
        for kind, model in NAMED_MODELS.items():
            there = Name.objects.filter(subject_type=kind).values_list("subject_id", flat=True)
            index_names(kind, _all(model, there))


def _all(model, there):
    return {*model.objects.values_list("pk", flat=True), *there}
