"""Views that export translations as files and import returned files, for one story or several."""

import base64

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

import newsroom.converters  # noqa: F401  (registers the path converters of the addresses below)
from articles.annotations import StaffRequest
from articles.models import Language, LanguageProgress
from newsroom.interchange.xliff.document import TranslationFileRefused
from newsroom.interchange.xliff.exports import (
    FILE_FORMATS,
    MAX_DOWNLOAD_STORIES,
    build_download,
    export_format,
    load_exported_stories,
)
from newsroom.interchange.xliff.plans import (
    CHANGED,
    PlanPreview,
    digest_plans,
    parse_story_id,
    plan_translations,
    read_translation_file,
    write_translations,
)
from newsroom.security.log import record_export
from newsroom.translations.queue import QueueFilters, writable_languages
from newsroom.translations.story_translation import StoryTranslation, frame_context, translation_view

MAX_UPLOAD_BYTES = 3_000_000  # fifty stories; the command accepts larger files
# Translated files are up to twice as large. Larger downloads of several stories could not be imported again.
MAX_DOWNLOAD_BYTES = MAX_UPLOAD_BYTES // 2


class TranslationFileForm(forms.Form):
    """A file of translations. Once it is valid, `plans` holds the changes it would make.

    The file is kept in `kept`, so that the user need not choose it again. The posted value is as untrusted as
    the file. `agreed` is the digest of the plans that the user has seen.
    """

    file = forms.FileField(
        label=gettext_lazy("Translated file"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".xlf,.xliff,.md,.markdown,.txt,application/xliff+xml"}),
        help_text=gettext_lazy("XLIFF 1.2, 2.0 or 2.1, or Markdown exported here; up to 3 MB."),
    )
    kept = forms.CharField(required=False, widget=forms.HiddenInput)
    agreed = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, user, only=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.user, self.only = user, only
        self.plans, self.content = [], b""

    def clean(self):
        data = super().clean()
        try:
            self.content = self._content(data)
            self.plans = plan_translations(read_translation_file(self.content), self.user, only=self.only)
            refusals = [plan.refusal for plan in self.plans if plan.refusal]
            if len(self.plans) == len(refusals) == 1:
                raise TranslationFileRefused(refusals[0])
        except TranslationFileRefused as refused:
            self.plans = []
            self.add_error("file", str(refused))
        return data

    def _content(self, data):
        file = data.get("file")
        if file:
            if file.size > MAX_UPLOAD_BYTES:
                raise TranslationFileRefused(
                    _(
                        "The file has %(size)d MB. Import files of more than %(most)d MB with manage.py "
                        "import_xliff."
                    )
                    % {"size": file.size // 1_000_000, "most": MAX_UPLOAD_BYTES // 1_000_000}
                )
            return file.read()
        try:
            kept = base64.b64decode(data.get("kept", ""), validate=True)
        except ValueError:
            kept = b""
        if not kept:
            raise TranslationFileRefused(_("Choose a file."))
        return kept


@sensitive_post_parameters("kept")
@require_http_methods(["GET", "HEAD", "POST"])
@translation_view
def translation_file(request: StaffRequest, story: StoryTranslation) -> HttpResponse:
    """Show the download of one translation, and the form for the returned file."""
    if request.method == "POST" and not story.may_write:
        raise PermissionDenied

    def page(form, status=200):
        context = frame_context(request, story.article, _("Translation files")) | {"story": story}
        context |= _file_context(request, form)
        return TemplateResponse(request, "interchange/translation_file.html", context, status=status)

    return _receive_file(request, page, story.address, only=story.article.pk)


@require_safe
@translation_view
def download_translation(request: StaffRequest, story: StoryTranslation) -> HttpResponse:
    """Return the file of one translation."""
    return _send_file(request, [story.article.pk], story.language)


@sensitive_post_parameters("kept")
@require_http_methods(["GET", "HEAD", "POST"])
def translation_files(request: StaffRequest) -> HttpResponse:
    """Show the stories of the filtered queue for a common download, and the form for returned files."""
    languages = writable_languages(request.user)
    if not languages:
        raise PermissionDenied

    def page(form, status=200):
        context = admin.site.each_context(request) | _file_context(request, form)
        context |= {"title": _("Translation files"), "lists": _list_queued(request, languages)}
        return TemplateResponse(request, "interchange/translation_files.html", context, status=status)

    return _receive_file(request, page, reverse("interchange:translation_files"))


@require_safe
def download_translations(request: StaffRequest) -> HttpResponse:
    """Return several translations in one file: ?language=ko&article=12&article=15."""
    if not writable_languages(request.user) and not request.user.has_perm("articles.view_article"):
        raise PermissionDenied
    language = request.GET.get("language")
    ids = list(filter(None, map(parse_story_id, request.GET.getlist("article"))))
    if language not in Language or len(ids) > MAX_DOWNLOAD_STORIES:
        raise Http404
    return _send_file(request, ids, language)


def _send_file(request, article_ids, language):
    kind = request.GET.get("kind", "1.2")
    if kind not in FILE_FORMATS:
        raise Http404
    with_notes = "notes" in request.GET
    exported = load_exported_stories(article_ids, request.user, language=language, with_notes=with_notes)
    if not any(exported_story.units for exported_story in exported):
        raise Http404
    file = build_download(exported, kind)
    if len(exported) > 1 and len(file.content) > MAX_DOWNLOAD_BYTES:
        warning = _("The file would be too large to import again. Choose fewer stories.")
        messages.warning(request, warning)
        return HttpResponseRedirect(reverse("interchange:translation_files"))
    stories = [exported_story.article.pk for exported_story in exported]
    record_export("translations", export_format(kind), len(stories), request=request, stories=stories)
    return file


def _list_queued(request, languages):
    """Return [(Language, queue rows)] for the filters of the request, each limited to one file."""
    queued = QueueFilters(request, languages, request.at).found
    ids = [row.pk for row in queued[: 2 * MAX_DOWNLOAD_STORIES]]
    rows = LanguageProgress.objects.select_related("article").in_bulk(ids)
    ordered = [rows[row.pk] for row in queued if row.pk in rows]
    lists = [
        (language, [row for row in ordered if row.language == language][:MAX_DOWNLOAD_STORIES])
        for language in languages
    ]
    return [pair for pair in lists if pair[1]]


def _file_context(request, form):
    return {
        "form": form,
        "previews": [PlanPreview(plan) for plan in form.plans],
        "is_empty": all(plan.is_empty for plan in form.plans),
        "kinds": FILE_FORMATS,
        "sees_notes": request.user.has_perm("articles.view_note"),
    }


def _receive_file(request, page, done, *, only=None):
    """Show the preview of a file. After “write”, write it and redirect to `done`.

    Respond with 409 and a new preview if the plans have changed since the preview that the user accepted.
    """
    if request.method != "POST":
        return page(TranslationFileForm(user=request.user, only=only))
    form = TranslationFileForm(request.POST, request.FILES, user=request.user, only=only)
    if not form.is_valid():
        return page(form, status=422)
    status = 422 if all(plan.refusal for plan in form.plans) else 200
    if "_write" in request.POST and not form.cleaned_data["file"]:
        if form.cleaned_data["agreed"] == digest_plans(form.plans):
            _write_plans(request, form.plans)
            return HttpResponseRedirect(done)
        messages.warning(request, _("%(why)s Nothing was imported.") % {"why": CHANGED})
        status = 409
    form.data = form.data.copy()
    form.data["kept"], form.data["agreed"] = base64.b64encode(form.content).decode(), digest_plans(form.plans)
    return page(form, status=status)


def _write_plans(request, plans):
    """Write each story in its own transaction, and add a message for each."""
    posted = set(request.POST.getlist("chosen"))
    for plan in plans:
        if plan.is_empty:
            continue
        chosen = {key.partition(":")[2] for key in posted if key.startswith(f"{plan.returned.id}:")}
        values = {"headline": str(plan.exported.article)}
        try:
            count = write_translations(plan, chosen, by=request.user)
        except TranslationFileRefused as refused:
            words = _("“%(headline)s”: %(why)s Nothing was imported.")
            messages.error(request, words % (values | {"why": refused}))
            continue
        words = ngettext(
            "“%(headline)s”: %(count)d segment was imported.",
            "“%(headline)s”: %(count)d segments were imported.",
            count,
        )
        messages.success(request, words % (values | {"count": count}))


app_name = "interchange"
ONE = "<number:article_id>/<language:language>/exchange/"
urlpatterns = [
    path("exchange/", admin.site.admin_view(translation_files), name="translation_files"),
    path("exchange/file/", admin.site.admin_view(download_translations), name="download_translations"),
    path(ONE, translation_file, name="translation_file"),
    path(f"{ONE}file/", download_translation, name="download_translation"),
]
