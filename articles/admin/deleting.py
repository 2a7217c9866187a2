"""What the page before a deletion tells: what a person knows, and not the rows that join one to another."""

from django.contrib.admin.utils import NestedObjects
from django.db import router
from django.db.models import prefetch_related_objects
from django.utils.text import capfirst

from articles.models import ArticleTopic
from articles.models.filing import EditionByline, EditionTopic

# Rows that join, and what a person calls by name at their other end.
JOINS = {ArticleTopic: "content_object", EditionTopic: "edition", EditionByline: "edition"}


class PlainDeletions:
    def get_deleted_objects(self, objs, request):
        shown, counts, lacking, protected = super().get_deleted_objects(objs, request)
        names = {str(model._meta.verbose_name_plural) for model in JOINS}
        return (
            without_joins(shown),
            {name: count for name, count in counts.items() if str(name) not in names},
            lacking,
            in_the_way(objs) if protected else [],
        )


def without_joins(lines):
    """The nested list of lines that Django makes, without those that name a row of JOINS."""
    heads = tuple(f"{named(model)}: " for model in JOINS)
    return [
        without_joins(line) if isinstance(line, list) else line
        for line in lines
        if isinstance(line, list) or not line.startswith(heads)
    ]


def in_the_way(objs):
    """What keeps a thing from being deleted, each once: “Story: Harbor opens”."""
    collector = NestedObjects(using=router.db_for_write(objs[0]._meta.model), origin=objs)
    collector.collect(objs)
    things = set()
    for model, end in JOINS.items():
        rows = [row for row in collector.protected if isinstance(row, model)]
        prefetch_related_objects(rows, end)
        things |= {getattr(row, end) for row in rows}
    things |= {row for row in collector.protected if type(row) not in JOINS}
    return sorted(f"{named(thing)}: {thing}" for thing in things)


def named(model):
    return capfirst(str(model._meta.verbose_name))
