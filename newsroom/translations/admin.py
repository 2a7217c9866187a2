"""Admin of the translation memory, and the page that shows where a glossary term is used."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from articles.admin.base import ReadOnlyAdmin, lang_span
from articles.admin.site import may_see, register_urls
from articles.models import Term
from newsroom.translations.models import MemoryEntry
from newsroom.translations.segment_display import ROLE_LABELS
from newsroom.translations.term_usage import MOST_STORIES, term_usage

ASKED = ("source_language__exact",)


@admin.register(MemoryEntry)
class MemoryEntryAdmin(ReadOnlyAdmin):
    closed = ("change",)
    list_display = ("source", "target", "source_language", "kind", "uses", "last_seen_at")
    list_filter = ("source_language",)
    list_per_page = 50
    search_fields = ("source_text", "target_text")
    fields = (
        *("source", "target", "source_language", "kind", "article", "origin"),
        *("first_seen_at", "last_seen_at", "uses", "by"),
    )
    readonly_fields = fields

    @admin.display(description=_("Kind"), ordering="role")
    def kind(self, entry):
        return ROLE_LABELS.get(entry.role, _("Paragraph"))

    def lookup_allowed(self, lookup, value, request):
        return lookup in ASKED

    def add_view(self, request, form_url="", extra_context=None):
        """Redirect to the import: entries are approved in a story or come in a file, and are never typed."""
        return HttpResponseRedirect(reverse("admin:translations_memoryentry_import"))

    @admin.display(description=MemoryEntry._meta.get_field("source_text").verbose_name)
    def source(self, entry):
        return lang_span(entry.source_language, entry.source_text)

    @admin.display(description=MemoryEntry._meta.get_field("target_text").verbose_name)
    def target(self, entry):
        return lang_span(entry.target_language, entry.target_text)


@register_urls
def term_usage_urls(site):
    address = "articles/term/<number:term_id>/usage/"
    return [path(address, site.admin_view(term_usage_page), name="articles_term_usage")]


@require_safe
def term_usage_page(request: HttpRequest, term_id: int) -> HttpResponse:
    """Show where a glossary term is used, to people who may see terms, stories and the translation memory."""
    may_see_memory = request.user.has_perm("translations.view_memoryentry")
    if not (may_see(request.user, "term") and may_see(request.user, "article") and may_see_memory):
        raise PermissionDenied
    term = get_object_or_404(Term, pk=term_id)
    request.current_app = admin.site.name
    context = admin.site.each_context(request) | {
        "opts": Term._meta,
        "original": term,
        "title": _("Where it is used"),
        "usage": term_usage(term, request.at),
        "most": MOST_STORIES,
    }
    return TemplateResponse(request, "admin/articles/term/usage.html", context)
