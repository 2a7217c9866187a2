"""Addresses of the workbench, under the admin."""

from django.contrib.admin import site
from django.urls import path

import newsroom.converters  # noqa: F401  (registers what stands in the addresses below)
from newsroom.translations import around, holding, pace, queue, saving, stepping, views
from newsroom.translations.exchanging import views as exchanging

app_name = "translations"
ONE = "<number:article_id>/<language:language>/"
urlpatterns = [
    path("", site.admin_view(queue.queue_page), name="queue"),
    path("pace/", site.admin_view(pace.pace_page), name="pace"),
    path(ONE, views.translation_page, name="story"),
    path(f"{ONE}segment/", saving.post_segment, name="segment"),
    path(f"{ONE}rows/", views.changed_rows, name="rows"),
    path(f"{ONE}aids/", views.segment_aids, name="aids"),
    path(f"{ONE}failing/", views.failing_segments, name="failing"),
    path(f"{ONE}findings/", views.preflight_summary, name="findings"),
    path(f"{ONE}search/", views.memory_search, name="search"),
    path(f"{ONE}fit/", views.insert_term, name="fit"),
    path(f"{ONE}step/", stepping.perform_step, name="step"),
    path(f"{ONE}claim/", site.admin_view(holding.claim_translation), name="claim"),
    path(f"{ONE}release/", site.admin_view(holding.release_translation), name="release"),
    path(f"{ONE}around/", around.accompanying_texts_page, name="around"),
    path(f"{ONE}around/text/", around.post_accompanying_text, name="surrounding"),
    path("exchange/", site.admin_view(exchanging.exchanges), name="exchanges"),
    path("exchange/file/", site.admin_view(exchanging.exchanged_many), name="exchanged_many"),
    path(f"{ONE}exchange/", exchanging.exchange, name="exchange"),
    path(f"{ONE}exchange/file/", exchanging.exchanged, name="exchanged"),
]
