"""Addresses of machine drafts, under those of the translators' screens."""

from django.contrib.admin import site
from django.urls import path

import newsroom.converters  # noqa: F401  (registers the path converters of the addresses below)
from newsroom.machine_translation import overview, pages, segment_drafts

app_name = "machine_translation"
ONE = "<number:article_id>/<language:language>/machine/"
urlpatterns = [
    path("machine/", site.admin_view(overview.overview_page), name="overview"),
    path(ONE, pages.draft_page, name="story"),
    path(f"{ONE}progress/", pages.draft_progress, name="progress"),
    path(f"{ONE}segment/", segment_drafts.draft_segment, name="segment"),
]
