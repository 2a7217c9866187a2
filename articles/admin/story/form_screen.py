"""Screen of the story form: showing, saving, merging concurrent changes, and recovering drafts."""

from dataclasses import dataclass, field

from django.contrib import messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.admin.utils import unquote
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from js_asset import ImportMap, Media

from articles.admin.autosave import DRAFT
from articles.admin.base import NamedRowsMixin
from articles.admin.editor_widget import BodyEditor
from articles.admin.forms.fields import is_number
from articles.admin.forms.guarded import GuardedNumberField, keep_saved_values
from articles.admin.forms.posted_form import new_form_data
from articles.admin.site import render_story_panels
from articles.admin.story.actions import BUTTON
from articles.admin.story.actions.views import act_after_save, posted_action
from articles.admin.story.autosave import AutosaveScreen, Conflict, RecoveredForm
from articles.admin.story.bar import build_bar
from articles.admin.story.form import (
    STORY_MODULES,
    ArticleForm,
    HeadlineInput,
    build_columns,
    build_fieldsets,
    length_attributes,
    show_library_captions,
)
from articles.admin.story.inlines import BylineInline, RelatedLinkInline, SourceInline
from articles.admin.story.notes import notes_link
from articles.admin.story.preflight import report_blockers
from articles.admin.story.preview import PREVIEW
from articles.admin.story.screens import StoryAdmin, drawer_redirect, headline_language, language_statuses
from articles.admin.story.suggestions import (
    find_offers,
    related_candidates,
    republishing_rights,
)
from articles.admin.story.translation_status import report_translation
from articles.admin.story_rows import story_address
from articles.body import BodyField
from articles.checks.context import TEXT, RelatedData
from articles.models import Article, Language, localized, other
from articles.story_exceptions import may_make_exceptions
from articles.workflow.edit_session import COLUMNS, EditConflict, EditSession, create_article
from articles.workflow.permissions import Verb, may
from articles.workflow.transitions import mark_opened

ENTER = "_enter"  # name of the hidden button that the Enter key presses, to save and continue editing
GUIDED = [localized(name, language) for name in TEXT for language in Language]
HEADLINES = [localized("title", language) for language in Language]


@dataclass
class StorySave:
    """One save of the form.

    form, formsets  as they were posted
    edit            the EditSession; its article is the locked story
    parts           the changed parts, of "en", "ko" and "filing"
    """

    form: ArticleForm | None = None
    formsets: list = field(default_factory=list)
    edit: EditSession | None = None
    parts: set = field(default_factory=set)


class StoryFormAdmin(NamedRowsMixin, StoryAdmin):
    """Model admin of the story form, during one request. ArticleAdmin creates an instance for each request.

    save       the StorySave
    is_saving  whether the story is read under its lock, to be saved
    conflict   the Conflict to show with the form, or None
    statuses   the LanguageStatuses of the story, if the form is only shown
    """

    form = ArticleForm
    inlines = (BylineInline, SourceInline, RelatedLinkInline)
    autocomplete_fields = addable = ("lead_image",)  # sections are few enough for a plain select
    formfield_overrides = {BodyField: {"widget": BodyEditor}}
    view_on_site = False

    def __init__(self, model, admin_site):
        super().__init__(model, admin_site)
        self.save, self.is_saving, self.conflict, self.statuses = StorySave(), False, None, None

    @property
    def media(self):
        return super().media + Media(importmap=ImportMap(STORY_MODULES))

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Show or save the form. After a save, take the action of the pressed button, as a separate step."""
        self.object_id, self.form_url, self.extra_context = object_id, form_url, extra_context
        keep_saved_values(request)
        if request.method == "GET" and DRAFT in request.GET:
            return self.recover_draft(request)
        if ENTER in request.POST:
            request.POST = request.POST.copy()
            request.POST["_continue"] = "on"
        response = self.respond_or_join(request)
        if not (request.method == "POST" and isinstance(response, HttpResponseRedirect)):
            return response
        if object_id is not None and (posted := posted_action(request)):
            response = act_after_save(request, *posted, self.save)
        AutosaveScreen(self).forget_posted(request)
        return drawer_redirect(request, response)

    def respond(self, request, *, is_saving=False, conflict=None):
        """Return Django's response to the request: a redirect after saving, or the form."""
        self.is_saving, self.conflict, self.statuses = is_saving, conflict, None
        return self.show_form(request, self.object_id, self.form_url, self.extra_context)

    def respond_or_join(self, request):
        """Return the response to the request. If others saved the story since, merge both changes."""
        is_saving = request.method == "POST" and self.object_id is not None
        try:
            response = self.respond(request, is_saving=is_saving)
        except EditConflict as refusal:
            return self.join(request, refusal.parts)
        if response.status_code == 422 and is_saving:
            context = response.context_data
            self.save.form = context["adminform"].form
            self.save.formsets = [inline.formset for inline in context["inline_admin_formsets"]]
            if rows_are_gone(self.save.formsets):
                return self.join(request, ["filing"])
        return response

    def join(self, request, parts, *, tries=3):
        """Save the posted text merged with the changes of others. If both overlap, show the form again.

        parts  the parts that others changed
        tries  how often to merge again if another save comes first; after that, the form is shown
        """
        self.is_saving = False
        article = self.get_object(request, unquote(self.object_id))
        conflict = Conflict(
            article,
            parts,
            viewer=request.user,
            seen=self.save.form.seen(),
            is_asked=saw_no_version(self.save.form) or not tries,
        )
        request.POST = conflict.rebased(request.POST, self.save.form, self.save.formsets)
        if conflict.is_asked:
            return self.show_conflict(request, conflict)
        message = conflict.joined_message  # built before this save becomes the latest
        try:
            response = self.respond(request, is_saving=True)
        except EditConflict as refusal:
            return self.join(request, refusal.parts, tries=tries - 1)
        if not isinstance(response, HttpResponseRedirect):
            return self.show_conflict(request, conflict)
        messages.warning(request, message)
        if request.POST.pop(BUTTON, None):
            messages.warning(request, _("Check the merged text, then press the button again."))
        return response

    def show_conflict(self, request, conflict, *, status=409):
        """Show the form again with the typed text and the changes of others. Nothing is saved."""
        response = self.respond(request, conflict=conflict)
        response.status_code = status
        return response

    def recover_draft(self, request):
        """Show the form filled from the requested draft, bound as if posted. Nothing is saved."""
        object_id = self.object_id
        article = self.get_object(request, unquote(object_id)) if object_id else None
        row = AutosaveScreen(self).requested(request, article)
        if row is None or (object_id and article is None):
            messages.warning(request, _("Your draft is no longer available."))
            if article is None:
                return HttpResponseRedirect(reverse("admin:articles_article_add"))
            return HttpResponseRedirect(story_address(article.pk))
        _files = request.FILES  # read first: later, Django would replace POST by this GET's empty body
        recovered = RecoveredForm(article, row)
        request.method, request.POST = "POST", recovered.posted
        if article is None:
            request.POST = new_form_data(self, request)
        else:
            form = self.get_form(request, article, change=True)(request.POST, request.FILES, instance=article)
            formsets, _inlines = self._create_formsets(request, form.instance, change=True)
            request.POST = recovered.rebased(request.POST, form, formsets)
        self.form_url = request.path  # the form is posted to the address without ?draft=
        return self.show_conflict(request, recovered, status=200)

    def get_object(self, request, object_id, from_field=None):
        """Return the story, or None if it is gone. To save it, lock it in an EditSession."""
        if not self.is_saving:
            return super().get_object(request, object_id, from_field)
        if not is_number(object_id):
            return None
        try:
            self.save.edit = EditSession(object_id, by=request.user)
        except Article.DoesNotExist:
            return None
        return self.save.edit.article

    def save_model(self, request, obj, form, change):
        if change:
            self.save.edit.seen = form.seen()
            return
        columns = {name: getattr(obj, name) for name in COLUMNS}
        obj.pk = create_article(by=request.user, **columns).pk
        obj._state.adding = False
        self.save.edit = EditSession(obj.pk, by=request.user)

    def save_related(self, request, form, formsets, change):
        self.save.form, self.save.formsets = form, formsets
        super().save_related(request, form, formsets, change)
        has_written_rows = "topics" in form.changed_data or any(rows.has_changed() for rows in formsets)
        self.save.edit.has_unchanged_rows = change and not has_written_rows
        self.save.parts = self.save.edit.finish()

    def log_change(self, request, obj, message):
        if self.save.parts:
            super().log_change(request, obj, message)

    def response_add(self, request, obj, post_url_continue=None):
        """After “Save and continue editing”, redirect to the story, where the bar shows the next step."""
        is_elsewhere = IS_POPUP_VAR in request.POST or "_continue" not in request.POST
        if is_elsewhere or not self.has_change_permission(request, obj):
            return super().response_add(request, obj, post_url_continue)
        messages.success(request, _("Saved."))
        return HttpResponseRedirect(story_address(obj.pk))

    def response_change(self, request, obj):
        """Redirect after a save, and add messages about it.

        Buttons of the bar redirect to the preview or the form; all others redirect as Django's admin does.
        """
        language, parts = request.POST.get(PREVIEW, ""), self.save.parts
        if parts and (language in Language.values or BUTTON in request.POST):
            messages.success(request, _("Saved."))
        if language in Language.values:
            address = reverse("admin:articles_article_preview", args=[obj.pk])
            return HttpResponseRedirect(f"{address}?language={language}")
        if BUTTON in request.POST:
            response = HttpResponseRedirect(story_address(obj.pk))
        else:
            response = super().response_change(request, obj)
        report_translation(request, self.save.edit, parts)
        if parts and BUTTON not in request.POST:
            report_blockers(request, self.save.edit)
        return response

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("section", "lead_image")

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        form.user, form.is_saving = request.user, False  # the EditSession itself compares versions
        if self.is_saving and self.save.edit:
            form.current = self.save.edit.versions()
        elif obj is not None and not self.is_saving:
            self.statuses = language_statuses(obj, request.user)
            form.current = {
                "filing": obj.version,
                **{status.language: status.progress.version for status in self.statuses},
            }
            form.latest = {status.language: status.after for status in self.statuses}
        return form

    def get_inline_instances(self, request, obj=None):
        inlines = super().get_inline_instances(request, obj)
        for inline in inlines:
            inline.conflict = self.conflict
        return inlines

    def get_changeform_initial_data(self, request):
        initial = super().get_changeform_initial_data(request)
        return initial | {"source_language": first_language(request)}

    def get_fieldsets(self, request, obj=None):
        return build_fieldsets(Language(obj.source_language) if obj else first_language(request))

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name in HEADLINES:
            kwargs["widget"] = HeadlineInput
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is None:
            return None
        if db_field.name in GUIDED:
            name, _underscore, language = db_field.name.rpartition("_")
            field.widget.attrs |= length_attributes(name, language)
        return field

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        bar = None
        if obj is not None:
            context["headline_language"] = headline_language(obj)
            rows, is_refused = RelatedData(obj), bool(context["errors"])
            bar = build_bar(obj, request.user, statuses=self.statuses, rows=rows, is_refused=is_refused)
            context["bar"] = bar
            statuses = [language.status for language in bar.languages]
            for status in statuses:
                mark_opened(status.progress, request.user)
            context["notes"] = notes_link(obj, request.user)
            is_published = any(status.is_live or status.is_ahead for status in statuses)
            context["related"] = related_candidates(obj) if is_published else []
            context["rights"] = republishing_rights(obj, context["publication"])
            context["may_make_exceptions"] = may_make_exceptions(request.user)
            context["lead_image"] = obj.lead_image
            show_library_captions(context["adminform"].form, obj.lead_image)
            context["panels"] = render_story_panels(request.user, obj)
            context["offers"] = form_offers(obj, request.user, context["adminform"].form, rows)
        first = Language(obj.source_language) if obj else first_language(request)
        if add and not context["errors"]:
            headline = context["adminform"].form.fields[localized("title", first)]
            headline.widget.attrs["autofocus"] = True
        context["next_part"] = "translation" if bar and bar.next_language == other(first) else "source"
        context["columns"] = build_columns(
            obj, request.user, context["adminform"], first, bar, context["publication"]
        )
        context["is_nav_sidebar_enabled"] = False
        AutosaveScreen(self).complete(context, request, obj)
        return super().render_change_form(request, context, add, change, form_url, obj)


def first_language(request):
    """Return the source language of a new story, if possible a language that the user may write.

    Prefer the requested language, then the language of the user's interface.
    """
    codes = [
        request.GET.get("source", ""),
        request.POST.get("source_language", ""),
        get_language(),
        *Language,
    ]
    preferred = [Language(code) for code in codes if code in Language.values]
    writable = [language for language in preferred if may(request.user, Verb.WRITE, language)]
    return (writable or preferred)[0]


def form_offers(article, user, form, rows):
    """Return the offers for a story. Topics can be filed only if the form has an editable topics field."""
    topics = form.fields.get("topics")
    filed = {item.pk for item in form.initial.get("topics", ())}
    may_file = topics is not None and not topics.disabled
    return find_offers(article, user, filed=filed, may_file=may_file, rows=rows)


def saw_no_version(form):
    """Return whether a posted version was invalid, so that the text shown to the user is unknown."""
    return GuardedNumberField.UNSEEN in form.seen().values() if form.is_valid() else False


def rows_are_gone(formsets):
    """Return whether another user deleted a posted row in the meantime."""
    return any("id" in row.errors for formset in formsets for row in formset.initial_forms)
