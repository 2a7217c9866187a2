"""Additions to the list of stories: actions, saved views, and the bulk changes that are not finished."""

from django.urls import path

import newsroom.converters  # noqa: F401  (registers the path converters of the addresses below)
from articles.admin.site import (
    StoryListAction,
    register_story_list_action,
    register_story_list_part,
    register_urls,
)
from newsroom.story_lists.bulk_actions import ACTIONS
from newsroom.story_lists.models import BulkChange, BulkState
from newsroom.story_lists.pages import BulkReport, bulk_list_page, bulk_page, respond_to_choice
from newsroom.story_lists.saved_views import views_page

MOST_LATEST = 10


@register_urls
def story_list_urls(site):
    return [
        path("story-views/", site.admin_view(views_page), name="story_views"),
        path("bulk-changes/", site.admin_view(bulk_list_page), name="bulk_changes"),
        path("bulk-changes/<number:change_id>/", site.admin_view(bulk_page), name="bulk_change"),
    ]


for one in ACTIONS.values():
    register_story_list_action(
        StoryListAction(one.name, one.label, one.is_permitted, respond_to_choice(one.name))
    )


@register_story_list_part("admin/story_lists/_latest_changes.html")
def latest_changes(request):
    """Return the bulk changes in which stories wait; None for somebody who has made none."""
    changes = BulkChange.objects.filter(started_by=request.user).exclude(state=BulkState.CHOSEN)
    latest = list(changes[:MOST_LATEST])
    is_open = [change for change in latest if change.is_open]
    return {"reports": BulkReport.of(is_open) if is_open else []} if latest else None
