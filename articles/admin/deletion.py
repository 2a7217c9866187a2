"""Deletion of objects that others use: an explanation in people's words, and an alternative."""

from contextlib import nullcontext

from django.db.models import PROTECT
from django.db.models.deletion import get_candidate_relations_to_delete
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst

from articles.admin.display import headline_html
from articles.events import log
from articles.models import (
    Article,
    ArticleTopic,
    Presence,
    RelatedExclusion,
    RightsReservation,
    UnsavedTyping,
)
from articles.models.edition_listings import EditionByline, EditionPicture, EditionTopic

MOST_USES = 100  # that are counted
# Of a row that belongs to a story, the key of the story: it is what a person calls by name and can open.
STORY = {"article": "article", "content_object": "content_object", "progress": "progress__article"}
JOINS = (
    ArticleTopic,
    RelatedExclusion,
    RightsReservation,
    Presence,
    UnsavedTyping,
    EditionTopic,
    EditionByline,
    EditionPicture,
)


class DeletionMixin:
    """A model admin that deletes in a unit of work, and lists the uses of an object that cannot be deleted.

    It suggests an alternative then. Django's own page would ask to delete first the bylines and editions of
    published stories, which nobody may delete.

    joins  models whose rows are left out of the list: nobody calls them by name
    """

    joins = JOINS

    def delete_view(self, request, *args, **kwargs):
        with log.unit_of_work() if request.method == "POST" else nullcontext():
            return super().delete_view(request, *args, **kwargs)

    def get_deleted_objects(self, objs, request):
        users = protecting_objects(objs)
        if len(users) <= MOST_USES:
            users += [thing for thing in self.mentions(objs) if thing not in users]
        if users:  # no permission would help, and what else would be deleted matters to nobody
            return [], {}, set(), [self._linked_name(thing, request) for thing in users]
        shown, counts, lacking, protected = super().get_deleted_objects(objs, request)
        names = {str(model._meta.verbose_name_plural) for model in self.joins}
        counts = {name: count for name, count in counts.items() if str(name) not in names}
        return without_models(shown, self.joins), counts, lacking, protected

    def render_delete_form(self, request, context):
        if context["protected"]:
            context["instead"] = self.instead(request, context["object"])
            context["has_more"] = len(context["protected"]) > MOST_USES
        return super().render_delete_form(request, context)

    def mentions(self, objs):
        """Return the objects that refer to these in their text, where no foreign key does."""
        return []

    def instead(self, request, thing):
        """Return one sentence on the alternative to deletion that this person has, or ""."""
        return ""

    def may(self, act, model, request):
        """Return whether a person may "view" or "change" a model that has screens of its own."""
        admin = self.admin_site.get_model_admin(model)
        return getattr(admin, f"has_{act}_permission")(request)

    def _linked_name(self, thing, request):
        """Return “Story: Harbor opens”, linked to its screen for people who may see it."""
        kind, name = model_name(thing), headline_html(thing) if isinstance(thing, Article) else thing
        site, model = self.admin_site, type(thing)
        if not (site.is_registered(model) and site.get_model_admin(model).has_view_permission(request)):
            return format_html("{}: {}", kind, name)
        address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[thing.pk])
        return format_html('{}: <a href="{}">{}</a>', kind, address, name)


def protecting_objects(objs):
    """Return the objects that protect others from deletion, each once: stories first, the log last.

    If there are more than MOST_USES, one more than these.
    """
    things = set()
    for relation in get_candidate_relations_to_delete(type(objs[0])._meta):
        if relation.on_delete is PROTECT:
            rows = relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": objs})
            things |= set(_named(rows)[: MOST_USES + 1])
    return sorted(things, key=_order)[: MOST_USES + 1]


def _named(rows):
    """Return the stories of rows that belong to some or are their history, else the rows."""
    model = rows.model
    key = (
        "id"
        if model is Article.history.model
        else next((lookup for name, lookup in STORY.items() if hasattr(model, name)), None)
    )
    if key is None:
        return rows.order_by()
    stories = Article.objects.filter(pk__in=rows.order_by().values(key))
    return stories.order_by().defer("body", "body_en", "body_ko")


def without_models(lines, models):
    """Return Django's nested list of lines without those that name a row of the models."""
    heads = tuple(f"{model_name(model)}: " for model in models)
    return [
        without_models(line, models) if isinstance(line, list) else line
        for line in lines
        if isinstance(line, list) or not line.startswith(heads)
    ]


def model_name(thing):
    return capfirst(str(thing._meta.verbose_name))


def _order(thing):
    place = {"article": 0, "event": 2}.get(thing._meta.model_name, 1)
    return place, model_name(thing), str(thing)
