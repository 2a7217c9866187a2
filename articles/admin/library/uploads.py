"""Uploads of several pictures to the library, values read from their files, and tags."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import ModelAdmin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Count
from django.http import HttpResponse, JsonResponse
from django.template.defaultfilters import truncatechars
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.formats import localize
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles.admin.display import field_html, thumb_html
from articles.annotations import StaffRequest
from articles.media.pictures import ACCEPT, store_picture, upload_digest
from articles.models import Image, PictureTag
from articles.models.image import LONGEST_TAG, MOST_TAGS, change_tags, parse_tags
from articles.models.planning import day_of
from articles.workflow.permissions import Actor

MOST_SHOWN = 24  # pictures on the page
APPLY = "_apply"  # name of the page's button


class TagsField(forms.CharField):
    """Field of comma-separated tags. Its clean value is a list of tags as stored."""

    def __init__(self, **options):
        known = {
            "label": gettext_lazy("Tags"),
            "help_text": gettext_lazy("In any language, separated by commas."),
        }
        super().__init__(required=False, show_hidden_initial=True, **(known | options))

    def prepare_value(self, value):
        return ", ".join(value) if isinstance(value, list) else value

    def to_python(self, value):
        return value if isinstance(value, list) else parse_tags(super().to_python(value))

    def validate(self, tags):
        if long := next((tag for tag in tags if len(tag) > LONGEST_TAG), ""):
            text = _("The tag “%(tag)s” is longer than %(most)d characters.")
            raise ValidationError(text % {"tag": f"{long[:20]}…", "most": LONGEST_TAG})
        if len(tags) > MOST_TAGS:
            raise ValidationError(_("Enter at most %(most)d tags.") % {"most": MOST_TAGS})

    def run_validators(self, tags):
        """Do nothing, because the validators of CharField expect a text."""

    def has_changed(self, initial, data):
        return self.to_python(initial) != self.to_python(data)


class TagsMixin(forms.ModelForm):
    """Mixin for the form of a picture, with its tags. Only added and removed tags are saved.

    Therefore two users can change tags of a picture at the same time.
    """

    tags = TagsField()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "tags" in self.fields:
            self.fields["tags"].initial = tags_of(self.instance)

    def save_tags(self):
        """Add the tags that the user entered, and remove the tags that the user took out."""
        if "tags" not in self.changed_data:
            return
        typed, field = self.cleaned_data["tags"], self["tags"]
        shown = field.field.to_python(self.data.get(field.html_initial_name, ""))
        change_tags(
            [self.instance],
            add=[tag for tag in typed if tag not in shown],
            remove=[tag for tag in shown if tag not in typed],
        )


def tags_of(image: Image) -> list[str]:
    return list(image.tag_rows.values_list("name", flat=True)) if image.pk else []


class ManyTagsForm(forms.Form):
    """Form of tags to add to and remove from chosen pictures. No picture may exceed MOST_TAGS."""

    add = TagsField(label=gettext_lazy("Tags to add"))
    remove = forms.MultipleChoiceField(
        label=gettext_lazy("Tags to remove"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data, images):
        super().__init__(data)
        self.known = PictureTag.objects.filter(image__in=[image.pk for image in images])
        names = self.known.order_by("name").values_list("name", flat=True).distinct()
        self.fields["remove"].choices = [(name, name) for name in names]

    def clean(self):
        add, remove = (self.cleaned_data.get(name, []) for name in ("add", "remove"))
        others = self.known.exclude(name__in=[*add, *remove]).order_by().values("image")
        if add and others.annotate(count=Count("pk")).filter(count__gt=MOST_TAGS - len(add)).exists():
            text = _("One of the images would have more than %(most)d tags.") % {"most": MOST_TAGS}
            self.add_error("add", text)


@admin.action(description=gettext_lazy("Change tags…"), permissions=["change"])
def change_tags_of_many(model_admin, request, queryset):
    """Show the page with the tags of the chosen pictures, or change the tags and return to the list."""
    images = list(queryset)
    form = ManyTagsForm(request.POST if APPLY in request.POST else None, images)
    if form.is_valid():
        change_tags(images, add=form.cleaned_data["add"], remove=form.cleaned_data["remove"])
        text = ngettext(
            "The tags of %(count)d image were changed.",
            "The tags of %(count)d images were changed.",
            len(images),
        )
        messages.success(request, text % {"count": len(images)})
        return None
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Change tags"),
        "opts": model_admin.opts,
        "form": form,
        "images": images,
        "thumbs": [(field_html(image, "alt"), thumb_html(image, 120, 80)) for image in images[:MOST_SHOWN]],
        "more": len(images) - MOST_SHOWN,
        "checkbox": ACTION_CHECKBOX_NAME,
        "apply": APPLY,
        "media": model_admin.media + form.media,
    }
    status = 422 if form.errors else 200
    return TemplateResponse(request, "admin/articles/image/tags.html", context, status=status)


LONGEST_FACT = 120  # characters of a value; longer values are cut
MOST_FILES = 20  # files in one request; more are refused. The script of the page sends each file separately


def file_facts(image: Image, columns: Collection[str]) -> list[tuple[str, str, str]]:
    """Return [(label, language or "", value)] of the columns that were read from a picture's file."""
    fields = [image._meta.get_field(name) for name in columns]
    return [
        (
            capfirst(str(field.verbose_name)),  # type: ignore[union-attr]  # a column, not a relation
            getattr(field, "language", ""),
            truncatechars(localize(getattr(image, field.name)), LONGEST_FACT),
        )
        for field in fields
    ]


def facts_message(image: Image, columns: Collection[str]) -> str:
    """Return a message with the values read from the file, for the user who uploaded it to check."""
    item = '<li>{}: <span lang="{}">{}</span></li>'
    facts = [(label, language or "zxx", value) for label, language, value in file_facts(image, columns)]
    return format_html("{}<ul>{}</ul>", _("Read from the file. Check it:"), format_html_join("", item, facts))


def facts_text(image: Image, columns: Collection[str]) -> str:
    """Return the message of facts_message as one line of plain text; "" without values."""
    facts = [f"{label}: {value}" for label, _language, value in file_facts(image, columns)]
    return f"{_('Read from the file. Check it:')} {' · '.join(facts)}" if facts else ""


class UploadForm(forms.ModelForm):
    """Form of the values that all pictures of one upload share."""

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
    """Result for one file of an upload: the new picture, the existing picture, or the errors."""

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
    """Add one file to the library unless it is already there; return its FileReport."""
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
    """Return the line above the reports. upload_summary or the script of the page fills in the numbers."""
    return _("{done} of {all} files. Added: {stored}. Already in the library: {known}. Not added: {refused}.")


def upload_summary(reports: Collection[FileReport]) -> str:
    """Return the numbers of added, known and refused files of an upload as text; "" without files."""
    if not reports:
        return ""
    counts = Counter(report.state for report in reports)
    states = {state: counts[state] for state in ("stored", "known", "refused")}
    return progress_text().format(done=len(reports), all=len(reports), **states)


def upload_view(model_admin: ModelAdmin, request: StaffRequest) -> HttpResponse:
    """Show the form for several pictures, or store the posted files and report on each.

    A refused file does not stop the others. A script receives the reports as JSON.
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
        answer = {"files": [report.as_json() for report in reports], "errors": list(filter(None, texts))}
        return JsonResponse(answer, status=422 if is_refused else 200)
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
