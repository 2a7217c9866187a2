"""The full-text search of the list of stories."""

from articles.admin.site import register_story_search
from newsroom.story_search.matches import find_stories

register_story_search(find_stories)
