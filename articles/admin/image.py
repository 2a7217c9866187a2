"""The picture library."""

from django.contrib import admin

from articles.admin.bilingual import BilingualAdmin, pairs
from articles.models import Image


@admin.register(Image)
class ImageAdmin(BilingualAdmin):
    fields = [
        "file",
        *pairs("alt", "caption", "credit"),
        ("focal_x", "focal_y"),
        "usage_terms",
        "rights_until",
    ]
    list_display = ("__str__", "width", "height", "created_at")
    search_fields = ("alt_en", "alt_ko", "caption_en", "caption_ko", "credit_en", "credit_ko")
