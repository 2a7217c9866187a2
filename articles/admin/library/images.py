"""The picture library."""

from django import forms
from django.contrib import admin
from django.template.response import TemplateResponse
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from articles.admin.forms.bilingual import BilingualAdmin, pairs
from articles.admin.forms.instants import far_instant_refused
from articles.admin.headlines import thumb
from articles.admin.library.focal_point import crops
from articles.admin.story.form import restrict_language
from articles.media.pictures import PictureField
from articles.models import Article, Author, Edition, Image, Language, localized
from articles.workflow.permissions import Verb, may

TEXTS = ("alt", "caption", "credit")
OF_BOTH = ("file", "focal_x", "focal_y", "usage_terms", "rights_until")
FILE = lazy(capfirst, str)(Image._meta.get_field("file").verbose_name)


class PictureInput(forms.FileInput):
    """Says what a new file does, and not the name of the old one, which nobody gave it."""

    def render(self, name, value, attrs=None, renderer=None):
        field = super().render(name, value, attrs, renderer)
        if not getattr(value, "url", None):
            return field
        told = '<p class="file-upload"><a href="{}">{}</a><br>{}</p>{}'
        return format_html(told, value.url, _("Open the original"), _("Another file in its place:"), field)


class ImageForm(forms.ModelForm):
    """A new file is verified and encoded anew, or refused with the way out."""

    # Not the model's own field, which would refuse first, in fewer words, and for the file's name.
    file = PictureField(label=FILE, widget=PictureInput({"aria-label": FILE}))
    user = None  # whose form it is; set on the class by ImageAdmin.get_form

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for language in Language if self.instance.pk else ():
            restrict_language(self, TEXTS, language, self.user)

    def clean_rights_until(self):
        return far_instant_refused(self.cleaned_data["rights_until"])


class LackingFilter(admin.SimpleListFilter):
    """Pictures that a reader who cannot see them, or their maker, would miss something of."""

    title = _("lacking")
    parameter_name = "lacking"

    def lookups(self, request, model_admin):
        return [("alt", _("Alternative text")), ("credit", _("Credit"))]

    def queryset(self, request, queryset):
        return queryset.lacking(self.value()) if self.value() in ("alt", "credit") else queryset


@admin.register(Image)
class ImageAdmin(BilingualAdmin):
    form = ImageForm
    fields = [
        ("file", "picture"),
        ("focal_x", "focal_y"),
        "crops",
        *pairs(*TEXTS),
        "usage_terms",
        "rights_until",
    ]
    list_display = ("__str__",)
    list_filter = (LackingFilter,)
    list_select_related = ("created_by",)
    list_per_page = 48
    date_hierarchy = None
    search_fields = ("alt_en", "alt_ko", "caption_en", "caption_ko", "credit_en", "credit_ko")

    def get_form(self, request, obj=None, change=False, **kwargs):
        own = {"user": request.user} | dict.fromkeys({"file"} & {*self.get_readonly_fields(request, obj)})
        form = type(ImageForm)("ImageForm", (ImageForm,), own)
        return super().get_form(request, obj, change=change, form=form, **kwargs)

    def get_readonly_fields(self, request, obj=None):
        shown = ("picture", "crops")
        return shown if obj is None or may_replace(request.user, obj) else (*shown, *OF_BOTH)

    def save_model(self, request, obj, form, change):
        if not change:
            obj.created_by = request.user
        super().save_model(request, obj, form, change)

    def mentions(self, objs):
        return [story for image in objs for story in Article.objects.showing(image).order_by("pk")]

    def instead(self, request, image):
        if not (self.may("change", Article, request) and self.may("change", Author, request)):
            return ""
        if Edition.objects.showing(image).exists():
            return _(
                "What was printed keeps its picture. Choose another here,"
                " and this one is used for nothing new."
            )
        return _("Choose another picture here first; then this one can be deleted.")

    def changelist_view(self, request, extra_context=None):
        response = super().changelist_view(request, extra_context)
        if isinstance(response, TemplateResponse) and "cl" in response.context_data:
            pictures = response.context_data["cl"].result_list
            response.context_data["cards"] = [card(image) for image in pictures]
        return response

    @admin.display(description=_("picture"))
    def picture(self, image):
        if not image.file:
            return "—"
        height = round(image.height * 320 / image.width) if image.width else 320
        shown = '<div class="focal"><img src="{}" alt="{}" width="{}" height="{}" class="thumbnail"></div>'
        return format_html(shown, image.file.url, image.alt_en or image.alt_ko, 320, height)

    @admin.display(description=_("crops"))
    def crops(self, image):
        return crops(image)


def may_replace(user, image):
    """Whether a person may change what readers of both languages see of a picture.

    Whoever brought it, a desk, and those who write both languages; to a translator it is given.
    """
    writes = all(may(user, Verb.WRITE, language) for language in Language)
    is_desk = any(may(user, Verb.APPROVE, language) for language in Language)
    return writes or is_desk or image.created_by_id == user.pk


def card(image):
    """What the library shows of one picture: see admin/articles/image/change_list.html."""
    words = {
        language.value: {
            "alt": getattr(image, localized("alt", language)),
            "credit": getattr(image, localized("credit", language)),
            "name": language.label,
        }
        for language in sorted(Language, key=lambda language: language != get_language())
    }
    return {
        "image": image,
        "thumb": thumb(image, 320, 213),
        "words": words,
        "lacks_alt": any(not one["alt"] for one in words.values()),
        "lacks_credit": any(not one["credit"] for one in words.values()),
    }
