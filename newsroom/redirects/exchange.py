"""Views that export redirects as CSV, and import them with a preview."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from newsroom.interchange.export_records import record_export
from newsroom.interchange.text_files import FileRefused
from newsroom.redirects.csv_format import (
    MAX_BYTES,
    MAX_ROWS,
    decode_redirects,
    format_redirects,
    parse_redirect_rows,
)
from newsroom.redirects.models import Redirect
from newsroom.redirects.rules import plan_redirects, store_plan

LIST = "admin:redirects_redirect_changelist"


class RedirectFileForm(forms.Form):
    """A file of redirects, or its text. Once it is valid, `plan` has the changes it would make."""

    file = forms.FileField(
        label=gettext_lazy("CSV file"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,text/csv"}),
        help_text=gettext_lazy("UTF-8, UTF-16 or CP949 (EUC-KR); up to 4 MB and 10,000 redirects."),
    )
    text = forms.CharField(
        label=gettext_lazy("Or paste lines"),
        required=False,
        strip=False,
        widget=forms.Textarea({"rows": 8, "spellcheck": "false", "lang": "zxx", "class": "vLargeTextField"}),
        help_text=gettext_lazy("The first line names the columns, which are described below."),
    )
    agreed = forms.CharField(required=False, widget=forms.HiddenInput)

    encoding, plan = "", None

    def clean(self):
        data = super().clean()
        named = "file" if data.get("file") else "text"
        try:
            if data.get("file"):
                data["text"], self.encoding = decode_redirects(data["file"].read(MAX_BYTES + 1))
            elif not data.get("text", "").strip():
                raise FileRefused(_("Choose a file, or paste its lines here."))
            decode_redirects(data["text"].encode(errors="replace"))  # Korean in CP949 grows by half
            rows = parse_redirect_rows(data["text"], most=MAX_ROWS)
        except FileRefused as refusal:
            self.add_error(named, str(refusal))
        else:
            self.plan = plan_redirects(rows)
        return data


def may_import(request: HttpRequest) -> bool:
    return request.user.has_perms(["redirects.add_redirect", "redirects.change_redirect"])


@require_safe
def export_redirects(request: HttpRequest) -> StreamingHttpResponse:
    """Return all redirects as a CSV file, whatever the list shows."""
    if not admin.site.get_model_admin(Redirect).has_view_permission(request):
        raise PermissionDenied
    record_export("redirects", "CSV", Redirect.objects.count(), request=request)
    redirects = Redirect.objects.select_related("use").order_by("old_address").iterator()
    name = f"redirects-{timezone.localdate().isoformat()}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(
        format_redirects(redirects), content_type="text/csv; charset=utf-8", headers=headers
    )


@sensitive_post_parameters("text")
def import_redirects(request: HttpRequest) -> HttpResponse:
    """Show the form, the preview of a file, and after “import” the list.

    409 with a new preview when redirects have changed since the preview that was agreed to.
    """
    if not may_import(request):
        raise PermissionDenied
    if request.method != "POST":
        return _render_form(request, RedirectFileForm())
    form = RedirectFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _render_form(request, form, status=422)
    status = 200
    if "_write" in request.POST and not form.cleaned_data["file"]:
        if form.cleaned_data["agreed"] == form.plan.digest():
            return _write(request, form)
        messages.warning(
            request, _("The preview is out of date. Nothing was imported. This is the new preview.")
        )
        status = 409
    form.data = form.data.copy()  # the text and the digest of the plan, for whoever agrees to it
    form.data["text"], form.data["agreed"] = form.cleaned_data["text"], form.plan.digest()
    return _render_form(request, form, status=status)


def _write(request, form):
    report = store_plan(form.plan, by=request.user)
    messages.success(
        request,
        _("From the file: %(new)d new redirects, %(changed)d changed.")
        % {"new": report.created, "changed": report.changed},
    )
    if report.plan.refused:
        lines = ", ".join(str(one.row.line) for one in report.plan.refused[:20])
        messages.warning(request, _("Lines left out: %(lines)s.") % {"lines": lines})
    return HttpResponseRedirect(reverse(LIST))


def _render_form(request, form, *, status=200):
    context = {
        **admin.site.each_context(request),
        "title": _("Import redirects"),
        "opts": Redirect._meta,
        "form": form,
        "plan": form.plan,
        "encoding": form.encoding,
    }
    return TemplateResponse(request, "admin/redirects/redirect/import.html", context, status=status)
