"""Authors."""

from django.contrib import admin

from articles.admin.bilingual import BilingualAdmin, pairs
from articles.models import Author


@admin.register(Author)
class AuthorAdmin(BilingualAdmin):
    fields = [*pairs("name"), "slug", *pairs("position", "bio"), "photo", "user", "is_active"]
    list_display = ("name_en", "name_ko", "slug", "is_active")
    list_display_links = ("name_en", "name_ko")
    list_filter = ("is_active",)
    search_fields = ("name_en", "name_ko", "slug")
    autocomplete_fields = ("photo", "user")
