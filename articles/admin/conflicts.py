"""Saving of the forms of all models: merges by field, conflicts, and rows that are gone."""

import re
from contextlib import nullcontext
from copy import copy

from django.contrib.admin.models import CHANGE, DELETION, LogEntry
from django.contrib.admin.utils import unquote
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from articles.admin.display import format_local_datetime
from articles.admin.forms.fields import is_number
from articles.admin.forms.guarded import KEEP, GuardedForm, StaleForm, keep_saved_values
from articles.admin.forms.posted_form import FormConflict, value_html, value_language
from articles.events import log
from articles.models import Event, EventType
from articles.models.logged import LOGGED
from articles.models.people import display_name

# Names that a form posts beside its fields, or that mean the row that is gone.
UNTYPED = re.compile(rf"_|csrfmiddlewaretoken$|initial-|{KEEP}|version_|after_|.+-(__prefix__-|id$|article$)")
COUNTED = re.compile(r"_FORMS$|-DELETE$")
ROW = re.compile(r"(?P<prefix>.+)-\d+-(?P<name>\w+)")


class ObjectConflict(FormConflict):
    """Changes of an object by others since its form was opened."""

    def __init__(self, instance):
        super().__init__()
        self.latest = last_change(type(instance), instance.pk)
        self.saved_by = self.latest[0] if self.latest else ""

    @property
    def message(self):
        """Return who saved it, what was changed, and what to do now."""
        saved = _("Not saved yet: someone else changed this while you were editing.")
        if self.latest:
            saved = _("Not saved yet: %(name)s changed this while you were editing (%(when)s).") % {
                "name": self.latest[0],
                "when": self.latest[1],
            }
        changes = ", ".join(dict.fromkeys(self.changes)) or "—"
        return format_html(
            "{} {} {}",
            saved,
            _("Changed: %(fields)s.") % {"fields": changes},
            _(
                "What you typed is in the form. Where both changed the same field, both versions are under "
                "it. Choose one, or change the field, and save again."
            ),
        )


def last_change(model: type[Model], pk, *, is_deletion: bool = False) -> tuple[str, str] | None:
    """Return (person, time) of the last change or of the deletion of a row, in words, or None if unknown."""
    if model._meta.model_name in LOGGED:
        events = Event.objects.filter(subject_type=model._meta.model_name, subject_id=pk)
        events = events.filter(type=EventType.REMOVED if is_deletion else EventType.CHANGED)
        found = [(event.actor, event.at) for event in events.select_related("actor")[:1]]
    else:
        kind = ContentType.objects.get_for_model(model)
        entries = LogEntry.objects.filter(content_type=kind, object_id=str(pk)).select_related("user")
        entries = entries.filter(action_flag=DELETION if is_deletion else CHANGE)
        found = [(entry.user, entry.action_time) for entry in entries[:1]]
    return next(((display_name(person), format_local_datetime(at)) for person, at in found if person), None)


class ConflictMixin:
    """A model admin whose forms never overwrite what somebody else saved since they were opened.

    A save locks the row, reads it again and writes only the columns that were typed in. Where somebody else
    changed the same field, nothing is saved: the form is shown again (409) with both versions. A form that is
    shown again for its errors answers 422. Each request has a copy of the admin to itself:

    is_saving  whether the row is read under its lock, to be saved
    conflict   the FormConflict for which the form is shown again, or None
    """

    form = GuardedForm
    is_saving, conflict = False, None

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        arguments = (request, object_id, form_url, extra_context)
        if request.method != "POST" or object_id is None:
            return self.show_form(*arguments)
        keep_saved_values(request)
        saving = copy(self)
        saving.is_saving = True
        try:
            return saving.show_form(*arguments)
        except StaleForm as stale:
            return saving.show_conflict(stale.form, *arguments)

    def show_form(self, request, object_id, form_url, extra_context):
        """Return Django's response to the request: the saved form's, or the form itself."""
        with log.unit_of_work() if request.method == "POST" else nullcontext():
            response = super().changeform_view(request, object_id, form_url, extra_context)
        # The window that adds something for another form is closed by a page of its own, without a form.
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
        self.conflict = ObjectConflict(instance)
        request.POST = request.POST.copy()
        row = instance if isinstance(form.instance, self.model) else form.instance  # one of an inline
        self.conflict.rebase(request.POST, form, row)
        response = self.show_form(request, object_id, *arguments)
        response.status_code = 409
        return response

    def get_object(self, request, object_id, from_field=None):
        found = super().get_object(request, object_id, from_field)
        if found is None or not self.is_saving:
            return found
        return self.read_locked(request, found)

    def read_locked(self, request, found):
        """Return a row as it is now, under its lock, or None if it is gone."""
        return self.model._base_manager.select_for_update(no_key=True).filter(pk=found.pk).first()

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
        """Show what was typed into the form of a row that is gone, to copy it or to add it again."""
        posted = {name: request.POST.getlist(name) for name in request.POST if not UNTYPED.match(name)}
        shown = {name: values for name, values in posted.items() if not COUNTED.search(name)}
        context = self.admin_site.each_context(request) | {
            "title": _("Deleted in the meantime"),
            "opts": self.opts,
            "latest": last_change(self.model, unquote(object_id), is_deletion=True),
            "rows": [typed_row(self.model, name, values) for name, values in shown.items() if any(values)],
            "posted": posted | {name: ["0"] for name in request.POST if name.endswith("-INITIAL_FORMS")},
            "add_address": self.add_address(request, shown),
            "has_view_permission": self.has_view_permission(request),
        }
        return TemplateResponse(request, "admin/gone.html", context, status=409)

    def add_address(self, request, typed):
        """Return the address of the form that takes all that was typed, or "" if the person has none."""
        own = {name for name in typed if not ROW.fullmatch(name)}
        if not self.has_add_permission(request) or own - set(self.get_form(request, None).base_fields):
            return ""
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_add")


def typed_row(model, name, values) -> tuple[str, str, str]:
    """Return (label, language, safe HTML) of a posted field, which may be one of an inline row."""
    kind = ""
    if row := ROW.fullmatch(name):
        rows = {one.get_accessor_name(): one.related_model for one in model._meta.related_objects}
        model, name = rows.get(row["prefix"], model), row["name"]
        kind = f"{capfirst(str(model._meta.verbose_name))}: "
    try:
        column = model._meta.get_field(name)
    except FieldDoesNotExist:
        return f"{kind}{name}", "", "\n".join(values)
    return f"{kind}{capfirst(str(column.verbose_name))}", value_language(column), value_html(column, values)
