"""Addresses of the workbench, under the admin."""

from django.contrib.admin import site
from django.shortcuts import redirect
from django.urls import path

import newsroom.converters  # noqa: F401  (registers what stands in the addresses below)
from newsroom.workbench import holding, pace, queue

app_name = "workbench"
ONE = "<number:article_id>/<language:language>/"


def story(request, article_id, language):
    """The ordinary form, until the workbench of one story stands here."""
    return redirect("admin:articles_article_change", article_id)


urlpatterns = [
    path("", site.admin_view(queue.queue), name="queue"),
    path("pace/", site.admin_view(pace.pace), name="pace"),
    path(ONE, story, name="story"),
    path(f"{ONE}claim/", site.admin_view(holding.claim), name="claim"),
    path(f"{ONE}release/", site.admin_view(holding.release), name="release"),
]
