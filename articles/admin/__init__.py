"""Screens of the newsroom, by subject. Importing this package registers them with Django's admin."""

from articles.admin import events, front_pages, placement_words, screens
from articles.admin.dashboard import front_pages as front_pages_panel
from articles.admin.library import authors, images, publication, taxonomy, terms
from articles.admin.story import admin as story
from articles.admin.story import edition, preview_links

__all__ = [
    "authors",
    "edition",
    "events",
    "front_pages",
    "front_pages_panel",
    "images",
    "placement_words",
    "preview_links",
    "publication",
    "screens",
    "story",
    "taxonomy",
    "terms",
]
