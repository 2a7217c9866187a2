"""The form of a model admin that keeps drafts of unsaved text, and the form that is filled from one."""

from copy import copy

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.http import HttpResponseRedirect
from django.utils.html import format_html
from django.utils.translation import gettext as _
from js_asset import ImportMap, Media

from articles.admin.autosave.fields import draft_form_data, new_form_data
from articles.admin.autosave.views import DRAFT, AutosaveViews
from articles.admin.display import format_local_datetime
from articles.admin.forms.posted_form import FormConflict

# The names by which story_autosave.js imports other scripts, which resolve to hashed file names.
MODULES = {f"newsroom-story/{name}": f"js/admin/story_{name}.js" for name in ("fields", "presence")}
MODULES["newsroom-login"] = "js/admin/login.js"


class RecoveredMixin:
    """A FormConflict for which a form is shown filled from a draft. `row` is the AutosavedDraft."""

    row = None

    @property
    def posted(self):
        return draft_form_data(self.row)

    @property
    def message(self):
        when = format_local_datetime(self.row.kept_at)
        text = _("Your unsaved changes from %(when)s are back in the form. They are not saved yet.") % {
            "when": when
        }
        merged = overlaps = ""
        if places := ", ".join(dict.fromkeys(self.changes)):
            merged = _("Merged with changes saved since then: %(places)s.") % {"places": places}
        if self.theirs:
            overlaps = _("Where both changed the same words, the saved version is next to yours.")
        return format_html("{} {} {}", text, merged, overlaps)


class RecoveredObject(RecoveredMixin, FormConflict):
    """A stock form filled from a draft, merged by field with what was saved meanwhile."""

    def __init__(self, row):
        super().__init__()
        self.row = row


class RecoveredTexts(RecoveredMixin):
    """A form of what is not stored yet, filled from a draft, which has nothing to be merged with."""

    changes, theirs = (), {}

    def __init__(self, row):
        self.row = row


class AutosaveMixin:
    """A model admin with ConflictMixin whose form keeps drafts of unsaved text.

    autosave  the AutosaveViews of the model
    """

    autosave: type[AutosaveViews]
    change_form_template = "admin/autosave_form.html"

    @property
    def media(self):
        return super().media + Media(importmap=ImportMap(MODULES))

    def get_urls(self):
        return [*self.autosave(self).urls(), *super().get_urls()]

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if request.method == "GET" and DRAFT in request.GET:
            return copy(self).recover_draft(request, object_id, extra_context)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def recover_draft(self, request, object_id, extra_context):
        """Show the form filled from the requested draft, bound as if posted. Nothing is saved."""
        row = self.get_object(request, unquote(object_id)) if object_id else None
        is_there = object_id is None or row is not None
        draft = self.autosave(self).requested(request, row) if is_there else None
        if draft is None:
            messages.warning(request, _("Your draft is no longer available."))
            return HttpResponseRedirect(request.path)
        _files = request.FILES  # read first, or Django reads the empty body of this GET over the new POST
        self.conflict = RecoveredObject(draft)
        request.method, request.POST = "POST", self.conflict.posted
        if row is None:
            request.POST = new_form_data(self, request)
        else:
            form = self.get_form(request, row, change=True)(request.POST, request.FILES, instance=row)
            self.conflict.rebase(request.POST, form, row)
        response = self.show_form(request, object_id, request.path, extra_context)
        response.status_code = 200
        return response

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        self.autosave(self).forget_posted(request)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        may_save = self.has_change_permission(request, obj) if obj else self.has_add_permission(request)
        recovered = self.conflict if isinstance(self.conflict, RecoveredMixin) else None
        context |= self.autosave(self).context(request, obj, recovered, with_drafts=may_save)
        context["may_save"] = may_save
        if recovered and len(context["errors"]) == 1:
            # The template shows it as a notice, not as an error.
            context["recovered"], context["errors"] = recovered, []
        return super().render_change_form(request, context, add, change, form_url, obj)
