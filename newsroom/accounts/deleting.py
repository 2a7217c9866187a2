"""What the page before the deletion of an account tells of what is kept of its person."""

from django.contrib.admin.utils import NestedObjects
from django.db import router
from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst


def in_the_way(user):
    """What names an account, each once: a story whichever row of it that is, and the log at the end."""
    collector = NestedObjects(using=router.db_for_write(type(user)), origin=[user])
    collector.collect([user])
    things = set()
    for model in {type(row) for row in collector.protected}:
        rows = [row for row in collector.protected if type(row) is model]
        if hasattr(model, "article"):
            prefetch_related_objects(rows, "article")
        # A row of a story's history stands for the story, too.
        things |= {getattr(row, "article", getattr(row, "instance", row)) for row in rows}
    return sorted(things, key=lambda thing: (thing._meta.model_name == "event", named(thing), str(thing)))


def told(thing, site, request):
    """“Story: Harbor opens”, with the way to its screen for those who may see it."""
    model = type(thing)
    if site.is_registered(model) and site.get_model_admin(model).has_view_permission(request):
        place = f"{site.name}:{model._meta.app_label}_{model._meta.model_name}_change"
        return format_html('{}: <a href="{}">{}</a>', named(thing), reverse(place, args=[thing.pk]), thing)
    return f"{named(thing)}: {thing}"


def named(thing):
    return capfirst(str(thing._meta.verbose_name))
