"""Admin of the translation memory: search, deletion of entries, import and export as TMX."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from articles.models import Language
from articles.models.text import line
from newsroom.translations.memory.tmx.importing import import_tmx
from newsroom.translations.memory.tmx.reading import TmxRefused
from newsroom.translations.memory.tmx.report import report
from newsroom.translations.memory.tmx.writing import pieces
from newsroom.translations.models import MemoryEntry
from newsroom.translations.segment_display import ROLES

MAX_BYTES = 10_000_000  # what is read while somebody waits; the command takes a hundred times as much
ASKED = ("source_language__exact",)


class TmxForm(forms.Form):
    file = forms.FileField(
        label=_("TMX file"),
        widget=forms.FileInput(attrs={"accept": ".tmx,application/xml,text/xml"}),
        help_text=_("10 MB at most; larger ones by manage.py import_memory."),
    )
    source_language = forms.ChoiceField(
        label=_("Translated from"),
        required=False,
        choices=[("", _("As the file says")), *Language.choices],
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(_("The file has more than %(size)d MB.") % {"size": 10})
        return file


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
        return ROLES.get(entry.role, _("Paragraph"))

    def has_change_permission(self, request, entry=None):
        return False

    def lookup_allowed(self, lookup, value, request):
        return lookup in ASKED

    def get_search_results(self, request, queryset, search_term):
        """Compose Hangul that some systems type and paste in pieces, which would match nothing."""
        return super().get_search_results(request, queryset, line(search_term))

    def get_urls(self):
        views = {"import": self.import_view, "export": self.export_view}
        own = [
            path(f"{name}/", self.admin_site.admin_view(view), name=f"translations_memoryentry_{name}")
            for name, view in views.items()
        ]
        return [*own, *super().get_urls()]

    def add_view(self, request, form_url="", extra_context=None):
        """Redirect to the import: entries are approved in a story or come in a file, and are never typed."""
        return HttpResponseRedirect(reverse("admin:translations_memoryentry_import"))

    def export_view(self, request):
        """Export all of the memory as a file, whatever the list shows."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        entries = MemoryEntry.objects.order_by("pk").iterator()
        named = {"Content-Disposition": 'attachment; filename="memory.tmx"'}
        return StreamingHttpResponse(pieces(entries), content_type="application/xml", headers=named)

    def import_view(self, request):
        """Show and process the form for a TMX file; answer 422 if the file is refused."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = TmxForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid() and self._has_taken(request, form):
            return HttpResponseRedirect(reverse("admin:translations_memoryentry_changelist"))
        context = self.admin_site.each_context(request) | {"opts": self.opts, "form": form}
        context |= {"title": _("Import TMX"), "media": self.media + form.media}
        status = 422 if request.method == "POST" else 200
        return TemplateResponse(request, "admin/translations/memoryentry/import.html", context, status=status)

    def _has_taken(self, request, form):
        file, language = form.cleaned_data["file"], form.cleaned_data["source_language"] or None
        told = {"name": file.name, "by": request.user, "at": timezone.now()}
        try:
            imported = import_tmx(file, source_language=language, **told)
        except TmxRefused as refusal:
            form.add_error("file", str(refusal))
            return False
        for words in report(imported):
            messages.success(request, words)
        return True

    @admin.display(description=MemoryEntry._meta.get_field("source_text").verbose_name)
    def source(self, entry):
        return _in_language(entry.source_language, entry.source_text)

    @admin.display(description=MemoryEntry._meta.get_field("target_text").verbose_name)
    def target(self, entry):
        return _in_language(entry.target_language, entry.target_text)


def _in_language(language, words):
    return format_html('<span lang="{}">{}</span>', language, words)
