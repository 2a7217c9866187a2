"""Addresses of machine drafts, under those of the translators' screens."""

from django.urls import path

import newsroom.converters  # noqa: F401  (registers the path converters of the addresses below)
from newsroom.machine_translation import pages

app_name = "machine_translation"
ONE = "<number:article_id>/<language:language>/machine/"
urlpatterns = [
    path(ONE, pages.draft_page, name="story"),
    path(f"{ONE}progress/", pages.draft_progress, name="progress"),
    path(f"{ONE}segment/", pages.draft_segment, name="segment"),
]
