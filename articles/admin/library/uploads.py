"""Upload of pictures to the library: several at once, and what was read from their files."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from django import forms
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.defaultfilters import truncatechars
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.formats import localize
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from articles.admin.library.image_tags import TagsField
from articles.media.pictures import ACCEPT, store_picture, upload_digest
from articles.models import Image
from articles.models.image import change_tags
from articles.models.planning import day_of
from articles.workflow.permissions import Actor

MOST_SHOWN = 120  # characters of a fact
MOST_FILES = 20  # of one request; the script of the page sends each file by itself


def file_facts(image: Image, columns: Collection[str]) -> list[tuple[str, str, str]]:
    """Return (label, language or "", value) of columns that were read from the file of a picture."""
    fields = [image._meta.get_field(name) for name in columns]
    return [
        (
            capfirst(str(field.verbose_name)),
            getattr(field, "language", ""),
            truncatechars(localize(getattr(image, field.name)), MOST_SHOWN),
        )
        for field in fields
    ]


def facts_message(image: Image, columns: Collection[str]) -> str:
    """Return a message about what was read from the file, so that whoever uploaded it can check that."""
    item = '<li>{}: <span lang="{}">{}</span></li>'
    facts = [(label, language or "zxx", value) for label, language, value in file_facts(image, columns)]
    return format_html("{}<ul>{}</ul>", _("Read from the file. Check it:"), format_html_join("", item, facts))


def facts_text(image: Image, columns: Collection[str]) -> str:
    """Return the same in one line of plain text, "" for nothing."""
    facts = [f"{label}: {value}" for label, _language, value in file_facts(image, columns)]
    return f"{_('Read from the file. Check it:')} {' · '.join(facts)}" if facts else ""


class UploadForm(forms.ModelForm):
    """Facts that all pictures of one upload share."""

    class Meta:
        model = Image
        fields = ("contract", "credit_en", "credit_ko", "usage_terms")
        widgets = {"usage_terms": forms.Textarea({"rows": 2})}

    tags = TagsField()

    def __init__(self, *args, at, **kwargs):
        super().__init__(*args, **kwargs)
        contracts = self.fields["contract"]
        contracts.queryset = contracts.queryset.in_force(day_of(at))
        for name in ("credit_en", "credit_ko"):
            self.fields[name].widget.attrs["lang"] = name[-2:]


@dataclass
class FileReport:
    """The result for one file of an upload: the picture that it became or already was, or its refusal."""

    name: str
    image: Image | None = None
    is_known: bool = False
    errors: tuple[str, ...] = ()

    @property
    def state(self):
        return "refused" if self.errors else "known" if self.is_known else "stored"

    @property
    def text(self):
        if self.errors:
            return " ".join(self.errors)
        if self.is_known:
            return _("Already in the library.")
        return _("Added to the library.")

    @property
    def facts(self):
        return "" if self.is_known or self.errors else facts_text(self.image, self.image.read_columns)

    @property
    def address(self):
        return reverse("admin:articles_image_change", args=[self.image.pk]) if self.image else ""

    def as_json(self):
        names = ("name", "state", "text", "facts", "address")
        return {name: getattr(self, name) for name in names}


def store_upload(uploaded: UploadedFile, *, by: Actor, tags: Collection[str] = (), **texts) -> FileReport:
    """Add one file to the library unless it is there already, and return its FileReport."""
    name = truncatechars(uploaded.name, 100)
    known = Image.objects.filter(upload_digest=upload_digest(uploaded)).order_by("pk").first()
    if known:
        return FileReport(name, known, is_known=True)
    try:
        image = store_picture(uploaded, by=by, **texts)
    except ValidationError as error:
        return FileReport(name, errors=tuple(error.messages))
    change_tags([image], add=tags)
    return FileReport(name, image)


def progress_text() -> str:
    """Return the line above the reports. upload_summary or the script of the page fills in its numbers."""
    return _("{done} of {all} files. Added: {stored}. Already in the library: {known}. Not added: {refused}.")


def upload_summary(reports: Collection[FileReport]) -> str:
    """Return how many files of an upload were added, known and refused; "" for none."""
    if not reports:
        return ""
    counts = Counter(one.state for one in reports)
    states = {state: counts[state] for state in ("stored", "known", "refused")}
    return progress_text().format(done=len(reports), all=len(reports), **states)


def upload_view(model_admin: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """Show the form for several pictures, or store what was posted and report on each file.

    A file that is refused does not stop the others. A script is answered with the reports as JSON.
    """
    if not model_admin.has_add_permission(request):
        raise PermissionDenied
    posted, reports, problem = request.POST if request.method == "POST" else None, [], ""
    form = UploadForm(posted, at=request.at)
    if request.method == "POST":
        files = request.FILES.getlist("files")
        problem = _problem_of(files)
        if form.is_valid() and not problem:
            reports = [store_upload(file, by=request.user, **form.cleaned_data) for file in files]
    is_refused = bool(problem or form.errors)
    if request.method == "POST" and not request.accepts("text/html"):
        texts = [problem, *(text for errors in form.errors.values() for text in errors)]
        found = {"files": [one.as_json() for one in reports], "errors": list(filter(None, texts))}
        return JsonResponse(found, status=422 if is_refused else 200)
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Upload images"),
        "opts": model_admin.opts,
        "form": form,
        "reports": reports,
        "progress": progress_text(),
        "summary": upload_summary(reports),
        "problem": problem,
        "accept": ACCEPT,
        "most_files": MOST_FILES,
        "media": model_admin.media + form.media,
    }
    return TemplateResponse(
        request, "admin/articles/image/upload.html", context, status=422 if is_refused else 200
    )


def _problem_of(files):
    if not files:
        return _("Choose an image.")
    if len(files) > MOST_FILES:
        return _("Choose at most %(count)d images at a time.") % {"count": MOST_FILES}
    return ""
