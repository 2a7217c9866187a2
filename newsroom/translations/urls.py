"""Addresses of the workbench, under the admin."""

from django.contrib.admin import site
from django.urls import path

import newsroom.converters  # noqa: F401  (registers what stands in the addresses below)
from newsroom.translations import around, holding, pace, queue, saving, stepping, views

app_name = "translations"
ONE = "<number:article_id>/<language:language>/"
urlpatterns = [
    path("", site.admin_view(queue.queue), name="queue"),
    path("pace/", site.admin_view(pace.pace), name="pace"),
    path(ONE, views.story, name="story"),
    path(f"{ONE}segment/", saving.segment, name="segment"),
    path(f"{ONE}rows/", views.rows_now, name="rows"),
    path(f"{ONE}aids/", views.aids_of, name="aids"),
    path(f"{ONE}failing/", views.failing_now, name="failing"),
    path(f"{ONE}findings/", views.findings_now, name="findings"),
    path(f"{ONE}search/", views.searched, name="search"),
    path(f"{ONE}fit/", views.fit, name="fit"),
    path(f"{ONE}step/", stepping.step, name="step"),
    path(f"{ONE}claim/", site.admin_view(holding.claim), name="claim"),
    path(f"{ONE}release/", site.admin_view(holding.release), name="release"),
    path(f"{ONE}around/", around.around, name="around"),
    path(f"{ONE}around/text/", around.surrounding, name="surrounding"),
]
