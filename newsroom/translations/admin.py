"""Admin of the translation memory: search and deletion of entries."""

from django.contrib import admin
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from articles.models.text import line
from newsroom.translations.models import MemoryEntry
from newsroom.translations.segment_display import ROLE_LABELS

ASKED = ("source_language__exact",)


@admin.register(MemoryEntry)
class MemoryEntryAdmin(admin.ModelAdmin):
    list_display = ("source", "target", "source_language", "kind", "uses", "last_seen_at")
    list_filter = ("source_language",)
    list_per_page = 50
    show_full_result_count = False
    search_fields = ("source_text", "target_text")
    fields = (
        *("source", "target", "source_language", "kind", "article", "origin"),
        *("first_seen_at", "last_seen_at", "uses", "by"),
    )
    readonly_fields = fields

    @admin.display(description=_("Kind"), ordering="role")
    def kind(self, entry):
        return ROLE_LABELS.get(entry.role, _("Paragraph"))

    def has_change_permission(self, request, entry=None):
        return False

    def lookup_allowed(self, lookup, value, request):
        return lookup in ASKED

    def get_search_results(self, request, queryset, search_term):
        """Compose Hangul that some systems type and paste in pieces, which would match nothing."""
        return super().get_search_results(request, queryset, line(search_term))

    def add_view(self, request, form_url="", extra_context=None):
        """Redirect to the import: entries are approved in a story or come in a file, and are never typed."""
        return HttpResponseRedirect(reverse("admin:translations_memoryentry_import"))

    @admin.display(description=MemoryEntry._meta.get_field("source_text").verbose_name)
    def source(self, entry):
        return _in_language(entry.source_language, entry.source_text)

    @admin.display(description=MemoryEntry._meta.get_field("target_text").verbose_name)
    def target(self, entry):
        return _in_language(entry.target_language, entry.target_text)


def _in_language(language, words):
    return format_html('<span lang="{}">{}</span>', language, words)
