"""The newsroom's log. Nothing here can be changed."""

import json

from django.apps import apps
from django.contrib import admin
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from articles.admin.edition import ReadOnlyAdmin
from articles.models import Event


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    list_display = ("number", "at", "actor", "happening", "subject", "language", "edition_number", "reason")
    list_filter = ("happening", "language", "subject_type", "at")
    list_select_related = ("actor",)
    list_per_page = 100
    show_full_result_count = False
    search_fields = ("=subject_id", "reason", "actor__username")
    fields = [
        "number",
        "at",
        "actor",
        "happening",
        "subject",
        "language",
        ("edition_number", "edition_digest"),
        "reason",
        "details_as_read",
    ]

    def get_readonly_fields(self, request, obj=None):
        return ["subject", "details_as_read"]

    @admin.display(description=_("about"))
    def subject(self, event):
        """What it tells of: kind and number, linked where there is a screen for it."""
        kind = capfirst(str(apps.get_model("articles", event.subject_type)._meta.verbose_name))
        name = f"{kind} {event.subject_id}"
        try:
            address = reverse(f"admin:articles_{event.subject_type}_change", args=[event.subject_id])
        except NoReverseMatch:
            return name
        return format_html('<a href="{}">{}</a>', address, name)

    @admin.display(description=_("details"))
    def details_as_read(self, event):
        return format_html("<pre>{}</pre>", json.dumps(event.details, ensure_ascii=False, indent=2))
