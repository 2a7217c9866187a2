"""URLs of the translation screens, under the admin."""

from django.contrib.admin import site
from django.urls import path

import newsroom.converters  # noqa: F401  (registers the path converters of the URLs below)
from newsroom.translations import accompanying_screen, aids, pace, queue, review, screen

app_name = "translations"
ONE = "<number:article_id>/<language:language>/"
urlpatterns = [
    path("", site.admin_view(queue.queue_page), name="queue"),
    path("pace/", site.admin_view(pace.pace_page), name="pace"),
    path(ONE, screen.translation_page, name="story"),
    path(f"{ONE}review/", review.review_page, name="review"),
    path(f"{ONE}segment/", screen.post_segment, name="segment"),
    path(f"{ONE}rows/", screen.changed_rows, name="rows"),
    path(f"{ONE}aids/", aids.segment_aids, name="aids"),
    path(f"{ONE}failing/", aids.failing_segments, name="failing"),
    path(f"{ONE}findings/", aids.preflight_summary, name="findings"),
    path(f"{ONE}search/", aids.memory_search, name="search"),
    path(f"{ONE}fit/", aids.insert_term, name="fit"),
    path(f"{ONE}action/", screen.perform_action, name="action"),
    path(f"{ONE}claim/", site.admin_view(queue.change_assignee), {"is_claim": True}, name="claim"),
    path(f"{ONE}release/", site.admin_view(queue.change_assignee), {"is_claim": False}, name="release"),
    path(f"{ONE}around/", accompanying_screen.accompanying_texts_page, name="accompanying_texts"),
    path(f"{ONE}around/text/", accompanying_screen.post_accompanying_text, name="accompanying_text"),
]
