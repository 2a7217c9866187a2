"""The glossary as a file: sent out, read in with a preview first, and a set to begin with."""

from django import forms
from django.contrib import messages
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from articles.models import Term
from newsroom.interchange.glossary.plans import label, planned
from newsroom.interchange.glossary.start_terms import load_start_terms
from newsroom.interchange.glossary.term_cells import COLUMNS, written
from newsroom.interchange.glossary.term_files import MOST_BYTES, rows, text_of
from newsroom.interchange.glossary.terms import PlanChanged, import_terms
from newsroom.interchange.text_files import FileRefused

LIST = "admin:articles_term_changelist"


def term_file_urls(model_admin):
    """The addresses to put before the admin's own."""

    def address(route, view):
        def guarded(request):
            if not may_exchange(request, model_admin):
                raise PermissionDenied
            return view(request, model_admin)

        return path(
            f"{route}/", model_admin.admin_site.admin_view(guarded), name=f"articles_term_{view.__name__}"
        )

    return [
        address("export", export_terms),
        address("import", read_terms),
        address("start-set", add_start_terms),
    ]


def may_exchange(request, model_admin):
    return model_admin.has_add_permission(request) and model_admin.has_change_permission(request)


class TermFileForm(forms.Form):
    """A glossary file. Once it is valid, `plan` is what it would do; its text moves into `text`."""

    file = forms.FileField(
        label=gettext_lazy("CSV file"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,text/csv"}),
        help_text=gettext_lazy("UTF-8, UTF-16 or CP949 (EUC-KR), as Excel saves it; 4 MB at most."),
    )
    text = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)
    agreed = forms.CharField(required=False, widget=forms.HiddenInput)

    encoding, plan, rows = "", None, ()

    def clean(self):
        data = super().clean()
        try:
            if data.get("file"):
                data["text"], self.encoding = text_of(data["file"].read(MOST_BYTES + 1))
            elif not data.get("text"):
                raise FileRefused(_("Choose the file."))
            self.rows = rows(data["text"])
        except FileRefused as refusal:
            self.add_error("file", str(refusal))
        else:
            self.plan = planned(self.rows)
        return data

    def show_plan(self):
        """Carry the text and the plan that is shown, for whoever agrees to it."""
        self.data = self.data.copy()
        self.data["text"], self.data["agreed"] = self.cleaned_data["text"], self.plan.digest()


@require_safe
def export_terms(request, model_admin):
    response = HttpResponse(
        written(Term.objects.select_related("successor", "topic")), content_type="text/csv; charset=utf-8"
    )
    name = f"glossary-{timezone.localdate().isoformat()}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@sensitive_post_parameters("text")
def read_terms(request, model_admin):
    """The form; with a file its preview; with “write” the terms, when the preview is still true."""
    if request.method != "POST":
        return page(request, model_admin, TermFileForm())
    form = TermFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return page(request, model_admin, form, status=422)
    status = 200
    if "_write" in request.POST and not form.cleaned_data["file"]:
        try:
            return imported(request, model_admin, form)
        except PlanChanged:
            messages.warning(
                request,
                _("The glossary has changed since the preview; nothing was written. This is the new one."),
            )
            status = 409
    form.show_plan()
    return page(request, model_admin, form, status=status)


def imported(request, model_admin, form):
    plan = import_terms(form.rows, agreed=form.cleaned_data["agreed"])
    enter = LogEntry.objects.log_actions
    if plan.new:
        enter(request.user.pk, [row.term for row in plan.new], ADDITION, [{"added": {}}])
    for row in plan.changed:
        fields = [change.label for change in row.changes]
        enter(request.user.pk, [row.term], CHANGE, [{"changed": {"fields": fields}}], single_object=True)
    messages.success(
        request,
        _("From the file: %(new)d new terms, %(changed)d changed ones.")
        % {"new": len(plan.new), "changed": len(plan.changed)},
    )
    if plan.refused:
        lines = ", ".join(str(row.line) for row in plan.refused[:20])
        messages.warning(request, _("These lines were left out: %(lines)s.") % {"lines": lines})
    return HttpResponseRedirect(reverse(LIST))


@require_POST
def add_start_terms(request, model_admin):
    terms = load_start_terms()
    if terms:
        LogEntry.objects.log_actions(request.user.pk, terms, ADDITION, [{"added": {}}])
    messages.success(
        request,
        ngettext("%(count)d term was added.", "%(count)d terms were added.", len(terms))
        % {"count": len(terms)},
    )
    return HttpResponseRedirect(reverse(LIST))


def page(request, model_admin, form, *, status=200):
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Import of the glossary"),
        "opts": model_admin.model._meta,
        "form": form,
        "plan": form.plan,
        "encoding": form.encoding,
        "columns": [(column, label(column)) for column in COLUMNS],
    }
    request.current_app = model_admin.admin_site.name
    return TemplateResponse(request, "interchange/glossary_import.html", context, status=status)
