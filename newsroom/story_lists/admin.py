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

MOST_OPEN = 3


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


@register_story_list_part("admin/story_lists/_open_changes.html")
def open_changes(request):
    """Return the bulk changes of a person in which stories wait."""
    states = [BulkState.RUNNING, BulkState.STOPPED]
    changes = BulkChange.objects.filter(started_by=request.user, state__in=states)[:MOST_OPEN]
    reports = [BulkReport(change) for change in changes]
    return {"reports": reports} if reports else None
