"""The picture library."""

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminFileWidget
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from articles.admin.bilingual import BilingualAdmin, pairs
from articles.admin.instants import far_instant_refused
from articles.models import Image
from articles.pictures import PictureField


class ImageForm(forms.ModelForm):
    """A new file is verified and encoded anew, or refused with the way out."""

    # Not the model's own field, which would refuse first, in fewer words, and for the file's name.
    file = PictureField(label=Image._meta.get_field("file").verbose_name, widget=AdminFileWidget)

    def clean_rights_until(self):
        return far_instant_refused(self.cleaned_data["rights_until"])


@admin.register(Image)
class ImageAdmin(BilingualAdmin):
    form = ImageForm
    fields = [
        ("file", "picture"),
        *pairs("alt", "caption", "credit"),
        ("focal_x", "focal_y"),
        "usage_terms",
        "rights_until",
    ]
    readonly_fields = ("picture",)
    list_display = ("thumbnail", "__str__", "size", "credit_en", "created_by", "created_at")
    list_display_links = ("thumbnail", "__str__")
    list_select_related = ("created_by",)
    list_per_page = 50
    date_hierarchy = None
    search_fields = ("alt_en", "alt_ko", "caption_en", "caption_ko", "credit_en", "credit_ko")

    def save_model(self, request, obj, form, change):
        if not change:
            obj.created_by = request.user
        super().save_model(request, obj, form, change)

    @admin.display(description=_("picture"))
    def picture(self, image):
        return self._shown(image, 320)

    @admin.display(description=_("picture"))
    def thumbnail(self, image):
        return self._shown(image, 96)

    @admin.display(description=_("size"))
    def size(self, image):
        return f"{image.width} × {image.height}"

    @staticmethod
    def _shown(image, width):
        if not image.file:
            return "—"
        height = round(image.height * width / image.width) if image.width else width
        address = '<img src="{}" alt="{}" width="{}" height="{}" loading="lazy" class="thumbnail">'
        return format_html(address, image.file.url, image.alt_en or image.alt_ko, width, height)
