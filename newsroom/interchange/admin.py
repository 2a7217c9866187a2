"""Import and export screens for the glossary and the translation memory, and URLs of this package."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from articles.admin.site import register_picture_finder, register_urls
from articles.models import Language, Term
from newsroom.interchange.archive.references import imported_pictures
from newsroom.interchange.glossary_csv import (
    MAX_GLOSSARY_BYTES,
    TERM_COLUMNS,
    decode_glossary,
    format_glossary,
    parse_glossary_rows,
)
from newsroom.interchange.glossary_plans import (
    GlossaryPlanChanged,
    column_label,
    import_glossary_terms,
    plan_glossary_import,
)
from newsroom.interchange.start_terms import load_start_terms
from newsroom.interchange.stories import story_from_text
from newsroom.interchange.text_files import FileRefused
from newsroom.interchange.tmx_format import TmxRefused, write_tmx
from newsroom.interchange.tmx_imports import format_tmx_report, import_tmx
from newsroom.security.log import record_export
from newsroom.translations.models import MemoryEntry

LIST = "admin:articles_term_changelist"
MAY_EXCHANGE = ["articles.add_term", "articles.change_term"]
glossary_access_required = permission_required(MAY_EXCHANGE, raise_exception=True)
MAX_UPLOAD_BYTES = 10_000_000  # read during a request; the command accepts a hundred times as much


class GlossaryFileForm(forms.Form):
    """A glossary file. Once it is valid, `plan` holds its changes and `text` its content."""

    file = forms.FileField(
        label=gettext_lazy("CSV file"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,text/csv"}),
        help_text=gettext_lazy("UTF-8, UTF-16 or CP949 (EUC-KR), as saved by Excel; up to 4 MB."),
    )
    text = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)
    agreed = forms.CharField(required=False, widget=forms.HiddenInput)

    encoding, plan, rows = "", None, ()

    def clean(self):
        data = super().clean()
        try:
            if data.get("file"):
                data["text"], self.encoding = decode_glossary(data["file"].read(MAX_GLOSSARY_BYTES + 1))
            elif not data.get("text"):
                raise FileRefused(_("Choose a file."))
            self.rows = parse_glossary_rows(data["text"])
        except FileRefused as refusal:
            self.add_error("file", str(refusal))
        else:
            self.plan = plan_glossary_import(self.rows)
        return data


@glossary_access_required
@require_safe
def export_glossary(request: HttpRequest) -> HttpResponse:
    """Return the whole glossary as a CSV file."""
    terms = Term.objects.select_related("successor", "topic")
    response = HttpResponse(format_glossary(terms), content_type="text/csv; charset=utf-8")
    record_export("glossary", "CSV", len(terms), request=request)
    name = f"glossary-{timezone.localdate().isoformat()}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@glossary_access_required
@sensitive_post_parameters("text")
def import_glossary(request: HttpRequest) -> HttpResponse:
    """Show the form or the preview of a file. After “write”, import the terms.

    Respond with 409 and a new preview if the glossary has changed since the preview that the user accepted.
    """
    if request.method != "POST":
        return _render_glossary_form(request, GlossaryFileForm())
    form = GlossaryFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _render_glossary_form(request, form, status=422)
    status = 200
    if "_write" in request.POST and not form.cleaned_data["file"]:
        try:
            return _write_terms(request, form)
        except GlossaryPlanChanged:
            messages.warning(
                request,
                _(
                    "The glossary has changed since the preview. Nothing was imported. This is the new "
                    "preview."
                ),
            )
            status = 409
    form.data = form.data.copy()  # type: ignore[attr-defined]  # a QueryDict; text and digest of the plan, to be posted back on confirmation
    form.data["text"], form.data["agreed"] = form.cleaned_data["text"], form.plan.digest()  # type: ignore[attr-defined, index]  # a QueryDict
    return _render_glossary_form(request, form, status=status)


def _write_terms(request, form):
    plan = import_glossary_terms(form.rows, agreed=form.cleaned_data["agreed"])
    enter = LogEntry.objects.log_actions
    if plan.new:
        enter(request.user.pk, [row.term for row in plan.new], ADDITION, [{"added": {}}])
    for row in plan.changed:
        fields = [change.label for change in row.changes]
        enter(request.user.pk, [row.term], CHANGE, [{"changed": {"fields": fields}}], single_object=True)
    messages.success(
        request,
        _("From the file: %(new)d new terms, %(changed)d changed terms.")
        % {"new": len(plan.new), "changed": len(plan.changed)},
    )
    if plan.refused:
        lines = ", ".join(str(row.line) for row in plan.refused[:20])
        messages.warning(request, _("Lines left out: %(lines)s.") % {"lines": lines})
    return HttpResponseRedirect(reverse(LIST))


@glossary_access_required
@require_POST
def add_start_terms(request: HttpRequest) -> HttpResponse:
    """Add the start terms that the glossary lacks."""
    terms = load_start_terms()
    if terms:
        LogEntry.objects.log_actions(request.user.pk, terms, ADDITION, [{"added": {}}])
    messages.success(
        request,
        ngettext("%(count)d term was added.", "%(count)d terms were added.", len(terms))
        % {"count": len(terms)},
    )
    return HttpResponseRedirect(reverse(LIST))


def _render_glossary_form(request, form, *, status=200):
    context = {
        **admin.site.each_context(request),
        "title": _("Glossary import"),
        "opts": Term._meta,
        "form": form,
        "plan": form.plan,
        "encoding": form.encoding,
        "columns": [(column, column_label(column)) for column in TERM_COLUMNS],
    }
    return TemplateResponse(request, "interchange/glossary_import.html", context, status=status)


class TmxForm(forms.Form):
    """A TMX file, with its source language if the file does not state it."""

    file = forms.FileField(
        label=gettext_lazy("TMX file"),
        widget=forms.FileInput(attrs={"accept": ".tmx,application/xml,text/xml"}),
        help_text=gettext_lazy("Up to 10 MB. Import larger files with manage.py import_memory."),
    )
    source_language = forms.ChoiceField(
        label=gettext_lazy("Translated from"),
        required=False,
        choices=[("", gettext_lazy("As stated in the file")), *Language.choices],
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MAX_UPLOAD_BYTES:
            raise forms.ValidationError(_("The file has more than %(size)d MB.") % {"size": 10})
        return file


def export_memory(request: HttpRequest) -> StreamingHttpResponse:
    """Return the whole memory as a TMX file, regardless of the list's filters."""
    if not admin.site.get_model_admin(MemoryEntry).has_view_permission(request):
        raise PermissionDenied
    record_export("memory", "TMX", MemoryEntry.objects.count(), request=request)
    entries = MemoryEntry.objects.order_by("pk").iterator()
    headers = {"Content-Disposition": 'attachment; filename="memory.tmx"'}
    return StreamingHttpResponse(write_tmx(entries), content_type="application/xml", headers=headers)


def import_memory(request: HttpRequest) -> HttpResponse:
    """Show a form for a TMX file, and import it. Respond with 422 if the file is refused."""
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
    """Import the file of a valid form. If it is refused, add an error to the form and return False."""
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


@register_urls
def interchange_urls(site):
    """Return the URL patterns of the screens for stories, the glossary and the translation memory."""
    screens = {
        "articles/article/from-text/": (story_from_text, "articles_article_from_text"),
        "articles/term/export/": (export_glossary, "articles_term_export"),
        "articles/term/import/": (import_glossary, "articles_term_import"),
        "articles/term/start-set/": (add_start_terms, "articles_term_start_set"),
        "translations/memoryentry/export/": (export_memory, "translations_memoryentry_export"),
        "translations/memoryentry/import/": (import_memory, "translations_memoryentry_import"),
    }
    return [path(route, site.admin_view(view), name=name) for route, (view, name) in screens.items()]


register_picture_finder(imported_pictures)
