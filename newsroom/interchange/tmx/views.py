"""Views that export the translation memory as TMX, and import a TMX file into it."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models import Language
from newsroom.interchange.export_records import record_export
from newsroom.interchange.tmx.imports import format_tmx_report, import_tmx
from newsroom.interchange.tmx.tmx_format import TmxRefused, write_tmx
from newsroom.translations.models import MemoryEntry

MAX_UPLOAD_BYTES = 10_000_000  # is read while somebody waits; the command takes a hundred times as much


class TmxForm(forms.Form):
    """A TMX file, and the source language where the file does not say."""

    file = forms.FileField(
        label=_("TMX file"),
        widget=forms.FileInput(attrs={"accept": ".tmx,application/xml,text/xml"}),
        help_text=_("Up to 10 MB. Import larger files with manage.py import_memory."),
    )
    source_language = forms.ChoiceField(
        label=_("Translated from"),
        required=False,
        choices=[("", _("As stated in the file")), *Language.choices],
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MAX_UPLOAD_BYTES:
            raise forms.ValidationError(_("The file has more than %(size)d MB.") % {"size": 10})
        return file


def export_memory(request: HttpRequest) -> StreamingHttpResponse:
    """Return the whole memory as a file, whatever the list shows."""
    if not admin.site.get_model_admin(MemoryEntry).has_view_permission(request):
        raise PermissionDenied
    record_export("memory", "TMX", MemoryEntry.objects.count(), request=request)
    entries = MemoryEntry.objects.order_by("pk").iterator()
    headers = {"Content-Disposition": 'attachment; filename="memory.tmx"'}
    return StreamingHttpResponse(write_tmx(entries), content_type="application/xml", headers=headers)


def import_memory(request: HttpRequest) -> HttpResponse:
    """Show a form for a TMX file, and import it; 422 when the file is refused."""
    model_admin = admin.site.get_model_admin(MemoryEntry)
    if not model_admin.has_add_permission(request):
        raise PermissionDenied
    form = TmxForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and _import_upload(request, form):
        return HttpResponseRedirect(reverse("admin:translations_memoryentry_changelist"))
    context = admin.site.each_context(request) | {"opts": model_admin.opts, "form": form}
    context |= {"title": _("Import TMX"), "media": model_admin.media + form.media}
    status = 422 if request.method == "POST" else 200
    return TemplateResponse(request, "interchange/memory_import.html", context, status=status)


def _import_upload(request, form):
    """Import the file of a valid form; return False, with an error in the form, when it is refused."""
    file, language = form.cleaned_data["file"], form.cleaned_data["source_language"] or None
    try:
        imported = import_tmx(
            file, name=file.name, by=request.user, at=timezone.now(), source_language=language
        )
    except TmxRefused as refusal:
        form.add_error("file", str(refusal))
        return False
    for line in format_tmx_report(imported):
        messages.success(request, line)
    return True
