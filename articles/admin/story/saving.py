"""Saving of the story form through articles.workflow.saving, with conflicts instead of overwriting."""

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from articles.admin.forms.guarded import GuardedNumberField
from articles.admin.story.actions.registry import BUTTON
from articles.admin.story.conflicts.conflict import Conflict
from articles.admin.story.translation_status import report_translation
from articles.workflow.saving import COLUMNS, EditConflict, EditSession, create_article

ENTER = "_enter"  # name of the hidden button of the Enter key: save and continue editing


class SavingAdmin:
    """Mixin of ArticleAdmin that saves the form, in one transaction under the story's lock."""

    def get_object(self, request, object_id, from_field=None):
        """Return the story; during a save, a fresh copy under its lock, which EditSession.finish writes."""
        article = super().get_object(request, object_id, from_field)
        if article is None or not getattr(request, "is_saving", False):
            return article
        request.edit = EditSession(article.pk, by=request.user)
        return request.edit.article

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if ENTER in request.POST:
            request.POST = request.POST.copy()
            request.POST["_continue"] = "on"
        request.is_saving = request.method == "POST" and object_id is not None
        request.conflict = None
        try:
            response = super().changeform_view(request, object_id, form_url, extra_context)
        except EditConflict as refusal:
            return self.join(request, object_id, form_url, extra_context, refusal.parts)
        if response.status_code == 422 and request.is_saving:
            request.forms = (
                response.context_data["adminform"].form,
                [inline.formset for inline in response.context_data["inline_admin_formsets"]],
            )
            if rows_are_gone(*request.forms):
                return self.join(request, object_id, form_url, extra_context, ["filing"])
        return response

    def join(self, request, object_id, form_url, extra_context, parts, *, tries=3):
        """Save the posted text merged with the changes of others; ask where both overlap."""
        request.is_saving = False
        article = self.get_object(request, unquote(object_id))
        conflict = Conflict(article, parts, is_asked=saw_no_version(request.forms[0]) or not tries)
        request.POST = conflict.rebased(request.POST, *request.forms)
        if conflict.is_asked:
            return self.show_conflict(request, object_id, form_url, extra_context, conflict)
        message = conflict.joined_message  # before this save becomes the latest
        request.is_saving = True
        try:
            response = super().changeform_view(request, object_id, form_url, extra_context)
        except EditConflict as refusal:
            return self.join(request, object_id, form_url, extra_context, refusal.parts, tries=tries - 1)
        if not isinstance(response, HttpResponseRedirect):
            return self.show_conflict(request, object_id, form_url, extra_context, conflict)
        self.message_user(request, message, messages.WARNING)
        if request.POST.pop(BUTTON, None):
            self.message_user(
                request, _("Check the merged text, then press the button again."), messages.WARNING
            )
        return response

    def show_conflict(self, request, object_id, form_url, extra_context, conflict):
        """Show the form again with the typed text and the changes of others. Nothing is saved."""
        request.is_saving, request.conflict = False, conflict
        response = super().changeform_view(request, object_id, form_url, extra_context)
        response.status_code = 409
        return response

    def response_change(self, request, obj):
        """Go back to the form after a button of the bar."""
        if BUTTON in request.POST:
            if request.parts:
                self.message_user(request, _("Saved."), messages.SUCCESS)
            response = HttpResponseRedirect(reverse("admin:articles_article_change", args=[obj.pk]))
        else:
            response = super().response_change(request, obj)
        report_translation(request, request.edit, request.parts)
        return response

    def save_model(self, request, obj, form, change):
        if change:
            request.edit.seen = form.seen()
            return
        columns = {name: getattr(obj, name) for name in COLUMNS}
        obj.pk = create_article(by=request.user, **columns).pk
        obj._state.adding = False
        request.edit = EditSession(obj.pk, by=request.user)

    def save_related(self, request, form, formsets, change):
        request.forms = form, formsets
        super().save_related(request, form, formsets, change)
        request.parts = request.edit.finish()

    def log_change(self, request, obj, message):
        if request.parts:
            super().log_change(request, obj, message)


def saw_no_version(form):
    """Return whether the form was posted with an invalid version, so that the text it showed is unknown."""
    return GuardedNumberField.UNSEEN in form.seen().values() if form.is_valid() else False


def rows_are_gone(form, formsets):
    """Return whether a posted row was deleted by somebody else meanwhile."""
    return any("id" in row.errors for formset in formsets for row in formset.initial_forms)
