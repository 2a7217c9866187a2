"""Admin of stories: one form for both languages, composed of the parts in this package."""

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from articles.admin.base import BilingualAdmin
from articles.admin.editor import BodyEditor
from articles.admin.editor.pickers import picker_urls
from articles.admin.site import current_publication
from articles.admin.story.actions.views import ActionAdmin
from articles.admin.story.bar import build_bar
from articles.admin.story.changelist import StoryListAdmin
from articles.admin.story.conflicts.autosave import AutosaveAdmin
from articles.admin.story.form import (
    ArticleForm,
    HeadlineInput,
    build_columns,
    build_fieldsets,
    length_attributes,
)
from articles.admin.story.history.views import HistoryAdmin
from articles.admin.story.inlines import BylineInline, RelatedLinkInline, SourceInline
from articles.admin.story.language_status import headline_language
from articles.admin.story.notes import NotesAdmin, notes_link
from articles.admin.story.offers import find_offers
from articles.admin.story.preflight import PreflightAdmin
from articles.admin.story.preview import PreviewAdmin
from articles.admin.story.saving import SavingAdmin
from articles.admin.story.story_exceptions import (
    RelatedStoriesAdmin,
    RightsAdmin,
    related_candidates,
    republishing_rights,
)
from articles.body import BodyField
from articles.checks.context import TEXT
from articles.models import Article, Edition, Language, localized, other
from articles.workflow.permissions import Verb, may

GUIDED = [localized(name, language) for name in TEXT for language in Language]
HEADLINES = [localized("title", language) for language in Language]


@admin.register(Article)
class ArticleAdmin(
    StoryListAdmin,
    AutosaveAdmin,
    PreviewAdmin,
    PreflightAdmin,
    RelatedStoriesAdmin,
    RightsAdmin,
    NotesAdmin,
    ActionAdmin,
    SavingAdmin,
    HistoryAdmin,
    BilingualAdmin,
):
    form = ArticleForm
    inlines = (BylineInline, SourceInline, RelatedLinkInline)
    autocomplete_fields = ("lead_image",)  # sections are few: a plain list
    search_fields = ("title_en", "title_ko", "summary_en", "summary_ko")
    formfield_overrides = {BodyField: {"widget": BodyEditor}}
    save_on_top = False
    view_on_site = False

    def get_form(self, request, obj=None, change=False, **kwargs):
        own = {"user": request.user, "conflict": getattr(request, "conflict", None)}
        form = type(ArticleForm)("ArticleForm", (ArticleForm,), own)
        return super().get_form(request, obj, change=change, form=form, **kwargs)

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
        if isinstance(field.widget, RelatedFieldWidgetWrapper):
            # A section and a picture are edited on their own pages.
            field.widget.can_change_related = field.widget.can_view_related = False
            field.widget.can_add_related &= db_field.name == "lead_image"
        return field

    def get_urls(self):
        return [*picker_urls(self.admin_site), *super().get_urls()]

    def delete_view(self, request, object_id, extra_context=None):
        """Refuse to delete a story that was published: it is withdrawn instead."""
        article = self.get_object(request, unquote(object_id))
        if article is not None and Edition.objects.filter(article=article).exists():
            refusal = _("A published story cannot be deleted. Withdraw it instead.")
            self.message_user(request, refusal, messages.ERROR)
            return HttpResponseRedirect(reverse("admin:articles_article_change", args=[article.pk]))
        return super().delete_view(request, object_id, extra_context)

    def instead(self, request, article):
        text = _("Remove it from the related links of these stories before deleting it.")
        return text if self.has_change_permission(request) else ""

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        bar = None
        if obj is not None:
            context["headline_language"] = headline_language(obj)
            bar = build_bar(obj, request.user, is_refused=bool(context["errors"]))
            context["bar"] = bar
            context["notes"] = notes_link(obj, request.user)
            is_published = any(one.status.is_live or one.status.is_ahead for one in bar.languages)
            context["related"] = related_candidates(obj, request.user) if is_published else None
            context["rights"] = republishing_rights(obj, current_publication(request), request.user)
            context["lead_image"] = obj.lead_image
            context["offers"] = form_offers(obj, request.user, context["adminform"].form)
        may_save = self.has_change_permission(request, obj) if obj else self.has_add_permission(request)
        context["may_save"] = may_save
        first = Language(obj.source_language) if obj else first_language(request)
        if add and not context["errors"]:
            headline = context["adminform"].form.fields[localized("title", first)]
            headline.widget.attrs["autofocus"] = True
        context["next_part"] = "translation" if bar and bar.next_language == other(first) else "source"
        context["columns"] = build_columns(obj, request.user, context["adminform"], first, bar)
        context["is_nav_sidebar_enabled"] = False
        return super().render_change_form(request, context, add, change, form_url, obj)

    def get_search_results(self, request, queryset, search_term):
        return queryset.matching(search_term).defer("body", "body_en", "body_ko"), False


def first_language(request):
    """Return the source language of a new story: the requested one, else the user's, if they may write it."""
    asked = [
        request.GET.get("source", ""),
        request.POST.get("source_language", ""),
        get_language(),
        *Language,
    ]
    known = [Language(code) for code in asked if code in Language.values]
    return next((language for language in known if may(request.user, Verb.WRITE, language)), known[0])


def form_offers(article, user, form):
    """Return the offers of a story; topics for filing only if the form has an editable field for them."""
    topics = form.fields.get("topics")
    filed = {item.pk for item in form.initial.get("topics", ())}
    return find_offers(article, user, filed=filed, may_file=topics is not None and not topics.disabled)
