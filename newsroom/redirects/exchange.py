"""Redirects as a CSV file, with the export view, and the import view with a preview.

docs/en/redirects.md describes the columns. Files of other systems are accepted: their column names are known,
and unknown columns are ignored.
"""

import csv
from collections.abc import Iterable, Iterator

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

from newsroom.interchange.text_files import (
    FileRefused,
    decode_text,
    escape_formula,
    refuse_workbooks,
    table_rows,
    unescape_formula,
)
from newsroom.redirects.models import Redirect
from newsroom.redirects.rules import RedirectRow, plan_redirects, store_plan
from newsroom.security.log import record_export

COLUMNS = ("old_address", "target", "uses", "last_used")
GONE = "410"  # written as the target of a page that is gone, because an empty cell may be a mistake
# Column names in files of other systems.
OLD_NAMES = {"old_address", "source", "source url", "from", "old", "old url", "old_path", "이전 주소"}
TARGET_NAMES = {"target", "target url", "to", "new", "new url", "new_address", "destination", "새 주소"}
CODE_NAMES = {"code", "http code", "status_code"}
PATTERN_NAMES = {"regex", "is_regex"}
YES = {"1", "true", "yes"}
MAX_BYTES = 4_000_000  # maximum for an upload in the admin
MAX_ROWS = 10_000
MAX_COMMAND_BYTES = 64_000_000
MAX_COMMAND_ROWS = 200_000
LIST = "admin:redirects_redirect_changelist"


class LineBuffer:
    """A file object for csv.writer whose write() returns the text."""

    def write(self, text):
        return text


def format_redirects(redirects: Iterable[Redirect]) -> Iterator[str]:
    """Yield the lines of a CSV file. It begins with a byte order mark, so that spreadsheets detect UTF-8.

    redirects  loaded with select_related("use")
    """
    writer = csv.writer(LineBuffer(), lineterminator="\r\n")
    yield "\ufeff" + writer.writerow(COLUMNS)
    for redirect in redirects:
        use = getattr(redirect, "use", None)
        cells = [redirect.old_address, redirect.target or GONE]
        cells += [str(use.count), use.last_day.isoformat()] if use else ["0", ""]
        yield writer.writerow([escape_formula(cell) for cell in cells])


def decode_redirects(data: bytes, *, most: int = MAX_BYTES) -> tuple[str, str]:
    """Decode the bytes of a file; return (text, name of the encoding).

    most  maximum size in bytes
    Raise FileRefused.
    """
    if len(data) > most:
        raise FileRefused(
            _("The file has more than %(most)d MB. Import it in parts, or with manage.py import_redirects.")
            % {"most": most // 1_000_000}
        )
    refuse_workbooks(data)
    return decode_text(data, most=most)


def parse_redirect_rows(text: str, *, most: int = MAX_ROWS) -> list[RedirectRow]:
    """Return the rows of a file with line numbers, without blank rows.

    most  maximum number of rows
    Raise FileRefused for more rows, for no rows, or if a required column is missing.
    """
    rows, columns = [], None
    for line, cells in table_rows(text):
        if columns is None:
            columns = _parse_redirect_columns(cells)
            continue
        if len(rows) == most:
            raise FileRefused(
                _(
                    "The file has more than %(most)d redirects. Import it in parts, or with manage.py "
                    "import_redirects."
                )
                % {"most": most}
            )
        rows.append(_parse_row(line, cells, columns))
    if not rows:
        raise FileRefused(_("The file contains no redirects."))
    return rows


def _parse_redirect_columns(cells):
    """Return {kind of column: index}. Raise FileRefused unless each required column occurs once."""
    names = [cell.strip().lower() for cell in cells]
    kinds = {"old": OLD_NAMES, "target": TARGET_NAMES, "code": CODE_NAMES, "pattern": PATTERN_NAMES}
    indexes = {
        kind: [index for index, name in enumerate(names) if name in known] for kind, known in kinds.items()
    }
    for kind, column in (("old", "old_address"), ("target", "target")):
        if len(indexes[kind]) != 1:
            raise FileRefused(
                _("The first line must name the columns. The column “%(column)s” is needed once.")
                % {"column": column}
            )
    return {kind: matches[0] for kind, matches in indexes.items() if matches}


def _parse_row(line, cells, columns):
    old, target, code, pattern = (
        unescape_formula(cells[columns[kind]]).strip()
        if kind in columns and columns[kind] < len(cells)
        else ""
        for kind in ("old", "target", "code", "pattern")
    )
    reason = ""
    if pattern.lower() in YES:
        reason = _("This is a pattern. Only whole addresses can be redirected.")
    elif code == "410":
        target = GONE
    elif not target:
        reason = _("There is no new address. Write 410 for a page that is gone for good.")
    return RedirectRow(old, target, line=line, reason=reason)


class RedirectFileForm(forms.Form):
    """Form for a file of redirects, or for its pasted text. A valid form has a `plan` of the changes."""

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
            # Refuse a text that is too long in UTF-8: pasted, or from a file that was shorter in CP949.
            decode_redirects(data["text"].encode(errors="replace"))
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
    """Return all redirects as a CSV file, regardless of the list's filters."""
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
    """Show the import form, then a preview; after confirmation, import and redirect to the list.

    If redirects have changed since the confirmed preview, return status 409 with a new preview.
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
        if form.cleaned_data["agreed"] == form.plan.digest():  # type: ignore[attr-defined]  # set by clean()
            return _write(request, form)
        messages.warning(
            request, _("The preview is out of date. Nothing was imported. This is the new preview.")
        )
        status = 409
    form.data = form.data.copy()  # type: ignore[attr-defined]  # a QueryDict; hidden values for the confirmation: the text and the digest of the plan
    form.data["text"], form.data["agreed"] = form.cleaned_data["text"], form.plan.digest()  # type: ignore[attr-defined, index]  # a QueryDict
    return _render_form(request, form, status=status)


def _write(request, form):
    report = store_plan(form.plan, by=request.user)
    messages.success(
        request,
        _("From the file: %(new)d new redirects, %(changed)d changed.")
        % {"new": report.created, "changed": report.changed},
    )
    if report.plan.refused:
        lines = ", ".join(str(planned.row.line) for planned in report.plan.refused[:20])
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
