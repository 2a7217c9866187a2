"""Sections and topics."""

from django.contrib import admin

from articles.admin.bilingual import BilingualAdmin, pairs
from articles.models import Section, Topic


@admin.register(Section)
class SectionAdmin(BilingualAdmin):
    fields = [*pairs("name"), "slug", *pairs("description"), "position", "wanted_in_translation"]
    list_display = ("__str__", "name_en", "name_ko", "slug", "position", "wanted_in_translation")
    search_fields = ("name_en", "name_ko", "slug")


@admin.register(Topic)
class TopicAdmin(BilingualAdmin):
    fields = [*pairs("name"), "slug", *pairs("description")]
    list_display = ("__str__", "slug", "merged_into")
    list_select_related = ("merged_into",)
    search_fields = ("name_en", "name_ko", "slug")
