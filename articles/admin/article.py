"""The story: one form for both languages, in the order of work."""

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.encoding import uri_to_iri
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from articles.admin.article_form import ArticleForm
from articles.admin.article_history import HistoryAdmin
from articles.admin.article_inlines import BylineInline, RelatedLinkInline, SourceInline
from articles.admin.article_list import ListingAdmin
from articles.admin.article_saving import SavingAdmin
from articles.admin.article_standing import headline_language, places
from articles.admin.article_step_view import SteppingAdmin
from articles.admin.article_steps import MAIN, STEPS, offered
from articles.admin.bilingual import BilingualAdmin
from articles.admin.editor import BodyEditor
from articles.admin.pickers import picker_urls
from articles.admin.story_from_text import story_from_text_urls
from articles.body import BodyField
from articles.models import Article, Edition, Language, Progress, Wanted, localized, other
from articles.workflow.permissions import Verb, may

TEXT = ("title", "summary", "body", "slug")
FILING = (("source_language", "section"), ("topics", "lead_image"))


@admin.register(Article)
class ArticleAdmin(ListingAdmin, SteppingAdmin, SavingAdmin, HistoryAdmin, BilingualAdmin):
    form = ArticleForm
    inlines = (BylineInline, RelatedLinkInline, SourceInline)
    autocomplete_fields = ("lead_image",)  # sections are few: a plain list
    search_fields = ("title_en", "title_ko", "summary_en", "summary_ko")
    formfield_overrides = {BodyField: {"widget": BodyEditor}}
    save_on_top = False
    view_on_site = False

    def get_form(self, request, obj=None, change=False, **kwargs):
        own = {"user": request.user, "conflict": getattr(request, "conflict", None)}
        form = type(ArticleForm)("ArticleForm", (ArticleForm,), own)
        return super().get_form(request, obj, change=change, form=form, **kwargs)

    def get_inline_instances(self, request, obj=None):
        """The related block and the sources are folded as long as there are none."""
        inlines = super().get_inline_instances(request, obj)
        for inline in inlines:
            rows = inline.model._default_manager.filter(article=obj)
            if inline.folds and request.method != "POST" and (obj is None or not rows.exists()):
                inline.classes = ["collapse"]
        return inlines

    def get_changeform_initial_data(self, request):
        initial = super().get_changeform_initial_data(request)
        return initial | {"source_language": first_language(request)}

    def get_fieldsets(self, request, obj=None):
        first = Language(obj.source_language) if obj else first_language(request)
        progress = {row.language: row for row in obj.progress.all()} if obj else {}
        languages = [
            language_fieldset(language, obj, progress.get(language.value), is_first=language == first)
            for language in (first, other(first))
        ]
        return [*languages, (_("Filing"), {"fields": FILING, "classes": ["filing"]})]

    def get_urls(self):
        return [*picker_urls(self.admin_site), *story_from_text_urls(self), *super().get_urls()]

    def delete_view(self, request, object_id, extra_context=None):
        """What readers have seen is not deleted; its withdrawal is the way."""
        article = self.get_object(request, unquote(object_id))
        if article is not None and Edition.objects.filter(article=article).exists():
            refusal = _("A story that was published is not deleted; withdraw it instead.")
            self.message_user(request, refusal, messages.ERROR)
            return HttpResponseRedirect(reverse("admin:articles_article_change", args=[article.pk]))
        return super().delete_view(request, object_id, extra_context)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is not None and self.has_change_permission(request, obj):
            context["bar"] = bar(obj, request.user)
        if obj is not None:
            context["headline_language"] = headline_language(obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def get_search_results(self, request, queryset, search_term):
        return queryset.matching(search_term).defer("body", "body_en", "body_ko"), False


def bar(article, user):
    """What the bar above the form shows: see admin/articles/article/_bar.html."""
    shown = []
    for place in places(article):
        steps = [(name, STEPS[name]) for name in offered(place, user)]
        main = [item for item in steps if item[0] in MAIN]
        more = [item for item in steps if item[0] not in MAIN]
        link = place.edition.get_absolute_url() if place.is_live else ""
        shown.append({"place": place, "link": link, "address": uri_to_iri(link), "main": main, "more": more})
    return shown


def first_language(request):
    """The language that a new story is begun in: the one asked for, else the user's, if they may write it."""
    asked = [
        request.GET.get("source", ""),
        request.POST.get("source_language", ""),
        get_language(),
        *Language,
    ]
    known = [Language(code) for code in asked if code in Language.values]
    return next((language for language in known if may(request.user, Verb.WRITE, language)), known[0])


def language_fieldset(language, article, progress, *, is_first):
    """One language's texts; folded to a strip while nothing of it is written."""
    is_begun = article is not None and any(article.text(field, language) for field in TEXT)
    classes = ["language", f"language-{language}"]
    if not is_first and not is_begun:
        classes.append("collapse")
    is_brief = progress is not None and progress.wanted == Wanted.BRIEF
    return (
        language_heading(language, progress, is_begun=is_begun or (article is None and is_first)),
        {
            "fields": [localized(field, language) for field in TEXT],
            "classes": classes,
            "description": _("A brief: headline and summary are published, the text is not.")
            if is_brief
            else "",
        },
    )


def language_heading(language, progress, *, is_begun):
    if is_begun:
        return language.label
    wanted = {
        Wanted.FULL: _("%(language)s: not begun — full text wanted"),
        Wanted.BRIEF: _("%(language)s: not begun — brief wanted"),
        Wanted.NOTHING: _("%(language)s: not begun — not wanted"),
    }
    sentence = (
        wanted[Wanted(progress.wanted)] if isinstance(progress, Progress) else _("%(language)s: not begun")
    )
    return sentence % {"language": language.label}
