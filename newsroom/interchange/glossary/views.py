"""Views that export the glossary as CSV, import it with a preview, and add the start terms."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from articles.models import Term
from newsroom.interchange.export_records import record_export
from newsroom.interchange.glossary.csv_format import (
    MAX_GLOSSARY_BYTES,
    TERM_COLUMNS,
    decode_glossary,
    format_glossary,
    parse_glossary_rows,
)
from newsroom.interchange.glossary.plans import (
    GlossaryPlanChanged,
    column_label,
    import_glossary_terms,
    plan_glossary_import,
)
from newsroom.interchange.glossary.start_terms import load_start_terms
from newsroom.interchange.text_files import FileRefused

LIST = "admin:articles_term_changelist"
MAY_EXCHANGE = ["articles.add_term", "articles.change_term"]
glossary_access_required = permission_required(MAY_EXCHANGE, raise_exception=True)


class GlossaryFileForm(forms.Form):
    """A glossary file. Once it is valid, `plan` has the changes it would make; its text moves into `text`."""

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
    """Show the form, the preview of a file, and after “write” the imported terms.

    409 with a new preview when the glossary has changed since the preview that was agreed to.
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
    form.data = form.data.copy()  # the text and the digest of the plan, for whoever agrees to it
    form.data["text"], form.data["agreed"] = form.cleaned_data["text"], form.plan.digest()
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
