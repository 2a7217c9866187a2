"""Drafts of unsaved text: saved while the user types, and offered when the form is opened again."""

import json
from copy import copy
from typing import Any, ClassVar

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.db import IntegrityError
from django.forms import ModelMultipleChoiceField, MultipleChoiceField
from django.http import Http404, HttpResponseRedirect, JsonResponse
from django.http.request import RawPostDataException
from django.middleware.csrf import get_token
from django.urls import path, reverse
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST
from js_asset import ImportMap, Media

from articles.admin.display import format_local_datetime
from articles.admin.forms.fields import is_number
from articles.admin.forms.posted_form import (
    INITIAL,
    FormConflict,
    InvalidAutosave,
    UnsavedField,
    accepted_values,
    draft_form_data,
    new_form_data,
    storable_text,
    unsaved_columns,
)
from articles.annotations import StaffRequest
from articles.models import AutosavedDraft
from articles.models.autosave import drop_typing, forget_typing, keep_typing

# Room for the longest Korean body twice, as shown and as typed. Larger requests get a 413.
MAX_AUTOSAVE_BYTES = 3_000_000
DRAFT = "draft"  # query parameter of the form: the id of the draft to fill in
TAB_FIELD = "_tab"  # hidden input that identifies the browser window
DRAFT_FIELD = "_draft"  # hidden input with the id of the recovered draft
CHOICES_OF_SEVERAL = (ModelMultipleChoiceField, MultipleChoiceField)
# Names that scripts of a form use to import other scripts; they resolve to hashed file names.
MODULES = {f"newsroom-story/{name}": f"js/admin/story_{name}.js" for name in ("fields", "presence")}
MODULES |= {f"newsroom-{name}": f"js/admin/{name}.js" for name in ("lengths", "login")}


class AutosaveViews:
    """Views that save and discard drafts of a model's form, and the template context that offers them.

    drafts       the AutosavedDraft of the model
    model_admin  the model's admin, which checks permissions to view and change a row
    """

    drafts: type[AutosavedDraft]

    def __init__(self, model_admin: ModelAdmin):
        self.model_admin, self.site = model_admin, model_admin.admin_site
        self.url_prefix = f"{model_admin.opts.app_label}_{model_admin.opts.model_name}"

    def urls(self):
        """Return the URL patterns, relative to the list of the model."""
        view = never_cache(require_http_methods(["GET", "POST"])(self.autosave_view))
        drop = self.site.admin_view(require_POST(self.drop_draft_view))
        patterns = [
            path("add/autosave/", view, name=f"{self.url_prefix}_add_autosave"),
            path("drafts/<int:draft_id>/drop/", drop, name=f"{self.url_prefix}_drop_draft"),
        ]
        if self.drafts.row_name:
            patterns.append(path("<int:object_id>/autosave/", view, name=f"{self.url_prefix}_autosave"))
        return patterns

    def autosave_view(self, request, object_id=None):
        """Save a draft and respond with JSON. GET returns the CSRF token after a new login.

        Errors have the status 400, 401, 404 or 413, and a text in "error".
        """
        if not self.site.has_permission(request):
            return JsonResponse({"error": _("You are logged out.")}, status=401)
        row = self.model_admin.get_object(request, str(object_id)) if object_id else None
        if object_id and row is None:
            return JsonResponse({"error": _("This no longer exists.")}, status=404)
        if not (row is None or self.model_admin.has_view_or_change_permission(request, row)):
            raise PermissionDenied
        if request.method == "GET":
            return JsonResponse({"token": get_token(request), "user": request.user.pk})
        try:
            answer = self.answer(request, row, parse_autosave(request))
        except RequestDataTooBig:
            text = _("This is too long for a draft. Save the form.")
            return JsonResponse({"error": text}, status=413)
        except InvalidAutosave:
            return JsonResponse({"error": _("This cannot be saved as a draft.")}, status=400)
        except IntegrityError:  # the row was deleted in the meantime
            return JsonResponse({"error": _("This no longer exists.")}, status=404)
        return JsonResponse(answer)

    def answer(self, request, row, sent):
        """Save the posted draft. Return {"user": id}, with a message in "kept" if a draft was stored.

        Raise InvalidAutosave if the posted fields are not {name: [text]}.
        """
        answer = {"user": request.user.pk}
        if "typed" in sent and (draft := self._keep(request, row, sent)):
            answer["kept"] = _("Draft saved at %(time)s") % {"time": format_local_time(draft.kept_at)}
        return answer

    def _keep(self, request, row, sent):
        """Save the posted fields that the user may edit. Return the draft, or None if no field is left."""
        if not self._may_type(request, row):
            raise PermissionDenied
        fields, shown = self.accepted(request, row, sent["typed"], sent.get("shown", {}))
        row_id = row.pk if row else None
        return keep_typing(
            row_id, tab=sent["tab"], fields=fields, shown=shown, by=request.user, drafts=self.drafts
        )

    def _may_type(self, request, row):
        if row is None:
            return self.model_admin.has_add_permission(request)
        return self.model_admin.has_change_permission(request, row)

    def accepted(self, request, row, typed, shown) -> tuple[dict, dict]:
        """Return (typed, shown): {name: [values]} of the fields that the user may edit.

        Raise InvalidAutosave if one of them is not {name: [text]}.
        """
        form = self.model_admin.get_form(request, row, change=row is not None)(instance=row)
        names = set(form.guarded())  # type: ignore[attr-defined]  # a GuardedForm
        choices = {name for name in names if isinstance(form.fields[name], CHOICES_OF_SEVERAL)}
        return (
            accepted_values(typed, names.__contains__, may_be_empty=choices),
            accepted_values(shown, names.__contains__, may_be_empty=choices, prefix=INITIAL),
        )

    def drop_draft_view(self, request, draft_id):
        """Discard a draft and redirect to the form."""
        draft = self.drafts.objects.filter(user=request.user, pk=draft_id).first()
        if draft is None:
            raise Http404
        drop_typing(draft.pk, by=request.user, drafts=self.drafts)
        messages.success(request, _("Draft discarded. The form shows what was last saved."))
        return HttpResponseRedirect(self.form_address(getattr(draft, f"{self.drafts.row_name}_id", None)))

    def form_address(self, row_id: int | None) -> str:
        """Return the address of the form of a row, or of a new one."""
        if row_id is None:
            return reverse(f"admin:{self.url_prefix}_add")
        return reverse(f"admin:{self.url_prefix}_change", args=[row_id])

    def requested(self, request: StaffRequest, row) -> AutosavedDraft | None:
        """Return the draft requested by id; None unless it belongs to the user and to this row."""
        pk = parse_draft_id(request.GET[DRAFT])
        return self.drafts.objects.of(request.user, row).filter(pk=pk).first()

    def forget_posted(self, request: StaffRequest) -> None:
        """Delete the drafts of a form that was saved: the draft of its window and the recovered draft."""
        tab = storable_text(request.POST.get(TAB_FIELD, ""))[:40]
        forget_typing(by=request.user, drafts=self.drafts, tab=tab, dropped_at=None)
        if draft := parse_draft_id(request.POST.get(DRAFT_FIELD, "")):
            forget_typing(by=request.user, drafts=self.drafts, pk=draft)

    def unsaved(self, draft: AutosavedDraft, row) -> list[UnsavedField]:
        """Return the fields of a draft that differ from the saved row."""
        return unsaved_columns(draft.fields, self.model_admin.model, row)

    def complete(self, context: dict, request: StaffRequest, row) -> None:
        """Add the user's drafts, `may_save` and a recovered draft to the context of a form."""
        conflict = self.model_admin.conflict  # type: ignore[attr-defined]  # a ConflictMixin
        recovered = conflict if isinstance(conflict, RecoveredMixin) else None
        may_save = self._may_type(request, row)
        context |= self.context(request, row, recovered, with_drafts=may_save) | {"may_save": may_save}
        if recovered and len(context["errors"]) == 1:
            # The template shows it as a notice, not as an error.
            context["recovered"], context["errors"] = recovered, []

    def context(self, request: StaffRequest, row, recovered, *, with_drafts: bool) -> dict:
        """Return the context of admin/_autosave.html.

        recovered    the RecoveredMixin conflict to show with the form, or None
        with_drafts  whether to offer the user's drafts
        """
        # A discarded draft belongs to no window, so its tab id is not used again.
        has_tab = recovered and not recovered.row.is_dropped
        address = reverse(f"admin:{self.url_prefix}_add_autosave")
        if row is not None:
            address = reverse(f"admin:{self.url_prefix}_autosave", args=[row.pk])
        settings = {
            "address": address,
            "drop": f"admin:{self.url_prefix}_drop_draft",
            "tab": recovered.row.tab if has_tab else request.POST.get(TAB_FIELD, ""),
            "draft": recovered.row.pk if recovered else request.POST.get(DRAFT_FIELD, ""),
            "user": request.user.pk,
            "login": f"{reverse('admin:login')}?next={request.path}",
        }
        context: dict[str, Any] = {"autosave": settings}
        if request.method == "GET" and with_drafts:
            drafts = self.drafts.objects.of(request.user, row)[:10]
            entries = [(draft, fields) for draft in drafts if (fields := self.unsaved(draft, row))]
            context["unsaved"] = [entry for entry in entries if not entry[0].is_dropped][:5]
            context["dropped"] = [entry for entry in entries if entry[0].is_dropped][:5]
        return context


def parse_autosave(request):
    """Return the object posted by story_autosave.js as a dict. Raise InvalidAutosave or RequestDataTooBig.

    tab       at most 40 letters, digits and hyphens
    versions  {part: number}; other values are dropped

    The other keys are not validated and may be missing: typed, shown, language, is_typing, leaving.
    """
    if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_AUTOSAVE_BYTES:
        raise RequestDataTooBig
    try:
        sent = json.loads(request.body)
    except (ValueError, RecursionError, RawPostDataException) as error:
        # RawPostDataException is raised if the body is a form.
        raise InvalidAutosave from error
    tab = sent.get("tab") if isinstance(sent, dict) else None
    if not (isinstance(tab, str) and len(tab) <= 40 and tab.replace("-", "").isalnum()):
        raise InvalidAutosave
    read_at = sent.get("versions")
    read_at = read_at if isinstance(read_at, dict) else {}
    sent["versions"] = {part: number for part, number in read_at.items() if isinstance(number, int)}
    return sent


def parse_draft_id(text):
    """Return the id in a query parameter or input; 0 if it is invalid."""
    return int(text) if is_number(text) else 0


def format_local_time(at):
    return formats.time_format(timezone.localtime(at), "TIME_FORMAT")


class RecoveredMixin:
    """Mixin for a FormConflict that fills a form from a draft. `row` is the AutosavedDraft."""

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


class RecoveredObject(RecoveredMixin, FormConflict):  # type: ignore[override]  # the mixin computes the message
    """Recovered draft of a model form, merged field by field with later saves."""

    def __init__(self, row):
        super().__init__()
        self.row = row


class RecoveredTexts(RecoveredMixin):
    """Recovered draft of a form without a stored row, so that nothing has to be merged."""

    changes, theirs = (), {}

    def __init__(self, row):
        self.row = row


class AutosaveMixin:
    """Mixin for a model admin with ConflictMixin whose form saves drafts of unsaved text.

    autosave  the AutosaveViews of the model
    """

    autosave: type[AutosaveViews]
    change_form_template: ClassVar = "admin/autosave_form.html"

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
        """Show the form filled from the requested draft, bound as if posted. Nothing is saved.

        If the draft is gone, redirect to the form.
        """
        row = self.get_object(request, unquote(object_id)) if object_id else None
        is_there = object_id is None or row is not None
        draft = self.autosave(self).requested(request, row) if is_there else None
        if draft is None:
            messages.warning(request, _("Your draft is no longer available."))
            return HttpResponseRedirect(request.path)
        _files = request.FILES  # read first: later, Django would replace POST by this GET's empty body
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
        self.autosave(self).complete(context, request, obj)
        return super().render_change_form(request, context, add, change, form_url, obj)
