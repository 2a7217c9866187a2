"""Admin of the translation memory: search and deletion of entries."""

from django.contrib import admin
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from articles.admin.base import ReadOnlyAdmin, lang_span
from newsroom.translations.models import MemoryEntry
from newsroom.translations.segment_display import ROLE_LABELS

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
