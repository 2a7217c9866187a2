"""Conflicts with changes by other users: concurrent saves, and deletions of objects in use.

Saves of all models are merged field by field. If a row is gone, the typed text is shown. If a deletion is
impossible, the page explains why in plain words, and suggests an alternative.
"""

import re
from contextlib import nullcontext
from copy import copy
from typing import NamedTuple

from django import forms
from django.contrib.admin.models import CHANGE, DELETION, LogEntry
from django.contrib.admin.utils import unquote
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, models
from django.db.models import PROTECT, Model
from django.db.models.deletion import get_candidate_relations_to_delete
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from articles.admin.display import format_local_datetime, headline_html
from articles.admin.forms.fields import is_number
from articles.admin.forms.guarded import KEEP, GuardedForm, Saver, StaleForm, keep_saved_values, named_column
from articles.admin.forms.posted_form import FormConflict, value_html, value_language
from articles.events import log
from articles.models import (
    Article,
    ArticleTopic,
    Event,
    EventType,
    Presence,
    RelatedExclusion,
    RightsReservation,
    UnsavedTyping,
)
from articles.models.edition_listings import EditionByline, EditionPicture, EditionTopic
from articles.models.logged import LOGGED
from articles.models.people import display_name

# Posted names that are not fields, or that identify the deleted row.
UNTYPED = re.compile(rf"_|csrfmiddlewaretoken$|initial-|{KEEP}|version_|after_|.+-(__prefix__-|id$|article$)")
COUNTED = re.compile(r"_FORMS$|-DELETE$")
ROW = re.compile(r"(?P<prefix>.+)-\d+-(?P<name>\w+)")


class ObjectConflict(FormConflict):
    """Changes of an object by others since its form was opened."""

    def __init__(self, instance, *, viewer):
        super().__init__()
        self.latest = last_change(type(instance), instance.pk, viewer=viewer)
        if self.latest:
            self.saved_by = Saver(self.latest.name, self.latest.is_viewer)

    @property
    def message(self):
        """Return the HTML that says who saved the object, which fields changed, and what to do next."""
        saved = _("Not saved yet: someone else changed this while you were editing.")
        if self.saved_by.is_viewer:
            saved = _("Not saved yet: you changed this in another window (%(when)s).")
        elif self.latest:
            saved = _("Not saved yet: %(name)s changed this while you were editing (%(when)s).")
        saved %= self.latest._asdict() if self.latest else {}
        changes = ", ".join(dict.fromkeys(self.changes)) or "—"
        return format_html(
            "{} {} {}",
            saved,
            _("Changed: %(fields)s.") % {"fields": changes},
            _(
                "Your input is still in the form. Fields that both of you changed show both versions. Choose "
                "one, or change the field, and save again."
            ),
        )


class LastChange(NamedTuple):
    """The last change of a row, for display.

    name       the user who made it
    when       date and time, formatted
    is_viewer  whether the viewer made it
    """

    name: str
    when: str
    is_viewer: bool


def last_change(model: type[Model], pk, *, viewer, is_deletion: bool = False) -> LastChange | None:
    """Return the last change of a row, or its deletion. None if it is unknown, or had no user."""
    if model._meta.model_name in LOGGED:
        events = Event.objects.filter(subject_type=model._meta.model_name, subject_id=pk)
        events = events.filter(type=EventType.REMOVED if is_deletion else EventType.CHANGED)
        changes = [(event.actor, event.at) for event in events.select_related("actor")[:1]]
    else:
        kind = ContentType.objects.get_for_model(model)
        entries = LogEntry.objects.filter(content_type=kind, object_id=str(pk)).select_related("user")
        entries = entries.filter(action_flag=DELETION if is_deletion else CHANGE)
        changes = [(entry.user, entry.action_time) for entry in entries[:1]]
    return next(
        (
            LastChange(display_name(person), format_local_datetime(at), person.pk == viewer.pk)
            for person, at in changes
            if person
        ),
        None,
    )


class ConflictMixin:
    """Mixin for a model admin whose forms never overwrite changes saved by others since they were opened.

    A save locks the row, reads it again and writes only the edited columns. If another user changed the same
    field, nothing is saved: the form is shown again (409) with both versions. A form that is shown again for
    its errors answers 422. Each request uses its own copy of the admin:

    is_saving  whether the row is read under its lock, to be saved
    conflict   the FormConflict to show with the form, or None
    """

    form: type[forms.ModelForm] = GuardedForm
    is_saving, conflict = False, None

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        arguments = (request, object_id, form_url, extra_context)
        if request.method != "POST":
            return self.show_form(*arguments)
        try:
            return self.save_posted(*arguments)
        except IntegrityError:  # lost a race for a unique name or address: report it on the form
            return self.save_posted(*arguments)

    def save_posted(self, request, object_id, *rest):
        """Save a posted form, or show it again if there is a conflict. Return the response."""
        arguments = (request, object_id, *rest)
        if object_id is None:
            return self.show_form(*arguments)
        keep_saved_values(request)
        saving = copy(self)
        saving.is_saving = True
        try:
            return saving.show_form(*arguments)
        except StaleForm as stale:
            return saving.show_conflict(stale.form, *arguments)

    def show_form(self, request, object_id, form_url, extra_context):
        """Return Django's response to the request: a redirect after saving, or the form."""
        with log.unit_of_work() if request.method == "POST" else nullcontext():
            response = super().changeform_view(request, object_id, form_url, extra_context)
        # A popup that added an object for another form is closed by a page without a form.
        is_form = isinstance(response, TemplateResponse) and "adminform" in response.context_data
        if request.method == "POST" and is_form:
            response.status_code = 422
        return response

    def show_conflict(self, form, request, object_id, *arguments):
        """Show the form again with the typed text and the changes of others. Nothing is saved."""
        self.is_saving = False
        instance = self.get_object(request, unquote(object_id))
        if instance is None:
            return self.gone_response(request, object_id)
        self.conflict = ObjectConflict(instance, viewer=request.user)
        request.POST = request.POST.copy()
        row = instance if isinstance(form.instance, self.model) else form.instance  # a row of an inline
        self.conflict.rebase(request.POST, form, row)
        response = self.show_form(request, object_id, *arguments)
        response.status_code = 409
        return response

    def get_object(self, request, object_id, from_field=None):
        row = super().get_object(request, object_id, from_field)
        if row is None or not self.is_saving:
            return row
        return self.read_locked(request, row)

    def read_locked(self, request, row):
        """Return the current row under its lock, or None if it is gone."""
        return self.model._base_manager.select_for_update(no_key=True).filter(pk=row.pk).first()

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        form.is_saving, form.conflict = self.is_saving, self.conflict
        return form

    def save_model(self, request, obj, form, change):
        if change:
            obj.save(update_fields=form.changed_columns())
        else:
            super().save_model(request, obj, form, change)

    def log_change(self, request, obj, message):
        if message:
            super().log_change(request, obj, message)

    def _get_obj_does_not_exist_redirect(self, request, opts, object_id):
        if (self.is_saving or self.conflict) and is_number(unquote(object_id)):
            return self.gone_response(request, object_id)
        return super()._get_obj_does_not_exist_redirect(request, opts, object_id)

    def gone_response(self, request, object_id):
        """Show the text typed into the form of a deleted row, to be copied or added again."""
        posted = {name: request.POST.getlist(name) for name in request.POST if not UNTYPED.match(name)}
        shown = {name: values for name, values in posted.items() if not COUNTED.search(name)}
        context = self.admin_site.each_context(request) | {
            "title": _("Deleted in the meantime"),
            "opts": self.opts,
            "latest": last_change(self.model, unquote(object_id), viewer=request.user, is_deletion=True),
            "rows": [typed_row(self.model, name, values) for name, values in shown.items() if any(values)],
            "posted": posted | {name: ["0"] for name in request.POST if name.endswith("-INITIAL_FORMS")},
            "add_address": self.add_address(request, shown),
            "has_view_permission": self.has_view_permission(request),
        }
        return TemplateResponse(request, "admin/gone.html", context, status=409)

    def add_address(self, request, typed):
        """Return the address of the add form if it accepts all typed fields, or ""."""
        own = {name for name in typed if not ROW.fullmatch(name)}
        if not self.has_add_permission(request) or own - set(self.get_form(request, None).base_fields):
            return ""
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_add")


def typed_row(model, name, values) -> tuple[str, str, str]:
    """Return (label, language, value) of a posted field, also of an inline row.

    The value of a column is as returned by value_html. Other fields have the language "", and their value is
    plain text.
    """
    kind = ""
    if row := ROW.fullmatch(name):
        rows = {
            relation.get_accessor_name(): relation.related_model for relation in model._meta.related_objects
        }
        model, name = rows.get(row["prefix"], model), row["name"]
        kind = f"{capfirst(str(model._meta.verbose_name))}: "
    column = named_column(model, name)
    if column is None:
        return f"{kind}{name}", "", "\n".join(values)
    return f"{kind}{capfirst(str(column.verbose_name))}", value_language(column), value_html(column, values)


MOST_USES = 100  # uses listed when a deletion is refused; the page says if there are more
# {attribute of a model: lookup of its story}. Stories are listed instead of such rows, because users know
# and can open them.
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
    """Mixin for a model admin that deletes in a unit of work, and explains why an object in use stays.

    The page lists the uses of the object and suggests an alternative. Django's own page would suggest
    deleting the bylines and editions of published stories first, but no user may delete these.

    joins  models whose rows are not listed, since users do not know them by name
    """

    joins: tuple[type[models.Model], ...] = JOINS

    def delete_view(self, request, *args, **kwargs):
        with log.unit_of_work() if request.method == "POST" else nullcontext():
            return super().delete_view(request, *args, **kwargs)

    def get_deleted_objects(self, objs, request):
        users = protecting_objects(objs)
        if len(users) <= MOST_USES:
            users += [thing for thing in self.mentions(objs) if thing not in users]
        if users:  # the deletion is refused for every user, so permissions need not be checked
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
        """Return the objects whose text refers to any of `objs` without a foreign key."""
        return []

    def instead(self, request, thing):
        """Return one sentence about the user's alternative to the deletion, or ""."""
        return ""

    def may(self, act, model, request):
        """Return whether a user may "view" or "change" a model that has its own admin."""
        admin = self.admin_site.get_model_admin(model)
        return getattr(admin, f"has_{act}_permission")(request)

    def _linked_name(self, thing, request):
        """Return “Story: Harbor opens”, linked to its form for users who may view it."""
        kind, name = model_name(thing), headline_html(thing) if isinstance(thing, Article) else thing
        site, model = self.admin_site, type(thing)
        if not (site.is_registered(model) and site.get_model_admin(model).has_view_permission(request)):
            return format_html("{}: {}", kind, name)
        address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[thing.pk])
        return format_html('{}: <a href="{}">{}</a>', kind, address, name)


def protecting_objects(objs):
    """Return the objects that prevent the deletion of `objs`: stories first, events of the log last.

    Each is returned once, and at most MOST_USES + 1 in total. A story represents its own rows.
    """
    things = set()
    for relation in get_candidate_relations_to_delete(type(objs[0])._meta):
        if relation.on_delete is PROTECT:
            rows = relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": objs})
            things |= set(_named(rows)[: MOST_USES + 1])
    return sorted(things, key=_order)[: MOST_USES + 1]


def _named(rows):
    """Return the stories of the rows, if the rows belong to stories or are their history; else the rows."""
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
    """Return Django's nested list of lines without lines for rows of these models."""
    heads = tuple(f"{model_name(model)}: " for model in models)
    return [
        without_models(line, models) if isinstance(line, list) else line
        for line in lines
        if isinstance(line, list) or not line.startswith(heads)
    ]


def model_name(thing):
    return capfirst(str(thing._meta.verbose_name))


def _order(thing):
    rank = {"article": 0, "event": 2}.get(thing._meta.model_name, 1)
    return rank, model_name(thing), str(thing)
