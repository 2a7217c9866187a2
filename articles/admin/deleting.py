"""What the page before a deletion tells: what a person knows, and not the rows that join one to another."""

from django.contrib.admin.utils import NestedObjects
from django.db import router
from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst

from articles.admin.headlines import headline
from articles.models import Article, ArticleTopic, Byline, Edition, RelatedLink
from articles.models.filing import EditionByline, EditionTopic

# Rows that join, and where they lead to: the story, which is what a person calls by name and can open.
JOINS = (ArticleTopic, EditionTopic, EditionByline)
STORY_OF = {ArticleTopic: "content_object"} | dict.fromkeys(
    (Byline, RelatedLink, Edition, EditionTopic, EditionByline), "article"
)


class PlainDeletions:
    """An admin class that tells what is in use where it is used, and what to do instead of deleting it.

    Django's own asks to delete first what nobody may delete: the bylines and editions of printed stories.
    """

    def get_deleted_objects(self, objs, request):
        shown, counts, lacking, protected = super().get_deleted_objects(objs, request)
        names = {str(model._meta.verbose_name_plural) for model in JOINS}
        users = in_the_way(objs) if protected else []
        users += [thing for thing in self.mentions(objs) if thing not in users]
        return (
            without_joins(shown),
            {name: count for name, count in counts.items() if str(name) not in names},
            # No permission would help: what is in use stays.
            set() if users else lacking,
            [self._told(thing, request) for thing in users],
        )

    def render_delete_form(self, request, context):
        if context["protected"]:
            context["instead"] = self.instead(request, context["object"])
        return super().render_delete_form(request, context)

    def mentions(self, objs):
        """What holds the things in its text, where no foreign key keeps them."""
        return []

    def instead(self, request, thing):
        """One sentence on what this person may do instead of deleting what is in use, or ""."""
        return ""

    def may(self, act, model, request):
        """Whether a person may "view" or "change" what has a screen of its own."""
        admin = self.admin_site.get_model_admin(model)
        return getattr(admin, f"has_{act}_permission")(request)

    def _told(self, thing, request):
        name = headline(thing) if isinstance(thing, Article) else str(thing)
        if not self.may("view", type(thing), request):
            return format_html("{}: {}", named(thing), name)
        address = reverse(f"admin:articles_{thing._meta.model_name}_change", args=[thing.pk])
        return format_html('{}: <a href="{}">{}</a>', named(thing), address, name)


def without_joins(lines):
    """The nested list of lines that Django makes, without those that name a row of JOINS."""
    heads = tuple(f"{named(model)}: " for model in JOINS)
    return [
        without_joins(line) if isinstance(line, list) else line
        for line in lines
        if isinstance(line, list) or not line.startswith(heads)
    ]


def in_the_way(objs):
    """What keeps a thing from being deleted, each once: the stories first, whichever row of theirs it is."""
    collector = NestedObjects(using=router.db_for_write(objs[0]._meta.model), origin=objs)
    collector.collect(objs)
    things = {row for row in collector.protected if type(row) not in STORY_OF}
    for model, story in STORY_OF.items():
        rows = [row for row in collector.protected if type(row) is model]
        prefetch_related_objects(rows, story)
        things |= {getattr(row, story) for row in rows}
    return sorted(things, key=lambda thing: (not isinstance(thing, Article), named(thing), str(thing)))


def named(model):
    return capfirst(str(model._meta.verbose_name))
